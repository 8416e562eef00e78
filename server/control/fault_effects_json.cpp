#include "control/fault_effects_json.hpp"

#include "control/close_json.hpp"
#include "faults/error_reply.hpp"
#include "wire/close_code.hpp"

#include <algorithm>
#include <array>

namespace ivschat::control {
namespace {

using text::json_writer;
using namespace std::chrono_literals;

constexpr std::size_t longest_error_message = 500;
constexpr std::chrono::nanoseconds shortest_wait = 1ms;

std::string message_or(object_reader& in, std::string otherwise) {
    return in.text("message", longest_error_message).value_or(std::move(otherwise));
}

unsigned status_or(object_reader& in, unsigned otherwise) {
    return static_cast<unsigned>(in.unsigned_integer("status", 400, 599).value_or(otherwise));
}

faults::effect read_error(object_reader& in) {
    const auto known = faults::known_errors();
    const auto name = in.text("name", longest_error_message);
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& kind) {
        return kind.name == name.value_or("");
    });
    if (found == known.end()) {
        std::vector<std::string_view> names;
        for (const auto& each : known) names.push_back(each.name);
        in.add_error("name", (name ? "is \"" + *name + "\", which AWS does not have"
                                   : std::string{"is missing"}) +
                                 "; valid values are " + join(names));
        return faults::error_reply{.kind = model::errors::internal_server};
    }
    const model::error_kind kind{found->name, status_or(in, found->status)};
    return faults::error_reply{.kind = kind, .message = message_or(in, "")};
}

faults::effect read_error_frame(object_reader& in) {
    const auto code = in.unsigned_integer("code", 400, 599);
    if (!code)
        in.add_error("code", "is missing; AWS has 400, 401, 403, 404, 406, 413, 429 and 500");
    const auto number = static_cast<int>(code.value_or(500));
    return faults::error_frame{
        .code = number, .message = message_or(in, "A fault rule says " + std::to_string(number))};
}

faults::effect read_refusal(object_reader& in) {
    const auto status = status_or(in, 403);
    return faults::handshake_refusal{
        .status = status, .message = message_or(in, "A fault rule refuses the handshake.")};
}

faults::effect read_closure(object_reader& in) {
    auto close = read_close(in);
    if (!in.has("code")) in.add_error("code", "is missing; AWS closes with 1000");
    return faults::closure{.code = close.code.value_or(wire::close_code::normal),
                           .reason = std::move(close.reason)};
}

faults::effect read_duplicate(object_reader& in) {
    return faults::duplicate{
        .copies = static_cast<unsigned>(in.unsigned_integer("copies", 1, 16).value_or(1))};
}

faults::effect read_reorder(object_reader& in) {
    return faults::reorder{.release_after =
                               in.duration("releaseAfter", shortest_wait, 1min).value_or(1s)};
}

faults::effect read_stall(object_reader& in) {
    return faults::stall{.duration = in.duration("for", shortest_wait, 1h)};
}

template <class Effect>
faults::effect read_bare(object_reader&) {
    return Effect{};
}

struct form {
    std::string_view name;
    faults::effect (*read)(object_reader& in);
};

// In the order of the variant's alternatives.
constexpr std::array<form, std::variant_size_v<faults::effect>> forms{
    {{"error", read_error},
     {"errorFrame", read_error_frame},
     {"refuse", read_refusal},
     {"throttle", read_bare<faults::throttle>},
     {"close", read_closure},
     {"drop", read_bare<faults::drop>},
     {"duplicate", read_duplicate},
     {"reorder", read_reorder},
     {"stall", read_stall}}};
static_assert(forms.back().read != nullptr, "an alternative of faults::effect lacks its form");

void write_text(json_writer& out, std::string_view name, const std::string& text) {
    if (!text.empty()) out.key(name).string(text);
}

void write(json_writer& out, const faults::error_reply& reply) {
    out.key("name").string(reply.kind.name).key("status").integer(reply.kind.status);
    write_text(out, "message", reply.message);
}

void write(json_writer& out, const faults::error_frame& frame) {
    out.key("code").integer(frame.code);
    write_text(out, "message", frame.message);
}

void write(json_writer& out, const faults::handshake_refusal& refusal) {
    out.key("status").integer(refusal.status);
    write_text(out, "message", refusal.message);
}

void write(json_writer& out, const faults::closure& closure) {
    out.key("code").integer(closure.code);
    write_text(out, "reason", closure.reason);
}

void write(json_writer& out, const faults::duplicate& duplicate) {
    out.key("copies").integer(duplicate.copies);
}

void write(json_writer& out, const faults::reorder& reorder) {
    out.key("releaseAfter").string(to_iso8601(reorder.release_after));
}

void write(json_writer& out, const faults::stall& stall) {
    if (stall.duration) out.key("for").string(to_iso8601(*stall.duration));
}

void write(json_writer&, const faults::throttle&) {}
void write(json_writer&, const faults::drop&) {}

} // namespace

std::string all_effect_names() {
    std::vector<std::string_view> names;
    for (const auto& each : forms) names.push_back(each.name);
    return join(names);
}

std::string_view name_of(const faults::effect& what) { return forms[what.index()].name; }

std::optional<faults::effect> read_effect(object_reader& in) {
    std::optional<faults::effect> what;
    for (const auto& each : forms) {
        auto found = in.object(each.name);
        if (!found) continue;
        if (what) {
            in.add_error("has both " + std::string{name_of(*what)} + " and " +
                         std::string{each.name} + "; keep one of them");
            break;
        }
        what = each.read(*found);
        found->reject_unknown_members();
    }
    return what;
}

void write_effect(json_writer& out, const faults::effect& what) {
    out.key(name_of(what)).begin_object();
    std::visit([&](const auto& each) { write(out, each); }, what);
    out.end_object();
}

} // namespace ivschat::control
