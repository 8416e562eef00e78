#include "chat_log/batcher.hpp"

#include "chat_log/spool_format.hpp"
#include "crypto/digest.hpp"

#include <algorithm>
#include <array>

namespace ivschat::chat_log {

batch_limits limits_of(chat::destination_kind kind) {
    using enum chat::destination_kind;
    switch (kind) {
    // docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
    case cloudwatch_logs:
        return {.records = 10'000, .bytes = 1'048'576, .overhead = 26};
    // docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html: 4 MB for the whole
    // request. Base64 and the JSON around the records take the rest.
    case firehose:
        return {.records = 500, .bytes = 3'000'000, .overhead = 1};
    case s3:
        break;
    }
    // Our own limits: S3 takes objects of up to 5 GB, for which memory has no room.
    return {.records = 1'000'000, .bytes = 5'000'000, .overhead = 1};
}

batcher::batcher(batcher_settings settings, crypto::random_source& random)
    : settings_{settings}, random_{random} {}

void batcher::add(const target& to, const std::string& room_arn, text::timestamp at,
                  log_time logged_at, std::string_view record, batches& out) {
    key where{to.configuration_arn, room_arn};
    auto found = open_.find(where);
    if (found != open_.end()) {
        const auto& open = found->second;
        const bool is_in_time = at < open.due && at >= open.last;
        if (!is_in_time || !has_room(open, record) || is_too_long(open, logged_at)) {
            out.push_back(close(found));
            found = open_.end();
        }
    }
    if (found == open_.end()) found = open(std::move(where), to, at);
    auto& open = found->second;
    bytes_ -= open.content.cost();
    open.content.lines.append(record) += '\n';
    // CloudWatch Logs requires order, and the real clock, too, may be set back.
    const auto& times = open.content.logged_at;
    open.content.logged_at.push_back(times.empty() ? logged_at : std::max(logged_at, times.back()));
    ++open.content.records;
    ++records_;
    bytes_ += open.content.cost();
    open.last = at;
    if (is_full(open)) out.push_back(close(found));
}

batcher::open_batches::iterator batcher::open(key where, const target& to, text::timestamp at) {
    const bool is_object = to.destination.kind == chat::destination_kind::s3;
    const auto due = at + (is_object ? settings_.s3_delay : settings_.stream_delay);
    due_.emplace(due, where);
    batch content{.to = to,
                  .room_arn = where.second,
                  .opened = at,
                  .hash = new_hash(),
                  .lines = {},
                  .records = 0,
                  .partial = {.id = ++last_id_}};
    bytes_ += content.cost();
    return open_
        .emplace(std::move(where),
                 open_batch{.content = std::move(content), .last = at, .due = due})
        .first;
}

bool batcher::has_room(const open_batch& open, std::string_view record) const {
    const auto limits = limits_of(open.content.to.destination.kind);
    const auto overhead = (open.content.records + 1) * limits.overhead;
    const auto bytes = open.content.lines.size() - open.content.records + record.size();
    return bytes + overhead <= std::min(limits.bytes, settings_.max_batch_bytes);
}

bool batcher::is_full(const open_batch& open) const {
    return open.content.records >= limits_of(open.content.to.destination.kind).records;
}

// PutLogEvents takes at most 24 hours of events. A stopped clock can keep a batch open for longer.
bool batcher::is_too_long(const open_batch& open, log_time logged_at) {
    constexpr std::chrono::hours longest{24};
    return logged_at - open.content.logged_at.front() >= longest;
}

batch batcher::close(open_batches::iterator at) {
    due_.erase({at->second.due, at->first});
    bytes_ -= at->second.content.cost();
    records_ -= at->second.content.records;
    auto closed = std::move(at->second.content);
    open_.erase(at);
    return closed;
}

std::optional<text::timestamp> batcher::next_due() const {
    if (due_.empty()) return std::nullopt;
    return due_.begin()->first;
}

void batcher::close_due(text::timestamp now, batches& out) {
    while (!due_.empty() && due_.begin()->first <= now) out.push_back(*close_first_due());
}

void batcher::close_all(batches& out) {
    while (auto closed = close_first_due()) out.push_back(*std::move(closed));
}

void batcher::close(std::string_view configuration_arn, batches& out) {
    auto at = open_.lower_bound(key{configuration_arn, ""});
    while (at != open_.end() && at->first.first == configuration_arn) {
        out.push_back(close(at++));
    }
}

std::optional<batch> batcher::close_first_due() {
    if (due_.empty()) return std::nullopt;
    return close(open_.find(due_.begin()->second));
}

std::vector<unsaved_part> batcher::take_unsaved() {
    std::vector<unsaved_part> parts;
    for (auto& [where, open] : open_) {
        auto& what = open.content;
        auto& done = what.partial;
        if (done.records == what.records) continue;
        unsaved_part part{.to = what.to, .id = done.id, .file_bytes = done.bytes, .text = {}};
        if (done.bytes == 0) part.text = encode_header(what);
        part.text += encode_records(what, done.records, done.line_bytes);
        done.bytes += part.text.size();
        done.line_bytes = what.lines.size();
        done.records = what.records;
        parts.push_back(std::move(part));
    }
    return parts;
}

void batcher::save_failed(std::uint64_t id) {
    for (auto& [where, open] : open_) {
        if (open.content.partial.id == id) open.content.partial = {.id = id};
    }
}

std::size_t batcher::discard(std::string_view room_arn) {
    const auto before = records_;
    for (auto at = open_.begin(); at != open_.end();) {
        const auto each = at++;
        if (room_arn.empty() || each->first.second == room_arn) close(each);
    }
    return before - records_;
}

std::string batcher::new_hash() {
    std::array<std::byte, 4> bytes{};
    random_.fill(bytes);
    std::array<unsigned char, 4> plain{};
    std::transform(bytes.begin(), bytes.end(), plain.begin(),
                   [](std::byte byte) { return std::to_integer<unsigned char>(byte); });
    return crypto::hex(plain);
}

} // namespace ivschat::chat_log
