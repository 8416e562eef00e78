#include "crypto/posix_file.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <thread>
#include <utility>

using namespace ivschat::posix;

namespace {

struct pipe_ends {
    pipe_ends() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        out = unique_fd{ends[0]};
        in = unique_fd{ends[1]};
    }
    unique_fd out; // what is read from
    unique_fd in;
};

bool is_open(int number) { return ::fcntl(number, F_GETFD) >= 0; }

std::string read_all(const unique_fd& file, std::size_t limit) {
    std::string buffer(limit, '\0');
    const auto size = read_up_to(file, buffer);
    REQUIRE(size.has_value());
    return buffer.substr(0, *size);
}

int end_to_write_to = -1;

void write_one_byte(int) {
    const auto written = ::write(end_to_write_to, "x", 1);
    static_cast<void>(written);
}

// Sends SIGALRM every 5 ms. Without SA_RESTART, a system call that is blocked then fails with
// EINTR. Repeated, because the first signal may come before the call.
struct repeated_alarm {
    explicit repeated_alarm(void (*handler)(int)) {
        struct sigaction action {};
        action.sa_handler = handler;
        ::sigaction(SIGALRM, &action, &before_);
        set(5'000);
    }
    ~repeated_alarm() {
        set(0);
        ::sigaction(SIGALRM, &before_, nullptr);
    }
    repeated_alarm(const repeated_alarm&) = delete;
    repeated_alarm& operator=(const repeated_alarm&) = delete;

private:
    static void set(long microseconds) {
        const itimerval interval{.it_interval = {0, microseconds}, .it_value = {0, microseconds}};
        ::setitimer(ITIMER_REAL, &interval, nullptr);
    }
    struct sigaction before_ {};
};

} // namespace

TEST_CASE("a file descriptor is closed once, by its last owner") {
    pipe_ends ends;
    const int number = ends.in.number();
    {
        unique_fd moved{std::move(ends.in)};
        CHECK_FALSE(ends.in);
        CHECK(moved.number() == number);
        ends.in = std::move(moved);
        CHECK_FALSE(moved);
    }
    CHECK(is_open(number));
    ends.in = unique_fd{};
    CHECK_FALSE(is_open(number));
}

TEST_CASE("the number 0 is a file descriptor, too") {
    const int kept = ::dup(STDIN_FILENO);
    {
        const unique_fd zero{::dup2(kept, STDIN_FILENO)};
        CHECK(zero);
        CHECK_FALSE(unique_fd{-1});
    }
    CHECK_FALSE(is_open(STDIN_FILENO));
    CHECK(::dup2(kept, STDIN_FILENO) == STDIN_FILENO);
    ::close(kept);
}

TEST_CASE("a file is read to its end or until the buffer is full") {
    const auto filled = [] {
        pipe_ends ends;
        CHECK_FALSE(write_all(ends.in, "abcdef"));
        return std::move(ends.out); // the other end closes
    };
    CHECK(read_all(filled(), 100) == "abcdef");
    CHECK(read_all(filled(), 6) == "abcdef");
    CHECK(read_all(filled(), 4) == "abcd");
    CHECK(read_all(filled(), 0).empty());
}

TEST_CASE("what comes in pieces is read and written whole") {
    pipe_ends ends;
    const std::string sent = [] {
        std::string text;
        for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + " ";
        return text;
    }();
    REQUIRE(sent.size() > 500'000); // a pipe holds less
    std::thread writer{[&] {
        CHECK_FALSE(write_all(ends.in, sent));
        ends.in = unique_fd{};
    }};
    const auto received = read_all(ends.out, sent.size() + 1);
    writer.join();
    CHECK((received == sent));
}

TEST_CASE("a read goes on after a signal") {
    pipe_ends ends;
    end_to_write_to = ends.in.number();
    const repeated_alarm alarm{write_one_byte};
    CHECK(read_all(ends.out, 3) == "xxx");
}

TEST_CASE("an error of the system is returned, and says what it is") {
    std::array<char, 1> buffer{};
    const auto directory = unique_fd{::open("/", O_RDONLY | O_CLOEXEC)};
    const auto read = read_up_to(directory, buffer);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().value() == EISDIR);
    CHECK(read.error().message() == "Is a directory");
    CHECK(write_all(directory, "a").value() == EBADF);

    pipe_ends ends;
    REQUIRE(::fcntl(ends.in.number(), F_SETFL, O_NONBLOCK) == 0);
    CHECK(write_all(ends.in, std::string(1'000'000, 'a')).value() == EAGAIN);
}
