// Requests made from the compiled tables against the whole control plane, without sockets.
#include "http/api.hpp"
#include "request_cases.hpp"
#include "support/api_description.hpp"
#include "support/repeatable_random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace ivschat;
using namespace ivschat::test;
using nlohmann::json;

namespace {

// A server that has the room and the logging configuration which good requests name.
class server {
public:
    explicit server(const json& tables) {
        const case_maker maker{tables};
        const auto now = state_.clock().now();
        chat::logging_configuration configuration{};
        configuration.arn = maker.valid("LoggingConfigurationIdentifier");
        configuration.created = configuration.updated = now;
        chat::room room{};
        room.arn = maker.valid("RoomIdentifier");
        room.created = room.updated = now;
        state_.submit(chat::restore{.rooms = {std::move(room)},
                                    .logging_configurations = {std::move(configuration)}});
    }

    http::reply handle(const std::string& method, const request_case& asked) {
        http::call_record record;
        return api_.handle({.method = method,
                            .target = asked.target,
                            .headers = {{"Content-Type", "application/json"}},
                            .body = asked.body},
                           record);
    }

private:
    runtime::asio::io_context io_;
    runtime::system_clock clock_;
    crypto::test::repeatable_random random_;
    crypto::token_sealer sealer_{crypto::sealing_key::generate(random_), random_};
    core state_{
        io_.get_executor(), clock_, {}, [this](std::span<std::byte> out) { random_.fill(out); }};
    token_ids ids_{clock_, random_, token_ids::stamp::real_time};
    epochs epochs_{io_.get_executor()};
    http::api api_{
        {.state = state_, .sealer = sealer_, .ids = ids_, .epochs = epochs_, .options = {}},
        http::authenticator{{}, clock_}};
};

std::string error_type(const http::reply& reply) {
    for (const auto& [name, value] : reply.headers) {
        if (name == "x-amzn-ErrorType") return value;
    }
    return {};
}

// The rest of these functions say what is wrong with a reply: nothing if it is right.

std::string check_accepted(const http::reply& reply, const json& operation) {
    const bool is_missing = reply.status == 404 && error_type(reply) == "ResourceNotFoundException";
    return reply.status == operation["status"] || is_missing ? "" : "not accepted";
}

std::string check_fields(const json& body, const std::vector<failure>& failures) {
    std::multiset<std::string> wanted;
    std::multiset<std::string> named;
    for (const auto& failure : failures) wanted.insert(failure.path);
    for (const auto& field : body.value("fieldList", json::array())) named.insert(field["name"]);
    if (wanted != named) return "fieldList should name " + json(wanted).dump();
    for (const auto& field : body["fieldList"]) {
        const auto is_this = [&](const failure& each) { return each.path == field["name"]; };
        const auto failure = std::find_if(failures.begin(), failures.end(), is_this);
        const std::string sentence = field["message"];
        const auto expected =
            "at '/" + failure->path + "' failed to satisfy constraint: " + failure->constraint;
        if (sentence.find(expected) == std::string::npos) return "it should say: " + expected;
        if (body["message"].get<std::string>().find(sentence) == std::string::npos)
            return "its message should hold: " + sentence;
    }
    return {};
}

std::string check_invalid(const http::reply& reply, const request_case& asked) {
    if (reply.status != 400 || error_type(reply) != "ValidationException")
        return "not a ValidationException";
    const auto body = json::parse(reply.body);
    if (body["reason"] != "FIELD_VALIDATION_FAILED") return "another reason";
    const auto count = asked.failures.size();
    const auto start =
        std::to_string(count) + " validation error" + (count == 1 ? "" : "s") + " detected. ";
    if (!body["message"].get<std::string>().starts_with(start)) return "it should begin " + start;
    return check_fields(body, asked.failures);
}

std::string check_malformed(const http::reply& reply) {
    if (reply.status != 400 || error_type(reply) != "SerializationException")
        return "not a SerializationException";
    const auto body = json::parse(reply.body);
    return body.size() == 1 && body.contains("message") ? "" : "not a message alone";
}

std::string check(const http::reply& reply, const request_case& asked, const json& operation) {
    if (asked.expected == verdict::accepted) return check_accepted(reply, operation);
    if (asked.expected == verdict::invalid) return check_invalid(reply, asked);
    return check_malformed(reply);
}

std::string excerpt(const std::string& text) {
    constexpr std::size_t enough = 400;
    return text.size() <= enough ? text : text.substr(0, enough) + "...";
}

} // namespace

TEST_CASE("every bound of every member of every operation holds") {
    const auto tables = describe_api();
    std::size_t total = 0;
    for (const auto& [name, operation] : tables["operations"].items()) {
        std::array<std::size_t, 3> counts{};
        for (const auto& asked : request_cases(tables, name)) {
            ++counts[static_cast<std::size_t>(asked.expected)];
            const auto reply = server{tables}.handle(operation["method"], asked);
            const auto fault = check(reply, asked, operation);
            if (fault.empty()) continue;
            FAIL_CHECK(name << ", " << excerpt(asked.what) << ": " << fault
                            << "\n  asked: " << excerpt(asked.target) << " " << excerpt(asked.body)
                            << "\n  reply: " << reply.status << " " << excerpt(reply.body));
        }
        const auto [accepted, invalid, malformed] = counts;
        MESSAGE(name << ": " << accepted << " accepted, " << invalid << " invalid, " << malformed
                     << " malformed");
        CHECK(accepted > 0);
        CHECK(invalid > 0);
        CHECK((malformed > 0 || operation["method"] != "POST"));
        total += accepted + invalid + malformed;
    }
    MESSAGE(total << " requests in all");
    CHECK(total >= 500);
}
