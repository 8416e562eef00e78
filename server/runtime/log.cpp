#include "runtime/log.hpp"

#include "text/json_writer.hpp"
#include "text/timestamp.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>

namespace ivschat::runtime {
namespace {

std::string_view name_of(log_level level) {
    switch (level) {
    case log_level::trace:
        return "trace";
    case log_level::debug:
        return "debug";
    case log_level::info:
        return "info";
    case log_level::warning:
        return "warning";
    case log_level::error:
        return "error";
    case log_level::off:
        break;
    }
    return "off";
}

std::string now() { return text::iso8601_milliseconds(std::chrono::system_clock::now()); }

std::string as_json(log_level level, std::string_view sentence, log::fields fields) {
    std::string line;
    text::json_writer json{line};
    json.begin_object().key("time").string(now()).key("level").string(name_of(level));
    json.key("message").string(sentence);
    for (const auto& [key, value] : fields) json.key(key).string(value);
    json.end_object();
    return line;
}

std::string as_text(log_level level, std::string_view sentence, log::fields fields) {
    std::string line = now();
    line.append(" ").append(name_of(level)).append(" ").append(sentence);
    for (const auto& [key, value] : fields) {
        line.append(" ").append(key).append("=");
        // Quoted, because a value may come from a client and must not forge a line.
        text::append_json_string(line, value);
    }
    return line;
}

} // namespace

struct log::backend {
    spdlog::logger logger{"ivschat-local", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
};

log::log(log_level level, log_format format)
    : level_{level}, format_{format}, backend_{std::make_unique<backend>()} {
    backend_->logger.set_pattern("%v");
    backend_->logger.set_level(spdlog::level::trace); // `would_write` decides
    backend_->logger.flush_on(spdlog::level::trace);
}

log::~log() = default;

void log::write(log_level level, std::string_view sentence, fields given) {
    if (!would_write(level)) return;
    const auto line = format_ == log_format::json ? as_json(level, sentence, given)
                                                  : as_text(level, sentence, given);
    backend_->logger.log(spdlog::level::info, spdlog::string_view_t{line});
}

} // namespace ivschat::runtime
