// The tables, and the migrations from older versions.
#pragma once

#include "storage/sqlite.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace ivschat::storage {

// Marks our files in their header: "IVSC".
inline constexpr std::uint32_t application_id = 0x49565343;

// The script at index n migrates from version n to version n + 1. An empty file has version 0. A
// released script never changes; new ones are appended.
std::span<const std::string_view> migrations();

// Runs the scripts that the database has not seen, each in a transaction of its own. Throws
// sqlite::error; the database then keeps the last version that was reached.
void migrate(sqlite::connection& connection, std::span<const std::string_view> scripts);

} // namespace ivschat::storage
