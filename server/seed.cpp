#include "seed.hpp"

#include "chat/arn.hpp"
#include "model/decode.hpp"
#include "model/rooms.hpp"
#include "operations/rooms.hpp"

#include <fstream>
#include <iterator>
#include <set>

namespace ivschat {
namespace {

struct seed_document {
    std::optional<std::vector<model::room_description>> rooms;

    static constexpr std::string_view name = "Seed";
    static constexpr auto members() {
        return std::tuple{model::optional(
            "rooms", &seed_document::rooms,
            model::list_shape<model::structure_shape<model::room_description>>{"RoomList", {}})};
    }
};

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& why) {
    throw startup_error{"seed file " + file.string() + ": " + why};
}

std::string read(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in || std::filesystem::is_directory(file)) fail(file, "cannot be read");
    return {std::istreambuf_iterator<char>{in}, {}};
}

seed_document parse(const std::filesystem::path& file) {
    const auto text = read(file);
    const auto json = model::parse_body(text);
    if (!json) fail(file, "is not a JSON object in UTF-8");
    auto document = model::decode<seed_document>(*json);
    if (!document) fail(file, document.error().message);
    if (const auto member = model::unknown_member<seed_document>(*json)) {
        fail(file, "has a member '" + *member + "', which is not known");
    }
    return *std::move(document);
}

} // namespace

std::vector<chat::room> load_seeds(const std::vector<std::filesystem::path>& files,
                                   chat::timestamp now) {
    std::vector<chat::room> rooms;
    std::set<std::string> seen;
    for (const auto& file : files) {
        const auto document = parse(file);
        if (!document.rooms) continue;
        for (const auto& description : *document.rooms) {
            auto room = operations::to_room(description, now);
            if (description.id && *description.id != chat::parse_arn(room.arn)->id) {
                fail(file, "the id " + *description.id + " is not that of " + room.arn +
                               "; leave the id out");
            }
            if (!seen.insert(room.arn).second) fail(file, room.arn + " is there twice");
            rooms.push_back(std::move(room));
        }
    }
    return rooms;
}

} // namespace ivschat
