// Lives on the core. A regular expression that is safe to take from clients: RE2 searches in time
// linear in the subject's length, and its memory is bounded.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

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

    // RE2's syntax, which is Perl's without look-around and back references. `^` and `$` match at
    // the ends of the whole text only. `.` matches one character, but no line feed.
    static boost::system::result<pattern, pattern_error> compile(std::string_view text);

    // True if it matches anywhere in the subject; false if the subject is too long.
    bool matches(std::string_view subject) const;
    const std::string& text() const;

private:
    explicit pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_{std::move(compiled)} {}

    std::shared_ptr<const re2::RE2> compiled_;
};

} // namespace ivschat::journal
