#include "chat_log/names.hpp"

#include "chat/arn.hpp"
#include "chat_log/record.hpp"
#include "crypto/digest.hpp"
#include "text/ascii.hpp"
#include "text/percent_encoding.hpp"

#include <algorithm>

namespace ivschat::chat_log {
namespace {

chat::arn_parts parts_of(const std::string& room_arn) {
    return chat::parse_arn(room_arn).value_or(chat::arn_parts{});
}

// The characters that occur in names of AWS, apart from '/'.
bool is_plain(char c) {
    return text::is_letter_or_digit(c) || std::string_view{"-_.#"}.find(c) != std::string::npos;
}

std::string folder(std::string_view segment) {
    const bool is_special = segment == "." || segment == "..";
    std::string out;
    for (const char c : segment) {
        if (is_special || !is_plain(c))
            text::append_percent_encoded(out, c);
        else
            out += c;
    }
    // File systems allow 255 bytes, which must also hold an extension and the prefix of temporary
    // names.
    constexpr std::size_t longest = 200;
    if (out.size() <= longest) return out;
    const auto digest = crypto::sha256(segment);
    return out.substr(0, longest - 33) + "%" + crypto::hex(digest).substr(0, 32);
}

} // namespace

std::string object_key(const batch& batch) {
    const auto room = parts_of(batch.room_arn);
    const auto time = text::iso8601_milliseconds(batch.opened); // 2022-10-14T17:40:05.123Z
    const auto year = time.substr(0, 4);
    const auto month = time.substr(5, 2);
    const auto day = time.substr(8, 2);
    const auto hour = time.substr(11, 2);
    const auto minute = time.substr(14, 2);
    const std::string account{room.account};
    const std::string region{room.region};
    const std::string version{format_version};
    const auto name = "room_" + std::string{room.id};
    return "AWSLogs/" + account + "/IVSChatLogs/" + version + "/" + region + "/" + name + "/" +
           year + "/" + month + "/" + day + "/" + hour + "/" + account + "_IVSChatLogs_" + version +
           "_" + region + "_" + name + "_" + year + month + day + "T" + hour + minute + "Z_" +
           batch.hash + ".log.gz";
}

std::string stream_name(const batch& batch) {
    return "aws/IVSChatLogs/" + std::string{format_version} + "/room_" +
           std::string{parts_of(batch.room_arn).id};
}

std::filesystem::path relative_path(std::string_view name) {
    std::filesystem::path path;
    while (!name.empty()) {
        const auto segment = name.substr(0, name.find('/'));
        name.remove_prefix(std::min(segment.size() + 1, name.size()));
        // File systems treat "a//b" as "a/b", and so do we.
        if (!segment.empty()) path /= folder(segment);
    }
    return path.empty() ? "%" : path;
}

} // namespace ivschat::chat_log
