#include "samples.hpp"

#include "chat_log/record.hpp"

#include <nlohmann/json.hpp>
#include <zlib.h>

#include <stdexcept>

namespace ivschat::chat_log::test {

std::string gunzip(std::string_view bytes) {
    z_stream stream{};
    if (::inflateInit2(&stream, 15 + 16) != Z_OK) throw std::runtime_error{"inflateInit2"};
    std::string text(std::size_t{32} << 20U, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    const auto status = ::inflate(&stream, Z_FINISH);
    text.resize(stream.total_out);
    const bool is_whole = status == Z_STREAM_END && stream.avail_in == 0;
    ::inflateEnd(&stream);
    if (!is_whole) throw std::runtime_error{"not one gzip member"};
    return text;
}

text::timestamp at(std::string_view time) { return text::parse_rfc3339(time).value(); }

log_time real_time(text::timestamp time) {
    return std::chrono::floor<std::chrono::milliseconds>(time);
}

std::string room_arn(std::string_view id) {
    return "arn:aws:ivschat:us-west-2:123456789012:room/" + std::string{id};
}

std::string configuration_arn(std::string_view id) {
    return "arn:aws:ivschat:us-west-2:123456789012:logging-configuration/" + std::string{id};
}

target s3_target(std::string bucket) {
    return {.configuration_arn = configuration_arn("ToS3"),
            .destination = {.kind = chat::destination_kind::s3, .name = std::move(bucket)}};
}

target cloudwatch_target(std::string group) {
    return {
        .configuration_arn = configuration_arn("ToCloudWatch"),
        .destination = {.kind = chat::destination_kind::cloudwatch_logs, .name = std::move(group)}};
}

target firehose_target(std::string stream) {
    return {.configuration_arn = configuration_arn("ToFirehose"),
            .destination = {.kind = chat::destination_kind::firehose, .name = std::move(stream)}};
}

std::string record_saying(std::string_view text, text::timestamp when) {
    return record_of(chat::message{.id = "00kQu1sPa6dF",
                                   .request_id = {},
                                   .attributes = {},
                                   .content = std::string{text},
                                   .sent_at = when,
                                   .sender_user_id = "ann",
                                   .sender_attributes = {}});
}

batch batch_of(const target& to, const std::vector<std::string>& texts, text::timestamp opened) {
    batch what{.to = to,
               .room_arn = room_arn("abc123DEF456"),
               .opened = opened,
               .hash = "1766dcbc",
               .lines = {},
               .records = texts.size()};
    for (const auto& text : texts) what.lines += record_saying(text, opened) + '\n';
    what.logged_at.assign(texts.size(), real_time(opened));
    return what;
}

std::vector<std::string> texts_in(std::string_view lines) {
    std::vector<std::string> texts;
    for_each_record(lines, [&](std::string_view record) {
        texts.push_back(nlohmann::json::parse(record)["payload"]["Content"]);
    });
    return texts;
}

chat::room room(std::string_view id, std::initializer_list<std::string_view> configurations) {
    chat::room made{.arn = room_arn(id), .settings = {}, .created = start, .updated = start};
    for (const auto each : configurations) {
        made.settings.logging_configurations.push_back(configuration_arn(each));
    }
    return made;
}

chat::logging_configuration configuration(std::string_view id, chat::log_destination destination) {
    return {.arn = configuration_arn(id),
            .settings = {.name = "", .destination = std::move(destination), .tags = {}},
            .created = start,
            .updated = start};
}

chat::delivery delivery(std::string_view room, std::string text, text::timestamp when) {
    return {.room_arn = room_arn(room),
            .what = chat::message{.id = "00kQu1sPa6dF",
                                  .request_id = {},
                                  .attributes = {},
                                  .content = std::move(text),
                                  .sent_at = when,
                                  .sender_user_id = "ann",
                                  .sender_attributes = {}}};
}

} // namespace ivschat::chat_log::test
