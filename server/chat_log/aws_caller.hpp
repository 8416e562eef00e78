// Lives on the core. Sends signed requests to one AWS service.
#pragma once

#include "chat_log/aws_reply.hpp"
#include "chat_log/worker_thread.hpp"
#include "outbound/aws_request.hpp"
#include "outbound/http_client.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace ivschat::chat_log {

struct aws_service {
    outbound::url endpoint;
    outbound::aws_credentials credentials;
    std::string name; // as in signatures: "s3", "logs", "firehose"
    std::chrono::milliseconds timeout;
};

class aws_caller {
public:
    aws_caller(outbound::http_client& client, worker_thread& worker, aws_service service);

    // `build` returns the request with a path relative to the endpoint's. It runs on the worker,
    // since bodies are large. What it refers to must outlive the call, and so must the attempt.
    using builder = std::function<outbound::http_request()>;
    runtime::awaitable<aws_reply> call(builder build, std::string region, const attempt& under_way);

private:
    outbound::http_request make_request(const builder& build, const std::string& region) const;

    outbound::http_client& client_;
    worker_thread& worker_;
    aws_service service_;
};

// AWS JSON 1.1: every operation is a POST to `/` and is named by a header.
outbound::http_request json_request(std::string_view operation, std::string body);

// The region of the logging configuration, which signatures name.
std::string region_of(const batch& what);

} // namespace ivschat::chat_log
