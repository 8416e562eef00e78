#include "chat_log/aws_destinations.hpp"
#include "text/base64.hpp"
#include "text/json_writer.hpp"

namespace ivschat::chat_log {
namespace {

std::string records_of(const batch& what) {
    std::string body;
    body.reserve(what.lines.size() / 3 * 4 + what.records * 24 + 128);
    text::json_writer out{body};
    out.begin_object().key("DeliveryStreamName").string(what.to.destination.name);
    out.key("Records").begin_array();
    for_each_record(what.lines, [&](std::string_view record) {
        // Including the line feed: Firehose puts nothing between records.
        std::string data;
        text::append_base64(data, {record.data(), record.size() + 1});
        out.begin_object().key("Data").string(data).end_object();
    });
    out.end_array().end_object();
    return body;
}

// Removes the accepted records from the batch.
void keep_rejected(batch& what, const std::vector<bool>& accepted) {
    std::string rest;
    std::vector<log_time> times;
    std::size_t at = 0;
    for_each_record(what.lines, [&](std::string_view record) {
        const auto index = at++;
        if (accepted[index]) return;
        rest.append(record) += '\n';
        times.push_back(what.logged_at[index]);
    });
    what.lines = std::move(rest);
    what.records = times.size();
    what.logged_at = std::move(times);
}

} // namespace

runtime::awaitable<outcome> firehose_destination::deliver(batch& what, const attempt& under_way) {
    const auto reply = co_await caller_.call(
        [&what] { return json_request("Firehose_20150804.PutRecordBatch", records_of(what)); },
        region_of(what), under_way);
    auto result = classify(reply);
    if (!reply.is_success()) co_return result;
    const auto sent = what.records;
    const auto accepted = accepted_records(reply.body, sent);
    if (!accepted) {
        co_return outcome{.what = outcome::kind::try_again,
                          .message = "the reply does not tell which records were accepted"};
    }
    keep_rejected(what, *accepted);
    result.delivered = sent - what.records;
    if (what.records > 0) {
        result.what = outcome::kind::try_again;
        result.message = std::to_string(what.records) + " of " + std::to_string(sent) +
                         " records were not accepted";
    }
    co_return result;
}

} // namespace ivschat::chat_log
