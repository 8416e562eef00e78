// The tables, and how those of older versions become those of today.
#pragma once

#include "storage/sqlite.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace ivschat::storage {

// In the header of every file of ours: "IVSC".
inline constexpr std::uint32_t application_id = 0x49565343;

// The script at place n makes version n + 1 of version n; an empty file is version 0. What was
// released once is never changed: new scripts come at the end.
std::span<const std::string_view> migrations();

// Brings the database, which knows its own version, up to the last script, each in a transaction of
// its own. Throws sqlite::error; the database then stays at the last version that was reached.
void migrate(sqlite::connection& connection, std::span<const std::string_view> scripts);

} // namespace ivschat::storage
