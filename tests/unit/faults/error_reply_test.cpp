#include "faults/error_reply.hpp"

#include "model/error_bodies.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>

using namespace ivschat;
using faults::plane;
using nlohmann::json;

namespace {

constexpr std::string_view room = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";
constexpr faults::injection_point send_event{
    .where = plane::control, .action = "SendEvent", .room_arn = room};

json body_of(const faults::error_reply& reply, const faults::injection_point& at = send_event) {
    return json::parse(model::encode(faults::to_api_error(reply, at)));
}

template <class Modelled>
void check_modelled(const Modelled& modelled) {
    CAPTURE(modelled.kind.name);
    const auto error = faults::to_api_error({.kind = modelled.kind}, send_event);
    CHECK(error.kind.name == modelled.kind.name);
    CHECK(error.kind.status == modelled.kind.status);
    const auto body = body_of({.kind = modelled.kind});
    CHECK_FALSE(body["message"].template get<std::string>().empty());
    model::for_each_member<typename Modelled::body>([&](const auto& member) {
        CAPTURE(member.name);
        const bool is_there = !member.is_required || body.contains(member.name);
        CHECK(is_there);
    });
}

} // namespace

TEST_CASE("every modelled error has its status and its required members") {
    std::apply([](const auto&... each) { (check_modelled(each), ...); }, model::modelled_errors);
}

TEST_CASE("the modelled errors are known by name, and names are unique") {
    std::set<std::string_view> names;
    for (const auto& kind : faults::known_errors()) {
        CAPTURE(kind.name);
        CHECK(names.insert(kind.name).second);
        CHECK(kind.status >= 400);
        CHECK(kind.status <= 599);
    }
    std::apply([&](const auto&... each) { (names.erase(each.kind.name), ...); },
               model::modelled_errors);
    CHECK(names.size() ==
          faults::known_errors().size() - std::tuple_size_v<decltype(model::modelled_errors)>);
}

TEST_CASE("an error names the room and the operation of its injection point") {
    const auto missing = body_of({.kind = model::errors::resource_not_found});
    CHECK(missing["message"] == "Resource: " + std::string{room} + " not found");
    CHECK(missing["resourceId"] == "AbCdEfGhIjKl");
    CHECK(missing["resourceType"] == "ROOM");
    const auto throttled = body_of({.kind = model::errors::throttling});
    CHECK(throttled["message"] == "Operation: ivschat:SendEvent exceeded call rate: 1 for "
                                  "resource: " +
                                      std::string{room});
    CHECK(throttled["limit"] == 1);
    const auto denied = body_of({.kind = model::errors::access_denied});
    CHECK(denied["message"] == "User: arn:aws:iam::123456789012:user/fault is not authorized to "
                               "perform: ivschat:SendEvent on resource: " +
                                   std::string{room});
}

TEST_CASE("without a room the resource id is one that the API model allows") {
    const auto body = body_of({.kind = model::errors::service_quota_exceeded},
                              {.where = plane::control, .action = "CreateRoom"});
    CHECK(body["resourceId"] == "none");
}

TEST_CASE("a rule may set an error's message and status") {
    const faults::error_reply reply{.kind = {model::errors::conflict.name, 503},
                                    .message = "come back later"};
    CHECK(faults::to_api_error(reply, send_event).kind.status == 503);
    CHECK(body_of(reply)["message"] == "come back later");
}

TEST_CASE("a refused handshake has the error of its status") {
    struct row {
        unsigned status;
        std::string_view name;
    };
    const row rows[] = {{.status = 401, .name = "NotAuthorized"},
                        {.status = 403, .name = "AccessDeniedException"},
                        {.status = 404, .name = "AccessDeniedException"},
                        {.status = 429, .name = "ThrottlingException"},
                        {.status = 503, .name = "InternalServerException"}};
    for (const auto& row : rows) {
        CAPTURE(row.status);
        const auto error = faults::to_api_error({.status = row.status, .message = "no"});
        CHECK(error.kind.status == row.status);
        CHECK(error.kind.name == row.name);
        CHECK(json::parse(model::encode(error))["message"] == "no");
    }
}
