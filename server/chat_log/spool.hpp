// Lives on the core, but for its functions on files, which the worker calls. Batches that could not
// be delivered, in folders by where they go, numbered in their order.
#pragma once

#include "chat_log/batch.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ivschat::chat_log {

class spool {
public:
    explicit spool(std::filesystem::path directory) : directory_{std::move(directory)} {}

    // The folder of all batches that go to one place.
    static std::string folder_of(const target& to);

    struct folder {
        target to;
        // In ascending order.
        std::vector<std::uint64_t> numbers;
    };
    // What an earlier run left behind. What cannot be read is named in `faults`, one sentence each.
    std::vector<folder> scan(std::vector<std::string>& faults) const;

    // A sentence about what went wrong; empty if nothing did. What is written outlives the process,
    // however it dies. It is not synced to the disk, which would keep a stop waiting: as of the
    // database's last changes, a power cut may cost some, and what it damaged is left alone.
    std::string write(const batch& what, std::uint64_t number) const;
    // The error is such a sentence, too; empty if there is no batch of that number.
    boost::system::result<batch, std::string> read(const target& to, std::uint64_t number) const;
    // The folder, too, if this was the last one.
    bool remove(const target& to, std::uint64_t number) const;

private:
    std::filesystem::path file_of(const target& to, std::uint64_t number) const;

    std::filesystem::path directory_;
};

} // namespace ivschat::chat_log
