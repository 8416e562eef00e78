#include "chat_log/file_destination.hpp"

#include "chat_log/atomic_file.hpp"
#include "chat_log/gzip.hpp"
#include "chat_log/names.hpp"

#include <exception>

namespace ivschat::chat_log {

namespace fs = std::filesystem;

fs::path file_of(const batch& what) {
    using enum chat::destination_kind;
    const auto name = relative_path(what.to.destination.name);
    switch (what.to.destination.kind) {
    case s3:
        return "s3" / name / relative_path(object_key(what));
    case cloudwatch_logs:
        return "cloudwatch" / name / (relative_path(stream_name(what)) += ".ndjson");
    case firehose:
        break;
    }
    return "firehose" / (fs::path{name} += ".ndjson");
}

namespace {

outcome store(const fs::path& file, const batch& what) {
    try {
        const bool is_object = what.to.destination.kind == chat::destination_kind::s3;
        auto error =
            is_object ? replace_file(file, {gzip(what.lines)}) : append_to_file(file, what.lines);
        if (error.empty()) {
            return {.what = outcome::kind::delivered, .delivered = what.records};
        }
        return {.what = outcome::kind::try_again, .message = std::move(error)};
    } catch (const std::exception& error) {
        return {.what = outcome::kind::try_again, .message = error.what()};
    }
}

} // namespace

file_destination::file_destination(worker_thread& worker, fs::path directory)
    : worker_{worker}, directory_{std::move(directory)} {}

runtime::awaitable<outcome> file_destination::deliver(batch& what, const attempt&) {
    auto file = directory_ / file_of(what);
    return worker_.run([file = std::move(file), &what] { return store(file, what); });
}

} // namespace ivschat::chat_log
