// Boost.Regex instead of std::regex, which recurses once per byte of the subject and does not bound
// its backtracking.
#include "journal/pattern.hpp"

// Boost ends a search after this many steps, about ten milliseconds; its default takes a second or
// more. Its header has an old-style cast.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#define BOOST_REGEX_MAX_STATE_COUNT 400000
#include <boost/regex.hpp>
#pragma GCC diagnostic pop

#include <stdexcept>

namespace ivschat::journal {
namespace {

// Removes `.*` at the start. It does not change the result of a search, but makes its time
// quadratic in the subject's length.
std::string_view without_leading_any(std::string_view text) {
    constexpr std::string_view any = ".*";
    constexpr std::string_view not_alone = "*+?{|"; // then `.*` is repeated, lazy or an alternative
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
    bool is_exhausted = false;
};

void throw_exception_from_error(const pattern_error& error, const boost::source_location&) {
    throw std::logic_error{"an unchecked pattern: " + error.message};
}

boost::system::result<pattern, pattern_error> pattern::compile(std::string_view text) {
    if (text.empty()) return pattern_error{"a pattern must not be empty"};
    if (text.size() > max_length) {
        return pattern_error{"a pattern must be at most " + std::to_string(max_length) +
                             " bytes long"};
    }
    const auto searched = without_leading_any(text);
    try {
        return pattern{std::make_shared<compiled>(
            compiled{.text = std::string{text},
                     .expression = boost::regex{searched.begin(), searched.end()}})};
    } catch (const std::runtime_error&
                 error) { // boost::regex_error, or runtime_error if nested too deeply
        return pattern_error{error.what()};
    }
}

bool pattern::matches(std::string_view subject) const {
    if (subject.size() > max_subject_length || is_exhausted()) return false;
    const auto as_javascript = boost::match_single_line | boost::match_not_dot_newline;
    try {
        return boost::regex_search(subject.begin(), subject.end(), compiled_->expression,
                                   as_javascript);
    } catch (const std::runtime_error&) { // the step limit
        compiled_->is_exhausted = true;
        return false;
    }
}

bool pattern::is_exhausted() const { return compiled_->is_exhausted; }

const std::string& pattern::text() const { return compiled_->text; }

} // namespace ivschat::journal
