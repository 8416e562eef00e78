// Lives on the core. A regular expression that cannot hurt: it is compiled once, and bounded in its
// length, in the length of what it is held against and in the steps that it takes.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace ivschat::journal {

// Says what is wrong with a pattern; goes on behind a name and a colon.
struct pattern_error {
    std::string message;
};

// Reached only by a `value()` on a failed result, which is a bug here.
[[noreturn]] void throw_exception_from_error(const pattern_error& error,
                                             const boost::source_location& where);

class pattern {
public:
    static constexpr std::size_t longest = 512;          // bytes
    static constexpr std::size_t longest_subject = 8192; // bytes

    // Perl's syntax, of which JavaScript's is nearly a part. `^` and `$` are the ends of the whole
    // text, `.` is any byte but a line end: a character beyond ASCII is several of them.
    static boost::system::result<pattern, pattern_error> compile(std::string_view text);

    // True if it matches anywhere. False, too, if the subject is too long.
    bool is_found_in(std::string_view subject) const;
    // It has taken more steps than it may, and from then on is found nowhere: ten thousand entries
    // of a full journal would otherwise hold up everybody. Copies share this.
    bool has_given_up() const;
    const std::string& text() const;

private:
    struct compiled;
    explicit pattern(std::shared_ptr<compiled> what) : compiled_{std::move(what)} {}

    std::shared_ptr<compiled> compiled_;
};

} // namespace ivschat::journal
