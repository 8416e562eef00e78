// A state_writer whose clock and event loop the test controls.
#pragma once

#include "sample_state.hpp"
#include "scratch.hpp"
#include "storage/state_writer.hpp"
#include "support/manual_clock.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <sys/resource.h>

#include <csignal>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace ivschat::storage::test {

std::string arn_of(const std::string& id);
std::set<std::string> arns(std::initializer_list<std::string> ids);
std::set<std::string> rooms_in(const std::filesystem::path& directory);

// The number of transactions in a WAL.
int transactions_in(const std::filesystem::path& wal);

// Keeps files from growing during its lifetime. For a child process.
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

// A state_writer and its event loop, which runs when the test says so.
class state_writer_run {
public:
    explicit state_writer_run(const scratch_directory& scratch)
        : scratch_{scratch},
          state_writer_{loop_.get_executor(), std::make_unique<database>(scratch.data()), clock_,
                        real_clock_, log_} {}

    storage::state_writer& state_writer() { return state_writer_; }
    // Time goes by.
    void advance(std::chrono::nanoseconds by) {
        clock_.advance(by);
        real_clock_.advance(by);
    }
    // The one that users move.
    ivschat::test::manual_clock& clock() { return clock_; }

    void save(const std::string& id) { state_writer_.carry_out(chat::room_saved{plain_room(id)}); }
    void remove(const std::string& id) { state_writer_.carry_out(chat::room_removed{arn_of(id)}); }

    // Waits for the changes after `change`, from the next turn of the loop. Sets `answer` at the
    // end.
    void ask(std::uint64_t change, std::optional<bool>& answer) {
        runtime::asio::co_spawn(loop_.get_executor(), state_writer_.wait_durable(change),
                                [&answer](const std::exception_ptr& error, bool saved) {
                                    if (!error) answer = saved;
                                });
    }
    bool is_durable_since(std::uint64_t change) {
        std::optional<bool> answer;
        ask(change, answer);
        run();
        REQUIRE(answer.has_value());
        return *answer;
    }
    // Saves a room and waits until it is durable.
    bool is_durable(const std::string& id) {
        const auto before = state_writer_.last_change();
        save(id);
        return is_durable_since(before);
    }

    // Runs the handler in a turn of its own.
    template <class Handler>
    void post(Handler handler) {
        runtime::asio::post(loop_, std::move(handler));
    }
    // Runs the loop until it has no work left.
    void run() {
        loop_.restart();
        loop_.run();
    }
    void run_one() {
        loop_.restart();
        loop_.run_one();
    }

    // What a process would find if this one died now. Reads a copy, because the directory is
    // locked.
    std::set<std::string> rooms_on_disk() const {
        const scratch_directory copy;
        std::filesystem::copy(scratch_.data(), copy.data());
        return rooms_in(copy.data());
    }
    std::size_t tokens_on_disk() const {
        const scratch_directory copy;
        std::filesystem::copy(scratch_.data(), copy.data());
        return database{copy.data()}.load(chat::timestamp{}).used_tokens.size();
    }
    int transactions() const { return transactions_in(scratch_.wal()); }

private:
    const scratch_directory& scratch_;
    runtime::asio::io_context loop_;
    ivschat::test::manual_clock clock_{now};
    ivschat::test::manual_clock real_clock_{now};
    runtime::log log_{runtime::log_level::off, runtime::log_format::text};
    storage::state_writer state_writer_;
};

} // namespace ivschat::storage::test
