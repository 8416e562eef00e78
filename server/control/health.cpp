#include "control/health.hpp"

#include "text/json_writer.hpp"

namespace ivschat::control {

std::string_view version() { return IVSCHAT_VERSION; }

http::reply health::report_live(time now) const { return report(true, now); }

http::reply health::report_ready(time now) const { return report(is_ready_, now); }

http::reply health::report(bool is_ok, time now) const {
    const auto uptime = std::chrono::duration_cast<std::chrono::milliseconds>(now - started_);
    std::string body;
    text::json_writer json{body};
    json.begin_object().key("status").string(is_ok ? "ok" : "stopping");
    json.key("version").string(version());
    json.key("uptimeMilliseconds").integer(uptime.count());
    json.end_object();
    return {.status = is_ok ? 200U : 503U, .body = std::move(body)};
}

} // namespace ivschat::control
