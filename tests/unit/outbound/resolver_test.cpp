#include "outbound/resolver.hpp"

#include "client_under_test.hpp"
#include "fake_dns_server.hpp"
#include "support/result_text.hpp"
#include "support/scratch_directory.hpp"

#include <boost/asio/error.hpp>

#include <cstdlib>
#include <deque>

using namespace ivschat::outbound;
using namespace ivschat::outbound::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

// A look-up that has been started.
struct started {
    started(asio::io_context& loop, resolver& names, const std::string& host)
        : lookup{loop.get_executor(), names} {
        asio::co_spawn(loop, lookup.find(host, 8080),
                       [this](std::exception_ptr bug, const resolver::outcome& found) {
                           if (bug) std::rethrow_exception(bug);
                           result = found;
                       });
    }

    name_lookup lookup;
    std::optional<resolver::outcome> result;
};

struct fixture {
    explicit fixture(resolver_settings with = {}) {
        with.servers = dns.address();
        names.emplace(loop.get_executor(), std::move(with));
    }

    started& start(const std::string& host) { return lookups.emplace_back(loop, *names, host); }
    void finish(const started& one) {
        while (!one.result) loop.run_one();
    }
    resolver::outcome find(const std::string& host) {
        const auto& one = start(host);
        finish(one);
        return *one.result;
    }
    template <class Condition>
    void run_until(Condition holds) {
        while (!holds()) loop.run_one();
    }

    asio::io_context loop{1};
    fake_dns_server dns{loop.get_executor()};
    std::optional<resolver> names;
    std::deque<started> lookups;
};

std::multiset<std::string> texts(const resolver::outcome& found) {
    std::multiset<std::string> all;
    for (const auto& each : found.value()) {
        CHECK(each.port() == 8080);
        all.insert(each.address().to_string());
    }
    return all;
}

} // namespace

TEST_CASE("a name that DNS knows has its addresses") {
    fixture on;
    on.dns.add("both.test", {"192.0.2.1", "192.0.2.2", "2001:db8::1"});
    on.dns.add("four.test", {"192.0.2.4"});
    on.dns.add("six.test", {"2001:db8::6"});
    CHECK(texts(on.find("both.test")) ==
          std::multiset<std::string>{"192.0.2.1", "192.0.2.2", "2001:db8::1"});
    CHECK(texts(on.find("four.test")) == std::multiset<std::string>{"192.0.2.4"});
    CHECK(texts(on.find("six.test")) == std::multiset<std::string>{"2001:db8::6"});
}

TEST_CASE("a name that DNS does not know, or without addresses, is an error") {
    fixture on;
    on.dns.add("empty.test", {});
    const auto unknown = on.find("unknown.test");
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().message() == "DNS does not know the name");
    const auto empty = on.find("empty.test");
    REQUIRE_FALSE(empty);
    CHECK(empty.error().message() == "DNS knows no address for the name");
}

TEST_CASE("addresses, localhost and invalid names need no query") {
    fixture on;
    const std::multiset<std::string> loopback{"127.0.0.1", "::1"};
    CHECK(texts(on.find("192.0.2.9")) == std::multiset<std::string>{"192.0.2.9"});
    CHECK(texts(on.find("2001:db8::9")) == std::multiset<std::string>{"2001:db8::9"});
    CHECK(texts(on.find("localhost")) == loopback);
    CHECK(texts(on.find("LocalHost")) == loopback);
    CHECK(texts(on.find("app.localhost")) == loopback);
    CHECK(on.find("nowhere.invalid").error().message() == "DNS does not know the name");
    for (const auto* name : {"localhost", "app.localhost", "nowhere.invalid"})
        CHECK(on.dns.queries_for(name) == 0);
}

TEST_CASE("the hosts file precedes DNS") {
    const ivschat::support::scratch_directory directory;
    const auto file = directory.write("hosts", "192.0.2.7 listed.test other.test\n"
                                               "2001:db8::7 listed.test\n");
    REQUIRE(::setenv("CARES_HOSTS", file.c_str(), 1) == 0);
    fixture on;
    on.dns.add("listed.test", {"192.0.2.1"});
    CHECK(texts(on.find("listed.test")) == std::multiset<std::string>{"192.0.2.7", "2001:db8::7"});
    CHECK(texts(on.find("other.test")) == std::multiset<std::string>{"192.0.2.7"});
    CHECK(on.dns.queries_for("listed.test") == 0);
    ::unsetenv("CARES_HOSTS");
}

TEST_CASE("a name without an answer holds up no other, and its caller can leave") {
    fixture on;
    on.dns.never_answer("silent.test");
    on.dns.add("known.test", {"192.0.2.1"});
    auto& stuck = on.start("silent.test");
    on.run_until([&] { return on.dns.queries_for("silent.test") > 0; });
    CHECK(on.find("known.test"));
    CHECK_FALSE(stuck.result);
    stuck.lookup.cancel();
    on.finish(stuck);
    REQUIRE_FALSE(*stuck.result);
    CHECK(stuck.result->error() == asio::error::operation_aborted);
}

TEST_CASE("a query without an answer ends at its timeout") {
    fixture on{{.query_timeout = 30ms}};
    on.dns.never_answer("silent.test");
    const auto found = on.find("silent.test");
    REQUIRE_FALSE(found);
    CHECK(found.error().message() == "the DNS server did not answer in time");
}

