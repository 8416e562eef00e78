// Every transition of a chat connection. What a situation does not list must change nothing.
#include "websocket/connection_fsm.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

using ivschat::websocket::connection_fsm;
using state = connection_fsm::state;
using action = connection_fsm::action;
using actions = connection_fsm::actions;

namespace {

enum class event {
    opened,
    socket_failed,
    readable,
    read,
    no_error,
    slow_consumer,
    ping,
    close_frame,
    protocol_error,
    submitted,
    core_done,
    requests_held,
    reading_held,
    reading_released,
    close_requested,
    reset_requested,
    abort_requested,
    close_timeout,
};

constexpr std::array all_events{event::opened,
                                event::socket_failed,
                                event::readable,
                                event::read,
                                event::no_error,
                                event::slow_consumer,
                                event::ping,
                                event::close_frame,
                                event::protocol_error,
                                event::submitted,
                                event::core_done,
                                event::requests_held,
                                event::reading_held,
                                event::reading_released,
                                event::close_requested,
                                event::reset_requested,
                                event::abort_requested,
                                event::close_timeout};

actions feed(connection_fsm& fsm, event what) {
    switch (what) {
    case event::opened:
        return fsm.on_opened();
    case event::socket_failed:
        return fsm.on_socket_failed();
    case event::readable:
        return fsm.on_readable();
    case event::read:
        return fsm.on_read();
    case event::no_error:
        return fsm.on_no_error();
    case event::slow_consumer:
        return fsm.on_slow_consumer();
    case event::ping:
        return fsm.on_ping();
    case event::close_frame:
        return fsm.on_close_frame();
    case event::protocol_error:
        return fsm.on_protocol_error();
    case event::submitted:
        fsm.on_submitted();
        return {};
    case event::core_done:
        fsm.on_core_done();
        return {};
    case event::requests_held:
        return fsm.on_requests_held();
    case event::reading_held:
        fsm.on_reading_held();
        return {};
    case event::reading_released:
        return fsm.on_reading_released();
    case event::close_requested:
        return fsm.on_close_requested();
    case event::reset_requested:
        return fsm.on_reset_requested();
    case event::abort_requested:
        return fsm.on_abort_requested();
    case event::close_timeout:
        return fsm.on_close_timeout();
    }
    return {};
}

std::string text_of(const actions& all) {
    static constexpr std::array names{"start_read",
                                      "read",
                                      "parse",
                                      "watch_errors",
                                      "submit",
                                      "discard_requests",
                                      "send_pong",
                                      "send_close",
                                      "discard_deferred",
                                      "release_reordered",
                                      "leave_room",
                                      "start_close_timer",
                                      "linger",
                                      "reset_socket",
                                      "close_socket",
                                      "schedule_end",
                                      "report_end"};
    std::string text;
    for (const auto each : all) text.append(names.at(static_cast<std::size_t>(each))).append(" ");
    return text;
}

struct transition {
    event on;
    state to;
    actions out;
};

struct situation {
    std::string_view name;
    std::vector<event> script;
    state at;
    std::vector<transition> transitions;
};

const actions end_of_subscriber{action::leave_room, action::close_socket, action::report_end};
const actions end_of_other{action::close_socket, action::report_end};
const actions close_handshake{action::leave_room, action::release_reordered, action::send_close,
                              action::start_close_timer};
const actions answer_to_close{action::leave_room, action::send_close, action::linger,
                              action::start_close_timer};
const actions tcp_reset{action::leave_room, action::discard_deferred, action::reset_socket,
                        action::schedule_end};
const actions tcp_reset_of_other{action::discard_deferred, action::reset_socket,
                                 action::schedule_end};

// What ends a connection that is open, whatever else is under way.
std::vector<transition> with_ends_of_open(std::vector<transition> more) {
    more.insert(more.end(), {{event::socket_failed, state::ended, end_of_subscriber},
                             {event::abort_requested, state::ended, end_of_subscriber},
                             {event::close_timeout, state::ended, end_of_subscriber},
                             {event::slow_consumer, state::closing, close_handshake},
                             {event::close_requested, state::closing, close_handshake},
                             {event::reset_requested, state::aborting, tcp_reset},
                             {event::close_frame, state::draining, answer_to_close},
                             {event::protocol_error, state::draining, answer_to_close},
                             {event::ping, state::open, {action::send_pong}}});
    return more;
}

std::vector<transition> with_ends_of_closing(std::vector<transition> more) {
    more.insert(more.end(), {{event::socket_failed, state::ended, end_of_other},
                             {event::abort_requested, state::ended, end_of_other},
                             {event::close_timeout, state::ended, end_of_other},
                             {event::reset_requested, state::aborting, tcp_reset_of_other}});
    return more;
}

std::vector<situation> situations() {
    using enum event;
    return {
        {"opening",
         {},
         state::opening,
         {{opened, state::open, {action::start_read}},
          {readable, state::opening, {action::read}},
          {requests_held, state::opening, {}},
          {reset_requested, state::aborting, tcp_reset_of_other},
          {socket_failed, state::ended, end_of_subscriber},
          {abort_requested, state::ended, end_of_subscriber},
          {close_timeout, state::ended, end_of_subscriber}}},
        {"open, waiting for the client",
         {opened},
         state::open,
         with_ends_of_open({{readable, state::open, {action::read}},
                            {requests_held, state::open, {action::submit}}})},
        {"open, with what was read handled",
         {opened, readable},
         state::open,
         with_ends_of_open({{readable, state::open, {action::read}},
                            {read, state::open, {action::start_read}},
                            {reading_released, state::open, {action::start_read}},
                            {requests_held, state::open, {action::submit}}})},
        {"open, with requests at the core",
         {opened, readable, submitted},
         state::open,
         with_ends_of_open({{readable, state::open, {action::read}},
                            {requests_held, state::open, {action::submit}}})},
        {"open, with requests that the core is done with",
         {opened, readable, submitted, core_done},
         state::open,
         with_ends_of_open({{readable, state::open, {action::read}},
                            {read, state::open, {action::start_read}},
                            {reading_released, state::open, {action::start_read}},
                            {requests_held, state::open, {action::submit}}})},
        {"open, with requests that a fault holds",
         {opened, readable, submitted, reading_held, requests_held},
         state::open,
         // Their close frame comes behind them, so it is not looked at (`may_parse`).
         with_ends_of_open({{reading_released, state::open, {action::submit}},
                            {no_error, state::open, {action::watch_errors}}})},
        {"open, with reading held and nothing read",
         {opened, reading_held},
         state::open,
         with_ends_of_open({{readable, state::open, {action::watch_errors}},
                            {no_error, state::open, {action::watch_errors}},
                            {reading_released, state::open, {action::parse}},
                            {read, state::open, {action::watch_errors}},
                            {requests_held, state::open, {action::watch_errors}}})},
        {"open, with reading held and bytes to read",
         {opened, reading_held, readable},
         state::open,
         with_ends_of_open({{no_error, state::open, {action::watch_errors}},
                            {reading_released, state::open, {action::parse}}})},
        {"open, with reading held and urgent data received",
         {opened, reading_held, readable, no_error},
         state::open,
         with_ends_of_open({{no_error, state::open, {action::watch_errors}},
                            {reading_released, state::open, {action::parse}}})},
        {"closing",
         {opened, close_requested},
         state::closing,
         with_ends_of_closing({{readable, state::closing, {action::read}},
                               {requests_held, state::closing, {action::discard_requests}},
                               {close_frame, state::draining, {action::linger}},
                               {protocol_error, state::draining, {action::linger}}})},
        {"closing, with requests that a fault holds",
         {opened, readable, submitted, reading_held, requests_held, close_requested},
         state::closing,
         with_ends_of_closing({{reading_released, state::closing, {action::discard_requests}},
                               {no_error, state::closing, {action::watch_errors}},
                               {close_frame, state::draining, {action::linger}},
                               {protocol_error, state::draining, {action::linger}}})},
        {"draining",
         {opened, readable, close_frame},
         state::draining,
         with_ends_of_closing({{readable, state::draining, {action::read}},
                               {read, state::draining, {action::start_read}},
                               {reading_released, state::draining, {action::start_read}}})},
        {"aborting",
         {opened, reset_requested},
         state::aborting,
         {{socket_failed, state::ended, end_of_other},
          {abort_requested, state::ended, end_of_other},
          {close_timeout, state::ended, end_of_other}}},
        {"ended", {opened, socket_failed}, state::ended, {}},
    };
}

connection_fsm prepared(const situation& at) {
    connection_fsm fsm;
    for (const auto each : at.script) feed(fsm, each);
    return fsm;
}

} // namespace

