// Lives on the core. The way of every request: to the plane that serves its path, and back with a
// reply once the changes behind it are durable.
#pragma once

#include "http/plane.hpp"
#include "http/request_handler.hpp"
#include "runtime/durability.hpp"
#include "runtime/log.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ivschat::http {

// A plane and the prefix of its paths, which ends before a slash. The empty prefix covers all
// paths.
struct mount {
    std::string prefix;
    plane& served_by;
};

class dispatcher final : public request_handler {
public:
    // The first mount whose prefix fits serves a request. The last one must cover all paths.
    // Planes, durability and log outlive the dispatcher.
    dispatcher(std::vector<mount> mounts, runtime::durability& durability, runtime::log& log);

    runtime::awaitable<std::optional<reply>> handle(const request& request) override;

private:
    const mount& find(std::string_view path) const;
    // Turns exceptions into replies.
    runtime::awaitable<std::optional<reply>> call(plane& plane, const request& request,
                                                  std::string_view path, call_record& record);
    void log_request(const request& request, const reply& reply);

    std::vector<mount> mounts_;
    runtime::durability& durability_;
    runtime::log& log_;
};

// The reply that refuses to confirm a change that could not be saved.
reply not_durable();

} // namespace ivschat::http
