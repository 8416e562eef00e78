// Boost.Regex rather than std::regex: that one recurses once per byte of the subject, and nothing
// bounds its backtracking.
#include "journal/pattern.hpp"

// Steps of one search. Boost gives up after so many, which is some ten milliseconds; the default
// is a second or more. It casts the number in the old style.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#define BOOST_REGEX_MAX_STATE_COUNT 400000
#include <boost/regex.hpp>
#pragma GCC diagnostic pop

#include <stdexcept>

namespace ivschat::journal {
namespace {

// Without a `.*` at the start, which changes nothing where a match may be anywhere, but makes a
// search take the square of the subject's length.
std::string_view without_leading_any(std::string_view text) {
    constexpr std::string_view any = ".*";
    constexpr std::string_view not_alone = "*+?{|"; // it is repeated, lazy or an alternative
    while (text.starts_with(any) && text.size() > any.size() &&
           not_alone.find(text[any.size()]) == std::string_view::npos) {
        text.remove_prefix(any.size());
    }
    return text;
}

} // namespace

struct pattern::compiled {
    std::string text;
    boost::regex expression;
    bool has_given_up = false;
};

void throw_exception_from_error(const pattern_error& error, const boost::source_location&) {
    throw std::logic_error{"an unchecked pattern: " + error.message};
}

boost::system::result<pattern, pattern_error> pattern::compile(std::string_view text) {
    if (text.empty()) return pattern_error{"a pattern must not be empty"};
    if (text.size() > longest) {
        return pattern_error{"a pattern has at most " + std::to_string(longest) + " bytes"};
    }
    const auto searched = without_leading_any(text);
    try {
        return pattern{std::make_shared<compiled>(
            compiled{.text = std::string{text},
                     .expression = boost::regex{searched.begin(), searched.end()}})};
    } catch (const std::runtime_error& error) { // boost::regex_error, or std's when it is too deep
        return pattern_error{error.what()};
    }
}

bool pattern::is_found_in(std::string_view subject) const {
    if (subject.size() > longest_subject || has_given_up()) return false;
    const auto as_javascript = boost::match_single_line | boost::match_not_dot_newline;
    try {
        return boost::regex_search(subject.begin(), subject.end(), compiled_->expression,
                                   as_javascript);
    } catch (const std::runtime_error&) { // too many steps
        compiled_->has_given_up = true;
        return false;
    }
}

bool pattern::has_given_up() const { return compiled_->has_given_up; }

const std::string& pattern::text() const { return compiled_->text; }

} // namespace ivschat::journal
