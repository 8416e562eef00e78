#include "chat_log/spool.hpp"

#include "chat/arn.hpp"
#include "chat_log/atomic_file.hpp"
#include "chat_log/names.hpp"
#include "chat_log/spool_format.hpp"
#include "crypto/digest.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

namespace ivschat::chat_log {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view extension = ".ndjson";
constexpr std::string_view open_prefix = "open-";
constexpr std::size_t digits = 20;

std::string file_name(std::uint64_t number) {
    const auto name = std::to_string(number);
    return std::string(digits - name.size(), '0').append(name).append(extension);
}

std::optional<std::uint64_t> number_of(std::string_view name) {
    if (name.size() != digits + extension.size() || !name.ends_with(extension)) return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + digits, number);
    if (failed != std::errc{} || end != name.data() + digits) return std::nullopt;
    return number;
}

std::optional<std::uint64_t> open_id_of(std::string_view name) {
    if (!name.starts_with(open_prefix)) return std::nullopt;
    return number_of(name.substr(open_prefix.size()));
}

// The files of a folder by their numbers or ids, in ascending order.
struct folder_files {
    std::vector<std::uint64_t> closed = {};
    std::vector<std::uint64_t> open = {};
};

// Deletes the temporary files that a crash left behind.
folder_files files_in(const fs::path& folder) {
    folder_files found;
    std::error_code failed;
    fs::directory_iterator entry{folder, failed};
    for (; !failed && entry != fs::directory_iterator{}; entry.increment(failed)) {
        const auto name = entry->path().filename().string();
        std::error_code ignored;
        if (name.starts_with(temporary_prefix)) fs::remove(entry->path(), ignored);
        if (const auto number = number_of(name)) found.closed.push_back(*number);
        if (const auto id = open_id_of(name)) found.open.push_back(*id);
    }
    std::sort(found.closed.begin(), found.closed.end());
    std::sort(found.open.begin(), found.open.end());
    return found;
}

fs::path open_file_in(const fs::path& folder, std::uint64_t id) {
    return folder / (std::string{open_prefix} + file_name(id));
}

// The error is a sentence.
boost::system::result<batch, std::string> read_header(std::istream& in, const fs::path& file) {
    std::string line;
    if (!in || !std::getline(in, line)) return file.string() + " cannot be read";
    auto what = decode_header(line);
    if (!what) return file.string() + " is not a batch of chat logs";
    return *std::move(what);
}

boost::system::result<batch, std::string> read_records(std::istream& in, batch what,
                                                       const fs::path& file) {
    decode_records(std::string{std::istreambuf_iterator<char>{in}, {}}, what);
    if (what.records == 0) return file.string() + " holds no whole record";
    return what;
}

boost::system::result<batch, std::string> read_file(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    auto what = read_header(in, file);
    if (!what) return what;
    return read_records(in, *std::move(what), file);
}

// Returns the number of records in it, or nothing if it stays. Files that cannot be read are of no
// particular room.
std::optional<std::size_t> remove_if_of(std::string_view room_arn, const fs::path& file,
                                        std::vector<std::string>& errors) {
    std::ifstream in{file, std::ios::binary};
    auto what = read_header(in, file);
    if (!room_arn.empty() && (!what || what->room_arn != room_arn)) return std::nullopt;
    std::size_t records = 0;
    if (what) {
        const auto whole = read_records(in, *std::move(what), file);
        if (whole) records = whole->records;
    }
    std::error_code failed;
    fs::remove(file, failed);
    if (!failed) return records;
    errors.push_back(file.string() + " cannot be removed: " + failed.message());
    return std::nullopt;
}

