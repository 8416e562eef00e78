#include "chat_log/spool_format.hpp"

#include "chat_log/record.hpp"
#include "text/json_writer.hpp"

#include <nlohmann/json.hpp>

#include <charconv>

namespace ivschat::chat_log {

std::string_view name_of(chat::destination_kind kind) {
    using enum chat::destination_kind;
    switch (kind) {
    case s3:
        return "s3";
    case cloudwatch_logs:
        return "cloudwatch";
    case firehose:
        break;
    }
    return "firehose";
}

namespace {

std::optional<chat::destination_kind> kind_of(std::string_view word) {
    using enum chat::destination_kind;
    for (const auto kind : {s3, cloudwatch_logs, firehose}) {
        if (word == name_of(kind)) return kind;
    }
    return std::nullopt;
}

struct line_parts {
    std::optional<log_time> logged_at;
    std::string_view record;
};

line_parts split(std::string_view line) {
    std::int64_t milliseconds = 0;
    const auto* end = line.data() + line.size();
    const auto [stop, failed] = std::from_chars(line.data(), end, milliseconds);
    if (failed != std::errc{} || stop == end || *stop != ' ') {
        return {.logged_at = std::nullopt, .record = line};
    }
    const auto length = static_cast<std::size_t>(stop - line.data()) + 1;
    return {.logged_at = log_time{std::chrono::milliseconds{milliseconds}},
            .record = line.substr(length)};
}

} // namespace

std::string encode_header(const batch& what) {
    std::string line;
    text::json_writer out{line};
    out.begin_object().key("configuration").string(what.to.configuration_arn);
    out.key("destination").string(name_of(what.to.destination.kind));
    out.key("name").string(what.to.destination.name);
    out.key("room").string(what.room_arn);
    out.key("opened").string(text::rfc3339_nanoseconds(what.opened));
    out.key("hash").string(what.hash).end_object();
    return line + '\n';
}

std::string encode_records(const batch& what, std::size_t skipped, std::size_t skipped_bytes) {
    constexpr std::size_t time_length = 14;
    std::string lines;
    lines.reserve(what.lines.size() - skipped_bytes + (what.records - skipped) * time_length);
    auto at = skipped;
    for_each_record(std::string_view{what.lines}.substr(skipped_bytes), [&](auto record) {
        lines += std::to_string(what.logged_at[at++].time_since_epoch().count());
        lines += ' ';
        lines.append(record) += '\n';
    });
    return lines;
}

std::optional<batch> decode_header(std::string_view line) {
    const auto header = nlohmann::json::parse(line, nullptr, false);
    if (!header.is_object()) return std::nullopt;
    for (const auto* name : {"configuration", "destination", "name", "room", "opened", "hash"}) {
        if (!header.contains(name) || !header[name].is_string()) return std::nullopt;
    }
    const auto kind = kind_of(header["destination"].get<std::string>());
    const auto opened = text::parse_rfc3339(header["opened"].get<std::string>());
    if (!kind || !opened) return std::nullopt;
    return batch{.to = {.configuration_arn = header["configuration"],
                        .destination = {.kind = *kind, .name = header["name"]}},
                 .room_arn = header["room"],
                 .opened = *opened,
                 .hash = header["hash"],
                 .lines = {},
                 .records = 0};
}

void decode_records(std::string_view lines, batch& what) {
    lines = lines.substr(0, lines.rfind('\n') + 1);
    what.lines.reserve(lines.size());
    for_each_record(lines, [&](std::string_view line) {
        const auto [logged_at, record] = split(line);
        if (!record.starts_with('{') || !record.ends_with('}')) return;
        const auto sent_at = time_of(record).value_or(what.opened);
        what.logged_at.push_back(
            logged_at.value_or(std::chrono::floor<std::chrono::milliseconds>(sent_at)));
        what.lines.append(record) += '\n';
        ++what.records;
    });
}

} // namespace ivschat::chat_log
