// The removal of used tokens that have expired.
#include "state_writer_run.hpp"

using namespace ivschat;
using namespace ivschat::storage;
using namespace ivschat::storage::test;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

namespace {

constexpr nanoseconds instant{1};

// Uses that many tokens in one batch.
void use_tokens(state_writer_run& a, int count, chat::timestamp expires_at) {
    const auto before = a.state_writer().last_change();
    for (int i = 0; i < count; ++i) {
        auto used = token(1, expires_at);
        used.token[1] = static_cast<std::byte>(i >> 8);
        used.token[2] = static_cast<std::byte>(i);
        a.state_writer().carry_out(used);
    }
    REQUIRE(a.is_durable_since(before));
}

} // namespace

TEST_CASE("a later change removes expired tokens, once a minute") {
    const scratch_directory scratch;
    state_writer_run a{scratch};
    use_tokens(a, 3, now + seconds{1});
    use_tokens(a, 2, now + minutes{1});
    use_tokens(a, 1, now + minutes{1} + instant);
    a.advance(minutes{1} - instant);
    CHECK(a.is_durable("too early"));
    CHECK(a.tokens_on_disk() == 6);
    a.advance(instant);
    a.run();
    CHECK(a.tokens_on_disk() == 6); // nothing changed
    CHECK(a.is_durable("in time"));
    CHECK(a.tokens_on_disk() == 1);
    a.advance(minutes{1} - instant);
    CHECK(a.is_durable("too early again"));
    CHECK(a.tokens_on_disk() == 1);
    a.advance(instant);
    CHECK(a.is_durable("in time again"));
    CHECK(a.tokens_on_disk() == 0);
}

TEST_CASE("removing expired tokens takes no transaction of its own") {
    const scratch_directory scratch;
    state_writer_run a{scratch};
    use_tokens(a, 3, now + seconds{1});
    a.advance(minutes{1});
    const auto before = a.transactions();
    CHECK(a.is_durable("one"));
    CHECK(a.transactions() == before + 1);
    CHECK(a.tokens_on_disk() == 0);
}

TEST_CASE("a batch removes a thousand tokens, and the next ones go on") {
    const scratch_directory scratch;
    state_writer_run a{scratch};
    use_tokens(a, 2500, now + seconds{1});
    a.advance(minutes{1});
    for (const std::size_t left : {1500U, 500U, 0U, 0U}) {
        CHECK(a.is_durable("room"));
        CHECK(a.tokens_on_disk() == left);
    }
}

TEST_CASE("a clock that is set back does not keep tokens for longer") {
    const scratch_directory scratch;
    state_writer_run a{scratch};
    a.advance(minutes{60});
    CHECK(a.is_durable("one"));
    a.advance(-minutes{60});
    CHECK(a.is_durable("two"));
    use_tokens(a, 1, now + seconds{1});
    a.advance(minutes{1});
    CHECK(a.is_durable("three"));
    CHECK(a.tokens_on_disk() == 0);
}

TEST_CASE("a token stays while the real time is before its expiry, whatever the test clock shows") {
    const scratch_directory scratch;
    state_writer_run a{scratch};
    use_tokens(a, 1, now + minutes{10});
    a.clock().advance(minutes{20});
    CHECK(a.is_durable("moved"));
    CHECK(a.tokens_on_disk() == 1);
    a.advance(minutes{10});
    CHECK(a.is_durable("really later"));
    CHECK(a.tokens_on_disk() == 0);
}
