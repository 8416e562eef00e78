// One group of options in --help. Every flag has an environment variable: --send-queue has
// IVSCHAT_SEND_QUEUE.
#pragma once

#include "cli/values.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace ivschat::cli {

// How --help shows a flag.
struct help_text {
    std::string value = {};     // the placeholder: "FILE"
    std::string otherwise = {}; // the default; empty: none
};

// Targets (`into`) and what callbacks (`take`) refer to must outlive the parsing of the command
// line.
class option_group {
public:
    option_group(CLI::App& cli, std::string name) : cli_{cli}, name_{std::move(name)} {}

    template <class Value>
    CLI::Option* add(const std::string& flag, Value& into, const std::string& what,
                     const help_text& as) {
        return parameter(cli_.add_option(flag, into, what), flag, as);
    }

    // `take` is called once, after validation, if the option is given as a flag, a variable or in
    // the file. It may throw startup_error.
    template <class Value>
    CLI::Option* add(const std::string& flag, std::function<void(const Value&)> take,
                     const std::string& what, const help_text& as) {
        return parameter(cli_.add_option_function<Value>(flag, std::move(take), what), flag, as);
    }

    CLI::Option* add_flag(const std::string& flag, bool& into, const std::string& what);

    // An empty path counts as absent.
    CLI::Option* add_path(const std::string& flag, std::optional<std::filesystem::path>& into,
                          const std::string& what, const help_text& as);

    // "90s", "60m"
    CLI::Option* add_duration(const std::string& flag, std::chrono::milliseconds& into,
                              duration_range allowed, const std::string& what, const help_text& as);

private:
    CLI::Option* parameter(CLI::Option* option, const std::string& flag, const help_text& as) const;

    CLI::App& cli_;
    std::string name_;
};

} // namespace ivschat::cli
