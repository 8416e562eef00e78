#include "chat_log/aws_destinations.hpp"
#include "chat_log/names.hpp"
#include "text/json_writer.hpp"

namespace ivschat::chat_log {
namespace {

constexpr std::string_view missing = "ResourceNotFoundException";
constexpr std::string_view exists = "ResourceAlreadyExistsException";

std::string events_of(const batch& what) {
    std::string body;
    body.reserve(what.lines.size() + what.lines.size() / 4 + what.records * 48);
    text::json_writer out{body};
    out.begin_object().key("logGroupName").string(what.to.destination.name);
    out.key("logStreamName").string(stream_name(what)).key("logEvents").begin_array();
    // The real time, because events that are two hours ahead or two weeks old are refused, and the
    // server's clock may be moved further. The record keeps its own time.
    std::size_t at = 0;
    for_each_record(what.lines, [&](std::string_view record) {
        const auto time = what.logged_at[at++].time_since_epoch().count();
        out.begin_object().key("timestamp").integer(time);
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

runtime::awaitable<aws_reply> cloudwatch_destination::put(const batch& what,
                                                          const attempt& under_way) {
    return caller_.call(
        [&what] { return json_request("Logs_20140328.PutLogEvents", events_of(what)); },
        region_of(what), under_way);
}

runtime::awaitable<aws_reply> cloudwatch_destination::create_stream(const batch& what,
                                                                    const attempt& under_way) {
    return caller_.call(
        [&what] { return json_request("Logs_20140328.CreateLogStream", stream_of(what)); },
        region_of(what), under_way);
}

runtime::awaitable<aws_reply> cloudwatch_destination::create_group(const batch& what,
                                                                   const attempt& under_way) {
    return caller_.call(
        [&what] { return json_request("Logs_20140328.CreateLogGroup", group_of(what)); },
        region_of(what), under_way);
}

// Tries the stream first, because the group usually exists.
runtime::awaitable<aws_reply> cloudwatch_destination::create_all(const batch& what,
                                                                 const attempt& under_way) {
    auto reply = co_await create_stream(what, under_way);
    if (reply.code != missing) co_return reply;
    reply = co_await create_group(what, under_way);
    if (!is_there(reply)) co_return reply;
    reply = co_await create_stream(what, under_way);
    co_return reply;
}

runtime::awaitable<outcome> cloudwatch_destination::deliver(batch& what, const attempt& under_way) {
    auto reply = co_await put(what, under_way);
    if (reply.code == missing) {
        const auto created = co_await create_all(what, under_way);
        if (!is_there(created)) co_return classify(created);
        reply = co_await put(what, under_way);
    }
    auto result = classify(reply);
    if (reply.is_success()) {
        result.rejected = rejected_events(reply.body, what.records);
        result.delivered = what.records - result.rejected;
    }
    co_return result;
}

} // namespace ivschat::chat_log
