// Every small change to a description.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace ivschat::test {

// A different value of the same type.
inline nlohmann::json altered(const nlohmann::json& value) {
    if (value.is_boolean()) return !value.get<bool>();
    if (value.is_number()) return value.get<int>() + 1;
    if (value.is_string()) return value.get<std::string>() + "x";
    throw std::logic_error{"a description holds a " + std::string{value.type_name()}};
}

// Replaces a part of a description by `value`, calls `attempt`, and restores the part.
template <class Attempt>
void with_value(nlohmann::json& part, nlohmann::json value, Attempt attempt) {
    std::swap(part, value);
    attempt();
    std::swap(part, value);
}

template <class Attempt>
void without(nlohmann::json& object, const std::string& name, Attempt attempt) {
    auto reduced = object;
    reduced.erase(name);
    with_value(object, std::move(reduced), attempt);
}

template <class Attempt>
void with(nlohmann::json& object, const std::string& name, nlohmann::json value, Attempt attempt) {
    auto extended = object;
    extended[name] = std::move(value);
    with_value(object, std::move(extended), attempt);
}

inline std::vector<std::string> names_of(const nlohmann::json& object) {
    std::vector<std::string> names;
    for (const auto& [name, value] : object.items()) names.push_back(name);
    return names;
}

// Removes and alters each element of a list, or alters the one value.
template <class Attempt>
void for_each_alteration(nlohmann::json& fact, const std::string& what, Attempt attempt) {
    if (!fact.is_array()) {
        with_value(fact, altered(fact), [&] { attempt("altered " + what); });
        return;
    }
    for (std::size_t i = 0; i < fact.size(); ++i) {
        const auto element = what + "[" + std::to_string(i) + "]";
        auto reduced = fact;
        reduced.erase(i);
        with_value(fact, reduced, [&] { attempt("removed " + element); });
        with_value(fact[i], altered(fact[i]), [&] { attempt("altered " + element); });
    }
}

// Calls `attempt(what)` for each mutation of `tables`, one at a time.
template <class Attempt>
void for_each_mutation(nlohmann::json& tables, Attempt attempt) {
    for (auto& [table_name, table] : tables.items()) {
        for (const auto& name : names_of(table)) {
            const auto what = table_name + " " + name;
            const auto row = table[name];
            without(table, name, [&] {
                attempt("removed " + what);
                with(table, name + "x", row, [&] { attempt("renamed " + what); });
            });
            with(table, name + "x", row, [&] { attempt("added a twin of " + what); });
            with(table[name], "another", 1, [&] { attempt("added a fact to " + what); });
            for (const auto& fact : names_of(row)) {
                without(table[name], fact, [&] { attempt("removed " + what + " " + fact); });
                for_each_alteration(table[name][fact], what + " " + fact, attempt);
            }
        }
    }
}

} // namespace ivschat::test
