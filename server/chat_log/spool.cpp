#include "chat_log/spool.hpp"

#include "chat/arn.hpp"
#include "chat_log/files.hpp"
#include "chat_log/names.hpp"
#include "crypto/digest.hpp"
#include "text/json_writer.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

namespace ivschat::chat_log {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view extension = ".ndjson";
constexpr std::size_t digits = 20;

std::string_view word_for(chat::destination_kind kind) {
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

std::optional<chat::destination_kind> kind_of(std::string_view word) {
    using enum chat::destination_kind;
    for (const auto kind : {s3, cloudwatch_logs, firehose}) {
        if (word == word_for(kind)) return kind;
    }
    return std::nullopt;
}

// The first line of a file; the records follow.
std::string header_of(const batch& what) {
    std::string line;
    text::json_writer out{line};
    out.begin_object().key("configuration").string(what.to.configuration_arn);
    out.key("destination").string(word_for(what.to.destination.kind));
    out.key("name").string(what.to.destination.name);
    out.key("room").string(what.room_arn);
    out.key("opened").string(text::rfc3339_nanoseconds(what.opened));
    out.key("hash").string(what.hash).end_object();
    return line + '\n';
}

std::optional<batch> read_header(const std::string& line) {
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

std::optional<std::uint64_t> number_of(const fs::path& file) {
    const auto name = file.filename().string();
    if (name.size() != digits + extension.size() || !name.ends_with(extension)) return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + digits, number);
    if (failed != std::errc{} || end != name.data() + digits) return std::nullopt;
    return number;
}

boost::system::result<batch, std::string> read_file(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::string line;
    if (!in || !std::getline(in, line)) return file.string() + " cannot be read";
    auto what = read_header(line);
    if (!what) return file.string() + " is not a batch of chat logs";
    what->lines.assign(std::istreambuf_iterator<char>{in}, {});
    const bool is_whole = what->lines.ends_with('\n');
    if (!is_whole) return file.string() + " ends within a record";
    what->records =
        static_cast<std::size_t>(std::count(what->lines.begin(), what->lines.end(), '\n'));
    return *std::move(what);
}

} // namespace

std::string spool::folder_of(const target& to) {
    const auto parts = chat::parse_arn(to.configuration_arn);
    const auto all = to.configuration_arn + '\n' + std::string{word_for(to.destination.kind)} +
                     '\n' + to.destination.name;
    const auto id = relative_path(parts ? parts->id : "").filename().string();
    return id + "-" + crypto::hex(crypto::sha256(all)).substr(0, 16);
}

std::vector<spool::folder> spool::scan(std::vector<std::string>& faults) const {
    std::vector<folder> found;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator{directory_, failed}) {
        std::vector<std::uint64_t> numbers;
        for (const auto& file : fs::directory_iterator{entry.path(), failed}) {
            const auto name = file.path().filename().string();
            if (name.starts_with(unfinished_prefix)) fs::remove(file.path(), failed);
            if (const auto number = number_of(file.path())) numbers.push_back(*number);
        }
        std::sort(numbers.begin(), numbers.end());
        // Any file tells where all of them go.
        for (const auto number : numbers) {
            const auto name = std::to_string(number);
            const auto file = std::string(digits - name.size(), '0') + name;
            const auto first = read_file(entry.path() / (file + std::string{extension}));
            if (!first) {
                faults.push_back(first.error());
            } else if (folder_of(first->to) != entry.path().filename()) {
                faults.push_back(entry.path().string() + " holds batches of another place");
                break;
            } else {
                found.push_back({.to = first->to, .numbers = std::move(numbers)});
                break;
            }
        }
    }
    return found;
}

fs::path spool::file_of(const target& to, std::uint64_t number) const {
    const auto name = std::to_string(number);
    return directory_ / folder_of(to) /
           (std::string(digits - name.size(), '0') + name + std::string{extension});
}

std::string spool::write(const batch& what, std::uint64_t number) const {
    return replace_file(file_of(what.to, number), {header_of(what), what.lines});
}

boost::system::result<batch, std::string> spool::read(const target& to,
                                                      std::uint64_t number) const {
    const auto file = file_of(to, number);
    std::error_code failed;
    if (!fs::exists(file, failed) && !failed) return std::string{};
    return read_file(file);
}

bool spool::remove(const target& to, std::uint64_t number) const {
    std::error_code failed;
    const auto file = file_of(to, number);
    const bool was_there = fs::remove(file, failed);
    fs::remove(file.parent_path(), failed); // fails while something is in it
    return was_there;
}

} // namespace ivschat::chat_log
