#include "integration/support/control_plane.hpp"

namespace ivschat::integration {

using nlohmann::json;

namespace {

json reply_of(const http_reply& reply) {
    if (reply.status != 200) throw std::runtime_error{"the call was refused: " + reply.body};
    return reply.json();
}

} // namespace

std::string create_room(const server_process& server, json settings) {
    if (!settings.contains("maximumMessageRatePerSecond")) {
        settings["maximumMessageRatePerSecond"] = 100;
    }
    return reply_of(post(server.port(), "/CreateRoom", settings.dump())).at("arn");
}

json token_request(std::string_view room, std::string_view user, const json& more) {
    json request{{"roomIdentifier", room}, {"userId", user}, {"capabilities", {"SEND_MESSAGE"}}};
    if (!more.is_null()) request.update(more);
    return request;
}

std::string create_token(const server_process& server, std::string_view room, std::string_view user,
                         const json& more) {
    const auto request = token_request(room, user, more);
    return reply_of(post(server.port(), "/CreateChatToken", request.dump())).at("token");
}

chat_client join(const server_process& server, std::string_view room, std::string_view user,
                 const json& more) {
    return {server.port(), create_token(server, room, user, more)};
}

std::string write_control(std::string_view path, const json& body, std::string_view method) {
    return write_request(method, "/_ivschat/" + std::string{path}, body.dump(),
                         {{"Content-Type", "application/json"}});
}

http_reply control(std::uint16_t port, std::string_view path, const json& body,
                   std::string_view method) {
    http_client client{port};
    client.send(write_control(path, body, method));
    return client.read_reply();
}

json reset(const server_process& server, const json& options) {
    return reply_of(control(server.port(), "reset", options));
}

void set_rules(const server_process& server, const json& rules) {
    reply_of(control(server.port(), "faults", {{"rules", rules}}, "PUT"));
}

json send_message(std::string_view content, const json& more) {
    json request{{"Action", "SEND_MESSAGE"}, {"Content", content}};
    if (!more.is_null()) request.update(more);
    return request;
}

} // namespace ivschat::integration
