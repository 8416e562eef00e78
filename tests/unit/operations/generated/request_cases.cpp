#include "request_cases.hpp"

#include <algorithm>
#include <cctype>

namespace ivschat::test {
namespace {

using nlohmann::json;

std::string percent_encode(const std::string& text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 && std::isalnum(byte) != 0)
            encoded += c;
        else
            encoded.append({'%', digits[byte >> 4U], digits[byte & 15U]});
    }
    return encoded;
}

bool is_text(const json& value) { return value.is_string() && !value.get<std::string>().empty(); }

bool is_list_of_texts(const json& value) {
    return value.is_array() && std::all_of(value.begin(), value.end(),
                                           [](const json& each) { return each.is_string(); });
}

class request_maker {
public:
    request_maker(const json& tables, const std::string& operation)
        : maker_{tables}, operation_{tables["operations"].at(operation)} {
        input_ = operation_.at("input");
        body_ = maker_.full(input_);
        for (const auto& member : maker_.members(input_)) {
            if (member.location.empty()) continue;
            bound_[member.name] = body_[member.name];
            body_.erase(member.name);
        }
    }

    std::vector<request_case> make() {
        for (const auto& member : maker_.members(input_)) {
            if (member.location.empty())
                add_in_body(member);
            else
                add_outside(member);
        }
        if (operation_["method"] == "POST") {
            add_bodies();
            add_broken_bodies();
            add_combinations();
        }
        return std::move(made_);
    }

private:
    // The path with its variable part filled in, and the query.
    std::string target(const json& bound) const {
        std::string path = operation_["path"];
        std::string query;
        for (const auto& [name, value] : bound.items()) {
            const auto variable = path.find('{' + name + '}');
            if (variable != std::string::npos) {
                path.replace(variable, name.size() + 2, percent_encode(value));
                continue;
            }
            for (const auto& each : value) {
                query += (query.empty() ? '?' : '&') + name + '=' + percent_encode(each);
            }
        }
        return path + query;
    }

    void add(const std::string& what, std::string body, const json& bound, verdict expected,
             std::vector<failure> failures = {}) {
        for (auto& failure : failures) failure.path.erase(0, 1);
        made_.push_back({.what = what,
                         .target = target(bound),
                         .body = std::move(body),
                         .expected = expected,
                         .failures = std::move(failures)});
    }

    std::string body_text() const {
        return operation_["method"] == "POST" ? body_.dump() : std::string{};
    }

    void add_in_body(const case_maker::described_member& member) {
        for (auto& each : maker_.of_member(member, body_)) {
            const auto& value = each.value.value(member.name, json{});
            // The description cannot say it: a token is good only if the same list gave it.
            if (member.shape == "PaginationToken" && each.expected == verdict::accepted &&
                is_text(value)) {
                each.expected = verdict::invalid;
                each.failures = {{"/" + member.name, "Member must be a token that the same list"}};
            }
            add(each.what, each.value.dump(), bound_, each.expected, each.failures);
        }
    }

    // A path or a query cannot hold every JSON value.
    void add_outside(const case_maker::described_member& member) {
        const auto can_hold = member.location == "uri" ? is_text : is_list_of_texts;
        for (auto each : maker_.of(member.shape)) {
            if (!can_hold(each.value)) continue;
            auto bound = bound_;
            bound[member.name] = each.value;
            if (each.value.empty()) {
                each.expected = verdict::invalid;
                each.failures = {{.path = {}, .constraint = "Member must not be null"}};
            }
            for (auto& failure : each.failures) {
                failure.path = "/" + member.name + failure.path;
            }
            add(member.name + ": " + each.what, body_text(), bound, each.expected, each.failures);
        }
    }

    void add_bodies() {
        std::vector<failure> missing;
        auto required = json::object();
        for (const auto& member : maker_.members(input_)) {
            if (!member.is_required || !member.location.empty()) continue;
            missing.push_back({"/" + member.name, "Member must not be null"});
            required[member.name] = body_[member.name];
        }
        const auto of_nothing = missing.empty() ? verdict::accepted : verdict::invalid;
        add("no body", "", bound_, of_nothing, missing);
        add("an empty object", "{}", bound_, of_nothing, missing);
        add("required members only", required.dump(), bound_, verdict::accepted);
        add("all members", body_.dump(), bound_, verdict::accepted);
        auto more = body_;
        more["unknown"] = json{{"x", json::array({1})}};
        add("an unknown member", more.dump(), bound_, verdict::accepted);
        add("all members, escaped", body_.dump(1, ' ', true), bound_, verdict::accepted);
    }

    void add_broken_bodies() {
        const auto good = body_.dump();
        const std::string broken[] = {"[]",
                                      "10",
                                      "null",
                                      "true",
                                      R"("x")",
                                      "{",
                                      "}",
                                      "{'a':1}",
                                      R"({"a":1,})",
                                      R"({"a"})",
                                      "{a:1}",
                                      R"({"a":NaN})",
                                      R"({"a":01})",
                                      R"({"a":"\x"})",
                                      "{\"a\":\"\n\"}",
                                      "{\"a\":\"\xff\"}",
                                      "{\"a\":\"\xed\xa0\x80\"}", // a surrogate
                                      "[" + good + "]",
                                      good + good,
                                      good + ",",
                                      good + "x",
                                      good + '\0',
                                      good + "//",
                                      "/**/" + good,
                                      "\f" + good,
                                      good.substr(0, good.size() - 1)};
        for (const auto& text : broken) {
            add("broken body " + text, text, bound_, verdict::malformed);
        }
    }

    // Every member wrong at once: all are told. With a malformed one among them: only that.
    void add_combinations() {
        auto all = body_;
        std::vector<failure> failures;
        std::optional<std::pair<std::string, json>> malformed;
        for (const auto& member : maker_.members(input_)) {
            if (!member.location.empty()) continue;
            const auto cases = maker_.of_member(member, body_);
            const auto last = [&](verdict wanted) {
                return std::find_if(cases.rbegin(), cases.rend(), [&](const value_case& each) {
                    return each.expected == wanted && each.value.contains(member.name);
                });
            };
            const auto invalid = last(verdict::invalid);
            if (invalid == cases.rend()) continue;
            all[member.name] = invalid->value[member.name];
            failures.insert(failures.end(), invalid->failures.begin(), invalid->failures.end());
            malformed = {member.name, last(verdict::malformed)->value[member.name]};
        }
        add("every member invalid", all.dump(), bound_, verdict::invalid, failures);
        all[malformed->first] = malformed->second;
        add("every member invalid, one malformed", all.dump(), bound_, verdict::malformed);
    }

    case_maker maker_;
    const json& operation_;
    std::string input_;
    json body_;                   // a good one with all members
    json bound_ = json::object(); // good values of what stands in the path and the query
    std::vector<request_case> made_;
};

} // namespace

std::vector<request_case> request_cases(const json& tables, const std::string& operation) {
    return request_maker{tables, operation}.make();
}

} // namespace ivschat::test
