#include "origin_guard_requests.hpp"

#include <doctest/doctest.h>

using namespace ivschat;
using namespace ivschat::control::test;
using control::origin_guard;
using nlohmann::json;

TEST_CASE("requests from this machine and from a test's network are allowed") {
    for (const std::string_view host :
         {"127.0.0.1:8420", "localhost:8420", "[::1]:8420", // curl, and a service in GitHub Actions
          "LOCALHOST:8420", "localhost", "localhost.:8420", "ivschat.localhost:8420",
          "ivschat:8420", "ivschat_1:8420", "3f2a9c0d1e4b:8420", // Compose, container ids
          "172.18.0.2:8420", "192.168.1.20:8420",
          "10.0.2.2:8420", // Docker, LAN, Android's emulator
          "[fd00::2]:8420", "host.docker.internal:8420", "host.containers.internal:8420"}) {
        CAPTURE(host);
        CHECK(verdict(closed, get({{"Host", host}})) == 200);
        CHECK(verdict(closed, post({{"Host", host}, typed})) == 200);
    }
}

TEST_CASE("attack: a page whose name was bound to this machine (DNS rebinding)") {
    for (const std::string_view host :
         {"evil.example", "evil.example:8420", "127.0.0.1.evil.example", "localhost.evil.example",
          "127-0-0-1.evil.example:8420", "127.0.0.1.nip.io", "localtest.me", "notlocalhost.example",
          "evil.localhost.example", "ivschat.evil", "printer.local", "evil.docker.internal",
          "x.host.docker.internal", "EVIL.EXAMPLE.", "ci.example", "fakelocalhost.com"}) {
        CAPTURE(host);
        CHECK(verdict(closed, get({{"Host", host}})) == 403);
        // The browser takes the page and the server for the same origin.
        const auto origin = "http://" + std::string{host};
        CHECK(verdict(closed, post({{"Host", host}, {"Origin", origin}, typed})) == 403);
    }
    CHECK(message(closed, get({{"Host", "Evil.example:8420"}})) ==
          "/_ivschat is not served under the name 'evil.example', which a web page may have made "
          "up. If it is the server's, start it with --allowed-host evil.example.");
}

TEST_CASE("an allowed name is accepted, its subdomains are not") {
    CHECK(verdict(open, get({{"Host", "ci.example:8420"}})) == 200);
    CHECK(verdict(open, get({{"Host", "CI.Example"}})) == 200);
    CHECK(verdict(open, get({{"Host", "chat.test:1"}})) == 200);
    CHECK(verdict(open, get({{"Host", "www.ci.example"}})) == 403);
    CHECK(verdict(open, get({{"Host", "evilci.example"}})) == 403);
}

TEST_CASE("attack: no Host, two of them, or an ambiguous one") {
    CHECK(verdict(closed, get({})) == 400);
    CHECK(verdict(closed, get({{"Host", "localhost"}, {"host", "evil.example"}})) == 400);
    CHECK(verdict(closed, get({{"Host", "localhost"}, {"Host", "localhost"}})) == 400);
    for (const std::string_view host :
         {"", "localhost@evil.example", "evil.example@localhost", "localhost:8420@evil.example",
          "localhost,evil.example", "localhost evil.example", "localhost/evil.example",
          "evil.example#localhost", "[::1]evil.example", "[::1", "localhost:", "localhost:http",
          "127.1", "2130706433", "0x7f.0.0.1"}) {
        CAPTURE(host);
        CHECK(verdict(closed, get({{"Host", host}})) == 400);
    }
}

TEST_CASE("attack: a page of another origin reads with fetch") {
    for (const std::string_view origin :
         {"http://evil.example", "https://localhost", "http://localhost:3000", "http://localhost",
          "http://127.0.0.1:8420", "null", "", "file://", "http://localhost:8420.evil.example",
          "http://localhost:8420@evil.example", "http://evil.example:8420"}) {
        CAPTURE(origin);
        CHECK(verdict(closed, get({here, {"Origin", origin}})) == 403);
        CHECK(verdict(closed, post({here, {"Origin", origin}, typed})) == 403);
    }
    CHECK(message(closed, get({here, {"Origin", "http://evil.example"}})) ==
          "The page at 'http://evil.example' may not use /_ivschat. If it is yours, start the "
          "server with --cors-origin and the page's origin; * does not count here.");
}

TEST_CASE("attack: two Origin headers") {
    CHECK(verdict(open, get({here,
                             {"Origin", "http://localhost:3000"},
                             {"Origin", "http://evil.example"}})) == 403);
    CHECK(verdict(closed, get({here,
                               {"Origin", "http://localhost:8420"},
                               {"Origin", "http://evil.example"}})) == 403);
}

