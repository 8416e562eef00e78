#include "chat_log/aws_destinations.hpp"
#include "chat_log/names.hpp"
#include "chat_log/record.hpp"
#include "text/json_writer.hpp"

namespace ivschat::chat_log {
namespace {

constexpr std::string_view missing = "ResourceNotFoundException";
constexpr std::string_view exists = "ResourceAlreadyExistsException";

std::int64_t milliseconds_since_1970(text::timestamp time) {
    return std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
}

std::string events_of(const batch& what) {
    std::string body;
    body.reserve(what.lines.size() + what.lines.size() / 4 + what.records * 48);
    text::json_writer out{body};
    out.begin_object().key("logGroupName").string(what.to.destination.name);
    out.key("logStreamName").string(stream_name(what)).key("logEvents").begin_array();
    for_each_record(what.lines, [&](std::string_view record) {
        const auto time = time_of(record).value_or(what.opened);
        out.begin_object().key("timestamp").integer(milliseconds_since_1970(time));
        out.key("message").string(record).end_object();
    });
    out.end_array().end_object();
    return body;
}

std::string group_of(const batch& what) {
    std::string body;
    text::json_writer out{body};
    out.begin_object().key("logGroupName").string(what.to.destination.name).end_object();
    return body;
}

std::string stream_of(const batch& what) {
    std::string body;
    text::json_writer out{body};
    out.begin_object().key("logGroupName").string(what.to.destination.name);
    out.key("logStreamName").string(stream_name(what)).end_object();
    return body;
}

bool is_there(const aws_reply& reply) { return reply.is_success() || reply.code == exists; }

} // namespace

runtime::awaitable<aws_reply> cloudwatch_destination::put(const batch& what) {
    return caller_.call(
        [&what] { return json_request("Logs_20140328.PutLogEvents", events_of(what)); },
        region_of(what));
}

runtime::awaitable<aws_reply> cloudwatch_destination::create_stream(const batch& what) {
    return caller_.call(
        [&what] { return json_request("Logs_20140328.CreateLogStream", stream_of(what)); },
        region_of(what));
}

runtime::awaitable<aws_reply> cloudwatch_destination::create_group(const batch& what) {
    return caller_.call(
        [&what] { return json_request("Logs_20140328.CreateLogGroup", group_of(what)); },
        region_of(what));
}

// Tries the stream first, because the group usually exists.
runtime::awaitable<aws_reply> cloudwatch_destination::create_all(const batch& what) {
    auto reply = co_await create_stream(what);
    if (reply.code != missing) co_return reply;
    reply = co_await create_group(what);
    if (!is_there(reply)) co_return reply;
    reply = co_await create_stream(what);
    co_return reply;
}

runtime::awaitable<outcome> cloudwatch_destination::deliver(batch& what) {
    auto reply = co_await put(what);
    if (reply.code == missing) {
        const auto created = co_await create_all(what);
        if (!is_there(created)) co_return classify(created);
        reply = co_await put(what);
    }
    auto result = classify(reply);
    if (reply.is_success()) {
        result.rejected = rejected_events(reply.body, what.records);
        result.delivered = what.records - result.rejected;
    }
    co_return result;
}

} // namespace ivschat::chat_log
