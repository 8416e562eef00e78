#include "integration/support/frames.hpp"

#include <algorithm>
#include <stdexcept>

namespace ivschat::integration {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A 0 in `form` matches any digit, every other character itself.
bool has_form(std::string_view text, std::string_view form) {
    return std::equal(text.begin(), text.end(), form.begin(), form.end(),
                      [](char c, char f) { return f == '0' ? is_digit(c) : c == f; });
}

std::string member(const std::string& frame, const char* name, bool (*is_good)(std::string_view)) {
    const std::string value = nlohmann::json::parse(frame).at(name);
    if (is_good(value)) return value;
    throw std::runtime_error{std::string{name} + " is not as it should be: " + frame};
}

} // namespace

bool is_identifier(std::string_view text) {
    return text.size() == 12 && std::all_of(text.begin(), text.end(), [](char c) {
               return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
           });
}

bool is_rfc3339_nano(std::string_view text) {
    constexpr std::string_view seconds = "0000-00-00T00:00:00";
    if (!text.ends_with('Z') || !has_form(text.substr(0, seconds.size()), seconds)) return false;
    auto fraction = text.substr(seconds.size(), text.size() - seconds.size() - 1);
    if (fraction.empty()) return true;
    if (!fraction.starts_with('.') || fraction.ends_with('0')) return false;
    fraction.remove_prefix(1);
    return !fraction.empty() && fraction.size() <= 9 &&
           std::all_of(fraction.begin(), fraction.end(), is_digit);
}

std::string id_of(const std::string& frame) { return member(frame, "Id", is_identifier); }
std::string send_time_of(const std::string& frame) {
    return member(frame, "SendTime", is_rfc3339_nano);
}

std::string message_frame(const std::string& received, const message_members& members) {
    return R"({"Type":"MESSAGE","Id":")" + id_of(received) + R"(","RequestId":")" +
           members.request_id + R"(","Attributes":)" + members.attributes + R"(,"Content":")" +
           members.content + R"(","SendTime":")" + send_time_of(received) +
           R"(","Sender":{"UserId":")" + members.user_id + R"(","Attributes":)" +
           members.sender_attributes + "}}";
}

std::string event_frame(const std::string& received, const event_members& members) {
    return R"({"Type":"EVENT","Id":")" + id_of(received) + R"(","RequestId":")" +
           members.request_id + R"(","EventName":")" + members.name + R"(","Attributes":)" +
           members.attributes + R"(,"SendTime":")" + send_time_of(received) + R"("})";
}

} // namespace ivschat::integration
