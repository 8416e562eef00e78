#include "runtime/log_exception.hpp"

#include "runtime/asio.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <stdexcept>

using namespace ivschat;

namespace {

// What `action` writes to standard error, where the log goes.
std::string stderr_of(const std::function<void()>& action) {
    const int file = ::memfd_create("stderr", MFD_CLOEXEC);
    const int usual = ::dup(STDERR_FILENO);
    ::dup2(file, STDERR_FILENO);
    action();
    ::dup2(usual, STDERR_FILENO);
    ::close(usual);
    std::array<char, 1024> bytes{};
    const auto size = ::pread(file, bytes.data(), bytes.size(), 0);
    ::close(file);
    return {bytes.data(), static_cast<std::size_t>(size)};
}

runtime::awaitable<void> succeed() { co_return; }
runtime::awaitable<void> fail() {
    throw std::runtime_error{"no more room"};
    co_return;
}

std::string log_of(runtime::awaitable<void> coroutine) {
    return stderr_of([&] {
        runtime::log log{runtime::log_level::info, runtime::log_format::text};
        runtime::asio::io_context io;
        runtime::asio::co_spawn(io.get_executor(), std::move(coroutine),
                                runtime::log_exception(log, "A task failed."));
        CHECK_NOTHROW(io.run());
    });
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE(
    "an exception that ends a coroutine is logged with its cause and does not leave the event "
    "loop") {
    const auto line = log_of(fail());
    CAPTURE(line);
    CHECK(has(line, R"( error A task failed. what="no more room")"));
}

TEST_CASE("a coroutine that ends without an exception logs nothing") {
    CHECK(log_of(succeed()).empty());
}

TEST_CASE("an exception of a handler is logged with its cause") {
    const auto line = stderr_of([] {
        runtime::log log{runtime::log_level::info, runtime::log_format::text};
        runtime::run_logging_exceptions(log, "A timer failed.",
                                        [] { throw std::runtime_error{"no more room"}; });
    });
    CAPTURE(line);
    CHECK(has(line, R"( error A timer failed. what="no more room")"));
}

TEST_CASE("every exception has a cause that can be logged") {
    CHECK(runtime::cause_of(std::make_exception_ptr(std::out_of_range{"beyond"})) == "beyond");
    CHECK(runtime::cause_of(std::make_exception_ptr(7)) == "unknown exception");
}
