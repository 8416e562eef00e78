// Lives on the core. Signed requests to one AWS service.
#pragma once

#include "chat_log/aws_reply.hpp"
#include "chat_log/worker.hpp"
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
    std::string name; // as in signatures
    std::chrono::milliseconds patience;
};

class aws_caller {
public:
    aws_caller(outbound::http_client& client, worker& worker, aws_service service);

    // `build` makes the request's method, headers and body and the path behind the endpoint's own;
    // the worker runs it, since bodies are large. What it refers to must outlive the call.
    using builder = std::function<outbound::http_request()>;
    runtime::awaitable<aws_reply> call(builder build, std::string region);

private:
    outbound::http_request make(const builder& build, const std::string& region) const;

    outbound::http_client& client_;
    worker& worker_;
    aws_service service_;
};

// AWS JSON 1.1: every operation is a POST to `/`, named by a header.
outbound::http_request json_request(std::string_view operation, std::string body);

// Of the logging configuration, for signatures.
std::string region_of(const batch& what);

} // namespace ivschat::chat_log
