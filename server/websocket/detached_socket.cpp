#include "websocket/detached_socket.hpp"

#include <unistd.h>

namespace ivschat::websocket {

void detached_socket::close() {
    if (descriptor_ != none) ::close(std::exchange(descriptor_, none));
}

} // namespace ivschat::websocket
