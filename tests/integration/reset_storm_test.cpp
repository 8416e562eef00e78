// Resets while clients connect, send and call without pause. Clients bear the number of the epoch
// in which their token was minted; after the reply to a reset, no older number may be seen. Calls
// of CreateRoom stall until they are reset, so no room may ever be created.
#include "integration/support/control_plane.hpp"
#include "integration/support/hung_handler.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>

using namespace ivschat::integration;
using nlohmann::json;

namespace {

constexpr std::string_view reviewed_room =
    "arn:aws:ivschat:us-east-1:123456789012:room/Reviewed0000";

// A thousand by hand: IVSCHAT_RESETS=1000.
int reset_count() {
    const char* const given = std::getenv("IVSCHAT_RESETS");
    return given == nullptr ? 25 : std::atoi(given);
}

class storm {
public:
    explicit storm(const server_process& server) : port_{server.port()} {
        for (const auto room : {demo_room, demo_room, reviewed_room}) {
            threads_.emplace_back([this, room] { run(room); });
        }
        threads_.emplace_back([this] { create_rooms(); });
    }
    ~storm() {
        is_over_ = true;
        // Lets calls that stall go on.
        control(port_, "faults", {{"rules", json::array()}}, "PUT");
        for (auto& each : threads_) each.join();
    }
    storm(const storm&) = delete;
    storm& operator=(const storm&) = delete;

    // Until every client is in the middle of something, and what was held before would be over.
    void wait() const {
        const auto before = actions_.load();
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (actions_ < before + 12 && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::yield();
        }
        CHECK(actions_ >= before + 12);
    }
    void begin_reset() { ++begun_; }
    int end_reset() { return ++ended_; }

private:
    // The epoch, if none was being reset while `act` ran: then what it did belongs to that one.
    template <class Action>
    std::optional<int> epoch_of(Action act) {
        const int ended = ended_;
        if (begun_ != ended) return std::nullopt;
        act(ended);
        return begun_ == ended ? std::optional{ended} : std::nullopt;
    }

    void run(std::string_view room) {
        while (!is_over_) {
            try {
                std::string token;
                const auto epoch = epoch_of([&](int number) {
                    const json asked{{"roomIdentifier", room},
                                     {"userId", "user" + std::to_string(number)},
                                     {"capabilities", {"SEND_MESSAGE"}}};
                    token = post(port_, "/CreateChatToken", asked.dump()).json().at("token");
                });
                if (!epoch) continue;
                ++actions_;
                chat_client client{port_, token};
                for (int i = 0; i < 3; ++i) client.send(send_message(std::to_string(*epoch)));
                client.receive_frame();
            } catch (const std::exception&) {
                // Refused, or closed by a reset.
            }
        }
    }

    void create_rooms() const {
        while (!is_over_) {
            try {
                post(port_, "/CreateRoom", R"({"name":"stalled"})");
            } catch (const std::exception&) {
                // The server's end.
            }
        }
    }

    std::uint16_t port_;
    std::atomic<int> begun_ = 0;
    std::atomic<int> ended_ = 0;
    std::atomic<int> actions_ = 0;
    std::atomic<bool> is_over_ = false;
    std::vector<std::thread> threads_;
};

bool is_older(const json& text, std::string_view prefix, int epoch) {
    const auto all = text.get<std::string>();
    return all.starts_with(prefix) && std::stoi(all.substr(prefix.size())) < epoch;
}

// What is left of older epochs.
int count_older(std::uint16_t port, int epoch) {
    int count = 0;
    const auto state = get(port, "/_ivschat/state").json();
    for (const auto& each : state.at("rooms")) {
        count += each.at("name") == "stalled" ? 1 : 0;
    }
    const auto connected = get(port, "/_ivschat/sessions").json();
    for (const auto& each : connected.at("sessions")) {
        count += is_older(each.at("user"), "user", epoch);
    }
    const auto journal = get(port, "/_ivschat/journal").json();
    for (const auto& each : journal.at("entries")) {
        // A call that came while the reset was under way was made after it.
        if (each.at("kind") == "api_call") continue;
        // So did an old token that came then, and it was refused.
        if (each.at("kind") == "handshake" && each.at("code") == 401) continue;
        if (each.contains("content")) count += is_older(each.at("content"), "", epoch);
        if (each.contains("user")) count += is_older(each.at("user"), "user", epoch);
    }
    return count;
}

void reset_in_a_storm(const arguments& more) {
    const hung_handler handler;
    const scratch_directory files;
    const json review = {{"uri", "arn:aws:lambda:us-east-1:123456789012:function:review"},
                         {"fallbackResult", "ALLOW"}};
    const json logs = {{"arn", "arn:aws:ivschat:us-east-1:123456789012:logging-configuration/"
                               "LogsLogsLogs"},
                       {"destinationConfiguration", {{"firehose", {{"deliveryStreamName", "s"}}}}}};
    const json rules = {
        {{"match", {{"operation", "CreateRoom"}}}, {"effect", {{"stall", json::object()}}}},
        {{"match", {{"plane", "handshake"}, {"every", 3}}}, {"effect", {{"delay", "PT0.01S"}}}},
        {{"match", {{"plane", "messaging"}, {"every", 2}}}, {"effect", {{"delay", "PT0.01S"}}}}};
    files.write("seed.json",
                json{{"loggingConfigurations", {logs}},
                     {"rooms",
                      {{{"arn", demo_room}, {"loggingConfigurationIdentifiers", {logs.at("arn")}}},
                       {{"arn", reviewed_room}, {"messageReviewHandler", review}}}},
                     {"faults", {{"rules", rules}}}}
                    .dump());
    arguments options{"--seed",
                      files.path_of("seed.json"),
                      "--lambda-endpoint",
                      handler.url(),
                      "--review-timeout",
                      "20ms",
                      "--log-delay",
                      "10ms"};
    for (const auto& each : more) {
        options.push_back(each == "--data-dir" ? each + "=" + files.path_of("data") : each);
    }
    const server_process server{options};
    storm clients{server};
    int older = 0;
    int epoch = 0;
    for (int i = 0; i < reset_count(); ++i) {
        clients.wait();
        older += count_older(server.port(), epoch);
        clients.begin_reset();
        const auto reply = control(server.port(), "reset", json::object());
        REQUIRE(reply.status == 200);
        CHECK(reply.json().value("callsUnfinished", 0) == 0);
        epoch = clients.end_reset();
        older += count_older(server.port(), epoch);
    }
    CHECK(older == 0);
}

} // namespace

TEST_CASE("no reset in a reconnect storm lets anything of before through") {
    reset_in_a_storm({"--threads", "1"});
    reset_in_a_storm({"--threads", "2"});
}

TEST_CASE("no reset in a reconnect storm with stored state lets anything of before through") {
    reset_in_a_storm({"--threads", "1", "--data-dir"});
    reset_in_a_storm({"--threads", "2", "--data-dir"});
}