TEST_CASE("each event has its transition in each situation, or none") {
    for (const auto& at : situations()) {
        CAPTURE(at.name);
        CHECK((prepared(at).current() == at.at));
        for (const auto on : all_events) {
            CAPTURE(static_cast<int>(on));
            auto fsm = prepared(at);
            const auto expected = std::find_if(at.transitions.begin(), at.transitions.end(),
                                               [on](const auto& each) { return each.on == on; });
            const bool is_listed = expected != at.transitions.end();
            const auto out = feed(fsm, on);
            CHECK(text_of(out) == (is_listed ? text_of(expected->out) : std::string{}));
            CHECK((fsm.current() == (is_listed ? expected->to : at.at)));
        }
    }
}

TEST_CASE("nothing leads out of the end, and it is reported once") {
    for (const auto& at : situations()) {
        CAPTURE(at.name);
        auto fsm = prepared(at);
        feed(fsm, event::abort_requested);
        for (const auto on : all_events) {
            CAPTURE(static_cast<int>(on));
            CHECK(feed(fsm, on).empty());
            CHECK(fsm.has_ended());
        }
    }
}

TEST_CASE("a connection leaves its room once, however it ends") {
    for (const auto first : all_events) {
        for (const auto second : all_events) {
            CAPTURE(static_cast<int>(first));
            CAPTURE(static_cast<int>(second));
            connection_fsm fsm;
            std::size_t left = 0;
            for (const auto on : {event::opened, first, second, event::abort_requested}) {
                const auto out = feed(fsm, on);
                left += static_cast<std::size_t>(
                    std::count(out.begin(), out.end(), action::leave_room));
            }
            CHECK(left == 1);
        }
    }
}

