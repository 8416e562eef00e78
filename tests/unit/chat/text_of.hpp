// The chat state, and what commands yield, as text to compare.
#pragma once

#include "chat/service.hpp"

#include <string>

namespace ivschat::chat::test {

std::string text_of(const command_outcome& outcome);
std::string text_of(const effects& effects);
// Everything that queries show. `tokens` are those to look up at `now`.
std::string text_of(const service& state, timestamp now, const std::vector<token_used>& tokens);

} // namespace ivschat::chat::test