TEST_CASE("callers who want the same name share one query") {
    fixture on;
    on.dns.add("known.test", {"192.0.2.1"});
    auto& first = on.start("known.test");
    auto& second = on.start("KNOWN.test");
    auto& third = on.start("known.test");
    on.loop.poll();
    third.lookup.cancel();
    for (const auto* each : {&first, &second, &third}) on.finish(*each);
    CHECK(texts(*first.result) == std::multiset<std::string>{"192.0.2.1"});
    CHECK(texts(*second.result) == std::multiset<std::string>{"192.0.2.1"});
    CHECK(on.dns.queries_for("known.test") == 1);
}

TEST_CASE("a query whose callers have left serves the next ones") {
    fixture on;
    on.dns.add("slow.test", {"192.0.2.1"});
    on.dns.never_answer("slow.test");
    auto& impatient = on.start("slow.test");
    on.run_until([&] { return on.dns.queries_for("slow.test") > 0; });
    impatient.lookup.cancel();
    on.finish(impatient);
    auto& next = on.start("slow.test");
    on.loop.poll();
    on.dns.answer_again("slow.test");
    on.finish(next);
    CHECK(texts(*next.result) == std::multiset<std::string>{"192.0.2.1"});
    CHECK(on.dns.queries_for("slow.test") == 1);
}

TEST_CASE("addresses are kept for a while, failures are not") {
    fixture on;
    on.dns.add("known.test", {"192.0.2.1"});
    CHECK(on.find("known.test"));
    CHECK(texts(on.find("Known.test")) == std::multiset<std::string>{"192.0.2.1"});
    CHECK(on.dns.queries_for("known.test") == 1);

    CHECK_FALSE(on.find("later.test"));
    on.dns.add("later.test", {"192.0.2.2"});
    CHECK(on.find("later.test"));

    fixture forgetful{{.keep_for = 0ms}};
    forgetful.dns.add("known.test", {"192.0.2.1"});
    CHECK(forgetful.find("known.test"));
    CHECK(forgetful.find("known.test"));
    CHECK(forgetful.dns.queries_for("known.test") == 2);
}

TEST_CASE("the number of kept results is bounded, and the oldest goes") {
    fixture on{{.max_kept = 2}};
    for (const auto* name : {"a.test", "b.test", "c.test"}) {
        on.dns.add(name, {"192.0.2.1"});
        CHECK(on.find(name));
    }
    CHECK(on.find("b.test"));
    CHECK(on.dns.queries_for("b.test") == 1);
    CHECK(on.find("a.test"));
    CHECK(on.dns.queries_for("a.test") == 2);
}

TEST_CASE("the number of queries is bounded, and one that nobody waits for makes room") {
    fixture on{{.max_queries = 1}};
    on.dns.never_answer("silent.test");
    on.dns.add("known.test", {"192.0.2.1"});
    auto& stuck = on.start("silent.test");
    on.loop.poll();
    const auto refused = on.find("known.test");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message() == "too many other names are being looked up");
    stuck.lookup.cancel();
    on.finish(stuck);
    CHECK(on.find("known.test"));
}

TEST_CASE("a stopped resolver leaves nothing in the event loop") {
    fixture on;
    on.dns.never_answer("silent.test");
    auto& stuck = on.start("silent.test");
    on.run_until([&] { return on.dns.queries_for("silent.test") > 0; });
    on.names->stop();
    stuck.lookup.cancel();
    on.finish(stuck);
    CHECK_FALSE(*stuck.result);
    on.dns.stop();
    on.loop.run(); // returns, since no work is left
}

TEST_CASE("a look-up can run to its end at once") {
    const auto found = resolve_now("localhost", 8080, 5s);
    CHECK(texts(found) == std::multiset<std::string>{"127.0.0.1", "::1"});
    CHECK(found->front().address().is_v4());

    asio::io_context never_run;
    const fake_dns_server silent{never_run.get_executor()};
    const auto failed = resolve_now("unknown.test", 8080, 30ms, {.servers = silent.address()});
    REQUIRE_FALSE(failed);
    CHECK(failed.error().message() == "the DNS server did not answer in time");
}

TEST_CASE("a request whose host has no answer times out while others go on") {
    client_under_test bare;
    fake_dns_server dns{bare.executor()};
    dns.never_answer("silent.test");
    dns.add("known.test", {"127.0.0.1"});
    http_client client{bare.executor(), {.names = {.servers = dns.address()}}};
    const scripted_server server{bare.executor(), echo};
    const auto send = [&](const char* host, std::chrono::milliseconds within) {
        auto request = post(server, "hello");
        request.where.host = host;
        bare.start(client.send(std::move(request), std::chrono::steady_clock::now() + within, 100));
    };
    send("silent.test", 60ms);
    send("known.test", long_timeout);
    bare.finish();
    const auto results = bare.results();
    REQUIRE(results.size() == 2);
    CHECK(results[0]);
    REQUIRE_FALSE(results[1]);
    CHECK(results[1].error().what == http_failure::kind::timeout);
    CHECK(results[1].error().message.ends_with(" took too long: gave up looking up its address."));
}
