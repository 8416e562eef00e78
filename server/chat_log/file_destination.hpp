// Lives on the core. Writes files that are laid out like the destination: s3/BUCKET/KEY,
// cloudwatch/GROUP/STREAM.ndjson, firehose/STREAM.ndjson.
#pragma once

#include "chat_log/destination.hpp"
#include "chat_log/worker_thread.hpp"

#include <filesystem>

namespace ivschat::chat_log {

// The file of a batch, relative to the directory of all logs.
std::filesystem::path file_of(const batch& what);

class file_destination final : public destination {
public:
    // Creates the directory when it is needed.
    file_destination(worker_thread& worker, std::filesystem::path directory);

    runtime::awaitable<outcome> deliver(batch& what, const attempt& under_way) override;
    bool is_local() const override { return true; }

private:
    worker_thread& worker_;
    std::filesystem::path directory_;
};

} // namespace ivschat::chat_log
