// Requests captured from real clients, byte for byte.
#include "crypto/sigv4_text.hpp"
#include "shared_material.hpp"
#include "sigv4_signer.hpp"
#include "support/result_text.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace ivschat::crypto;
using namespace ivschat::crypto::test;
namespace fs = std::filesystem;

namespace {

using moment = std::chrono::sys_seconds;

// True if the request verifies.
bool believed(const http_request& request, moment now) {
    sigv4_verifier verifier("ivschat", {credentials(example_key, example_secret)});
    const request_view view(request);
    const auto claim = parse_authorization(*view);
    if (!claim || !*claim) return false;
    return verifier.verify(*view, **claim, now).has_value();
}

void flip_last(std::string& text) { text.back() = text.back() == '0' ? '1' : '0'; }

void check_tampered(const http_request& original, const sigv4_authorization& claim) {
    struct row {
        std::string name;
        std::function<void(http_request&)> tamper;
    };
    std::vector<row> rows = {
        {"method", [](auto& r) { r.method = r.method == "GET" ? "POST" : "GET"; }},
        {"a letter of the path", [](auto& r) { r.target[1] = static_cast<char>(r.target[1] ^ 1); }},
        {"a longer path", [](auto& r) { r.target.insert(1, 1, 'x'); }},
        {"one more parameter",
         [](auto& r) { r.target += r.target.find('?') == r.target.npos ? "?a=1" : "&a=1"; }},
        {"a longer body", [](auto& r) { r.body += ' '; }},
        {"the time stamp", [](auto& r) { flip_last(*r.header("x-amz-date")); }},
        {"another second",
         [&](auto& r) {
             *r.header("x-amz-date") =
                 sigv4::format_timestamp(claim.signed_at + std::chrono::seconds(1));
         }},
    };
    if (original.target.find('?') != original.target.npos)
        rows.push_back({"a parameter", [](auto& r) { r.target.back() ^= 1; }});
    for (std::size_t at = 0; at < original.body.size(); at += 7)
        rows.push_back({"byte " + std::to_string(at) + " of the body",
                        [at](auto& r) { r.body[at] = static_cast<char>(r.body[at] ^ 0x20); }});
    for (const auto& name : claim.signed_headers)
        rows.push_back({"header " + name, [&](auto& r) { *r.header(name) += "x"; }});
    for (std::size_t back = 1; back <= 64; ++back)
        rows.push_back({"nibble " + std::to_string(back) + " of the signature", [back](auto& r) {
                            auto& value = *r.header("authorization");
                            auto& nibble = value[value.size() - back];
                            nibble = nibble == '0' ? '1' : '0';
                        }});
    for (const auto& row : rows) {
        CAPTURE(row.name);
        auto tampered = original;
        row.tamper(tampered);
        CHECK_FALSE(believed(tampered, claim.signed_at));
    }
}

} // namespace

TEST_CASE("every captured request verifies, and none does after a change") {
    const auto captures = shared_directory() / "captures";
    if (!fs::exists(captures)) {
        MESSAGE("left out, since there is no " << captures.string());
        return;
    }
    int verified = 0;
    int unsigned_ones = 0;
    for (const auto& entry : fs::recursive_directory_iterator(captures)) {
        if (entry.path().extension() != ".http") continue;
        CAPTURE(entry.path().string());
        const auto request = parse_http(read_file(entry.path()));
        const request_view view(request);
        const auto claim = parse_authorization(*view);
        REQUIRE(claim);
        if (!*claim) {
            ++unsigned_ones;
            continue;
        }
        sigv4_verifier verifier("ivschat", {credentials(example_key, example_secret)});
        const auto verdict = verifier.verify(*view, **claim, (*claim)->signed_at);
        INFO(verdict.error().message << verdict.error().detail);
        CHECK(verdict);
        ++verified;
        check_tampered(request, **claim);
    }
    CHECK(verified >= 37);
    CHECK(unsigned_ones == 1);
}
