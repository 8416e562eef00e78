// Appends metrics to a string in Prometheus's text format 0.0.4, family by family.
#pragma once

#include "metrics/histogram.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ivschat::metrics {

inline constexpr std::string_view prometheus_content_type =
    "text/plain; version=0.0.4; charset=utf-8";

enum class family_kind : std::uint8_t { counter, gauge, histogram };

struct label {
    std::string_view name;  // [a-z_][a-z0-9_]*
    std::string_view value; // any UTF-8
};
using labels = std::initializer_list<label>;

class prometheus_writer {
public:
    explicit prometheus_writer(std::string& out) : out_{out} {}

    // Begins a family for the samples that follow. `name` must outlive them, and must not be used
    // twice on a page.
    prometheus_writer& family(std::string_view name, family_kind kind, std::string_view help);

    prometheus_writer& sample(labels of, std::uint64_t value);
    prometheus_writer& sample(labels of, std::int64_t value);
    prometheus_writer& sample(labels of, double value);
    prometheus_writer& sample(std::uint64_t value) { return sample({}, value); }
    // A histogram's buckets, sum and count, in seconds.
    prometheus_writer& sample(labels of, const durations& value);

private:
    void begin_line(std::string_view suffix, labels of, std::string_view bound = {});
    void append_label(std::string_view name, std::string_view value);

    std::string& out_;
    std::string_view name_;
};

} // namespace ivschat::metrics
