#include "state_writer_run.hpp"

using namespace ivschat;
using namespace ivschat::storage;
using namespace ivschat::storage::test;

TEST_CASE("a change is on disk once wait_durable says so") {
    const scratch_directory scratch;
    state_writer_run a{scratch};
    a.save("one");
    CHECK(a.rooms_on_disk().empty());
    CHECK(a.is_durable_since(0));
    CHECK(a.rooms_on_disk() == arns({"one"}));
    CHECK(a.is_durable("two"));
    CHECK(a.rooms_on_disk() == arns({"one", "two"}));
}

TEST_CASE("durable effects are there at the next start") {
    const scratch_directory scratch;
    const auto used = token(7, now + std::chrono::hours{1});
    {
        state_writer_run a{scratch};
        a.state_writer().carry_out(chat::room_saved{full_room("room")});
        a.state_writer().carry_out(
            chat::logging_configuration_saved{full_configuration("configuration")});
        a.state_writer().carry_out(chat::logging_configuration_saved{full_configuration("gone")});
        a.state_writer().carry_out(
            chat::logging_configuration_removed{full_configuration("gone").arn});
        a.state_writer().carry_out(used);
        CHECK(a.state_writer().last_change() == 5);
        CHECK(a.is_durable_since(0));
        a.state_writer().close();
    }
    const auto state = database{scratch.data()}.load(now);
    REQUIRE(state.rooms.size() == 1);
    CHECK(to_text(state.rooms[0]) == to_text(full_room("room")));
    REQUIRE(state.logging_configurations.size() == 1);
    CHECK(to_text(state.logging_configurations[0]) == to_text(full_configuration("configuration")));
    REQUIRE(state.used_tokens.size() == 1);
    CHECK((state.used_tokens[0].token == used.token));
}

TEST_CASE("a transient effect is not a change") {
    const scratch_directory scratch;
    state_writer_run a{scratch};
    const auto before = a.transactions();
    a.state_writer().carry_out(chat::delivery{.room_arn = arn_of("one"), .what = chat::event{}});
    a.state_writer().carry_out(chat::closure{
        .session = chat::session_id{1}, .cause = chat::close_cause::session_expired, .reason = {}});
    CHECK(a.state_writer().last_change() == 0);
    a.run();
    CHECK(a.transactions() == before);
}

TEST_CASE("a caller without changes does not wait for those of others") {
    const scratch_directory scratch;
    state_writer_run a{scratch};
    CHECK(a.is_durable_since(0));
    a.save("one");
    std::optional<bool> answer;
    a.post([&] { a.ask(a.state_writer().last_change(), answer); });
    a.run_one(); // begins to write
    a.run_one(); // waits
    a.run_one();
    CHECK(answer == true);
    CHECK(a.is_durable_since(0));
}

TEST_CASE("the changes of one turn of the loop share a transaction") {
    const scratch_directory scratch;
    state_writer_run a{scratch};
    const auto before = a.transactions();
    std::vector<std::optional<bool>> answers(50);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto change = a.state_writer().last_change();
        a.save(std::to_string(i));
        a.ask(change, answers[i]);
    }
    a.run();
    for (const auto& answer : answers) CHECK(answer == true);
    CHECK(a.transactions() == before + 1);
    CHECK(a.rooms_on_disk().size() == 50);
}

TEST_CASE("changes that come while a batch is being written share the next one") {
    const scratch_directory scratch;
    state_writer_run a{scratch};
    const auto before = a.transactions();
    a.save("first");
    a.run_one();
    // The loop, which would report the end of the batch, does not run.
    for (int i = 0; i < 50; ++i) a.save(std::to_string(i));
    CHECK(a.is_durable_since(0));
    CHECK(a.transactions() == before + 2);
    CHECK(a.rooms_on_disk().size() == 51);
}

TEST_CASE("of several changes to a resource the last one counts") {
    const scratch_directory scratch;
    state_writer_run a{scratch};
    a.save("kept");
    a.remove("kept");
    a.save("kept");
    a.save("removed");
    a.remove("removed");
    CHECK(a.is_durable_since(0));
    CHECK(a.rooms_on_disk() == arns({"kept"}));
    a.remove("kept");
    CHECK(a.is_durable_since(5));
    CHECK(a.rooms_on_disk().empty());
}

TEST_CASE("closing writes pending changes") {
    struct row {
        std::string_view name;
        void (*prepare)(state_writer_run& a);
    };
    const row rows[] = {
        {"no batch was started", [](state_writer_run&) {}},
        {"a batch is in flight, or written but not reported",
         [](state_writer_run& a) { a.run_one(); }},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const scratch_directory scratch;
        {
            state_writer_run a{scratch};
            a.save("one");
            row.prepare(a);
            a.save("two");
            a.state_writer().close();
            CHECK(a.rooms_on_disk() == arns({"one", "two"}));
        }
        CHECK(rooms_in(scratch.data()) == arns({"one", "two"}));
    }
}

TEST_CASE("closing without changes writes nothing") {
    const scratch_directory scratch;
    state_writer_run a{scratch};
    CHECK(a.is_durable("one"));
    const auto before = a.transactions();
    a.state_writer().close();
    CHECK(a.transactions() == before);
}
