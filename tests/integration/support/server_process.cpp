#include "integration/support/server_process.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace ivschat::integration {
namespace {

arguments with_free_port(arguments given) {
    const auto names_address = [](const std::string& word) {
        return word.starts_with("--listen") || word.starts_with("--config");
    };
    if (std::none_of(given.begin(), given.end(), names_address)) {
        given.insert(given.begin(), {"--listen", "127.0.0.1:0"});
    }
    return given;
}

} // namespace

server_process::server_process(arguments given, const environment& extra)
    : program_{extra.contains("IVSCHAT_LISTEN") ? given : with_free_port(std::move(given)), extra},
      ready_line_{program_.read_line()},
      port_{static_cast<std::uint16_t>(std::stoi(ready_line_.substr(ready_line_.rfind(':') + 1)))} {
}

int server_process::stop(int signal) {
    program_.signal(signal);
    return program_.wait();
}

server_process::~server_process() {
    if (program_.has_ended()) return;
    try {
        const int status = stop();
        INFO("standard error: ", program_.errors());
        CHECK_MESSAGE(status == 0, "the server did not exit well");
    } catch (const timed_out& error) {
        FAIL_CHECK("the server did not stop: " << error.what());
    }
}

void check_refused(const finished& ended, std::string_view must_name) {
    CAPTURE(ended.errors);
    CHECK(ended.status == 2);
    CHECK(ended.output == "");
    CHECK(std::count(ended.errors.begin(), ended.errors.end(), '\n') == 1);
    CHECK(ended.errors.ends_with('\n'));
    CHECK(ended.errors.starts_with("ivschat-local: "));
    CHECK(ended.errors.find(must_name) != std::string::npos);
    CHECK(ended.took < std::chrono::seconds{1});
}

} // namespace ivschat::integration
