// Reads the replies of S3, CloudWatch Logs and Firehose.
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
    unsigned status = 0; // 0 if there was no reply
    std::string code;    // "NoSuchBucket", "ResourceNotFoundException"; empty if there was none
    std::string body;
    std::string message;       // of a failure: a sentence for the log
    bool is_permanent = false; // no reply, and another attempt cannot help: a bad certificate

    bool is_success() const { return status >= 200 && status < 300; }
};

aws_reply read_reply(const outbound::http_response& response);
aws_reply read_failure(const outbound::http_failure& failure);

// `delivered` for a success, otherwise the kind of failure. Sets no numbers of records.
outcome classify(const aws_reply& reply);

// How many of `sent` events PutLogEvents rejected because of their timestamps.
std::size_t rejected_events(std::string_view body, std::size_t sent);

// Which of `sent` records PutRecordBatch took. Nothing if the body does not tell.
std::optional<std::vector<bool>> accepted_records(std::string_view body, std::size_t sent);

} // namespace ivschat::chat_log
