// An AWS service on a port of its own, in the same loop as its client: it believes only what is
// signed, answers as it is told and keeps what it was asked.
#pragma once

#include "outbound/aws_request.hpp"
#include "outbound/url.hpp"
#include "runtime/asio.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ivschat::chat_log::test {

struct asked {
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    // What the signature claims, if it is true; else why it is not.
    std::string region = {};
    std::string distrust = {};

    // Of that name in any case; empty if there is none.
    std::string header(std::string_view name) const;
};

struct answer {
    unsigned status = 200;
    std::string body = {};
    std::string content_type = "application/x-amz-json-1.1";
};

outbound::aws_credentials known_credentials();

class fake_aws {
public:
    // `reply` returns nothing to close the connection without an answer.
    using replier = std::function<std::optional<answer>(const asked&)>;

    fake_aws(runtime::asio::io_context& loop, std::string service, replier reply);
    ~fake_aws();
    fake_aws(const fake_aws&) = delete;
    fake_aws& operator=(const fake_aws&) = delete;

    outbound::url url() const;
    const std::vector<asked>& requests() const;
    // Nobody listens on the port until `come_back`; open connections are closed.
    void go_down();
    void come_back();

private:
    struct state;
    std::shared_ptr<state> state_;
};

} // namespace ivschat::chat_log::test
