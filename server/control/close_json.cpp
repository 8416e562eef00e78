#include "control/close_json.hpp"

#include "wire/close_code.hpp"

namespace ivschat::control {

close_members read_close(object_reader& in) {
    close_members close;
    if (const auto code = in.unsigned_integer("code", 1000, 4999)) {
        close.code = static_cast<std::uint16_t>(*code);
        if (!wire::is_sendable_close_code(*code)) {
            in.add_error("code", "is " + std::to_string(*code) +
                                     ", which no close frame may hold; valid values are " +
                                     std::string{wire::sendable_close_codes} +
                                     ", and 1006 is what clients see of a drop");
        }
    }
    close.reason = in.text("reason", wire::max_close_reason_bytes).value_or("");
    if (close.reason.size() > wire::max_close_reason_bytes) {
        in.add_error("reason", "must be at most " + std::to_string(wire::max_close_reason_bytes) +
                                   " bytes in UTF-8, but is " +
                                   std::to_string(close.reason.size()));
    }
    return close;
}

} // namespace ivschat::control
