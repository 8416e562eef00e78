#include "chat_log/record.hpp"

#include "text/json_writer.hpp"
#include "wire/frames.hpp"

namespace ivschat::chat_log {
namespace {

constexpr std::string_view prefix = R"({"event_timestamp":")";
constexpr std::size_t timestamp_length = std::string_view{"2023-01-05T14:33:32.894Z"}.size();

} // namespace

text::timestamp sent_at(const logged& what) {
    return std::visit([](const auto& each) { return each.sent_at; }, what);
}

std::string record_of(const logged& what) {
    const auto payload = wire::encode(what);
    std::string line;
    line.reserve(payload.size() + 96);
    text::json_writer out{line};
    out.begin_object().key("event_timestamp").string(text::iso8601_milliseconds(sent_at(what)));
    out.key("type").string(wire::type_of(what));
    out.key("payload").raw(payload);
    out.key("version").string(format_version).end_object();
    return line;
}

std::optional<text::timestamp> time_of(std::string_view record) {
    if (!record.starts_with(prefix)) return std::nullopt;
    return text::parse_rfc3339(record.substr(prefix.size(), timestamp_length));
}

} // namespace ivschat::chat_log
