// Lives on the core; its functions on files run on the worker. Keeps batches that could not be
// delivered, in one folder for each target and numbered in order.
#pragma once

#include "chat_log/batch.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ivschat::chat_log {

class spool {
public:
    explicit spool(std::filesystem::path directory) : directory_{std::move(directory)} {}

    // The folder of all batches of one target.
    static std::string folder_of(const target& to);

    struct folder {
        target to;
        // In ascending order.
        std::vector<std::uint64_t> numbers; // at least one
    };
    // What an earlier run left behind. Appends a sentence to `errors` for each file that cannot be
    // read.
    std::vector<folder> scan(std::vector<std::string>& errors) const;

    // Returns a sentence about the failure, empty on success. What is written survives the death of
    // the process. It is not synced to the disk, which would delay a stop: a power cut may lose
    // some batches, and damaged files are left alone.
    std::string write(const batch& what, std::uint64_t number) const;
    // The error is a sentence, or empty if there is no batch of that number.
    boost::system::result<batch, std::string> read(const target& to, std::uint64_t number) const;
    // Also removes the folder if it is empty then. False if there was no such batch.
    bool remove(const target& to, std::uint64_t number) const;

private:
    static std::optional<folder> scan_folder(const std::filesystem::path& folder,
                                             std::vector<std::string>& errors);
    std::filesystem::path file_of(const target& to, std::uint64_t number) const;

    std::filesystem::path directory_;
};

} // namespace ivschat::chat_log
