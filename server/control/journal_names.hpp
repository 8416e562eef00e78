// The names of the members of a journal entry in entries, queries and expectations.
#pragma once

#include "journal/condition.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace ivschat::control {

// What values a member can have.
enum class value_form : std::uint8_t { text, number, kind, room };

struct named_field {
    std::string_view name;
    journal::field field;
    value_form form = value_form::text;
};

// In the order in which entries are written and conditions evaluated: the cheap ones first.
inline constexpr std::array<named_field, 13> journal_fields{{
    {"kind", journal::field::kind, value_form::kind},
    {"room", journal::field::room, value_form::room},
    {"session", journal::field::session, value_form::number},
    {"user", journal::field::user},
    {"targetUser", journal::field::target_user},
    {"operation", journal::field::operation},
    {"code", journal::field::code, value_form::number},
    {"error", journal::field::error_name},
    {"reason", journal::field::reason},
    {"requestId", journal::field::request_id},
    {"messageId", journal::field::message_id},
    {"eventName", journal::field::event_name},
    {"content", journal::field::content},
}};
inline constexpr std::string_view attributes_name = "attributes";

constexpr std::string_view name_of(journal::field field) {
    const auto* const found =
        std::find_if(journal_fields.begin(), journal_fields.end(),
                     [&](const named_field& each) { return each.field == field; });
    return found == journal_fields.end() ? attributes_name : found->name;
}

} // namespace ivschat::control
