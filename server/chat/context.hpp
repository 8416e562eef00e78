// What a command is applied with.
#pragma once

#include "chat/effects.hpp"
#include "chat/identifier.hpp"
#include "chat/seed.hpp"
#include "chat/service.hpp"

#include <string>
#include <utility>

namespace ivschat::chat {

struct context {
    timestamp now;
    seed_expander random;
    effects& out;
    std::string created_room = {}; // the ARN of one that --auto-create-rooms has created

    std::string new_identifier() {
        return random_identifier([this](std::span<std::byte> bytes) { random.fill(bytes); });
    }
    template <class Effect>
    void emit(Effect what) {
        out.emplace_back(std::move(what));
    }
};

} // namespace ivschat::chat
