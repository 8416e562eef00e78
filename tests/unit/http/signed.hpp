// Signed requests as the server sees them.
#pragma once

#include "http/request.hpp"
#include "unit/crypto/sigv4_signer.hpp"

namespace ivschat::http::test {

// A request and the memory that its views need.
class client_request {
public:
    explicit client_request(crypto::test::http_request sent) : sent_{std::move(sent)} {
        seen_.method = sent_.method;
        seen_.target = sent_.target;
        seen_.headers = {sent_.headers.begin(), sent_.headers.end()};
        seen_.body = sent_.body;
    }
    client_request(const client_request&) = delete;
    client_request& operator=(const client_request&) = delete;

    const request& operator*() const { return seen_; }

private:
    crypto::test::http_request sent_;
    request seen_;
};

// `POST /CreateRoom` with the body `{}` and, unless it is empty, this Authorization header.
inline crypto::test::http_request with_authorization(std::string value) {
    crypto::test::http_request sent{"POST", "/CreateRoom", {{"Host", "localhost"}}, "{}"};
    if (!value.empty()) {
        sent.headers.emplace_back("X-Amz-Date", "20261122T080000Z");
        sent.headers.emplace_back("Authorization", std::move(value));
    }
    return sent;
}

inline std::string claiming(const std::string& key, const std::string& region = "us-east-1") {
    return "AWS4-HMAC-SHA256 Credential=" + key + "/20261122/" + region +
           "/ivschat/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";
}

} // namespace ivschat::http::test