TEST_CASE("a page of the server's own origin is allowed") {
    CHECK(verdict(closed, post({here, {"Origin", "http://localhost:8420"}, typed})) == 200);
    CHECK(verdict(closed, post({{"Host", "[::1]:8420"}, {"Origin", "http://[::1]:8420"}, typed})) ==
          200);
    CHECK(verdict(closed, post({{"Host", "ivschat"}, {"Origin", "http://ivschat"}, typed})) == 200);
    CHECK(verdict(open, post({{"Host", "ci.example"}, {"Origin", "https://ci.example"}, typed})) ==
          200);
    // Behind a proxy that speaks TLS.
    CHECK(verdict(closed, post({here, {"Origin", "https://localhost:8420"}, typed})) == 200);
    CHECK(verdict(closed, get({here, {"Sec-Fetch-Site", "same-origin"}})) == 200);
    CHECK(verdict(closed, get({here, {"Sec-Fetch-Site", "none"}})) == 200);
}

TEST_CASE("attack: an image, a script or a frame of another page reads without an Origin") {
    for (const std::string_view site : {"cross-site", "same-site", "anything", ""}) {
        CAPTURE(site);
        CHECK(verdict(closed,
                      get({here, {"Sec-Fetch-Site", site}, {"Sec-Fetch-Mode", "no-cors"}})) == 403);
        CHECK(verdict(closed, get({here,
                                   {"Sec-Fetch-Site", site},
                                   {"Sec-Fetch-Mode", "navigate"},
                                   {"Sec-Fetch-Dest", "iframe"}})) == 403);
    }
}

TEST_CASE("a link from another page works, a form does not") {
    const headers navigation{here,
                             {"Sec-Fetch-Site", "cross-site"},
                             {"Sec-Fetch-Mode", "navigate"},
                             {"Sec-Fetch-Dest", "document"}};
    CHECK(verdict(closed, get(navigation)) == 200);
    auto form = navigation;
    form.emplace_back("Origin", "http://evil.example");
    form.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    CHECK(verdict(closed, post(form)) == 403);
    auto disguised = navigation;
    disguised.push_back(typed);
    CHECK(verdict(closed, post(disguised)) == 403);
}

TEST_CASE("attack: a form, or a fetch without preflight, changes something") {
    for (const std::string_view type :
         {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain",
          "text/plain; application/json", "text/json", "application/jsonp", "application/json+x",
          "application/x-amz-json-1.1", ""}) {
        CAPTURE(type);
        CHECK(verdict(closed, post({here, {"Content-Type", type}})) == 415);
    }
    CHECK(verdict(closed, post({here})) == 415);
    CHECK(verdict(closed, post({here, {"Content-Type", "text/plain"}, typed})) == 415);
    CHECK(message(closed, post({here})) ==
          "A request that changes something under /_ivschat must have the header Content-Type: "
          "application/json (curl: -H 'Content-Type: application/json').");
}

TEST_CASE("every method but GET and HEAD counts as a change") {
    for (const std::string_view method :
         {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW", "get"}) {
        CAPTURE(method);
        auto request = post({here});
        request.method = method;
        CHECK(verdict(closed, request) == 415);
        request.headers.push_back(typed);
        CHECK(verdict(closed, request) == 200);
    }
    auto head = get({here});
    head.method = "HEAD";
    CHECK(verdict(closed, head) == 200);
}

TEST_CASE("the type application/json may have parameters and any case") {
    for (const std::string_view type : {"application/json", "Application/JSON",
                                        "application/json; charset=utf-8", "application/json ;x"}) {
        CAPTURE(type);
        CHECK(verdict(closed, post({here, {"content-type", type}})) == 200);
    }
}

TEST_CASE("with --control off only health is served") {
    const origin_guard off{{.is_on = false}, no_origins};
    CHECK(verdict(off, get({here})) == 404);
    CHECK(verdict(off, post({here, typed})) == 404);
    CHECK(message(off, get({here})) ==
          "The server runs with --control off, so that only /_ivschat/health/live and "
          "/_ivschat/health/ready are served.");
    CHECK_FALSE(off.check(get({here}), "/health/ready"));
    CHECK(off.check(get({here}), "/healthy"));
}

TEST_CASE("health is served to everybody") {
    CHECK_FALSE(closed.check(get({}), "/health/ready"));
    CHECK_FALSE(closed.check(get({{"Host", "lb.example"}}), "/health/live"));
}

TEST_CASE("a host name is a name or an address without a port") {
    for (const std::string_view good : {"ci.example", "10.0.0.1", "[::1]", "Ivschat."}) {
        CHECK(control::is_host_name(good));
    }
    for (const std::string_view bad :
         {"", "ci.example:80", "http://ci.example", "*.example", "*"}) {
        CHECK_FALSE(control::is_host_name(bad));
    }
}
