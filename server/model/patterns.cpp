#include "model/patterns.hpp"

#include "text/ascii.hpp"

#include <algorithm>

namespace ivschat::model::patterns {
namespace {

using text::is_digit;
using text::is_letter_or_digit;
using text::is_lower;

constexpr bool is_region_character(char c) { return is_lower(c) || is_digit(c) || c == '-'; }
constexpr bool is_id_character(char c) { return is_letter_or_digit(c) || c == '-'; }
constexpr bool is_name_character(char c) { return is_id_character(c) || c == '_'; }

template <class Predicate>
bool is_some(std::string_view value, Predicate belongs) {
    return !value.empty() && std::all_of(value.begin(), value.end(), belongs);
}

// Matches a text from the front. After a failed step all others fail.
class scanner {
public:
    explicit scanner(std::string_view text) : rest_{text} {}

    scanner& literal(std::string_view wanted) {
        if (ok_ && rest_.starts_with(wanted))
            rest_.remove_prefix(wanted.size());
        else
            ok_ = false;
        return *this;
    }
    // Takes one or more characters of a class.
    template <class Predicate>
    scanner& some(Predicate belongs) {
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), belongs);
        const auto count = static_cast<std::size_t>(end - rest_.begin());
        ok_ = ok_ && count > 0;
        rest_.remove_prefix(count);
        length_ = count;
        return *this;
    }
    scanner& of_length(std::size_t wanted) {
        ok_ = ok_ && length_ == wanted;
        return *this;
    }
    bool at_end() const { return ok_ && rest_.empty(); }

private:
    std::string_view rest_;
    std::size_t length_ = 0;
    bool ok_ = true;
};

bool is_arn_of_type(std::string_view value, std::string_view type) {
    return scanner{value}
        .literal("arn:aws:ivschat:")
        .some(is_region_character)
        .literal(":")
        .some(is_digit)
        .literal(type)
        .some(is_id_character)
        .at_end();
}

} // namespace

bool is_room_arn(std::string_view value) { return is_arn_of_type(value, ":room/"); }

bool is_logging_configuration_arn(std::string_view value) {
    return is_arn_of_type(value, ":logging-configuration/");
}

bool is_lambda_arn_or_empty(std::string_view value) {
    // `.` in the pattern does not match line breaks.
    const auto is_not_line_break = [](char c) { return c != '\n' && c != '\r'; };
    return value.empty() || scanner{value}
                                .literal("arn:aws:lambda:")
                                .some(is_region_character)
                                .literal(":")
                                .some(is_digit)
                                .of_length(12)
                                .literal(":function:")
                                .some(is_not_line_break)
                                .at_end();
}

bool is_name(std::string_view value) {
    return std::all_of(value.begin(), value.end(), is_name_character);
}

bool is_alphanumeric(std::string_view value) { return is_some(value, is_letter_or_digit); }

bool is_resource_arn(std::string_view value) {
    return scanner{value}
        .literal("arn:aws:ivschat:")
        .some(is_region_character)
        .literal(":")
        .some(is_digit)
        .literal(":")
        .some([](char c) { return is_lower(c) || c == '-'; })
        .literal("/")
        .some(is_id_character)
        .at_end();
}

bool is_region(std::string_view value) {
    constexpr std::size_t longest = 32;
    return value.size() <= longest && is_some(value, is_region_character);
}

bool is_account(std::string_view value) {
    constexpr std::size_t digits = 12;
    return value.size() == digits && is_some(value, is_digit);
}

bool is_bucket_name(std::string_view value) {
    return is_some(value, [](char c) { return is_region_character(c) || c == '.'; });
}

bool is_log_group_name(std::string_view value) {
    return is_some(value,
                   [](char c) { return is_name_character(c) || c == '.' || c == '/' || c == '#'; });
}

bool is_delivery_stream_name(std::string_view value) {
    return is_some(value, [](char c) { return is_name_character(c) || c == '.'; });
}

bool is_not_reserved_tag_key(std::string_view value) {
    constexpr std::string_view reserved = "aws:";
    return !text::equal_ignoring_case(value.substr(0, reserved.size()), reserved);
}

} // namespace ivschat::model::patterns
