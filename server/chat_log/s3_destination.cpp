#include "chat_log/aws_destinations.hpp"
#include "chat_log/gzip.hpp"
#include "chat_log/names.hpp"

namespace ivschat::chat_log {
namespace {

outbound::http_request put_object(const batch& what) {
    outbound::http_request request{.method = "PUT",
                                   .where = {},
                                   .headers = {{"Content-Type", "application/x-gzip"}},
                                   .body = gzip(what.lines)};
    request.where.target = "/" + what.to.destination.name + "/" + object_key(what);
    return request;
}

} // namespace

runtime::awaitable<outcome> s3_destination::deliver(batch& what, const attempt& under_way) {
    const auto reply =
        co_await caller_.call([&what] { return put_object(what); }, region_of(what), under_way);
    auto result = classify(reply);
    if (reply.is_success()) result.delivered = what.records;
    co_return result;
}

} // namespace ivschat::chat_log
