#include "chat_log/aws_caller.hpp"

#include "chat/arn.hpp"
#include "runtime/clock.hpp"

#include <utility>

namespace ivschat::chat_log {
namespace {

constexpr std::size_t reply_limit = std::size_t{1} << 20U;

} // namespace

aws_caller::aws_caller(outbound::http_client& client, worker_thread& worker, aws_service service)
    : client_{client}, worker_{worker}, service_{std::move(service)} {}

outbound::http_request aws_caller::make_request(const builder& build,
                                                const std::string& region) const {
    auto request = build();
    auto where = service_.endpoint;
    while (where.target.ends_with('/')) where.target.pop_back();
    where.target += request.where.target;
    request.where = std::move(where);
    outbound::sign(request, service_.credentials, {.region = region, .service = service_.name},
                   runtime::system_clock{}.now());
    return request;
}

runtime::awaitable<aws_reply> aws_caller::call(builder build, std::string region,
                                               const attempt& under_way) {
    // The job owns what it uses: at an abandoned shutdown it may run after this coroutine is
    // destroyed. It has a name because g++ 12 destroys a temporary of a co_await expression twice.
    auto job = [this, build = std::move(build), region = std::move(region)] {
        return make_request(build, region);
    };
    auto request = co_await worker_.run(std::move(job));
    if (under_way.is_aborted()) {
        co_return aws_reply{.status = 0, .code = {}, .body = {}, .message = "the call was aborted"};
    }
    const auto deadline = std::chrono::steady_clock::now() + service_.timeout;
    const auto response =
        co_await client_.send(std::move(request), deadline, reply_limit, under_way.connections());
    if (!response) co_return read_failure(response.error());
    co_return read_reply(*response);
}

outbound::http_request json_request(std::string_view operation, std::string body) {
    return {.method = "POST",
            .where = {},
            .headers = {{"Content-Type", "application/x-amz-json-1.1"},
                        {"X-Amz-Target", std::string{operation}}},
            .body = std::move(body)};
}

std::string region_of(const batch& what) {
    const auto parts = chat::parse_arn(what.to.configuration_arn);
    return parts ? std::string{parts->region} : "us-east-1";
}

} // namespace ivschat::chat_log
