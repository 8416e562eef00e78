// Everything that an operation needs, with a manual clock.
#pragma once

#include "operations/environment.hpp"
#include "support/manual_clock.hpp"
#include "support/repeatable_random.hpp"
#include "support/result_text.hpp"

namespace ivschat::operations::test {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// More digits than AWS writes.
inline constexpr chat::timestamp start{std::chrono::nanoseconds{1'795'334'165'123'456'789}};
inline const std::string demo_room = "arn:aws:ivschat:us-east-1:123456789012:room/AbCdEfGhIjKl";
inline const std::string unknown_room = "arn:aws:ivschat:us-east-1:123456789012:room/UnknownRoom1";

// May access everything.
inline const chat::caller anybody{
    .account = {}, .region = {}, .default_account = "000000000000", .default_region = "us-east-1"};

inline chat::caller bound_to(std::optional<std::string> account,
                             std::optional<std::string> region = {}) {
    auto caller = anybody;
    if (account) caller.default_account = *account;
    if (region) caller.default_region = *region;
    caller.account = std::move(account);
    caller.region = std::move(region);
    return caller;
}

struct workshop {
    explicit workshop(settings options = {}, chat::service_settings service_settings = {})
        : state{io.get_executor(), clock, service_settings,
                [this](std::span<std::byte> out) { random.fill(out); }},
          env{state, sealer, ids, epochs, options} {
        state.submit(chat::restore{
            .rooms = {{.arn = demo_room, .settings = {}, .created = start, .updated = start}}});
    }
    workshop(const workshop&) = delete;
    workshop& operator=(const workshop&) = delete;

    runtime::asio::io_context io;
    ivschat::test::manual_clock clock{start};
    crypto::test::repeatable_random random;
    crypto::token_sealer sealer{crypto::sealing_key::generate(random), random};
    core state;
    token_ids ids{clock, random, token_ids::stamp::real_time};
    ivschat::epochs epochs{io.get_executor()};
    environment env;
};

} // namespace ivschat::operations::test
