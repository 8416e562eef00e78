#include "wire/actions.hpp"

#include "text/ascii.hpp"
#include "text/json_document.hpp"
#include "text/surrogates.hpp"

#include <algorithm>
#include <optional>

namespace ivschat::wire {
namespace {

// Reads members by name and remembers the first error.
class reader {
public:
    explicit reader(text::json_value object) : members_{object.members_as_written()} {}

    std::optional<std::string> string(std::string_view name) {
        const auto value = find(name);
        if (!value) return std::nullopt;
        if (!value->is_string()) {
            add_error(name_, "a string");
            return std::nullopt;
        }
        return std::string{value->string()};
    }

    std::string required_string(std::string_view name) {
        auto value = string(name);
        if (!value) add_error(name, "given");
        return value.value_or("");
    }

    std::optional<chat::attribute_map> string_map(std::string_view name) {
        const auto value = find(name);
        if (!value) return std::nullopt;
        if (!value->is_object()) {
            add_error(name_, "an object of strings");
            return std::nullopt;
        }
        chat::attribute_map map;
        for (const auto& [key, element] : value->members()) {
            if (!element.is_string())
                add_error(name_, "an object of strings");
            else
                map.emplace_hint(map.end(), key, element.string());
        }
        return map;
    }

    const std::string& error() const { return error_; }

private:
    // The last of the keys that match.
    std::optional<text::json_value> find(std::string_view name) {
        std::optional<text::json_value> found;
        for (const auto& [key, value] : members_) {
            if (!text::equal_ignoring_case(key, name)) continue;
            name_ = key;
            found = value;
        }
        return found && !found->is_null() ? found : std::nullopt;
    }

    void add_error(std::string_view name, std::string_view must_be) {
        if (!error_.empty()) return;
        error_.append(name).append(" must be ").append(must_be);
    }

    boost::container::small_vector<text::json_member, 16> members_;
    std::string_view name_; // of the member found last, as the client spells it
    std::string error_;
};

action read_send_message(reader& in, std::string request_id) {
    return chat::send_message{.request_id = std::move(request_id),
                              .content = in.required_string("Content"),
                              .attributes = in.string_map("Attributes")};
}

action read_delete_message(reader& in, std::string request_id) {
    return chat::delete_message{.request_id = std::move(request_id),
                                .message_id = in.required_string("Id"),
                                .reason = in.string("Reason")};
}

action read_disconnect_user(reader& in, std::string request_id) {
    return chat::disconnect_user{.request_id = std::move(request_id),
                                 .user_id = in.required_string("UserId"),
                                 .reason = in.string("Reason")};
}

using action_parser = action (*)(reader& in, std::string request_id);

struct action_row {
    action_info info;
    action_parser parse;
};

// In the order of the alternatives of `action`.
constexpr std::array<action_row, std::variant_size_v<action>> table{{
    {{"SEND_MESSAGE", metrics::action::send_message, ""}, read_send_message},
    {{"DELETE_MESSAGE", metrics::action::delete_message, "aws:DELETE_MESSAGE"},
     read_delete_message},
    {{"DISCONNECT_USER", metrics::action::disconnect_user, "aws:DISCONNECT_USER"},
     read_disconnect_user},
}};

template <class Member>
const action_row* find_row(std::string_view wanted, Member member) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const action_row& each) {
        return each.info.*member == wanted;
    });
    return found == table.end() ? nullptr : &*found;
}

// "A, B or C"
std::string all_names() {
    std::string names;
    for (const auto& each : table) {
        if (!names.empty()) names.append(&each == &table.back() ? " or " : ", ");
        names.append(each.info.name);
    }
    return names;
}

const action_info* info_of(const decoded_request& request) {
    const auto* const good = std::get_if<action>(&request);
    return good == nullptr ? nullptr : &table[good->index()].info;
}

decoded_request read_request(const text::json_value& body) {
    if (!body.is_object()) {
        return bad_request{.request_id = {}, .why = "A request must be a JSON object"};
    }
    reader in{body};
    auto request_id = in.string("RequestId").value_or("");
    const auto name = in.required_string("Action");
    if (!in.error().empty()) {
        return bad_request{.request_id = std::move(request_id), .why = in.error()};
    }
    const auto* const row = find_row(name, &action_info::name);
    if (row == nullptr) {
        return bad_request{.request_id = std::move(request_id),
                           .why = "Action must be " + all_names()};
    }
    auto asked = row->parse(in, request_id);
    if (!in.error().empty()) {
        return bad_request{.request_id = std::move(request_id), .why = in.error()};
    }
    return asked;
}

} // namespace

decoded_request decode(std::string_view text) {
    const text::json_document document{text};
    if (const auto body = document.root()) return read_request(*body);
    // JSON.stringify writes half an emoji as a lone surrogate, which Boost.JSON refuses.
    if (const auto mended = text::replace_lone_surrogates(text)) {
        const text::json_document again{*mended};
        if (const auto body = again.root()) return read_request(*body);
    }
    return bad_request{.request_id = {}, .why = "Malformed JSON"};
}

std::string_view name_of(const decoded_request& request) {
    const auto* const info = info_of(request);
    return info == nullptr ? std::string_view{} : info->name;
}

metrics::action metric_of(const decoded_request& request) {
    const auto* const info = info_of(request);
    return info == nullptr ? metrics::action::none : info->metric;
}

std::string_view request_id_of(const decoded_request& request) {
    if (const auto* bad = std::get_if<bad_request>(&request)) return bad->request_id;
    return std::visit([](const auto& asked) { return std::string_view{asked.request_id}; },
                      std::get<action>(request));
}

const action_info* find_action_of_event(std::string_view event_name) {
    const auto* const row =
        event_name.empty() ? nullptr : find_row(event_name, &action_info::event);
    return row == nullptr ? nullptr : &row->info;
}

} // namespace ivschat::wire
