// Lives on the core; its functions on files run on the worker. Keeps batches until they have been
// delivered, in one folder for each target. Closed batches are numbered in the order of delivery;
// an open batch has a file of its own, which grows with it.
#pragma once

#include "chat_log/batch.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ivschat::chat_log {

// Records to be added to the file of an open batch.
struct unsaved_part {
    target to;
    std::uint64_t id = 0;
    std::size_t file_bytes = 0; // that the file has; 0: it is missing, or is to be written anew
    std::string text;
};

class spool {
public:
    explicit spool(std::filesystem::path directory) : directory_{std::move(directory)} {}

    // The folder of all batches of one target.
    static std::string folder_of(const target& to);

    struct folder {
        target to;
        // In ascending order.
        std::vector<std::uint64_t> numbers; // at least one
        std::size_t records = 0;            // in all of them
    };
    // What an earlier run left behind. Batches that were open then are closed: their files get the
    // next numbers. Appends a sentence to `errors` for each file that cannot be read.
    std::vector<folder> scan(std::vector<std::string>& errors) const;

    // The next functions return a sentence about the failure, empty on success. What is written
    // survives the death of the process. It is not synced to the disk, which would delay a stop: a
    // power cut may lose what the kernel has not written yet, up to half a minute as a rule.

    // Adds records to the file of an open batch. The first part begins with the header.
    std::string append(const unsaved_part& part) const;
    // Writes the whole batch. Its file as an open batch is gone after that.
    std::string write(const batch& what, std::uint64_t number) const;

    // Without the part of a record at the end that a crash may have left. The error is a sentence,
    // or empty if there is no batch of that number.
    boost::system::result<batch, std::string> read(const target& to, std::uint64_t number) const;
    // Also removes the folder if it is empty then. False if there was no such batch.
    bool remove(const target& to, std::uint64_t number) const;
    bool remove_open(const target& to, std::uint64_t id) const;

    struct removed {
        std::string folder;
        std::size_t batches = 0; // closed ones
        std::size_t records = 0; // of those
    };
    using numbered = std::pair<std::string, std::uint64_t>; // a folder and a number in it
    // Removes the batches of one room, or all if `room_arn` is empty, open ones included and those
    // in `spared` excepted.
    std::vector<removed> remove_all(std::string_view room_arn, const std::set<numbered>& spared,
                                    std::vector<std::string>& errors) const;

private:
    static std::optional<folder> scan_folder(const std::filesystem::path& folder,
                                             std::vector<std::string>& errors);
    bool complete_open(const batch& what, std::uint64_t number) const;
    std::filesystem::path file_of(const target& to, std::uint64_t number) const;
    std::filesystem::path open_file_of(const target& to, std::uint64_t id) const;

    std::filesystem::path directory_;
};

} // namespace ivschat::chat_log
