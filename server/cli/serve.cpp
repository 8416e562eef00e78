#include "cli/serve.hpp"

#include "app/app.hpp"
#include "cli/supervisor.hpp"

#include <boost/asio/co_spawn.hpp>

#include <sys/resource.h>

#include <cstdlib>
#include <iostream>

namespace ivschat::cli {
namespace {

// Every connection is a file descriptor, and the usual soft limit is 1,024.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

bool is_set(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr && *value != '\0';
}

environment addresses_of(const app& server) {
    const auto at = server.local_authority();
    return {{"IVSCHAT_ENDPOINT", "http://" + at},
            {"AWS_ENDPOINT_URL_IVSCHAT", "http://" + at},
            {"IVSCHAT_WS", "ws://" + at}};
}

// An SDK without credentials and region does not even ask. Where there are some, in a profile or
// from the machine, they stay: the tests may need them for other services.
void add_identity(const app_settings& settings, environment& into) {
    for (const auto* source :
         {"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"}) {
        if (is_set(source)) return;
    }
    const auto& known = settings.authentication.credentials;
    into["AWS_ACCESS_KEY_ID"] = known.empty() ? "test" : known.front().access_key_id;
    into["AWS_SECRET_ACCESS_KEY"] = known.empty() ? "test" : known.front().secret_access_key;
}

// Two names, since boto3 reads the second one only, others the first.
void add_region(const app_settings& settings, environment& into) {
    if (is_set("AWS_REGION") || is_set("AWS_DEFAULT_REGION") || is_set("AWS_PROFILE")) return;
    into["AWS_REGION"] = settings.authentication.region;
    into["AWS_DEFAULT_REGION"] = settings.authentication.region;
}

} // namespace

int serve(serve_command what, const inherited_state& inherited) {
    raise_descriptor_limit();
    runtime::block_signals();
    const bool is_exec = !what.argv.empty();
    environment identity;
    if (is_exec) {
        add_identity(what.settings, identity);
        add_region(what.settings, identity);
    }
    app server{std::move(what.settings)};
    auto given = addresses_of(server);
    given.merge(identity);
    supervisor beside{server.executor(),
                      {.on_ready = std::move(what.on_ready),
                       .command = std::move(what.argv),
                       .variables_for_both = std::move(given)},
                      inherited,
                      server.log()};
    if (is_exec) {
        server.log().info("Ready.", {{"addresses", server.addresses()}}); // the output is another's
    } else {
        std::cout << "ivschat-local ready: " << server.addresses() << std::endl;
    }
    int status = 0;
    boost::asio::co_spawn(server.executor(), beside.run(),
                          [&](std::exception_ptr failed, int ended_with) {
                              if (failed) std::rethrow_exception(failed);
                              status = ended_with;
                              server.stop();
                          });
    server.run();
    return status;
}

} // namespace ivschat::cli
