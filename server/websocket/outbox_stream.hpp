// Lives on one shard. The layer below Beast's WebSocket stream: reads come from the socket, writes
// go through the outbox, so that control frames and fanned-out frames share one order.
#pragma once

#include "websocket/outbox.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <memory>
#include <string>

namespace ivschat::websocket {

class outbox_stream {
public:
    using executor_type = runtime::executor;
    using next_layer_type = runtime::tcp_socket;

    explicit outbox_stream(std::shared_ptr<outbox> box) : box_{std::move(box)} {}

    executor_type get_executor() { return box_->socket().get_executor(); }
    next_layer_type& next_layer() { return box_->socket(); }
    const next_layer_type& next_layer() const { return box_->socket(); }
    const std::shared_ptr<outbox>& box() const { return box_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return box_->socket().async_read_some(buffers, std::forward<Token>(token));
    }

    // Completes when the bytes are queued, not when they are sent: Beast writes little, and what it
    // writes must not overtake the frames before it.
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return runtime::asio::async_initiate<Token, void(runtime::error_code, std::size_t)>(
            [this](auto handler, const auto& bytes) {
                std::string copy(runtime::asio::buffer_size(bytes), '\0');
                runtime::asio::buffer_copy(runtime::asio::buffer(copy), bytes);
                const auto size = copy.size();
                box_->push_control(std::move(copy));
                runtime::asio::post(get_executor(), [handler = std::move(handler), size]() mutable {
                    std::move(handler)(runtime::error_code{}, size);
                });
            },
            token, buffers);
    }

private:
    std::shared_ptr<outbox> box_;
};

// Found by Beast through the argument's namespace. Says goodbye on the socket once everything
// before the close frame has left.
template <class Handler>
void async_teardown(boost::beast::role_type role, outbox_stream& stream, Handler&& handler) {
    // Handlers can be moved only, std::function wants copies.
    auto held = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    stream.box()->when_drained([role, box = stream.box().get(), held] {
        boost::beast::websocket::async_teardown(role, box->socket(), std::move(*held));
    });
}

inline void teardown(boost::beast::role_type role, outbox_stream& stream, runtime::error_code& ec) {
    boost::beast::websocket::teardown(role, stream.next_layer(), ec);
}

} // namespace ivschat::websocket
