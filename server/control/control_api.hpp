// Lives on the core. /_ivschat/: finds what answers a request.
#pragma once

#include "control/routes.hpp"

namespace ivschat::control {

class control_api {
public:
    explicit control_api(environment env) : env_{std::move(env)} {}

    // `path` is what follows /_ivschat. Bad methods and unknown paths are told what there is.
    runtime::awaitable<http::reply> handle(const http::request& request, std::string_view path);

private:
    environment env_;
    std::vector<control_route> routes_ = all_routes();
};

} // namespace ivschat::control
