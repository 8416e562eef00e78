// Carries out effects outside chat/.
#pragma once

#include "chat/effects.hpp"

namespace ivschat::chat {

class effect_sink {
public:
    virtual ~effect_sink() = default;
    // In the order in which they came about. Must not run commands from within.
    virtual void carry_out(const effect& effect) = 0;
};

} // namespace ivschat::chat
