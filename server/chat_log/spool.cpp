#include "chat_log/spool.hpp"

#include "chat/arn.hpp"
#include "chat_log/atomic_file.hpp"
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

std::optional<chat::destination_kind> kind_of(std::string_view word) {
    using enum chat::destination_kind;
    for (const auto kind : {s3, cloudwatch_logs, firehose}) {
        if (word == name_of(kind)) return kind;
    }
    return std::nullopt;
}

// The first line of a file. The records follow it.
std::string header_of(const batch& what) {
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

std::string file_name(std::uint64_t number) {
    const auto name = std::to_string(number);
    return std::string(digits - name.size(), '0').append(name).append(extension);
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

// In ascending order. Deletes the temporary files that a crash left behind.
std::vector<std::uint64_t> numbers_in(const fs::path& folder) {
    std::vector<std::uint64_t> numbers;
    std::error_code failed;
    fs::directory_iterator entry{folder, failed};
    for (; !failed && entry != fs::directory_iterator{}; entry.increment(failed)) {
        const auto& file = entry->path();
        std::error_code ignored;
        if (file.filename().string().starts_with(temporary_prefix)) fs::remove(file, ignored);
        if (const auto number = number_of(file)) numbers.push_back(*number);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

} // namespace

std::string spool::folder_of(const target& to) {
    const auto parts = chat::parse_arn(to.configuration_arn);
    const auto all = to.configuration_arn + '\n' + std::string{name_of(to.destination.kind)} +
                     '\n' + to.destination.name;
    const auto id = relative_path(parts ? parts->id : "").filename().string();
    return id + "-" + crypto::hex(crypto::sha256(all)).substr(0, 16);
}

std::vector<spool::folder> spool::scan(std::vector<std::string>& errors) const {
    std::vector<folder> found;
    std::error_code failed;
    fs::directory_iterator entry{directory_, failed};
    for (; !failed && entry != fs::directory_iterator{}; entry.increment(failed)) {
        if (auto next = scan_folder(entry->path(), errors)) found.push_back(*std::move(next));
    }
    return found;
}

std::optional<spool::folder> spool::scan_folder(const fs::path& folder,
                                                std::vector<std::string>& errors) {
    auto numbers = numbers_in(folder);
    // The first readable file tells the target of all.
    for (const auto number : numbers) {
        const auto first = read_file(folder / file_name(number));
        if (!first) {
            errors.push_back(first.error());
            continue;
        }
        if (folder_of(first->to) == folder.filename())
            return spool::folder{.to = first->to, .numbers = std::move(numbers)};
        errors.push_back(folder.string() + " holds batches of another target");
        break;
    }
    return std::nullopt;
}

fs::path spool::file_of(const target& to, std::uint64_t number) const {
    return directory_ / folder_of(to) / file_name(number);
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
    fs::remove(file.parent_path(), failed); // fails unless it is empty
    return was_there;
}

} // namespace ivschat::chat_log
