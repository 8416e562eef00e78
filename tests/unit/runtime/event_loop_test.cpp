#include "runtime/event_loop.hpp"

#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <stdexcept>

using namespace ivschat;

TEST_CASE("a loop goes on after a handler that throws") {
    runtime::event_loop loop;
    runtime::log log{runtime::log_level::off, runtime::log_format::text};
    bool goes_on = false;
    runtime::asio::post(loop.get_executor(), [] { throw std::runtime_error{"a bug"}; });
    runtime::asio::post(loop.get_executor(), [] { throw 1; });
    runtime::asio::post(loop.get_executor(), [&] { goes_on = true; });
    CHECK_NOTHROW(runtime::run(loop, log));
    CHECK(goes_on);
    CHECK(loop.stopped());
}
