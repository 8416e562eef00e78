#include "fake_dns_server.hpp"

#include <boost/asio/buffer.hpp>

#include <utility>

namespace ivschat::outbound::test {

namespace asio = runtime::asio;

namespace {

constexpr std::size_t header_size = 12;
constexpr unsigned type_a = 1;
constexpr unsigned type_aaaa = 28;

unsigned byte_at(std::string_view packet, std::size_t at) {
    return static_cast<unsigned char>(packet.at(at));
}

std::string two_bytes(unsigned value) {
    return {static_cast<char>(value >> 8U), static_cast<char>(value & 0xffU)};
}

std::string bytes_of(const asio::ip::address& address) {
    const auto copy = [](const auto& bytes) { return std::string{bytes.begin(), bytes.end()}; };
    return address.is_v4() ? copy(address.to_v4().to_bytes()) : copy(address.to_v6().to_bytes());
}

} // namespace

fake_dns_server::fake_dns_server(const runtime::executor& executor)
    : socket_{executor, udp::endpoint{asio::ip::address_v4::loopback(), 0}} {
    receive();
}

std::string fake_dns_server::address() const {
    return "127.0.0.1:" + std::to_string(socket_.local_endpoint().port());
}

void fake_dns_server::add(const std::string& name, std::vector<std::string> addresses) {
    known_[name] = std::move(addresses);
}

void fake_dns_server::answer_again(const std::string& name) {
    silent_.erase(name);
    for (const auto& each : std::exchange(unanswered_, {})) answer(each);
}

std::size_t fake_dns_server::queries_for(const std::string& name) const {
    const auto found = queries_.find(name);
    return found == queries_.end() ? 0 : found->second;
}

void fake_dns_server::receive() {
    socket_.async_receive_from(
        asio::buffer(buffer_), from_, [this](const runtime::error_code& failed, std::size_t size) {
            if (failed) return;
            question asked{
                .packet = std::string(buffer_.data(), size), .name = {}, .type = 0, .from = from_};
            auto at = header_size;
            while (const auto length = byte_at(asked.packet, at)) {
                if (!asked.name.empty()) asked.name += '.';
                asked.name += asked.packet.substr(at + 1, length);
                at += 1 + length;
            }
            asked.type = byte_at(asked.packet, at + 1) << 8U | byte_at(asked.packet, at + 2);
            asked.packet.resize(at + 5);
            if (asked.type == type_a) ++queries_[asked.name];
            answer(asked);
            receive();
        });
}

void fake_dns_server::answer(const question& asked) {
    if (silent_.contains(asked.name)) {
        unanswered_.push_back(asked);
        return;
    }
    const auto found = known_.find(asked.name);
    std::string records;
    unsigned count = 0;
    if (found != known_.end()) {
        for (const auto& text : found->second) {
            const auto address = asio::ip::make_address(text);
            if (address.is_v4() != (asked.type == type_a)) continue;
            const auto bytes = bytes_of(address);
            // A pointer to the name of the question, the type, the class and the time to live.
            records += "\xc0\x0c" + two_bytes(address.is_v4() ? type_a : type_aaaa) + two_bytes(1) +
                       two_bytes(0) + two_bytes(60) +
                       two_bytes(static_cast<unsigned>(bytes.size())) + bytes;
            ++count;
        }
    }
    const unsigned code = found == known_.end() ? 3 : 0; // NXDOMAIN
    const auto reply = asked.packet.substr(0, 2) + two_bytes(0x8180U | code) + two_bytes(1) +
                       two_bytes(count) + two_bytes(0) + two_bytes(0) +
                       asked.packet.substr(header_size) + records;
    runtime::error_code ignored;
    socket_.send_to(asio::buffer(reply), asked.from, 0, ignored);
}

} // namespace ivschat::outbound::test
