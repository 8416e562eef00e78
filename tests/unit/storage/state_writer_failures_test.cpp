// The state_writer on a full disk.
#include "state_writer_run.hpp"

using namespace ivschat;
using namespace ivschat::storage;
using namespace ivschat::storage::test;

TEST_CASE("a failed write is reported, and repeated with the next change") {
    const scratch_directory scratch;
    const auto said = in_child([&]() -> std::string {
        state_writer_run a{scratch};
        if (!a.is_durable("before")) return "nothing can be saved";
        {
            const full_disk full;
            if (a.is_durable("one")) return "it could be saved";
        }
        // Without a change nothing is written.
        const auto transactions = a.transactions();
        a.run();
        if (a.transactions() != transactions) return "it was tried again without need";
        if (a.rooms_on_disk() != arns({"before"})) return "half of it is there";
        if (!a.is_durable("two")) return "it was not saved with the next change";
        if (a.transactions() != transactions + 1) return "they did not share a transaction";
        return a.rooms_on_disk() == arns({"before", "one", "two"}) ? "all is there" : "lost";
    });
    CHECK(said == "all is there");
    CHECK(rooms_in(scratch.data()) == arns({"before", "one", "two"}));
}

TEST_CASE(
    "everybody hears that a full disk saved nothing, and nothing is lost once there is room") {
    const scratch_directory scratch;
    const auto said = in_child([&] {
        state_writer_run a{scratch};
        std::optional<bool> first;
        std::optional<bool> second;
        std::optional<bool> both;
        {
            const full_disk full;
            a.save("one");
            a.ask(0, first);
            // While the first batch is in flight, or when it has just failed.
            a.post([&] {
                a.save("two");
                a.ask(1, second);
                a.ask(0, both);
            });
            a.run();
        }
        std::string answers;
        for (const auto& answer : {first, second, both}) {
            answers += !answer ? "none " : *answer ? "saved " : "not saved ";
        }
        // Failures do not change the order.
        a.remove("one");
        return answers + (a.is_durable_since(2) ? "and then saved" : "and never saved");
    });
    CHECK(said == "not saved not saved not saved and then saved");
    CHECK(rooms_in(scratch.data()) == arns({"two"}));
}

TEST_CASE("closing writes what failed before, reported or not") {
    for (const bool is_heard : {true, false}) {
        CAPTURE(is_heard);
        const scratch_directory scratch;
        const auto said = in_child([&]() -> std::string {
            state_writer_run a{scratch};
            auto full = std::make_unique<full_disk>();
            if (is_heard) {
                if (a.is_durable("one")) return "it could be saved";
            } else {
                a.save("one");
                a.run_one();
            }
            full.reset();
            a.state_writer().close();
            return "closed";
        });
        CHECK(said == "closed");
        CHECK(rooms_in(scratch.data()) == arns({"one"}));
    }
}

TEST_CASE("closing on a full disk keeps what was saved before") {
    const scratch_directory scratch;
    const auto said = in_child([&]() -> std::string {
        state_writer_run a{scratch};
        if (!a.is_durable("one")) return "nothing can be saved";
        const full_disk full;
        a.save("two");
        a.state_writer().close();
        return "closed";
    });
    CHECK(said == "closed");
    CHECK(rooms_in(scratch.data()) == arns({"one"}));
}

TEST_CASE("waiting for a change that has already failed ends at once") {
    const scratch_directory scratch;
    const auto said = in_child([&]() -> std::string {
        state_writer_run a{scratch};
        {
            const full_disk full;
            if (a.is_durable("one")) return "it could be saved";
        }
        std::optional<bool> late;
        a.ask(0, late);
        a.run();
        if (!late) return "no answer";
        if (*late) return "it was said to be saved";
        if (!a.is_durable_since(a.state_writer().last_change()))
            return "who changed nothing was refused";
        // The next change repeats the write, and whoever waits then waits for that.
        a.save("two");
        return a.is_durable_since(0) ? "saved later" : "never saved";
    });
    CHECK(said == "saved later");
    CHECK(rooms_in(scratch.data()) == arns({"one", "two"}));
}

TEST_CASE("expired tokens that could not be removed on a full disk are removed later") {
    const scratch_directory scratch;
    const auto said = in_child([&]() -> std::string {
        state_writer_run a{scratch};
        a.state_writer().carry_out(token(1, now + std::chrono::seconds{1}));
        if (!a.is_durable_since(0)) return "nothing can be saved";
        a.advance(std::chrono::minutes{1});
        {
            const full_disk full;
            if (a.is_durable("one")) return "it could be saved";
        }
        if (a.tokens_on_disk() != 1) return "it was forgotten";
        if (!a.is_durable("two")) return "nothing can be saved later";
        return "left: " + std::to_string(a.tokens_on_disk());
    });
    CHECK(said == "left: 0");
}
