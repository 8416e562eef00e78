// Lives on the core. Everything under /_ivschat: who may use it, and the route of each request.
#pragma once

#include "control/origin_guard.hpp"
#include "control/routes.hpp"
#include "http/plane.hpp"

#include <optional>
#include <string_view>

namespace ivschat::control {

// Of all paths of the control API.
inline constexpr std::string_view path_prefix = "/_ivschat";

class control_api final : public http::plane {
public:
    control_api(const settings& settings, const http::cors_policy& cors, environment env)
        : guard_{settings, cors}, env_{std::move(env)} {}

    runtime::awaitable<std::optional<http::reply>>
    handle(const http::request& request, std::string_view path, http::call_record& record) override;

private:
    runtime::awaitable<http::reply> dispatch(const http::request& request, std::string_view path,
                                             http::call_record& record);

    origin_guard guard_;
    environment env_;
    std::vector<control_route> routes_ = all_routes();
};

} // namespace ivschat::control
