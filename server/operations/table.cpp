#include "operations/table.hpp"

#include "model/decode.hpp"
#include "model/encode.hpp"
#include "operations/rooms.hpp"
#include "operations/tokens.hpp"

#include <array>

namespace ivschat::operations {
namespace {

template <class Request, class Response>
using operation_function = model::result<Response> (*)(environment&, const chat::caller&, Request);

template <auto Function>
struct invoker;

// The whole way of one operation, from JSON to JSON.
template <class Request, class Response, operation_function<Request, Response> Function>
struct invoker<Function> {
    static model::result<std::string> invoke(environment& env, const chat::caller& caller,
                                             std::string_view body) {
        const auto json = model::parse_body(body);
        if (!json) return json.error();
        auto request = model::decode<Request>(*json);
        if (!request) return request.error();
        const auto response = Function(env, caller, *std::move(request));
        if (!response) return response.error();
        if constexpr (std::is_void_v<Response>)
            return std::string{};
        else
            return model::encode(*response, env.options.timestamps);
    }
};

template <auto Function>
constexpr operation post(std::string_view path, unsigned status) {
    return {.name = path.substr(1),
            .method = "POST",
            .path = path,
            .status = status,
            .invoke = invoker<Function>::invoke};
}

constexpr std::array table{
    post<create_chat_token>("/CreateChatToken", 200),
    post<create_room>("/CreateRoom", 200),
    post<delete_room>("/DeleteRoom", 204),
    post<get_room>("/GetRoom", 200),
    post<list_rooms>("/ListRooms", 200),
};

} // namespace

std::span<const operation> all() { return table; }

} // namespace ivschat::operations
