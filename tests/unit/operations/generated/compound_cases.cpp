#include "pattern_sample.hpp"
#include "value_cases.hpp"

#include <algorithm>
#include <set>

namespace ivschat::test {
namespace {

using nlohmann::json;

// The cases of a part become cases of the whole: `place` puts the value where it belongs.
template <class Place>
void lift(value_cases& whole, const value_cases& parts, const std::string& what,
          const std::string& path, Place place) {
    for (const auto& part : parts) {
        value_case lifted{what + ": " + part.what, place(part.value), part.expected, part.failures};
        for (auto& failure : lifted.failures) failure.path = path + failure.path;
        whole.push_back(std::move(lifted));
    }
}

value_case count_case(const json& facts, std::size_t count, json value) {
    value_case made{.what = "of " + std::to_string(count), .value = std::move(value)};
    const auto min = facts.value("min", std::size_t{0});
    if (count < min || (facts.contains("max") && count > facts["max"])) {
        made.expected = verdict::invalid;
        made.failures = {{.path = {}, .constraint = length_constraint(facts)}};
    }
    return made;
}

// None, one, and around the bounds.
std::set<std::size_t> counts(const json& facts) {
    std::set<std::size_t> all{0, 1};
    const auto min = facts.value("min", std::size_t{0});
    if (min > 0) all.merge(std::set{min - 1, min});
    const auto max = facts.value("max", std::size_t{100});
    all.merge(std::set{max - 1, max, max + 1});
    return all;
}

std::string key(std::size_t number) { return "k" + std::to_string(number); }

} // namespace

const json& case_maker::facts(const std::string& shape) const {
    return tables_["shapes"].at(shape);
}

std::vector<case_maker::described_member> case_maker::members(const std::string& structure) const {
    std::vector<described_member> all;
    const auto prefix = structure + ".";
    for (const auto& [name, row] : tables_["members"].items()) {
        if (!name.starts_with(prefix)) continue;
        all.push_back({.name = name.substr(prefix.size()),
                       .shape = row["shape"],
                       .is_required = row["required"],
                       .location = row.value("location", "")});
    }
    return all;
}

json case_maker::valid(const std::string& shape) const {
    const auto& described = facts(shape);
    const std::string type = described["type"];
    if (type == "list") return json::array({valid(described["member"])});
    if (type == "map") return {{key(1), valid(described["value"])}};
    if (type != "structure") return valid_scalar(described);
    auto made = json::object();
    for (const auto& member : members(shape)) {
        const bool is_first_of_union = described.contains("union") && made.empty();
        if (member.is_required || is_first_of_union) made[member.name] = valid(member.shape);
    }
    return made;
}

json case_maker::full(const std::string& structure) const {
    auto made = json::object();
    for (const auto& member : members(structure)) {
        const auto& described = facts(member.shape);
        const bool has_members = described["type"] == "structure" && !described.contains("union");
        made[member.name] = has_members ? full(member.shape) : valid(member.shape);
    }
    return made;
}

value_cases case_maker::of(const std::string& shape) const {
    const auto& described = facts(shape);
    const std::string type = described["type"];
    if (described.contains("union")) return of_union(shape);
    if (type == "structure") return of_structure(shape);
    if (type == "list") return of_list(described);
    if (type == "map") return of_map(described);
    if (type == "integer") return of_integer(described);
    return described.contains("enum") ? of_enum(described) : of_string(described);
}

value_cases case_maker::of_list(const json& facts) const {
    auto made = wrong_types(json::value_t::array);
    const auto good = valid(facts["member"]);
    for (const auto count : counts(facts)) {
        made.push_back(count_case(facts, count, json(count, good)));
    }
    made.push_back({"a null element", json::array({good, nullptr}), verdict::malformed});
    const auto elements = of(facts["member"]);
    lift(made, elements, "the first element", "/0",
         [&](const json& value) { return json::array({value}); });
    lift(made, elements, "the second element", "/1", [&](const json& value) {
        return json::array({good, value});
    });
    return made;
}

value_cases case_maker::of_map(const json& facts) const {
    auto made = wrong_types(json::value_t::object);
    const auto good = valid(facts["value"]);
    for (const auto count : counts(facts)) {
        auto value = json::object();
        for (std::size_t i = 0; i < count; ++i) value[key(i)] = good;
        made.push_back(count_case(facts, count, std::move(value)));
    }
    made.push_back({"a null value", {{key(1), nullptr}}, verdict::malformed});
    for (auto& each : of_map_entries(facts)) made.push_back(std::move(each));
    for (auto& each : of_map_bytes(facts)) made.push_back(std::move(each));
    return made;
}

// A bad key is told as a failure of its map, a bad value as one of its key.
value_cases case_maker::of_map_entries(const json& facts) const {
    value_cases made;
    const auto good = valid(facts["value"]);
    auto keys = of(facts["key"]);
    std::erase_if(keys, [](const value_case& each) { return !each.value.is_string(); });
    lift(made, keys, "the key", "", [&](const json& name) {
        return json{{name.get<std::string>(), good}};
    });
    const auto values = of(facts["value"]);
    lift(made, values, "the value", "/" + key(1), [&](const json& value) {
        return json{{key(1), value}};
    });

    const auto is_invalid = [](const value_case& each) {
        return each.expected == verdict::invalid;
    };
    const auto bad_value = std::find_if(values.begin(), values.end(), is_invalid);
    std::erase_if(keys, [&](const value_case& each) { return !is_invalid(each); });
    if (keys.empty() || bad_value == values.end()) return made;
    value_case all{"every bad key and a bad value", {{key(1), bad_value->value}}, verdict::invalid};
    for (const auto& name : keys) all.value[name.value.get<std::string>()] = good;
    all.failures = {{.path = {}, .constraint = {}},
                    {.path = "/" + key(1), .constraint = bad_value->failures[0].constraint}};
    made.push_back(std::move(all));
    return made;
}

value_cases case_maker::of_map_bytes(const json& facts) {
    if (!facts.contains("maxBytes")) return {};
    const std::size_t max = facts["maxBytes"];
    const std::string wide = "\u00e9";
    std::string half;
    while (half.size() < max / 2 - 2) half += wide;
    value_cases made;
    for (const auto excess : {0U, 1U}) {
        const auto expected = excess == 0 ? verdict::accepted : verdict::invalid;
        const std::vector<failure> failures(
            excess, {.path = {}, .constraint = "Member must have at most " + std::to_string(max)});
        const auto bytes = std::to_string(max + excess) + " bytes ";
        const std::string rest(excess, 'x');
        made.push_back({bytes + "in one value",
                        {{"k", std::string(max - 1, 'x') + rest}},
                        expected,
                        failures});
        made.push_back(
            {bytes + "in one key", {{std::string(max, 'x') + rest, ""}}, expected, failures});
        made.push_back({bytes + "of two entries, not ASCII",
                        {{"k1", half}, {"k2", half + rest}},
                        expected,
                        failures});
    }
    return made;
}

value_cases case_maker::of_member(const described_member& member, const json& base) const {
    value_cases made;
    const auto path = "/" + member.name;
    const auto place = [&](const json& value) {
        auto whole = base;
        whole[member.name] = value;
        return whole;
    };
    value_case absent{.what = member.name + " is missing", .value = base};
    absent.value.erase(member.name);
    if (member.is_required) {
        absent.expected = verdict::invalid;
        absent.failures = {{.path = path, .constraint = "Member must not be null"}};
    }
    made.push_back(absent);
    absent.what = member.name + " is null";
    absent.value = place(nullptr);
    made.push_back(absent);
    lift(made, of(member.shape), member.name, path, place);
    return made;
}

value_cases case_maker::of_structure(const std::string& shape) const {
    auto made = wrong_types(json::value_t::object);
    const auto whole = full(shape);
    made.push_back({.what = "required members only", .value = valid(shape)});
    made.push_back({.what = "all members", .value = whole});
    made.push_back({.what = "an unknown member", .value = whole});
    made.back().value["unknown"] = {{"x", json::array({1})}};
    for (const auto& member : members(shape)) {
        for (auto& each : of_member(member, whole)) made.push_back(std::move(each));
    }
    return made;
}

value_cases case_maker::of_union(const std::string& shape) const {
    auto made = wrong_types(json::value_t::object);
    const auto all = members(shape);
    made.push_back({"a union of none", json::object(), verdict::malformed});
    made.push_back({"a union of an unknown one", {{"unknown", "x"}}, verdict::malformed});
    for (const auto& member : all) {
        const json one{{member.name, valid(member.shape)}};
        lift(made, of(member.shape), member.name, "/" + member.name, [&](const json& value) {
            return json{{member.name, value}};
        });
        made.push_back({"a union of null", {{member.name, nullptr}}, verdict::malformed});
        made.push_back({"a union of one and an unknown one", one, verdict::malformed});
        made.back().value["unknown"] = "x";
        for (const auto& other : all) {
            if (other.name == member.name) continue;
            made.push_back({"a union of two", one, verdict::malformed});
            made.back().value[other.name] = valid(other.shape);
            made.push_back({"a union of one and null", one});
            made.back().value[other.name] = nullptr;
        }
    }
    return made;
}

} // namespace ivschat::test
