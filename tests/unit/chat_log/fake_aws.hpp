// A fake AWS service on a port of its own, in the same event loop as its client. It verifies
// signatures, answers as the test says, and records the requests.
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

struct recorded_request {
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    // The region that the signature names, and why the signature is wrong, if it is.
    std::string region = {};
    std::string signature_error = {};

    // The value of the header of that name, in any case. Empty if there is none.
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
    // Returns nothing to close the connection without a reply.
    using replier = std::function<std::optional<answer>(const recorded_request&)>;

    fake_aws(runtime::asio::io_context& loop, std::string service, replier reply);
    ~fake_aws();
    fake_aws(const fake_aws&) = delete;
    fake_aws& operator=(const fake_aws&) = delete;

    outbound::url url() const;
    const std::vector<recorded_request>& requests() const;
    // Closes the port, until `come_back`, and all connections.
    void go_down();
    void come_back();

private:
    struct state;
    std::shared_ptr<state> state_;
};

} // namespace ivschat::chat_log::test
