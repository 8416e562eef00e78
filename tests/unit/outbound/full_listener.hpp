// An address where connecting never completes, because the queue of the listener stays full.
#pragma once

#include "client_under_test.hpp"

namespace ivschat::outbound::test {

class full_listener {
public:
    explicit full_listener(runtime::executor executor)
        : acceptor_{executor, runtime::tcp::v4()}, first_{executor} {
        acceptor_.bind({runtime::asio::ip::make_address("127.0.0.1"), 0});
        acceptor_.listen(0);
        // Linux queues one connection and drops further ones.
        first_.connect(acceptor_.local_endpoint());
    }

    http_request request() const {
        return {.where = {.host = "127.0.0.1", .port = acceptor_.local_endpoint().port()},
                .headers = {},
                .body = {}};
    }

private:
    runtime::tcp_acceptor acceptor_;
    runtime::tcp_socket first_;
};

} // namespace ivschat::outbound::test
