#include "control/faults_json.hpp"

#include "chat/limits.hpp"
#include "control/fault_effects_json.hpp"
#include "model/patterns.hpp"
#include "operations/table.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace ivschat::control {
namespace {

using faults::plane;
using text::json_writer;
using namespace std::chrono_literals;

constexpr std::size_t max_rules = 256;
constexpr std::uint64_t max_count = 1'000'000'000;
constexpr std::uint64_t max_seed = (1ULL << 53U) - 1; // exact in a JavaScript number

constexpr std::array<std::string_view, faults::plane_count> plane_names{"control", "handshake",
                                                                        "messaging", "delivery"};
constexpr std::array<std::string_view, 3> messaging_actions{"SEND_MESSAGE", "DELETE_MESSAGE",
                                                            "DISCONNECT_USER"};
constexpr std::array<std::string_view, 2> delivery_actions{"MESSAGE", "EVENT"};

std::string_view name_of(plane where) { return plane_names[static_cast<std::size_t>(where)]; }

std::string names_of(faults::plane_set planes) {
    std::vector<std::string_view> names;
    for (const auto where : {plane::control, plane::handshake, plane::messaging, plane::delivery}) {
        if (planes.has(where)) names.push_back(name_of(where));
    }
    return join(names);
}

// The valid values of `operation` (on the control plane) or `action`; empty: the plane has none.
std::vector<std::string_view> actions_of(plane where) {
    std::vector<std::string_view> names;
    if (where == plane::messaging) names.assign(messaging_actions.begin(), messaging_actions.end());
    if (where == plane::delivery) names.assign(delivery_actions.begin(), delivery_actions.end());
    if (where == plane::control) {
        for (const auto& each : operations::all()) names.push_back(each.name);
    }
    return names;
}

bool has(const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Reads one rule. Errors are added to those of `in`.
class rule_reader {
public:
    explicit rule_reader(object_reader& in) : in_{in}, match_{in.object_or_empty("match")} {}

    faults::rule read(std::string default_name) {
        rule_.name = in_.text("name", 100).value_or(std::move(default_name));
        read_effect_and_delay();
        read_plane();
        read_action();
        read_whom();
        read_limits();
        in_.has("counts"); // ignored; write_faults writes it
        match_.reject_unknown_members();
        in_.reject_unknown_members();
        return std::move(rule_);
    }

private:
    void read_effect_and_delay() {
        auto effect = in_.object_or_empty("effect");
        rule_.delay = effect.duration("delay", 1ms, 10min).value_or(0ns);
        rule_.then = read_effect(effect);
        effect.reject_unknown_members();
        if (rule_.delay == 0ns && !rule_.then) {
            effect.add_error("is empty; give a delay or one of " + all_effect_names());
        }
    }

    // Explicit, or implied by an operation, an action or an effect that belongs to one plane only.
    void read_plane() {
        const auto name = match_.text("plane", 100);
        if (name) {
            const auto found = std::find(plane_names.begin(), plane_names.end(), *name);
            if (found == plane_names.end()) {
                return match_.add_error("plane", "is \"" + *name + "\"; valid values are " +
                                                     join(plane_names));
            }
            rule_.which.where = static_cast<plane>(found - plane_names.begin());
        } else if (const auto implied = implied_plane()) {
            rule_.which.where = *implied;
        } else {
            match_.add_error("plane", "is missing; give one of " + join(plane_names));
        }
        check_effect();
    }

    std::optional<plane> implied_plane() {
        if (match_.has("operation")) return plane::control;
        if (const auto action = match_.text("action", 100)) {
            for (const auto where : {plane::messaging, plane::delivery}) {
                if (has(actions_of(where), *action)) return where;
            }
            match_.add_error("action", "is \"" + *action + "\"; valid values are " +
                                           join(messaging_actions) + ", " + join(delivery_actions));
        }
        return rule_.then ? planes_of(*rule_.then).only() : std::nullopt;
    }

    void check_effect() {
        const auto where = rule_.which.where;
        if (!rule_.then || planes_of(*rule_.then).has(where)) return;
        const auto effect = control::name_of(*rule_.then);
        in_.add_error("effect." + std::string{effect},
                      "cannot happen on the plane " + std::string{name_of(where)} + "; it can on " +
                          names_of(planes_of(*rule_.then)));
    }

    void read_action() {
        const auto where = rule_.which.where;
        const std::string_view key = where == plane::control ? "operation" : "action";
        const std::string_view other = where == plane::control ? "action" : "operation";
        const auto known = actions_of(where);
        if (match_.has(other) || (known.empty() && match_.has(key))) {
            const auto wrong = match_.has(other) ? other : key;
            match_.add_error(wrong, "is not valid on the plane " + std::string{name_of(where)} +
                                        "; operation is for control, action for messaging and "
                                        "delivery");
        }
        if (known.empty()) return;
        rule_.which.action = match_.text(key, 100);
        if (rule_.which.action && !has(known, *rule_.which.action)) {
            match_.add_error(key,
                             "is \"" + *rule_.which.action + "\"; valid values are " + join(known));
        }
    }

    void read_whom() {
        rule_.which.room_arn = match_.text("room", 200);
        if (rule_.which.room_arn && !model::patterns::is_room_arn(*rule_.which.room_arn)) {
            match_.add_error("room", "is \"" + *rule_.which.room_arn + "\"; give " +
                                         std::string{model::patterns::room_arn.hint});
        }
        rule_.which.user_id = match_.text("user", chat::limits::user_id_code_points);
    }

    void read_limits() {
        auto& when = rule_.when;
        when.skip = match_.unsigned_integer("skip", 0, max_count).value_or(0);
        when.every = match_.unsigned_integer("every", 1, max_count).value_or(1);
        when.max_candidates = match_.unsigned_integer("first", 1, max_count);
        when.probability = match_.fraction("probability").value_or(1);
    }

    object_reader& in_;
    object_reader match_;
    faults::rule rule_{.name = {}, .which = {.where = plane::control}};
};

std::int64_t to_integer(std::uint64_t value) { return static_cast<std::int64_t>(value); }

void write_match(json_writer& out, const faults::match& which, const faults::limits& when) {
    out.key("match").begin_object().key("plane").string(name_of(which.where));
    if (which.action) {
        out.key(which.where == plane::control ? "operation" : "action").string(*which.action);
    }
    if (which.room_arn) out.key("room").string(*which.room_arn);
    if (which.user_id) out.key("user").string(*which.user_id);
    if (when.skip != 0) out.key("skip").integer(to_integer(when.skip));
    if (when.every != 1) out.key("every").integer(to_integer(when.every));
    if (when.max_candidates) out.key("first").integer(to_integer(*when.max_candidates));
    if (when.probability < 1) out.key("probability").raw(nlohmann::json(when.probability).dump());
    out.end_object();
}

void write_rule(json_writer& out, const faults::rule& what) {
    out.key("name").string(what.name);
    write_match(out, what.which, what.when);
    out.key("effect").begin_object();
    if (what.delay != 0ns) out.key("delay").string(to_iso8601(what.delay));
    if (what.then) write_effect(out, *what.then);
    out.end_object();
}

void write_counts(json_writer& out, const faults::counted_rule& rule) {
    out.key("counts").begin_object();
    out.key("matched").integer(to_integer(rule.matched));
    out.key("hits").integer(to_integer(rule.hits)).end_object();
}

} // namespace

model::result<faults::configuration> read_faults(const nlohmann::json& value, std::string path) {
    decode_errors errors;
    object_reader in{value, std::move(path), errors};
    faults::configuration configuration{.random_seed = in.unsigned_integer("seed", 0, max_seed)};
    auto rules = in.objects("rules", max_rules);
    in.reject_unknown_members();
    if (!rules) in.add_error("rules", "is missing; give a list, [] for no rules");
    std::set<std::string> names;
    for (auto& each : rules.value_or(std::vector<object_reader>{})) {
        auto rule =
            rule_reader{each}.read("rules[" + std::to_string(configuration.rules.size()) + "]");
        if (!names.insert(rule.name).second) {
            each.add_error("name", "is \"" + rule.name +
                                       "\", which another rule has, too; counts are "
                                       "reported by name, so give another");
        }
        configuration.rules.push_back(std::move(rule));
    }
    if (errors.has_error()) return errors.error();
    return configuration;
}

model::result<faults::configuration> parse_faults(std::string_view body) {
    const auto document = parse_document(body);
    if (!document) return document.error();
    return read_faults(*document, "");
}

std::string write_faults(const faults::rule_set& rules, counts counted) {
    std::string body;
    json_writer out{body};
    out.begin_object()
        .key("seed")
        .integer(to_integer(rules.random_seed()))
        .key("rules")
        .begin_array();
    for (const auto& each : rules.rules()) {
        out.begin_object();
        write_rule(out, each.what);
        if (counted == counts::shown) write_counts(out, each);
        out.end_object();
    }
    out.end_array().end_object();
    return body;
}

} // namespace ivschat::control
