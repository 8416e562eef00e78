#include "callers.hpp"
#include "party.hpp"

using namespace ivschat::chat;
using namespace ivschat::chat::test;

namespace {

const std::string handler = "arn:aws:lambda:us-east-1:123456789012:function:review";

struct reviewed_party : party {
    explicit reviewed_party(review_fallback fallback = review_fallback::allow) {
        room_settings settings;
        settings.review_handler = review_handler{.uri = handler, .fallback = fallback};
        settings.maximum_message_rate_per_second = 100;
        chat.restore(make_room(demo_room, start, settings));
    }

    // Says it and returns the review that it waits for.
    review_wanted submit(session_id who, std::string content,
                         std::optional<attribute_map> attributes = {}) {
        REQUIRE(say(who, std::move(content), std::move(attributes)) == std::nullopt);
        REQUIRE(done.size() == 1);
        const auto* wanted = std::get_if<review_wanted>(&done[0]);
        REQUIRE(wanted != nullptr);
        return *wanted;
    }

    void complete_review(const review_wanted& review, review_verdict verdict) {
        done.clear();
        chat.complete_review(now, review.id, std::move(verdict), done);
    }

    const rejection& rejected(std::size_t index = 0) const {
        REQUIRE(index < done.size());
        const auto* rejected = std::get_if<rejection>(&done[index]);
        REQUIRE(rejected != nullptr);
        return *rejected;
    }

    std::vector<std::string> delivered_contents() const {
        std::vector<std::string> contents;
        for (std::size_t i = 0; i < done.size(); ++i) {
            contents.push_back(delivered<message>(i).content);
        }
        return contents;
    }
};

using contents = std::vector<std::string>;

} // namespace

TEST_CASE("nobody sees a message before its review has ended") {
    reviewed_party party;
    auto held_out = party.make_grant("ann");
    held_out.attributes = {{"colour", "blue"}};
    held_out.client_ip = "192.0.2.7";
    const auto ann = party.join(held_out);
    const auto review = party.submit(ann, "hello", attribute_map{{"k", "v"}});
    CHECK(review.handler_uri == handler);
    CHECK(review.room_arn == demo_room);
    CHECK(review.maximum_message_length == 500);
    CHECK(review.sender_ip == "192.0.2.7");
    CHECK(review.what.content == "hello");
    CHECK(review.what.attributes == attribute_map{{"k", "v"}});
    CHECK(review.what.sender_user_id == "ann");
    CHECK(review.what.sender_attributes == attribute_map{{"colour", "blue"}});
    CHECK(party.chat.reviews_under_way() == 1);

    party.now += milliseconds{70};
    party.complete_review(review, review_allowed{});
    const auto& message = party.delivered<ivschat::chat::message>();
    CHECK(message.id == review.what.id);
    CHECK(message.content == "hello");
    CHECK(message.attributes == attribute_map{{"k", "v"}});
    CHECK(message.sent_at == party.now);
    CHECK(party.chat.reviews_under_way() == 0);
}

