// Decodes a JSON body into a structure by the structure's own description. The first value of a
// wrong type is a SerializationException. Without one, all failed constraints together are a
// ValidationException. Wording and precedence follow Smithy's restJson1 tests.
#pragma once

#include "model/api_error.hpp"
#include "model/members.hpp"
#include "text/json_document.hpp"
#include "text/timestamp.hpp"
#include "text/unicode.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace ivschat::model {

// Parses a request body, which must outlive the document. An empty one means `{}`, since paws for R
// sends none. Of duplicate keys the last one counts.
text::json_document read_body(std::string_view body);
// A SerializationException for anything but one object of valid UTF-8. Empty if the body is one.
std::optional<api_error> check_body(const text::json_document& document);

namespace decoding {

// The path of a value in the body. It is a chain on the decoder's stack, and becomes a text only
// for an error.
struct json_path {
    const json_path* parent = nullptr;
    std::string_view name = {};
    std::size_t index = unbounded; // of a list's element, instead of a name

    std::string to_string() const; // "capabilities/0"
};

// The errors found so far.
class decode_errors {
public:
    // A value of the wrong type. Only the first one is kept.
    void malformed(const json_path& at, std::string_view expected);
    // `subject` is "Value" or "Value with length 3".
    void add_failure(const json_path& at, std::string_view subject, std::string_view constraint);