TEST_CASE("what comes behind requests is parsed only once the core is done with them") {
    connection_fsm fsm;
    fsm.on_opened();
    fsm.on_readable();
    CHECK(fsm.may_parse());
    fsm.on_submitted();
    CHECK_FALSE(fsm.may_parse());
    SUBCASE("which it is at once") {}
    SUBCASE("although a fault holds them for a while") {
        fsm.on_reading_held();
        fsm.on_requests_held();
        CHECK_FALSE(fsm.may_parse());
        CHECK(text_of(fsm.on_reading_released()) == "submit ");
        CHECK_FALSE(fsm.may_parse());
    }
    fsm.on_core_done();
    CHECK(fsm.may_parse());
}

TEST_CASE("what was read before reading is held is not handled until the release") {
    connection_fsm fsm;
    fsm.on_opened();
    fsm.on_readable();
    fsm.on_submitted();
    fsm.on_reading_held();
    fsm.on_core_done();
    CHECK_FALSE(fsm.may_parse());
    CHECK(text_of(fsm.on_reading_released()) == "parse ");
    CHECK(fsm.may_parse());
}

TEST_CASE("a socket is waited for once at a time") {
    connection_fsm fsm;
    CHECK(text_of(fsm.on_opened()) == "start_read ");
    fsm.on_reading_held();
    CHECK(text_of(fsm.on_reading_released()) == "parse ");
    CHECK(fsm.on_read().empty()); // the first wait still runs
    CHECK(text_of(fsm.on_readable()) == "read ");
    CHECK(text_of(fsm.on_read()) == "start_read ");
    CHECK(fsm.on_read().empty());
}
