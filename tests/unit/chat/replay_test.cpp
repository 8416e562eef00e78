// Commands with their times and seeds are all that the state depends on.
#include "callers.hpp"
#include "party.hpp"
#include "text_of.hpp"

#include "chat/arn.hpp"

#include <array>

using namespace ivschat;
using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

// A command as a log would hold it.
struct log_entry {
    timestamp now;
    chat::seed seed;
    any_command command;
};

struct history {
    std::vector<log_entry> entries;
    std::vector<token_used> tokens;
    // What the first run made of them.
    std::vector<std::string> outcomes;
    std::vector<std::string> effects;
    std::string state;
};

service_settings tight_settings() {
    quotas limits;
    limits.rooms = 40;
    limits.logging_configurations = 15;
    limits.connections = 60;
    limits.send_messages_per_second = 20;
    return {.auto_create_rooms = true, .quotas = limits};
}

// Makes commands that mostly name what exists, and applies each at once to know what exists next.
class author {
public:
    history write(int length) {
        for (int i = 0; i < length; ++i) {
            now_ += milliseconds{random_() % 4000};
            append(next_command());
        }
        written_.state = text_of(state_, now_, written_.tokens);
        return std::move(written_);
    }

    std::array<std::size_t, std::variant_size_v<any_command>> counts{};
    std::size_t reviews_completed = 0;

private:
    std::size_t below(std::size_t bound) { return random_() % bound; }
    bool one_in(std::size_t count) { return below(count) == 0; }

    template <class Resource>
    std::string any_of(const resource_store<Resource>& resources, const char* type) {
        if (resources.size() == 0 || one_in(10)) {
            const std::string id = "Unknown" + std::to_string(below(5));
            return make_arn(
                {.region = "us-east-1", .account = "123456789012", .type = type, .id = id});
        }
        auto left = below(resources.size());
        std::string found;
        resources.for_each([&](const Resource& each) {
            if (left-- == 0) found = each.arn;
        });
        return found;
    }
    std::string any_room() { return any_of(state_.rooms(), "room"); }
    std::string any_configuration() {
        return any_of(state_.logging_configurations(), "logging-configuration");
    }
    std::string any_resource() { return one_in(2) ? any_room() : any_configuration(); }
    std::string any_text() { return std::string(below(8), static_cast<char>('a' + below(26))); }
    std::string any_user() { return "user" + std::to_string(below(6)); }
    caller any_caller() {
        return one_in(10) ? resident("111111111111") : one_in(4) ? visitor() : resident();
    }
    session_id any_session() {
        std::vector<session_id> ids;
        state_.sessions().for_each([&](const session& each) { ids.push_back(each.id); });
        if (ids.empty() || one_in(20)) return session_id{below(1000)};
        return ids[below(ids.size())];
    }
    token_used new_token() {
        token_used made{.token = {}, .expires_at = now_ + minutes{1 + below(5)}};
        for (auto& byte : made.token) byte = static_cast<std::byte>(random_());
        written_.tokens.push_back(made);
        return made;
    }
    token_used any_token() {
        if (written_.tokens.empty() || one_in(2)) return new_token();
        return written_.tokens[below(written_.tokens.size())];
    }
    room_settings any_settings() {
        room_settings made;
        made.name = any_text();
        if (one_in(3)) made.review_handler = review_handler{.uri = "arn:aws:lambda:f"};
        if (one_in(4)) made.logging_configurations = {any_configuration()};
        made.tags = {{any_text(), any_text()}};
        return made;
    }
    logging_configuration_settings any_log_settings() {
        return {.name = any_text(),
                .destination = {.kind = destination_kind::s3, .name = any_text()},
                .tags = {}};
    }
    std::vector<room> some_rooms() {
        std::vector<room> made;
        for (auto count = below(6); count > 0; --count) {
            made.push_back(make_room(any_room() + std::to_string(count), now_, any_settings()));
        }
        return made;
    }
    std::vector<logging_configuration> some_configurations() {
        std::vector<logging_configuration> made;
        for (auto count = below(4); count > 0; --count) {
            made.push_back({.arn = any_configuration() + std::to_string(count),
                            .settings = any_log_settings(),
                            .created = now_,
                            .updated = now_});
        }
        return made;
    }
    grant any_grant() {
        const auto token = any_token();
        return {.token = token.token,
                .token_expires_at = token.expires_at,
                .room_arn = any_room(),
                .user_id = any_user(),
                .attributes = {{"name", any_text()}},
                .capabilities = one_in(8) ? capability_set{capability::send_message} : everything,
                .session_expires_at = now_ + minutes{1 + below(60)},
                .client_ip = "192.0.2.1"};
    }
    delete_message any_deletion() {
        return {.request_id = any_text(),
                .message_id = one_in(5) ? "short" : "AbCdEfGhIjKl",
                .reason = any_text()};
    }
    disconnect_user any_dismissal() {
        return {.request_id = any_text(), .user_id = any_user(), .reason = {}};
    }
    complete_review any_verdict() {
        review_verdict verdict = review_failed{};
        if (one_in(3)) verdict = review_denied{.reason = any_text()};
        if (one_in(3)) verdict = review_allowed{.content = any_text(), .attributes = {}};
        if (reviews_.empty() || one_in(10)) return {review_id{9999}, std::move(verdict)};
        const auto at = reviews_.begin() + static_cast<std::ptrdiff_t>(below(reviews_.size()));
        const auto review = *at;
        reviews_.erase(at);
        ++reviews_completed;
        return {review, std::move(verdict)};
    }

