#include "app/app.hpp"

namespace ivschat {

runtime::awaitable<std::optional<http::reply>> app::aws_plane::handle(const http::request& request,
                                                                      std::string_view path,
                                                                      http::call_record& record) {
    if (auto preflight = owner_.cors_.answer_preflight(request)) co_return preflight;
    auto reply = co_await owner_.aws_.handle(request, path, record);
    if (reply) owner_.cors_.add_headers(request, *reply);
    co_return reply;
}

} // namespace ivschat
