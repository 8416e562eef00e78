#include "control/health.hpp"

#include "http/api.hpp"
#include "model/api_error.hpp"
#include "text/json_writer.hpp"

namespace ivschat::control {
namespace {

http::reply refuse(model::error_kind kind, std::string message) {
    return http::to_reply(model::api_error::plain(kind, std::move(message)));
}

} // namespace

std::string_view version() { return IVSCHAT_VERSION; }

http::reply health::handle(const http::request& request, std::string_view path, time now) const {
    const bool asks_ready = path == "/health/ready";
    if (!asks_ready && path != "/health/live") {
        return refuse(model::errors::unknown_operation, "There is nothing at /_ivschat" +
                                                            std::string{path} +
                                                            "; try /_ivschat/health/ready.");
    }
    if (request.method != "GET") {
        auto refusal = refuse(model::errors::method_not_allowed, "Health is read with GET.");
        refusal.headers.emplace_back("Allow", "GET");
        return refusal;
    }
    const bool is_well = !asks_ready || is_ready_;
    const auto uptime = std::chrono::duration_cast<std::chrono::milliseconds>(now - started_);
    std::string body;
    text::json_writer json{body};
    json.begin_object().key("status").string(is_well ? "ok" : "stopping");
    json.key("version").string(version());
    json.key("uptimeMilliseconds").integer(uptime.count());
    json.end_object();
    return {.status = is_well ? 200U : 503U, .body = std::move(body)};
}

} // namespace ivschat::control
