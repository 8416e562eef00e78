// For every type of the API: values at, within and beyond what its description allows, each with
// what must come of it. It works from the description alone and knows nothing of the decoder.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ivschat::test {

enum class verdict {
    accepted,
    invalid,   // ValidationException
    malformed, // SerializationException
};

// A member that the ValidationException must name once.
struct failure {
    std::string path;       // below the value: "", "/0", "/key"
    std::string constraint; // how the sentence about it ends, or goes on
};

struct value_case {
    std::string what;
    nlohmann::json value;
    verdict expected = verdict::accepted;
    std::vector<failure> failures = {};
};

using value_cases = std::vector<value_case>;

// A value of every other JSON type. Null is none: it means that a member is absent.
value_cases wrong_types(nlohmann::json::value_t right);

// What Smithy says of a wrong length of texts, lists and maps.
std::string length_constraint(const nlohmann::json& facts);

class case_maker {
public:
    // `tables` in the form of fixtures/api.
    explicit case_maker(const nlohmann::json& tables) : tables_{tables} {}

    // A value that is accepted, as small as can be.
    nlohmann::json valid(const std::string& shape) const;
    // A structure with all of its members, and all of theirs.
    nlohmann::json full(const std::string& structure) const;
    value_cases of(const std::string& shape) const;

    struct described_member {
        std::string name;
        std::string shape;
        bool is_required;
        std::string location; // empty: the body
    };
    std::vector<described_member> members(const std::string& structure) const;
    // One member of the structure at a time; the others are as in `base`.
    value_cases of_member(const described_member& member, const nlohmann::json& base) const;

private:
    const nlohmann::json& facts(const std::string& shape) const;
    static nlohmann::json valid_scalar(const nlohmann::json& facts);

    static value_cases of_string(const nlohmann::json& facts);
    static value_cases of_pattern(const nlohmann::json& facts);
    static value_cases of_enum(const nlohmann::json& facts);
    static value_cases of_integer(const nlohmann::json& facts);
    value_cases of_list(const nlohmann::json& facts) const;
    value_cases of_map(const nlohmann::json& facts) const;
    value_cases of_map_entries(const nlohmann::json& facts) const;
    static value_cases of_map_bytes(const nlohmann::json& facts);
    value_cases of_structure(const std::string& shape) const;
    value_cases of_union(const std::string& shape) const;

    const nlohmann::json& tables_;
};

} // namespace ivschat::test
