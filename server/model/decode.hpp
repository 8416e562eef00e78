// From a JSON body to a structure, by the structure's own description. A body that is not of the
// right form is refused at once (SerializationException); every constraint that a well-formed body
// fails is collected (ValidationException). Wording and precedence follow Smithy's restJson1 tests.
#pragma once

#include "model/api_error.hpp"
#include "model/members.hpp"
#include "text/json_document.hpp"
#include "text/timestamp.hpp"
#include "text/unicode.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace ivschat::model {

// Parses a request body. An empty one means `{}`, as paws sends it. Anything but one object of
// valid UTF-8 is a SerializationException. Of duplicate keys the last one wins.
result<nlohmann::json> parse_body(std::string_view body);

// The same for the bodies that are decoded here. `body` must outlive the document.
text::json_document read_body(std::string_view body);
// Why it is no request body; nothing if it is one.
std::optional<api_error> check_body(const text::json_document& document);

namespace decoding {

// Where in the body a value stands. A chain on the decoder's stack, written out only on failure.
struct place {
    const place* parent = nullptr;
    std::string_view name = {};
    std::size_t index = unbounded; // of a list's element, which has no name

    std::string path() const; // "capabilities/0"
};

// What went wrong so far.
class report {
public:
    // The body is not of the right form; the first such fault is told.
    void malformed(const place& where, std::string_view expected);
    // `subject` is "Value" or "Value with length 3".
    void failed(const place& where, std::string_view subject, std::string_view constraint);

    // Nothing if all went well.
    std::optional<api_error> take();

private:
    std::optional<api_error> malformed_;
    std::vector<field_failure> failures_;
};

using json = text::json_value;

void read(report& report, const place& at, json value, const string_shape& shape, std::string& out);
void read(report& report, const place& at, json value, const integer_shape& shape,
          std::int32_t& out);
void read(report& report, const place& at, json value, const timestamp_shape& shape,
          text::timestamp& out);

// Each reports at most one failure; check_count says whether there was none.
bool check_count(report& report, const place& at, std::size_t count, std::size_t min,
                 std::size_t max);
void check_bytes(report& report, const place& at, std::size_t bytes, std::size_t max);
void check_text(report& report, const place& at, std::string_view text, const string_shape& shape);

template <class Enum, std::size_t Count>
void read(report& report, const place& at, json value, const enum_shape<Enum, Count>& shape,
          Enum& out) {
    if (!value.is_string()) return report.malformed(at, "a string");
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
    report.failed(at, "Value", "Member must satisfy enum value set: [" + allowed + "]");
}

template <class Structure>
void read(report& report, const place& at, json value, const structure_shape<Structure>& shape,
          Structure& out);

template <class Structure>
void read(report& report, const place& at, json value, const union_shape<Structure>& shape,
          Structure& out);

template <class Element, class Shape>
void read(report& report, const place& at, json value, const list_shape<Shape>& shape,
          std::vector<Element>& out) {
    if (!value.is_list()) return report.malformed(at, "a list");
    check_count(report, at, value.size(), shape.min, shape.max);
    out.reserve(value.size());
    for (const auto element : value.elements()) {
        const place here{.parent = &at, .index = out.size()};
        read(report, here, element, shape.element, out.emplace_back());
    }
}

template <class Key, class Value>
void read(report& report, const place& at, json value, const map_shape<Key, Value>& shape,
          std::map<std::string, std::string>& out) {
    if (!value.is_object()) return report.malformed(at, "a map");
    const auto members = value.members();
    check_count(report, at, members.size(), shape.min, shape.max);
    // Smithy names a bad key by its map, a bad value by its key. All keys go first: the report
    // joins what it is told of one member only if nothing stands between.
    for (const auto& [name, element] : members) check_text(report, at, name, shape.key);
    for (const auto& [name, element] : members) {
        const place entry{.parent = &at, .name = name};
        const auto added = out.emplace_hint(out.end(), name, std::string{});
        read(report, entry, element, shape.value, added->second);
    }
    if (shape.max_bytes != unbounded)
        check_bytes(report, at, text::total_bytes(out), shape.max_bytes);
}

template <class Value, class Shape>
void read(report& report, const place& at, json value, const Shape& shape,
          std::optional<Value>& out) {
    read(report, at, value, shape, out.emplace());
}

template <class Structure>
void read(report& report, const place& at, json value, const structure_shape<Structure>&,
          Structure& out) {
    if (!value.is_object()) return report.malformed(at, "an object");
    for_each_member<Structure>([&](const auto& member) {
        const place here{.parent = &at, .name = member.name};
        const auto found = value.find(member.name);
        // A null member is an absent one.
        if (found && !found->is_null()) {
            read(report, here, *found, member.shape, out.*member.pointer);
        } else if (member.is_required) {
            report.failed(here, "Value", "Member must not be null");
        }
    });
}

// Exactly one member, known or not, as Smithy's malformed-union tests have it.
template <class Structure>
void read(report& report, const place& at, json value, const union_shape<Structure>&,
          Structure& out) {
    if (!value.is_object()) return report.malformed(at, "an object");
    const auto is_set = [](const auto& member) { return !member.value.is_null(); };
    const auto members = value.members();
    const auto set = std::count_if(members.begin(), members.end(), is_set);
    std::size_t known = 0;
    for_each_member<Structure>([&](const auto& member) {
        const auto found = value.find(member.name);
        known += found && !found->is_null() ? 1U : 0U;
    });
    if (set != 1 || known != 1) {
        return report.malformed(at, "an object with exactly one of its members");
    }
    read(report, at, value, structure_shape<Structure>{}, out);
}

// The path of the first member that no description knows.
template <class Shape>
std::optional<std::string> unknown_member(const place&, const nlohmann::json&, const Shape&) {
    return std::nullopt;
}

template <class Structure>
std::optional<std::string> unknown_member(const place& at, const nlohmann::json& value,
                                          const structure_shape<Structure>&);

template <class Structure>
std::optional<std::string> unknown_member(const place& at, const nlohmann::json& value,
                                          const union_shape<Structure>&) {
    return unknown_member(at, value, structure_shape<Structure>{});
}

template <class Shape>
std::optional<std::string> unknown_member(const place& at, const nlohmann::json& value,
                                          const list_shape<Shape>& shape) {
    for (std::size_t i = 0; i < value.size(); ++i) {
        const place element{.parent = &at, .index = i};
        if (auto found = unknown_member(element, value[i], shape.element)) return found;
    }
    return std::nullopt;
}

template <class Structure>
std::optional<std::string> unknown_member(const place& at, const nlohmann::json& value,
                                          const structure_shape<Structure>&) {
    for (const auto& [name, element] : value.items()) {
        const place here{.parent = &at, .name = name};
        std::optional<std::string> found = here.path();
        for_each_member<Structure>([&](const auto& member) {
            if (member.name != name) return;
            found = unknown_member(here, element, member.shape);
        });
        if (found) return found;
    }
    return std::nullopt;
}

} // namespace decoding

// The path of the first member of `body` that has no description, for files of our own where a
// typing error should not pass. `body` must have decoded.
template <class Structure>
std::optional<std::string> unknown_member(const nlohmann::json& body) {
    return decoding::unknown_member(decoding::place{}, body, structure_shape<Structure>{});
}

// Decodes and validates. Unknown members are ignored.
template <class Structure>
result<Structure> decode(text::json_value body) {
    decoding::report report;
    Structure structure;
    decoding::read(report, decoding::place{}, body, structure_shape<Structure>{}, structure);
    if (auto error = report.take()) return *std::move(error);
    return structure;
}

} // namespace ivschat::model
