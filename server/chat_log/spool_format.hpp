// The format of the spool's files. The first line is JSON about the batch. Each further line is a
// record, preceded by its real time in milliseconds since 1970 and a space. Files of older versions
// have the records alone.
#pragma once

#include "chat_log/batch.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ivschat::chat_log {

// "s3", "cloudwatch" or "firehose".
std::string_view name_of(chat::destination_kind kind);

std::string encode_header(const batch& what);
// The batch's records, without the first `skipped` ones, which take `skipped_bytes` of its lines.
std::string encode_records(const batch& what, std::size_t skipped = 0,
                           std::size_t skipped_bytes = 0);

// A batch without its records. Nothing if the line is not a header.
std::optional<batch> decode_header(std::string_view line);
// Appends the records to the batch. A crash can cut a file anywhere, and a power cut can leave
// zeros in it: lines that are not whole records are skipped.
void decode_records(std::string_view lines, batch& what);

} // namespace ivschat::chat_log
