// Carries out the effects of commands.
#pragma once

#include "chat/effects.hpp"

namespace ivschat::chat {

class effect_sink {
public:
    virtual ~effect_sink() = default;
    // Called in the order of the effects. Must not submit commands.
    virtual void carry_out(const effect& effect) = 0;
};

} // namespace ivschat::chat