TEST_CASE("an allowed message is delivered with what the handler made of it") {
    struct row {
        std::string_view name;
        review_allowed verdict;
        std::string content;
        std::optional<attribute_map> attributes;
    };
    const std::vector<row> rows = {
        {"nothing changed", {}, "hello", attribute_map{{"k", "v"}}},
        {"content", {.content = "h***o"}, "h***o", attribute_map{{"k", "v"}}},
        {"attributes",
         {.attributes = attribute_map{{"score", "1"}}},
         "hello",
         attribute_map{{"score", "1"}}},
        {"no attributes left", {.attributes = attribute_map{}}, "hello", attribute_map{}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        reviewed_party party;
        const auto review = party.submit(party.join(), "hello", attribute_map{{"k", "v"}});
        party.complete_review(review, row.verdict);
        CHECK(party.delivered<message>().content == row.content);
        CHECK(party.delivered<message>().attributes == row.attributes);
    }
}

TEST_CASE("a denied message reaches nobody, and its sender gets an error") {
    for (const std::string reason : {"", "no shouting"}) {
        reviewed_party party;
        const auto ann = party.join();
        REQUIRE(party.act(ann,
                          send_message{.request_id = "r1", .content = "HELLO", .attributes = {}}) ==
                std::nullopt);
        const auto review = std::get<review_wanted>(party.done.at(0));
        party.complete_review(review, review_denied{.reason = reason});
        REQUIRE(party.done.size() == 1);
        CHECK(party.rejected().session == ann);
        CHECK(party.rejected().request_id == "r1");
        CHECK(party.rejected().why.why == refusal::review_denied);
        CHECK(party.rejected().why.resource == reason);
    }
}

TEST_CASE("where a review failed, the room's fallback applies") {
    reviewed_party lenient{review_fallback::allow};
    lenient.complete_review(lenient.submit(lenient.join(), "hello"), review_failed{});
    CHECK(lenient.delivered<message>().content == "hello");

    reviewed_party strict{review_fallback::deny};
    strict.complete_review(strict.submit(strict.join(), "hello"), review_failed{});
    CHECK(strict.rejected().why.why == refusal::review_denied);
}

TEST_CASE("the fallback is that of the time of sending") {
    reviewed_party party{review_fallback::deny};
    const auto review = party.submit(party.join(), "hello");
    party.chat.restore(make_room(demo_room, start)); // no handler any more
    party.complete_review(review, review_failed{});
    CHECK(party.rejected().why.why == refusal::review_denied);
}

TEST_CASE("the messages of one session keep their order, whichever review ends first") {
    reviewed_party party;
    const auto ann = party.join("ann");
    const auto ben = party.join("ben");
    const auto first = party.submit(ann, "1");
    const auto second = party.submit(ann, "2");
    const auto third = party.submit(ann, "3");
    const auto other = party.submit(ben, "ben's");

    party.complete_review(third, review_allowed{});
    CHECK(party.done.empty());
    party.complete_review(other, review_allowed{});
    CHECK(party.delivered_contents() == contents{"ben's"});
    party.complete_review(first, review_allowed{});
    CHECK(party.delivered_contents() == contents{"1"});
    party.complete_review(second, review_allowed{});
    CHECK(party.delivered_contents() == contents{"2", "3"});
}

TEST_CASE("a message that needs no review waits behind one of its session that does") {
    reviewed_party party;
    const auto ann = party.join();
    const auto review = party.submit(ann, "1");
    party.chat.restore(make_room(demo_room, start));
    REQUIRE(party.say(ann, "2") == std::nullopt);
    CHECK(party.done.empty());
    party.complete_review(review, review_allowed{});
    CHECK(party.delivered_contents() == contents{"1", "2"});
    REQUIRE(party.say(ann, "3") == std::nullopt);
    CHECK(party.delivered_contents() == contents{"3"});
}

TEST_CASE("a message under review outlives its sender's session and its room") {
    reviewed_party party;
    const auto ann = party.join();
    const auto review = party.submit(ann, "hello");
    party.chat.disconnect(ann);
    REQUIRE(party.chat.delete_room(resident(), demo_room, party.done).has_value());
    party.complete_review(review, review_allowed{});
    CHECK(party.delivered<message>().content == "hello");
}

TEST_CASE("a verdict on an unknown review changes nothing") {
    reviewed_party party;
    const auto review = party.submit(party.join(), "hello");
    party.complete_review(review, review_allowed{});
    CHECK(party.done.size() == 1);
    party.complete_review(review, review_allowed{});
    CHECK(party.done.empty());
    party.done.clear();
    party.chat.complete_review(party.now, review_id{999}, review_allowed{}, party.done);
    CHECK(party.done.empty());
}

TEST_CASE("events and moderation are not reviewed") {
    reviewed_party party;
    const auto ann = party.join();
    CHECK(party.remove(ann, "AbCdEfGhIjKl") == std::nullopt);
    CHECK(party.delivered<event>().name == "aws:DELETE_MESSAGE");
}

TEST_CASE("an empty handler URI is no handler") {
    reviewed_party party;
    room_settings settings;
    settings.review_handler = review_handler{.uri = "", .fallback = review_fallback::deny};
    party.chat.restore(make_room(demo_room, start, settings));
    CHECK(party.say(party.join(), "hello") == std::nullopt);
    CHECK(party.delivered<message>().content == "hello");
}
