// What S3, CloudWatch Logs and Firehose answer, as far as it matters here.
#pragma once

#include "chat_log/destination.hpp"
#include "outbound/http_client.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::chat_log {

struct aws_reply {
    unsigned status = 0; // 0: there was none
    std::string code;    // "NoSuchBucket", "ResourceNotFoundException"; empty if none was given
    std::string body;
    std::string message;       // of a failure: a sentence for the log
    bool is_permanent = false; // no reply, and there will be none until somebody helps

    bool is_good() const { return status >= 200 && status < 300; }
};

aws_reply read_reply(const outbound::http_response& response);
aws_reply read_failure(const outbound::http_failure& failure);

// `delivered` of a good one; else why it failed. Counts no records.
outcome judge(const aws_reply& reply);

// How many of `sent` events PutLogEvents did not take for their time.
std::size_t rejected_events(std::string_view body, std::size_t sent);

// Which of `sent` records PutRecordBatch took; nothing if the body does not say so.
std::optional<std::vector<bool>> accepted_records(std::string_view body, std::size_t sent);

} // namespace ivschat::chat_log
