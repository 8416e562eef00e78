// The compiled tables as JSON, in the form of fixtures/api. Tests compare them with the API model
// and generate requests from them.
#pragma once

#include "model/api_error.hpp"
#include "model/members.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace ivschat::model {

// Four tables: operations, errors, shapes and members ("CreateRoomRequest.name"). A row is an
// object of facts; a constraint that is absent does not apply.
class api_description {
public:
    using json = nlohmann::json;

    const json& rows() const { return rows_; }

    // Throws std::logic_error if the row exists with other facts.
    void add_row(std::string_view table, const std::string& name, json facts) {
        json& row = rows_[std::string{table}][name];
        if (!row.is_null() && row != facts) throw std::logic_error{name + " has two descriptions"};
        row = std::move(facts);
    }

    // Returns `name`, which the caller gives where one structure here stands for several of the API
    // model.
    template <class Structure>
    std::string add_structure(std::string_view name = Structure::name, bool is_union = false) {
        json facts{{"type", "structure"}};
        if (is_union) facts["union"] = true;
        add_row("shapes", std::string{name}, std::move(facts));
        for_each_member<Structure>([&](const auto& member) {
            json row{{"shape", add(member.shape)}, {"required", member.is_required}};
            if (member.where == location::path) row["location"] = "uri";
            if (member.where == location::query) row["location"] = "querystring";
            add_row("members", std::string{name} + '.' + std::string{member.name}, std::move(row));
        });
        return std::string{name};
    }

    template <class Body>
    void add_error(const error_kind& kind) {
        add_row("errors", std::string{kind.name}, {{"status", kind.status}});
        add_structure<Body>(kind.name);
    }

private:
    static json facts_of(std::string_view type) { return {{"type", type}}; }

    static void bound(json& facts, std::size_t min, std::size_t max) {
        if (min > 0) facts["min"] = min;
        if (max != unbounded) facts["max"] = max;
    }

    // Patterns in botocore's form of the API model have no anchors.
    static std::string_view unanchored(std::string_view pattern) {
        if (pattern.starts_with('^')) pattern.remove_prefix(1);
        if (pattern.ends_with('$')) pattern.remove_suffix(1);
        return pattern;
    }

    std::string add_shape(std::string_view name, json facts) {
        add_row("shapes", std::string{name}, std::move(facts));
        return std::string{name};
    }

    std::string add(const string_shape& shape) {
        auto facts = facts_of("string");
        bound(facts, shape.min, shape.max);
        if (shape.must_match != nullptr) facts["pattern"] = unanchored(shape.must_match->text);
        return add_shape(shape.name, std::move(facts));
    }

    std::string add(const integer_shape& shape) {
        using limits = std::numeric_limits<std::int32_t>;
        auto facts = facts_of("integer");
        if (shape.min != limits::min()) facts["min"] = shape.min;
        if (shape.max != limits::max()) facts["max"] = shape.max;
        return add_shape(shape.name, std::move(facts));
    }

    std::string add(const timestamp_shape& shape) {
        auto facts = facts_of("timestamp");
        facts["timestampFormat"] = "iso8601";
        return add_shape(shape.name, std::move(facts));
    }

    template <class Enum, std::size_t Count>
    std::string add(const enum_shape<Enum, Count>& shape) {
        auto facts = facts_of("string");
        for (const auto& [value, meaning] : shape.values) facts["enum"].push_back(value);
        return add_shape(shape.name, std::move(facts));
    }

    template <class Element>
    std::string add(const list_shape<Element>& shape) {
        auto facts = facts_of("list");
        facts["member"] = add(shape.element);
        bound(facts, shape.min, shape.max);
        return add_shape(shape.name, std::move(facts));
    }

    template <class Key, class Value>
    std::string add(const map_shape<Key, Value>& shape) {
        auto facts = facts_of("map");
        facts["key"] = add(shape.key);
        facts["value"] = add(shape.value);
        bound(facts, shape.min, shape.max);
        if (shape.max_bytes != unbounded) facts["maxBytes"] = shape.max_bytes;
        return add_shape(shape.name, std::move(facts));
    }

    template <class Structure>
    std::string add(const structure_shape<Structure>& shape) {
        return add_structure<Structure>(shape.name);
    }

    template <class Structure>
    std::string add(const union_shape<Structure>& shape) {
        return add_structure<Structure>(shape.name, true);
    }

    json rows_;
};

} // namespace ivschat::model
