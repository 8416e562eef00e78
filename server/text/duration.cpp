#include "text/duration.hpp"

#include "text/ascii.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>

namespace ivschat::text {
namespace {

using std::chrono::nanoseconds;

struct unit {
    char letter;
    bool follows_t;
    nanoseconds length;
};

constexpr std::array<unit, 4> units{{{'D', false, std::chrono::days{1}},
                                     {'H', true, std::chrono::hours{1}},
                                     {'M', true, std::chrono::minutes{1}},
                                     {'S', true, std::chrono::seconds{1}}}};

duration_error invalid(std::string_view why) {
    return {std::string{why} + "; write a length of time as ISO 8601 does, such as PT2S, PT0.5S, "
                               "PT61M or P1DT12H"};
}

// Reads one number with its unit after another.
class reader {
public:
    explicit reader(std::string_view text) : rest_{text} {}

    boost::system::result<nanoseconds, duration_error> read() {
        if (rest_.starts_with('-')) return invalid("it must not be negative");
        if (!take('P')) return invalid("it must begin with P");
        if (rest_.empty()) return invalid("nothing follows the P");
        while (!rest_.empty() && problem_.empty()) {
            if (!after_t_ && take('T')) {
                after_t_ = true;
                if (rest_.empty()) problem_ = "nothing follows the T";
            } else {
                read_component();
            }
        }
        if (!problem_.empty()) return invalid(problem_);
        return nanoseconds{total_};
    }

private:
    bool take(char wanted) {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::string_view take_digits() {
        std::size_t count = 0;
        while (count < rest_.size() && is_digit(rest_[count])) ++count;
        const auto digits = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return digits;
    }

    void read_component() {
        const auto whole = take_digits();
        if (whole.empty()) return fail("a number is missing");
        std::optional<std::string_view> fraction;
        if (take('.')) fraction = take_digits();
        if (rest_.empty()) return fail("the last number has no unit");
        const char letter = rest_.front();
        rest_.remove_prefix(1);
        const auto* const found = find(letter);
        if (found == nullptr) return;
        if (!fraction) return add(whole, found->length);
        if (found->letter != 'S') return fail("only seconds may have a fraction");
        if (fraction->empty() || fraction->size() > 9) {
            return fail("a fraction has one to nine digits");
        }
        add(whole, found->length);
        add(std::string{*fraction}.append(9 - fraction->size(), '0'), nanoseconds{1});
    }

    // Fails and returns null if the unit is not allowed here.
    const unit* find(char letter) {
        if (letter == 'Y' || letter == 'W' || (letter == 'M' && !after_t_)) {
            fail("years, months and weeks are not supported, and minutes follow a T");
            return nullptr;
        }
        for (std::size_t i = 0; i < units.size(); ++i) {
            if (units[i].letter != letter || units[i].follows_t != after_t_) continue;
            if (i < next_unit_) break;
            next_unit_ = i + 1;
            return &units[i];
        }
        fail("units are D, then T, then H, M and S, in this order and each at most once");
        return nullptr;
    }

    void add(std::string_view digits, nanoseconds each) {
        constexpr auto most = std::numeric_limits<std::int64_t>::max();
        std::int64_t count = 0;
        for (const char c : digits) {
            const auto digit = static_cast<std::int64_t>(c - '0');
            if (count > (most - digit) / 10) return fail("it is longer than 292 years");
            count = count * 10 + digit;
        }
        if (count > (most - total_) / each.count()) return fail("it is longer than 292 years");
        total_ += count * each.count();
    }

    void fail(std::string_view problem) { problem_ = problem; }

    std::string_view rest_;
    std::string_view problem_;
    std::int64_t total_ = 0;
    std::size_t next_unit_ = 0;
    bool after_t_ = false;
};

} // namespace

void throw_exception_from_error(const duration_error& error, const boost::source_location&) {
    throw std::logic_error{"an unchecked duration: " + error.message};
}

boost::system::result<nanoseconds, duration_error> parse_duration(std::string_view text) {
    return reader{text}.read();
}

} // namespace ivschat::text