// A crash during the first write can leave a file without any record. Its loss is within what a
// crash may cost, and so it goes. The others become the last of the closed batches.
void close_open_files(const fs::path& folder, folder_files& files,
                      std::vector<std::string>& errors) {
    auto next = files.closed.empty() ? std::uint64_t{1} << 40U : files.closed.back() + 1;
    for (const auto id : files.open) {
        const auto file = open_file_in(folder, id);
        std::error_code failed;
        if (!read_file(file)) {
            fs::remove(file, failed);
            continue;
        }
        fs::rename(file, folder / file_name(next), failed);
        if (failed) {
            errors.push_back(file.string() + " cannot be renamed: " + failed.message());
            continue;
        }
        files.closed.push_back(next++);
    }
    std::error_code ignored;
    fs::remove(folder, ignored); // fails unless it is empty
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

// The first readable file tells the target of all.
std::optional<spool::folder> spool::scan_folder(const fs::path& folder,
                                                std::vector<std::string>& errors) {
    auto files = files_in(folder);
    close_open_files(folder, files, errors);
    std::optional<spool::folder> found;
    std::vector<std::string> unreadable;
    for (const auto number : files.closed) {
        const auto each = read_file(folder / file_name(number));
        if (!each) {
            unreadable.push_back(each.error());
            continue;
        }
        if (folder_of(each->to) != folder.filename()) {
            errors.push_back(folder.string() + " holds batches of another target");
            return std::nullopt;
        }
        if (!found) found = spool::folder{.to = each->to, .numbers = files.closed};
        found->records += each->records;
    }
    // Otherwise they are reported when their turn comes.
    if (!found) errors.insert(errors.end(), unreadable.begin(), unreadable.end());
    return found;
}

fs::path spool::file_of(const target& to, std::uint64_t number) const {
    return directory_ / folder_of(to) / file_name(number);
}

fs::path spool::open_file_of(const target& to, std::uint64_t id) const {
    return open_file_in(directory_ / folder_of(to), id);
}

std::string spool::append(const unsaved_part& part) const {
    return append_at(open_file_of(part.to, part.id), part.file_bytes, part.text);
}

std::string spool::write(const batch& what, std::uint64_t number) const {
    if (complete_open(what, number)) return {};
    auto error =
        replace_file(file_of(what.to, number), {encode_header(what), encode_records(what)});
    if (error.empty() && what.partial.id != 0) {
        std::error_code ignored;
        fs::remove(open_file_of(what.to, what.partial.id), ignored);
    }
    return error;
}

bool spool::complete_open(const batch& what, std::uint64_t number) const {
    const auto& done = what.partial;
    if (done.bytes == 0) return false;
    const auto file = open_file_of(what.to, done.id);
    const auto rest = encode_records(what, done.records, done.line_bytes);
    if (!append_at(file, done.bytes, rest).empty()) return false;
    std::error_code failed;
    fs::rename(file, file_of(what.to, number), failed);
    return !failed;
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

bool spool::remove_open(const target& to, std::uint64_t id) const {
    std::error_code failed;
    const auto file = open_file_of(to, id);
    const bool was_there = fs::remove(file, failed);
    fs::remove(file.parent_path(), failed); // fails unless it is empty
    return was_there;
}

std::vector<spool::removed> spool::remove_all(std::string_view room_arn,
                                              const std::set<numbered>& spared,
                                              std::vector<std::string>& errors) const {
    std::vector<removed> all;
    std::error_code failed;
    fs::directory_iterator entry{directory_, failed};
    for (; !failed && entry != fs::directory_iterator{}; entry.increment(failed)) {
        const auto& path = entry->path();
        const auto files = files_in(path);
        removed here{.folder = path.filename().string()};
        for (const auto number : files.closed) {
            if (spared.contains({here.folder, number})) continue;
            const auto records = remove_if_of(room_arn, path / file_name(number), errors);
            here.batches += records ? 1U : 0U;
            here.records += records.value_or(0);
        }
        for (const auto id : files.open) remove_if_of(room_arn, open_file_in(path, id), errors);
        if (here.batches > 0) all.push_back(std::move(here));
        std::error_code ignored;
        fs::remove(path, ignored); // fails unless it is empty
    }
    return all;
}

} // namespace ivschat::chat_log
