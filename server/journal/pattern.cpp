#include "journal/pattern.hpp"

#include <re2/re2.h>

#include <stdexcept>

namespace ivschat::journal {
namespace {

// Of each compiled pattern, with what RE2 caches while it searches. It bounds the time for each
// byte of a subject, too, since that grows with the program's size.
constexpr std::int64_t max_memory = 1 << 20; // bytes

re2::RE2::Options options() {
    re2::RE2::Options options; // these begin with UTF-8 and Perl's classes
    options.set_max_mem(max_memory);
    options.set_log_errors(false);
    options.set_longest_match(false);
    options.set_never_capture(true);
    return options;
}

} // namespace

void throw_exception_from_error(const pattern_error& error, const boost::source_location&) {
    throw std::logic_error{"an unchecked pattern: " + error.message};
}

boost::system::result<pattern, pattern_error> pattern::compile(std::string_view text) {
    if (text.empty()) return pattern_error{"a pattern must not be empty"};
    if (text.size() > max_length) {
        return pattern_error{"a pattern must be at most " + std::to_string(max_length) +
                             " bytes long"};
    }
    auto compiled =
        std::make_shared<const re2::RE2>(re2::StringPiece{text.data(), text.size()}, options());
    if (!compiled->ok()) return pattern_error{compiled->error()};
    return pattern{std::move(compiled)};
}

bool pattern::matches(std::string_view subject) const {
    if (subject.size() > max_subject_length) return false;
    return re2::RE2::PartialMatch(re2::StringPiece{subject.data(), subject.size()}, *compiled_);
}

const std::string& pattern::text() const { return compiled_->pattern(); }

} // namespace ivschat::journal
