#include "storage/keeper.hpp"

#include "sample_state.hpp"
#include "scratch.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <sys/resource.h>

#include <csignal>
#include <memory>
#include <optional>
#include <set>

using namespace ivschat;
using namespace ivschat::storage;
using test::in_child;
using test::scratch_directory;
namespace asio = runtime::asio;

namespace {

std::string arn_of(const std::string& id) { return test::plain_room(id).arn; }

std::set<std::string> rooms_in(const std::filesystem::path& directory) {
    std::set<std::string> arns;
    for (const auto& room : database{directory}.load(test::now).rooms) arns.insert(room.arn);
    return arns;
}

std::size_t big_endian(std::string_view bytes) {
    std::size_t number = 0;
    for (const auto byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
    return number;
}

// How many transactions the WAL holds: the last frame of each says how large the file is after it
// (sqlite.org/fileformat.html).
int transactions_in(const std::filesystem::path& file) {
    constexpr std::size_t header = 32;
    constexpr std::size_t frame_header = 24;
    const auto wal = std::filesystem::exists(file) ? test::read(file) : "";
    if (wal.size() < header) return 0;
    const std::string_view bytes{wal};
    const auto page = big_endian(bytes.substr(8, 4));
    const auto salt = bytes.substr(16, 8);
    int transactions = 0;
    for (auto at = header; at + frame_header + page <= wal.size(); at += frame_header + page) {
        if (bytes.substr(at + 8, 8) != salt) break;
        if (big_endian(bytes.substr(at + 4, 4)) != 0) ++transactions;
    }
    return transactions;
}

// Files cannot grow while this lives. For a child.
class full_disk {
public:
    full_disk() {
        std::signal(SIGXFSZ, SIG_IGN);
        limit(1);
    }
    full_disk(const full_disk&) = delete;
    full_disk& operator=(const full_disk&) = delete;
    ~full_disk() { limit(RLIM_INFINITY); }

private:
    static void limit(rlim_t bytes) {
        const rlimit limit{.rlim_cur = bytes, .rlim_max = RLIM_INFINITY};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
};

// A keeper and the loop that it lives on, which runs when the test says so.
class archive {
public:
    explicit archive(const scratch_directory& scratch)
        : scratch_{scratch},
          keeper_{loop_.get_executor(), std::make_unique<database>(scratch.data()), log_} {}

    storage::keeper& keeper() { return keeper_; }

    void save(const std::string& id) { keeper_.carry_out(chat::room_saved{test::plain_room(id)}); }
    void remove(const std::string& id) { keeper_.carry_out(chat::room_removed{arn_of(id)}); }

    // Asks at once, or when the loop comes to it; `answer` is nothing until there is one.
    void ask(std::uint64_t change, std::optional<bool>& answer) {
        asio::co_spawn(loop_.get_executor(), keeper_.saved_since(change),
                       [&answer](const std::exception_ptr& error, bool saved) {
                           if (!error) answer = saved;
                       });
    }
    bool is_saved_since(std::uint64_t change) {
        std::optional<bool> answer;
        ask(change, answer);
        run();
        REQUIRE(answer.has_value());
        return *answer;
    }
    // Saves a room of that name and waits for it.
    bool is_saved(const std::string& id) {
        const auto before = keeper_.last_change();
        save(id);
        return is_saved_since(before);
    }

    // What is posted is run in a turn of its own.
    template <class Handler>
    void post(Handler handler) {
        asio::post(loop_, std::move(handler));
    }
    // Until nothing waits any more.
    void run() {
        loop_.restart();
        loop_.run();
    }
    void run_one() {
        loop_.restart();
        loop_.run_one();
    }

    // What would be found if the process died now: the directory itself is locked.
    std::set<std::string> rooms_on_disk() const {
        const scratch_directory copy;
        std::filesystem::copy(scratch_.data(), copy.data());
        return rooms_in(copy.data());
    }
    int transactions() const { return transactions_in(scratch_.wal()); }

private:
    const scratch_directory& scratch_;
    asio::io_context loop_;
    runtime::log log_{runtime::log_level::off, runtime::log_format::text};
    storage::keeper keeper_;
};

std::set<std::string> arns(std::initializer_list<std::string> ids) {
    std::set<std::string> arns;
    for (const auto& id : ids) arns.insert(arn_of(id));
    return arns;
}

} // namespace

TEST_CASE("a change is on disk once it is said to be") {
    const scratch_directory scratch;
    archive a{scratch};
    a.save("one");
    CHECK(a.rooms_on_disk().empty());
    CHECK(a.is_saved_since(0));
    CHECK(a.rooms_on_disk() == arns({"one"}));
    CHECK(a.is_saved("two"));
    CHECK(a.rooms_on_disk() == arns({"one", "two"}));
}

TEST_CASE("whatever lasts is kept, and is there for the next start") {
    const scratch_directory scratch;
    const auto token = test::token(7, test::now + std::chrono::hours{1});
    {
        archive a{scratch};
        a.keeper().carry_out(chat::room_saved{test::full_room("room")});
        a.keeper().carry_out(
            chat::logging_configuration_saved{test::full_configuration("configuration")});
        a.keeper().carry_out(chat::logging_configuration_saved{test::full_configuration("gone")});
        a.keeper().carry_out(
            chat::logging_configuration_removed{test::full_configuration("gone").arn});
        a.keeper().carry_out(token);
        CHECK(a.keeper().last_change() == 5);
        CHECK(a.is_saved_since(0));
        a.keeper().close();
    }
    const auto state = database{scratch.data()}.load(test::now);
    REQUIRE(state.rooms.size() == 1);
    CHECK(test::to_text(state.rooms[0]) == test::to_text(test::full_room("room")));
    REQUIRE(state.logging_configurations.size() == 1);
    CHECK(test::to_text(state.logging_configurations[0]) ==
          test::to_text(test::full_configuration("configuration")));
    REQUIRE(state.used_tokens.size() == 1);
    CHECK((state.used_tokens[0].token == token.token));
}

TEST_CASE("what does not last is no change") {
    const scratch_directory scratch;
    archive a{scratch};
    const auto before = a.transactions();
    a.keeper().carry_out(chat::delivery{.room_arn = arn_of("one"), .what = chat::event{}});
    a.keeper().carry_out(chat::closure{
        .session = chat::session_id{1}, .cause = chat::close_cause::session_expired, .reason = {}});
    CHECK(a.keeper().last_change() == 0);
    a.run();
    CHECK(a.transactions() == before);
}

TEST_CASE("who changed nothing does not wait for what others changed") {
    const scratch_directory scratch;
    archive a{scratch};
    CHECK(a.is_saved_since(0));
    a.save("one");
    std::optional<bool> answer;
    a.post([&] { a.ask(a.keeper().last_change(), answer); });
    a.run_one(); // begins to write
    a.run_one(); // asks
    a.run_one();
    CHECK(answer == true);
    CHECK(a.is_saved_since(0));
}

TEST_CASE("the changes of one turn of the loop share one transaction") {
    const scratch_directory scratch;
    archive a{scratch};
    const auto before = a.transactions();
    std::vector<std::optional<bool>> answers(50);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto change = a.keeper().last_change();
        a.save(std::to_string(i));
        a.ask(change, answers[i]);
    }
    a.run();
    for (const auto& answer : answers) CHECK(answer == true);
    CHECK(a.transactions() == before + 1);
    CHECK(a.rooms_on_disk().size() == 50);
}

TEST_CASE("what comes while a batch is being written shares the next one") {
    const scratch_directory scratch;
    archive a{scratch};
    const auto before = a.transactions();
    a.save("first");
    a.run_one();
    // Its end is told by the loop, which does not run.
    for (int i = 0; i < 50; ++i) a.save(std::to_string(i));
    CHECK(a.is_saved_since(0));
    CHECK(a.transactions() == before + 2);
    CHECK(a.rooms_on_disk().size() == 51);
}

TEST_CASE("the last of several changes to one thing holds") {
    const scratch_directory scratch;
    archive a{scratch};
    a.save("kept");
    a.remove("kept");
    a.save("kept");
    a.save("removed");
    a.remove("removed");
    CHECK(a.is_saved_since(0));
    CHECK(a.rooms_on_disk() == arns({"kept"}));
    a.remove("kept");
    CHECK(a.is_saved_since(5));
    CHECK(a.rooms_on_disk().empty());
}

TEST_CASE("what could not be saved is told, and saved with the next change") {
    const scratch_directory scratch;
    const auto said = in_child([&]() -> std::string {
        archive a{scratch};
        if (!a.is_saved("before")) return "nothing can be saved";
        {
            const full_disk full;
            if (a.is_saved("one")) return "it could be saved";
        }
        // Nothing is tried by itself.
        const auto transactions = a.transactions();
        a.run();
        if (a.transactions() != transactions) return "it was tried again without need";
        if (a.rooms_on_disk() != arns({"before"})) return "half of it is there";
        if (!a.is_saved("two")) return "it was not saved with the next change";
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
        archive a{scratch};
        std::optional<bool> first;
        std::optional<bool> second;
        std::optional<bool> both;
        {
            const full_disk full;
            a.save("one");
            a.ask(0, first);
            // While the first is in hand, or when it has just failed.
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
        // The order is kept over failures.
        a.remove("one");
        return answers + (a.is_saved_since(2) ? "and then saved" : "and never saved");
    });
    CHECK(said == "not saved not saved not saved and then saved");
    CHECK(rooms_in(scratch.data()) == arns({"two"}));
}

TEST_CASE("closing writes what is left") {
    struct row {
        std::string_view name;
        void (*prepare)(archive& a);
    };
    const row rows[] = {
        {"nothing was begun", [](archive&) {}},
        {"one is in hand, or written unheard", [](archive& a) { a.run_one(); }},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const scratch_directory scratch;
        {
            archive a{scratch};
            a.save("one");
            row.prepare(a);
            a.save("two");
            a.keeper().close();
            CHECK(a.rooms_on_disk() == arns({"one", "two"}));
        }
        CHECK(rooms_in(scratch.data()) == arns({"one", "two"}));
    }
}

TEST_CASE("closing writes what failed before, heard and unheard") {
    for (const bool is_heard : {true, false}) {
        CAPTURE(is_heard);
        const scratch_directory scratch;
        const auto said = in_child([&]() -> std::string {
            archive a{scratch};
            auto full = std::make_unique<full_disk>();
            if (is_heard) {
                if (a.is_saved("one")) return "it could be saved";
            } else {
                a.save("one");
                a.run_one();
            }
            full.reset();
            a.keeper().close();
            return "closed";
        });
        CHECK(said == "closed");
        CHECK(rooms_in(scratch.data()) == arns({"one"}));
    }
}

TEST_CASE("closing on a full disk ends well, and what was saved before is there") {
    const scratch_directory scratch;
    const auto said = in_child([&]() -> std::string {
        archive a{scratch};
        if (!a.is_saved("one")) return "nothing can be saved";
        const full_disk full;
        a.save("two");
        a.keeper().close();
        return "closed";
    });
    CHECK(said == "closed");
    CHECK(rooms_in(scratch.data()) == arns({"one"}));
}

TEST_CASE("closing where nothing changed writes nothing") {
    const scratch_directory scratch;
    archive a{scratch};
    CHECK(a.is_saved("one"));
    const auto before = a.transactions();
    a.keeper().close();
    CHECK(a.transactions() == before);
}
