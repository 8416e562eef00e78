// The server's log on standard error: a sentence and fields, as text or as JSON. Any thread may
// write. Tokens and secrets must not be logged.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace ivschat::runtime {

enum class log_level { trace, debug, info, warning, error, off };
enum class log_format { text, json };

struct log_field {
    std::string_view key;
    std::string value;
};

class log {
public:
    using fields = std::initializer_list<log_field>;

    log(log_level level, log_format format);
    ~log();
    log(const log&) = delete;
    log& operator=(const log&) = delete;

    // Check it before fields that are expensive to build.
    bool would_write(log_level level) const { return level >= level_; }
    void write(log_level level, std::string_view sentence, fields given = {});

    void debug(std::string_view sentence, fields given = {}) {
        write(log_level::debug, sentence, given);
    }
    void info(std::string_view sentence, fields given = {}) {
        write(log_level::info, sentence, given);
    }
    void warning(std::string_view sentence, fields given = {}) {
        write(log_level::warning, sentence, given);
    }
    void error(std::string_view sentence, fields given = {}) {
        write(log_level::error, sentence, given);
    }

private:
    struct backend; // keeps spdlog's headers out of other translation units

    log_level level_;
    log_format format_;
    std::unique_ptr<backend> backend_;
};

} // namespace ivschat::runtime
