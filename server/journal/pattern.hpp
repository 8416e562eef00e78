// Lives on the core. A regular expression that is safe to take from clients: its length, its
// subject's length and the steps of a search are bounded.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace ivschat::journal {

// What is wrong with a pattern, worded to follow a member's name and a colon.
struct pattern_error {
    std::string message;
};

// Called by `value()` on a failed result, which is a bug.
[[noreturn]] void throw_exception_from_error(const pattern_error& error,
                                             const boost::source_location& where);

class pattern {
public:
    static constexpr std::size_t max_length = 512;          // bytes
    static constexpr std::size_t max_subject_length = 8192; // bytes

    // Perl's syntax, which includes nearly all of JavaScript's. `^` and `$` match at the ends of
    // the whole text only. `.` matches one byte but no line end; a character beyond ASCII is
    // several bytes.
    static boost::system::result<pattern, pattern_error> compile(std::string_view text);

    // True if it matches anywhere in the subject; false if the subject is too long.
    bool matches(std::string_view subject) const;
    // A search has reached the step limit. From then on the pattern matches nothing: searching the
    // ten thousand entries of a full journal would block the core. Copies share this state.
    bool is_exhausted() const;
    const std::string& text() const;

private:
    struct compiled;
    explicit pattern(std::shared_ptr<compiled> what) : compiled_{std::move(what)} {}

    std::shared_ptr<compiled> compiled_;
};

} // namespace ivschat::journal