    // Uses a token, then opens its session, in most cases.
    any_command any_connection() {
        if (used_ && !one_in(10)) return connect{*std::exchange(used_, std::nullopt)};
        used_ = any_grant();
        if (one_in(10)) return release_token{used_->token, used_->token_expires_at};
        return use_token{*used_, now_};
    }

    // Most commands are those of a busy day; the rest come up now and then.
    any_command next_command() {
        switch (below(10)) {
        case 0:
        case 1:
        case 2:
            return from_session<send_message>{
                any_session(), {.request_id = any_text(), .content = any_text(), .attributes = {}}};
        case 3:
        case 4:
            return any_connection();
        case 5:
            return any_verdict();
        case 6:
            return create_room{any_caller(), any_settings()};
        default:
            return one_in(60) ? rare_command() : other_command();
        }
    }
    any_command other_command() {
        switch (below(16)) {
        case 0:
            return ensure_room{any_caller(), any_room()};
        case 1:
            return update_room{any_caller(), any_room(), {.name = any_text()}};
        case 2:
            return delete_room{any_caller(), any_room()};
        case 3:
            return create_logging_configuration{any_caller(), any_log_settings()};
        case 4:
            return update_logging_configuration{
                any_caller(), any_configuration(), {.name = any_text()}};
        case 5:
            return delete_logging_configuration{any_caller(), any_configuration()};
        case 6:
            return tag_resource{any_caller(), any_resource(), {{any_text(), any_text()}}};
        case 7:
            return untag_resource{any_caller(), any_resource(), {any_text()}};
        case 8:
            return from_backend<send_event>{
                any_caller(), any_room(), {.name = any_text(), .attributes = {}}};
        case 9:
            return from_backend<delete_message>{any_caller(), any_room(), any_deletion()};
        case 10:
            return from_backend<disconnect_user>{any_caller(), any_room(), any_dismissal()};
        case 11:
            return from_session<delete_message>{any_session(), any_deletion()};
        case 12:
            return from_session<disconnect_user>{any_session(), any_dismissal()};
        case 13:
            return disconnect{any_session()};
        case 14: {
            const auto token = any_token();
            return expire_token{token.token, token.expires_at};
        }
        default:
            return advance_time{};
        }
    }
    any_command rare_command() {
        switch (below(5)) {
        case 0:
            return restore{some_rooms(), some_configurations(), {new_token()}};
        case 1:
            return add_if_absent{some_rooms(), some_configurations()};
        case 2:
            return replace_resources{some_rooms(), some_configurations()};
        case 3: {
            const auto arn = any_room();
            if (one_in(2)) return reset_room{arn, std::nullopt};
            return reset_room{arn, make_room(arn, now_, any_settings())};
        }
        default:
            return reset_all{some_rooms(), some_configurations()};
        }
    }

    void append(any_command command) {
        ++counts[command.index()];
        chat::seed seed;
        if (needs_seed(command)) {
            for (auto& byte : seed.bytes) byte = static_cast<std::byte>(random_());
        }
        written_.entries.push_back({.now = now_, .seed = seed, .command = command});
        effects out;
        written_.outcomes.push_back(text_of(state_.apply(now_, seed, std::move(command), out)));
        written_.effects.push_back(text_of(out));
        for (const auto& each : out) {
            if (const auto* review = std::get_if<review_wanted>(&each)) {
                reviews_.push_back(review->id);
            }
        }
    }

    service state_{tight_settings()};
    timestamp now_ = start;
    std::mt19937_64 random_{1};
    std::vector<review_id> reviews_; // under way
    std::optional<grant> used_;      // its session is to be opened
    history written_;
};

constexpr int length = 20'000;

} // namespace

TEST_CASE("commands that are replayed with their times and seeds give the same state") {
    author author;
    const auto first = author.write(length);
    for (std::size_t i = 0; i < author.counts.size(); ++i) {
        CAPTURE(i);
        CHECK(author.counts[i] > 0); // every kind of command came up
    }
    CHECK(author.reviews_completed > 0);
    service state{tight_settings()};
    for (std::size_t i = 0; i < first.entries.size(); ++i) {
        const auto& entry = first.entries[i];
        auto command = entry.command;
        effects out;
        const auto outcome = text_of(state.apply(entry.now, entry.seed, std::move(command), out));
        CAPTURE(i);
        REQUIRE(outcome == first.outcomes[i]);
        REQUIRE(text_of(out) == first.effects[i]);
    }
    CHECK(text_of(state, first.entries.back().now, first.tokens) == first.state);
}

TEST_CASE("another seed makes other identifiers and nothing else") {
    const auto create = [](std::uint8_t seed_byte) {
        service state{{}};
        effects out;
        chat::seed seed;
        seed.bytes.fill(std::byte{seed_byte});
        auto outcome = state.apply(start, seed, create_room{resident(), {}}, out);
        return std::get<ivschat::chat::outcome<room>>(outcome)->arn;
    };
    CHECK(create(1) == create(1));
    CHECK(create(1) != create(2));
}

TEST_CASE("only commands that make identifiers need a seed") {
    CHECK(needs_seed(create_room{resident(), {}}));
    CHECK(needs_seed(from_session<send_message>{}));
    CHECK_FALSE(needs_seed(connect{}));
    CHECK_FALSE(needs_seed(advance_time{}));
}
