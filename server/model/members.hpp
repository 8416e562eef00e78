// Describes a structure of the API once, at compile time, for decoding, validating, encoding and
// comparing with the API model.
//
// A structure names itself and lists its members in a tuple:
//
//     struct get_room_request {
//         std::string identifier;
//
//         static constexpr std::string_view name = "GetRoomRequest";
//         static constexpr auto members() {
//             return std::tuple{required("identifier", &get_room_request::identifier,
//                                        shapes::room_identifier)};
//         }
//     };
//
// A required member has its plain type, an optional one is a std::optional.
#pragma once

#include "model/patterns.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace ivschat::model {

inline constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

// Lengths are in code points.
struct string_shape {
    std::string_view name;
    std::size_t min = 0;
    std::size_t max = unbounded;
    const pattern* must_match = nullptr;
};

// Bounds are inclusive. The wire type is a 32-bit integer.
struct integer_shape {
    std::string_view name;
    std::int32_t min = std::numeric_limits<std::int32_t>::min();
    std::int32_t max = std::numeric_limits<std::int32_t>::max();
};

struct timestamp_shape {
    std::string_view name;
};

template <class Enum, std::size_t Count>
struct enum_shape {
    std::string_view name;
    std::array<std::pair<std::string_view, Enum>, Count> values;
};

// Bounds are numbers of elements.
template <class Element>
struct list_shape {
    std::string_view name;
    Element element;
    std::size_t min = 0;
    std::size_t max = unbounded;
};

// Bounds are numbers of entries. `max_bytes` is the limit that AWS documents in prose for all keys
// and values together, in bytes of UTF-8.
template <class Key, class Value>
struct map_shape {
    std::string_view name;
    Key key;
    Value value;
    std::size_t min = 0;
    std::size_t max = unbounded;
    std::size_t max_bytes = unbounded;
};

template <class Structure>
struct structure_shape {
    std::string_view name = Structure::name;
};

// A structure of which exactly one member is set.
template <class Structure>
struct union_shape {
    std::string_view name = Structure::name;
};

// The part of a request that carries a member.
enum class location { body, path, query };

template <class Structure, class Value, class Shape>
struct member {
    std::string_view name; // on the wire
    Value Structure::*pointer;
    Shape shape;
    bool is_required;
    location where = location::body;

    constexpr member in(location part) const {
        member moved = *this;
        moved.where = part;
        return moved;
    }
};

template <class Structure, class Value, class Shape>
constexpr auto required(std::string_view name, Value Structure::*pointer, Shape shape) {
    return member<Structure, Value, Shape>{name, pointer, shape, true, location::body};
}

template <class Structure, class Value, class Shape>
constexpr auto optional(std::string_view name, std::optional<Value> Structure::*pointer,
                        Shape shape) {
    return member<Structure, std::optional<Value>, Shape>{name, pointer, shape, false,
                                                          location::body};
}

// Calls `visit(member)` for each member in the order of the description.
template <class Structure, class Visitor>
constexpr void for_each_member(Visitor&& visit) {
    std::apply([&](const auto&... each) { (visit(each), ...); }, Structure::members());
}

} // namespace ivschat::model
