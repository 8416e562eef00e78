#include "state_writer_run.hpp"

namespace ivschat::storage::test {
namespace {

std::size_t big_endian(std::string_view bytes) {
    std::size_t number = 0;
    for (const auto byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
    return number;
}

} // namespace

std::string arn_of(const std::string& id) { return plain_room(id).arn; }

std::set<std::string> arns(std::initializer_list<std::string> ids) {
    std::set<std::string> arns;
    for (const auto& id : ids) arns.insert(arn_of(id));
    return arns;
}

std::set<std::string> rooms_in(const std::filesystem::path& directory) {
    std::set<std::string> arns;
    for (const auto& room : database{directory}.load(now).rooms) arns.insert(room.arn);
    return arns;
}

// The last frame of a transaction holds the size of the file after it (sqlite.org/fileformat.html).
int transactions_in(const std::filesystem::path& file) {
    constexpr std::size_t header = 32;
    constexpr std::size_t frame_header = 24;
    const auto wal = std::filesystem::exists(file) ? test::read(file) : "";
    if (wal.size() < header) return 0;
    const std::string_view bytes{wal};
    const auto page = big_endian(bytes.substr(8, 4));
    const auto salt = bytes.substr(16, 8);
    int transactions = 0;
    for (auto at = header; at + frame_header + page <= wal.size(); at += frame_header + page) {
        if (bytes.substr(at + 8, 8) != salt) break;
        if (big_endian(bytes.substr(at + 4, 4)) != 0) ++transactions;
    }
    return transactions;
}

} // namespace ivschat::storage::test
