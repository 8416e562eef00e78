// Lives on the core. Files laid out as the destination would be: s3/BUCKET/KEY,
// cloudwatch/GROUP/STREAM.ndjson, firehose/STREAM.ndjson.
#pragma once

#include "chat_log/destination.hpp"
#include "chat_log/worker.hpp"

#include <filesystem>

namespace ivschat::chat_log {

// Where a batch belongs below the directory of all logs.
std::filesystem::path file_of(const batch& what);

class file_destination final : public destination {
public:
    // The directory is made when it is needed.
    file_destination(worker& worker, std::filesystem::path directory);

    runtime::awaitable<outcome> deliver(batch& what) override;
    bool is_local() const override { return true; }

private:
    worker& worker_;
    std::filesystem::path directory_;
};

} // namespace ivschat::chat_log
