// Opens WebSocket connections, lets rooms talk, and measures what that costs the server and how
// long deliveries take. Exit status 1 if a delivery was wrong. With `--seconds 0`, it leaves as
// soon as all are connected, and judges nothing.
#include "../support/arguments.hpp"
#include "../support/measurement.hpp"
#include "../support/program.hpp"
#include "conversation.hpp"

#include <fstream>

namespace ivschat::bench {
namespace {

constexpr std::uint64_t descriptors_besides = 32;

std::vector<std::string> read_lines(const std::string& path) {
    std::vector<std::string> lines;
    if (path.empty()) return lines;
    std::ifstream file{path};
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

void connect(chat_clients& clients, conversation& talk, const arguments& flags, figures& out) {
    const auto pids = parse_pids(flags.text("pids"));
    const auto before = usage_of(pids);
    const auto own_before = own_cpu_ns();
    const auto began = now_ns();
    clients.connect_all(talk, from_seconds(flags.real("patience")));
    const auto seconds = to_seconds(now_ns() - began);
    const auto own = to_seconds(own_cpu_ns() - own_before);
    talk.run_until(now_ns() + from_seconds(flags.real("settle")));
    const auto after = usage_of(pids);
    const double count = parse_layout(flags.text("rooms")).connections();
    out.add("connections", count);
    out.add("connects_per_second", count / seconds);
    out.add("cpu_us_per_connect", to_seconds(after.cpu_ns - before.cpu_ns) * 1e6 / count);
    out.add("generator_share_connecting", own / seconds);
    out.add("resident_kb_before", static_cast<double>(before.resident_bytes) / 1024);
    out.add("resident_kb_idle", static_cast<double>(after.resident_bytes) / 1024);
    out.add("bytes_per_connection", (static_cast<double>(after.resident_bytes) -
                                     static_cast<double>(before.resident_bytes)) /
                                        count);
}

int run(const arguments& flags) {
    const auto layout = parse_layout(flags.text("rooms"));
    raise_descriptor_limit(layout.connections() + descriptors_besides);
    chat_clients clients{flags.text("server"), layout, read_lines(flags.text("tokens"))};
    conversation talk{layout,
                      clients,
                      {.senders = flags.number("senders"),
                       .window = flags.number("window"),
                       .rate = flags.real("rate"),
                       .content_size = flags.number("content")}};
    figures out;
    connect(clients, talk, flags, out);
    if (flags.real("seconds") <= 0) return 0; // came to go
    talk.begin();
    talk.run_until(now_ns() + from_seconds(flags.real("warmup")));
    talk.clear_figures();
    measurement measured{parse_pids(flags.text("pids"))};
    talk.run_until(now_ns() + from_seconds(flags.real("seconds")));
    measured.end(out, talk.delivered(), talk.latencies());
    talk.stop();
    talk.drain(from_seconds(flags.real("drain")));
    const bool is_right = talk.judge(out);
    out.print();
    return is_right ? 0 : 1;
}

} // namespace
} // namespace ivschat::bench

int main(int argc, char** argv) {
    using namespace ivschat::bench;
    return run_program("chat_load", [&] {
        return run({{argv, static_cast<std::size_t>(argc)},
                    {{"server", "127.0.0.1:8420"},
                     {"rooms", "1x100"},
                     {"tokens", ""},
                     {"pids", ""},
                     {"senders", "1"},
                     {"window", "1"},
                     {"rate", "0"},
                     {"content", "200"},
                     {"settle", "0.1"},
                     {"drain", "5"},
                     {"warmup", "0.3"},
                     {"seconds", "1"},
                     {"patience", "60"}}});
    });
}