    // Nothing if there were no errors.
    std::optional<api_error> take();

private:
    std::optional<api_error> malformed_;
    std::vector<field_failure> failures_;
};

using json = text::json_value;

void read(decode_errors& errors, const json_path& at, json value, const string_shape& shape,
          std::string& out);
void read(decode_errors& errors, const json_path& at, json value, const integer_shape& shape,
          std::int32_t& out);
void read(decode_errors& errors, const json_path& at, json value, const timestamp_shape& shape,
          text::timestamp& out);

// Each adds at most one failure. `check_count` is true if it added none.
bool check_count(decode_errors& errors, const json_path& at, std::size_t count, std::size_t min,
                 std::size_t max);
void check_bytes(decode_errors& errors, const json_path& at, std::size_t bytes, std::size_t max);
void check_text(decode_errors& errors, const json_path& at, std::string_view text,
                const string_shape& shape);

template <class Enum, std::size_t Count>
void read(decode_errors& errors, const json_path& at, json value,
          const enum_shape<Enum, Count>& shape, Enum& out) {
    if (!value.is_string()) return errors.malformed(at, "a string");
    for (const auto& [name, meaning] : shape.values) {
        if (value.string() != name) continue;
        out = meaning;
        return;
    }
    std::string allowed;
    for (const auto& [name, meaning] : shape.values) {
        if (!allowed.empty()) allowed += ", ";
        allowed += name;
    }
    errors.add_failure(at, "Value", "Member must satisfy enum value set: [" + allowed + "]");
}

template <class Structure>
void read(decode_errors& errors, const json_path& at, json value,
          const structure_shape<Structure>& shape, Structure& out);

template <class Structure>
void read(decode_errors& errors, const json_path& at, json value,
          const union_shape<Structure>& shape, Structure& out);

template <class Element, class Shape>
void read(decode_errors& errors, const json_path& at, json value, const list_shape<Shape>& shape,
          std::vector<Element>& out) {
    if (!value.is_list()) return errors.malformed(at, "a list");
    check_count(errors, at, value.size(), shape.min, shape.max);
    out.reserve(value.size());
    for (const auto element : value.elements()) {
        const json_path here{.parent = &at, .index = out.size()};
        read(errors, here, element, shape.element, out.emplace_back());
    }
}

template <class Key, class Value>
void read(decode_errors& errors, const json_path& at, json value,
          const map_shape<Key, Value>& shape, std::map<std::string, std::string>& out) {
    if (!value.is_object()) return errors.malformed(at, "a map");
    const auto members = value.members();
    check_count(errors, at, members.size(), shape.min, shape.max);
    // Smithy names a bad key by its map and a bad value by its key.
    for (const auto& [name, element] : members) check_text(errors, at, name, shape.key);
    for (const auto& [name, element] : members) {
        const json_path entry{.parent = &at, .name = name};
        const auto added = out.emplace_hint(out.end(), name, std::string{});
        read(errors, entry, element, shape.value, added->second);
    }
    if (shape.max_bytes != unbounded)
        check_bytes(errors, at, text::total_bytes(out), shape.max_bytes);
}

template <class Value, class Shape>
void read(decode_errors& errors, const json_path& at, json value, const Shape& shape,
          std::optional<Value>& out) {
    read(errors, at, value, shape, out.emplace());
}

template <class Structure>
void read(decode_errors& errors, const json_path& at, json value, const structure_shape<Structure>&,
          Structure& out) {
    if (!value.is_object()) return errors.malformed(at, "an object");
    for_each_member<Structure>([&](const auto& member) {
        const json_path here{.parent = &at, .name = member.name};
        const auto found = value.find(member.name);
        // A null member counts as absent.
        if (found && !found->is_null()) {
            read(errors, here, *found, member.shape, out.*member.pointer);
        } else if (member.is_required) {
            errors.add_failure(here, "Value", "Member must not be null");
        }
    });
}

// Exactly one member must be set, and unknown members count, as in Smithy's malformed-union tests.
template <class Structure>
void read(decode_errors& errors, const json_path& at, json value, const union_shape<Structure>&,
          Structure& out) {
    if (!value.is_object()) return errors.malformed(at, "an object");
    const auto is_set = [](const auto& member) { return !member.value.is_null(); };
    const auto members = value.members();
    const auto set = std::count_if(members.begin(), members.end(), is_set);
    std::size_t known = 0;
    for_each_member<Structure>([&](const auto& member) {
        const auto found = value.find(member.name);
        known += found && !found->is_null() ? 1U : 0U;
    });
    if (set != 1 || known != 1) {
        return errors.malformed(at, "an object with exactly one of its members");
    }
    read(errors, at, value, structure_shape<Structure>{}, out);
}

// The path of the first member, by the order of names, that has no description.
template <class Shape>
std::optional<std::string> unknown_member(const json_path&, json, const Shape&) {
    return std::nullopt;
}

template <class Structure>
std::optional<std::string> unknown_member(const json_path& at, json value,
                                          const structure_shape<Structure>&,
                                          std::optional<std::string_view> ignored = std::nullopt);

template <class Structure>
std::optional<std::string> unknown_member(const json_path& at, json value,
                                          const union_shape<Structure>&) {
    return unknown_member(at, value, structure_shape<Structure>{});
}

template <class Shape>
std::optional<std::string> unknown_member(const json_path& at, json value,
                                          const list_shape<Shape>& shape) {
    if (!value.is_list()) return std::nullopt;
    std::size_t index = 0;
    for (const auto each : value.elements()) {
        const json_path element{.parent = &at, .index = index++};
        if (auto found = unknown_member(element, each, shape.element)) return found;
    }
    return std::nullopt;
}

template <class Structure>
std::optional<std::string> unknown_member(const json_path& at, json value,
                                          const structure_shape<Structure>&,
                                          std::optional<std::string_view> ignored) {
    if (!value.is_object()) return std::nullopt;
    for (const auto& [name, element] : value.members()) {
        if (name == ignored) continue;
        const json_path here{.parent = &at, .name = name};
        std::optional<std::string> found = here.to_string();
        for_each_member<Structure>([&, name = name, element = element](const auto& member) {
            if (member.name != name) return;
            found = unknown_member(here, element, member.shape);
        });
        if (found) return found;
    }
    return std::nullopt;
}

} // namespace decoding

// The path of the first member of `body` that has no description, for files of our own, in which a
// typing error must not pass. `ignored` is a member of the body that another reader decodes.
template <class Structure>
std::optional<std::string> unknown_member(text::json_value body,
                                          std::optional<std::string_view> ignored = std::nullopt) {
    return decoding::unknown_member(decoding::json_path{}, body, structure_shape<Structure>{},
                                    ignored);
}

// Decodes and validates. Unknown members are ignored.
template <class Structure>
result<Structure> decode(text::json_value body) {
    decoding::decode_errors errors;
    Structure structure;
    decoding::read(errors, decoding::json_path{}, body, structure_shape<Structure>{}, structure);
    if (auto error = errors.take()) return *std::move(error);
    return structure;
}

} // namespace ivschat::model
