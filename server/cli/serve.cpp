#include "cli/serve.hpp"

#include "app/app.hpp"
#include "cli/supervisor.hpp"
#include "runtime/log_exception.hpp"

#include <boost/asio/co_spawn.hpp>

#include <sys/resource.h>

#include <cstdlib>
#include <iostream>

namespace ivschat::cli {

using runtime::log_exception;

namespace {

// Every connection needs a file descriptor, and the soft limit is usually 1,024.
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

environment endpoint_variables(const app& server) {
    const auto at = server.local_authority();
    return {{"IVSCHAT_ENDPOINT", "http://" + at},
            {"AWS_ENDPOINT_URL_IVSCHAT", "http://" + at},
            {"IVSCHAT_WS", "ws://" + at}};
}

// An SDK without credentials sends no request. Credentials that the environment has are left alone:
// the tests may need them for other services.
void add_credentials(const app_settings& settings, environment& into) {
    for (const auto* source :
         {"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"}) {
        if (is_set(source)) return;
    }
    const auto& known = settings.authentication.credentials;
    into["AWS_ACCESS_KEY_ID"] = known.empty() ? "test" : known.front().access_key_id;
    into["AWS_SECRET_ACCESS_KEY"] = known.empty() ? "test" : known.front().secret_access_key;
}

// boto3 reads only AWS_DEFAULT_REGION, other SDKs only AWS_REGION.
void add_region(const app_settings& settings, environment& into) {
    if (is_set("AWS_REGION") || is_set("AWS_DEFAULT_REGION") || is_set("AWS_PROFILE")) return;
    into["AWS_REGION"] = settings.authentication.region;
    into["AWS_DEFAULT_REGION"] = settings.authentication.region;
}

constexpr std::string_view watching_failed =
    "Signals and child processes can no longer be watched; the server stops.";

} // namespace

int serve(serve_command request, const inherited_state& inherited) {
    raise_descriptor_limit();
    runtime::block_signals();
    const bool is_exec = !request.argv.empty();
    environment aws_variables;
    if (is_exec) {
        add_credentials(request.settings, aws_variables);
        add_region(request.settings, aws_variables);
    }
    app server{std::move(request.settings)};
    auto variables = endpoint_variables(server);
    variables.merge(aws_variables);
    cli::supervisor supervisor{server.executor(),
                               {.on_ready = std::move(request.on_ready),
                                .command = std::move(request.argv),
                                .environment = std::move(variables)},
                               inherited,
                               server.log()};
    if (is_exec) {
        server.log().info(
            "Ready.",
            {{"addresses", server.addresses()}}); // standard output belongs to the command
    } else {
        std::cout << "ivschat-local ready: " << server.addresses() << std::endl;
    }
    int status = 0;
    boost::asio::co_spawn(server.executor(), supervisor.run(),
                          [&](const std::exception_ptr& failed, int exit_status) {
                              log_exception(server.log(), watching_failed)(failed);
                              status = failed ? 1 : exit_status;
                              server.stop();
                              boost::asio::co_spawn(server.executor(),
                                                    supervisor.end_on_next_signal(),
                                                    log_exception(server.log(), watching_failed));
                          });
    server.run();
    return status;
}

} // namespace ivschat::cli
