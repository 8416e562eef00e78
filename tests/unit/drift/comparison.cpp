#include "comparison.hpp"

#include <algorithm>

namespace ivschat::test {
namespace {

using nlohmann::json;

std::string said(const std::string& value, std::string_view where) {
    return (value.empty() ? "absent" : value) + " " + std::string{where};
}

// Calls `differs(name, model, here)` for each member that differs or that only one object has.
template <class Visitor>
void for_each_unequal(const json& model, const json& here, Visitor differs) {
    const json absent;
    for (const auto& [name, value] : model.items()) {
        const auto other = here.find(name);
        if (other == here.end())
            differs(name, value, absent);
        else if (*other != value)
            differs(name, value, *other);
    }
    for (const auto& [name, value] : here.items()) {
        if (!model.contains(name)) differs(name, absent, value);
    }
}

std::string dump(const json& value) { return value.is_null() ? std::string{} : value.dump(); }

bool is_of(const deviation& deviation, const difference& difference) {
    return deviation.row == difference.row && deviation.fact == difference.fact &&
           deviation.model == difference.model && deviation.here == difference.here;
}

} // namespace

std::string difference::text() const {
    const std::string subject = fact.empty() ? "the row" : fact;
    return row + ": " + subject + " is " + said(model, "in the model") + ", " + said(here, "here");
}

std::vector<difference> compare(const json& model, const json& here) {
    std::vector<difference> found;
    for (const auto* const table : {"operations", "errors", "shapes", "members"}) {
        const std::string kind{table, std::string_view{table}.size() - 1};
        for_each_unequal(
            model.at(table), here.at(table),
            [&](const std::string& name, const json& ours, const json& other) {
                const auto row = kind + " " + name;
                if (ours.is_null() || other.is_null()) {
                    found.push_back(
                        {.row = row, .fact = {}, .model = dump(ours), .here = dump(other)});
                    return;
                }
                for_each_unequal(
                    ours, other, [&](const std::string& fact, const json& left, const json& right) {
                        found.push_back(
                            {.row = row, .fact = fact, .model = dump(left), .here = dump(right)});
                    });
            });
    }
    return found;
}

std::vector<std::string> drift(const json& model, const json& here,
                               std::span<const deviation> deviations) {
    std::vector<std::string> lines;
    const auto differences = compare(model, here);
    for (const auto& difference : differences) {
        const auto is_this = [&](const deviation& each) { return is_of(each, difference); };
        if (std::none_of(deviations.begin(), deviations.end(), is_this)) {
            lines.push_back(difference.text());
        }
    }
    for (const auto& deviation : deviations) {
        const auto is_this = [&](const difference& each) { return is_of(deviation, each); };
        if (std::none_of(differences.begin(), differences.end(), is_this)) {
            lines.push_back(std::string{deviation.row} + ": " + std::string{deviation.fact} +
                            " does not deviate so any more");
        }
    }
    return lines;
}

} // namespace ivschat::test
