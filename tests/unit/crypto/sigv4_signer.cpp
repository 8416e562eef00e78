#include "sigv4_signer.hpp"

#include "crypto/digest.hpp"
#include "crypto/sigv4_text.hpp"

namespace ivschat::crypto::test {

std::string signing::scope() const { return date + "/" + region + "/" + service + "/aws4_request"; }

std::string signing::signed_headers() const {
    std::string names;
    for (const auto& [name, value] : headers) {
        if (!names.empty()) names += ';';
        names += name;
    }
    return names;
}

std::string signing::signature() const {
    auto request = method + "\n" + path + "\n" + query + "\n";
    for (const auto& [name, value] : headers)
        request.append(name).append(":").append(value).append("\n");
    request.append("\n").append(signed_headers()).append("\n").append(payload);
    const auto start = std::string("AWS4") + secret;
    auto key =
        hmac_sha256({reinterpret_cast<const unsigned char*>(start.data()), start.size()}, date);
    key = hmac_sha256(key, region);
    key = hmac_sha256(key, service);
    key = hmac_sha256(key, "aws4_request");
    return hex(hmac_sha256(key, "AWS4-HMAC-SHA256\n" + timestamp + "\n" + scope() + "\n" +
                                    hex(sha256(request))));
}

std::string signing::authorization() const {
    return "AWS4-HMAC-SHA256 Credential=" + access_key + "/" + scope() +
           ", SignedHeaders=" + signed_headers() + ", Signature=" + signature();
}

http_request signed_request(const signing& how) {
    http_request request{how.method, how.path, how.headers, "{}"};
    if (!how.query.empty()) request.target += "?" + how.query;
    request.headers.emplace_back("Authorization", how.authorization());
    return request;
}

http_request presigned(std::string_view expires, std::string_view payload, std::string_view more) {
    signing how;
    how.method = "GET";
    how.path = "/";
    how.headers = {{"host", "localhost"}};
    how.payload = payload;
    how.query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" +
                sigv4::uri_encode(how.access_key + "/" + how.scope()) +
                "&X-Amz-Date=" + how.timestamp + "&X-Amz-Expires=";
    how.query.append(expires).append(more).append("&X-Amz-SignedHeaders=host");
    return {"GET", "/?" + how.query + "&X-Amz-Signature=" + how.signature(), how.headers, ""};
}

outcome judge(const http_request& request, std::chrono::sys_time<std::chrono::nanoseconds> now) {
    sigv4_verifier verifier(
        "ivschat", {credentials("OTHER", "secret"), credentials(example_key, example_secret)});
    const request_view view(request);
    const auto claim = parse_authorization(*view);
    if (!claim) return {false, claim.error().what, claim.error().message, claim.error().detail};
    const auto verdict = verifier.verify(*view, claim->value(), now);
    if (verdict) return {.believed = true};
    return {false, verdict.error().what, verdict.error().message, verdict.error().detail};
}

} // namespace ivschat::crypto::test
