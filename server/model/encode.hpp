// Encodes a structure as JSON by the structure's own description. Omits optional members that are
// not set.
#pragma once

#include "model/members.hpp"
#include "text/json_writer.hpp"
#include "text/timestamp.hpp"

#include <map>
#include <string>
#include <vector>

namespace ivschat::model {
namespace encoding {

using text::json_writer;
using text::timestamp_format;

inline void write(json_writer& json, timestamp_format, const std::string& value,
                  const string_shape&) {
    json.string(value);
}

inline void write(json_writer& json, timestamp_format, std::int32_t value, const integer_shape&) {
    json.integer(value);
}

inline void write(json_writer& json, timestamp_format format, text::timestamp value,
                  const timestamp_shape&) {
    if (format == timestamp_format::epoch)
        json.raw(text::epoch_seconds(value));
    else
        json.string(text::iso8601_milliseconds(value));
}

template <class Enum, std::size_t Count>
void write(json_writer& json, timestamp_format, Enum value, const enum_shape<Enum, Count>& shape) {
    for (const auto& [name, meaning] : shape.values) {
        if (meaning == value) json.string(name);
    }
}

template <class Key, class Value>
void write(json_writer& json, timestamp_format, const std::map<std::string, std::string>& value,
           const map_shape<Key, Value>&) {
    json.string_map(value);
}

template <class Structure>
void write(json_writer& json, timestamp_format format, const Structure& value,
           const structure_shape<Structure>&);

template <class Structure>
void write(json_writer& json, timestamp_format format, const Structure& value,
           const union_shape<Structure>&) {
    write(json, format, value, structure_shape<Structure>{});
}

template <class Element, class Shape>
void write(json_writer& json, timestamp_format format, const std::vector<Element>& value,
           const list_shape<Shape>& shape) {
    json.begin_array();
    for (const auto& element : value) write(json, format, element, shape.element);
    json.end_array();
}

template <class Structure>
void write(json_writer& json, timestamp_format format, const Structure& value,
           const structure_shape<Structure>&) {
    json.begin_object();
    for_each_member<Structure>([&](const auto& member) {
        const auto& field = value.*member.pointer;
        if constexpr (requires { field.has_value(); }) {
            if (!field) return;
            json.key(member.name);
            write(json, format, *field, member.shape);
        } else {
            json.key(member.name);
            write(json, format, field, member.shape);
        }
    });
    json.end_object();
}

} // namespace encoding

template <class Structure>
std::string encode(const Structure& structure, text::timestamp_format format) {
    std::string body;
    text::json_writer json{body};
    encoding::write(json, format, structure, structure_shape<Structure>{});
    return body;
}

} // namespace ivschat::model
