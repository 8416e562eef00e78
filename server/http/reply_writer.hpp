// Lives on one shard. Serialises replies as HTTP/1.1.
#pragma once

#include "crypto/random.hpp"
#include "http/request.hpp"
#include "runtime/clock.hpp"

#include <string>

namespace ivschat::http {

struct reply_framing {
    bool keep_alive = true;
    bool is_head = false; // the request was HEAD: no body follows
};

class reply_writer {
public:
    // `wall_clock` shows the real time: SDKs correct their own clocks by the Date header.
    reply_writer(crypto::random_source& random, const runtime::clock& wall_clock)
        : random_{random}, wall_clock_{wall_clock} {}

    std::string write(const reply& reply, reply_framing framing);

private:
    std::string_view date();
    void append_request_id(std::string& out);

    crypto::random_source& random_;
    const runtime::clock& wall_clock_;
    std::chrono::sys_seconds date_second_{};
    std::string date_; // the header's value for date_second_
};

} // namespace ivschat::http
