#include "metrics/prometheus_writer.hpp"

#include <array>
#include <charconv>

namespace ivschat::metrics {
namespace {

// Quotes are escaped in label values only.
void append_escaped(std::string& out, std::string_view text, bool escapes_quotes) {
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && escapes_quotes)
            out += "\\\"";
        else
            out += c;
    }
}

template <class Number, class... Format>
std::string to_text(Number number, Format... format) {
    std::array<char, 344> digits{}; // enough for the smallest double in full
    char* const end =
        std::to_chars(digits.data(), digits.data() + digits.size(), number, format...).ptr;
    return {digits.data(), end};
}

std::string to_text(double number) { return to_text(number, std::chars_format::fixed); }

std::string seconds(std::chrono::nanoseconds duration) {
    return to_text(std::chrono::duration<double>{duration}.count());
}

std::string_view name_of(family_kind kind) {
    switch (kind) {
    case family_kind::counter:
        return "counter";
    case family_kind::gauge:
        return "gauge";
    case family_kind::histogram:
        break;
    }
    return "histogram";
}

} // namespace

prometheus_writer& prometheus_writer::family(std::string_view name, family_kind kind,
                                             std::string_view help) {
    name_ = name;
    out_.append("# HELP ").append(name).append(" ");
    append_escaped(out_, help, false);
    out_.append("\n# TYPE ").append(name).append(" ").append(name_of(kind)).append("\n");
    return *this;
}

prometheus_writer& prometheus_writer::sample(labels of, std::uint64_t value) {
    begin_line("", of);
    out_.append(to_text(value)).append("\n");
    return *this;
}

prometheus_writer& prometheus_writer::sample(labels of, std::int64_t value) {
    begin_line("", of);
    out_.append(to_text(value)).append("\n");
    return *this;
}

prometheus_writer& prometheus_writer::sample(labels of, double value) {
    begin_line("", of);
    out_.append(to_text(value)).append("\n");
    return *this;
}

prometheus_writer& prometheus_writer::sample(labels of, const durations& value) {
    std::uint64_t count = 0; // buckets are cumulative
    for (std::size_t i = 0; i < value.buckets.size(); ++i) {
        count += value.buckets[i];
        begin_line("_bucket", of, i < bucket_bounds.size() ? seconds(bucket_bounds[i]) : "+Inf");
        out_.append(to_text(count)).append("\n");
    }
    begin_line("_sum", of);
    out_.append(seconds(value.total)).append("\n");
    begin_line("_count", of);
    out_.append(to_text(count)).append("\n");
    return *this;
}

// Everything before the value. An empty bound means that there is none.
void prometheus_writer::begin_line(std::string_view suffix, labels of, std::string_view bound) {
    out_.append(name_).append(suffix);
    const auto start = out_.size();
    for (const auto& [name, value] : of) append_label(name, value);
    if (!bound.empty()) append_label("le", bound);
    if (out_.size() > start) {
        out_[start] = '{'; // replaces the first label's comma
        out_ += '}';
    }
    out_ += ' ';
}

void prometheus_writer::append_label(std::string_view name, std::string_view value) {
    out_.append(",").append(name).append("=\"");
    append_escaped(out_, value, true);
    out_ += '"';
}

} // namespace ivschat::metrics
