// The tables of a venue file, and opening it: made where it is new, refused where it is newer than we are.
#pragma once

#include "store/sqlite.hpp"

namespace store {

inline constexpr std::int64_t application_id = 0x5769636b;  // "Wick"
inline constexpr std::int64_t format_version = 1;

// Numbers of the tables, as they go into the checksums of rows. Never reused; tail_<n> is tail + n.
enum Table : std::uint32_t {
  series_table = 1,
  origins_table = 2,
  tails_table = 3,
  coverage_table = 4,
  ledger_table = 5,
  failures_table = 6,
  instruments_table = 7,
  loose_table = 8,
  jobs_table = 9,
  values_table = 10,
  tail_table = 1000,
};

// Every statement that makes a table or an index of a venue file.
std::span<const std::string_view> venue_schema();
std::string tail_schema(std::int64_t id);

base::Result<Database> open_venue_file(const std::filesystem::path& file, Access access);

// A file of ours with tables of its own: refuses others' files and newer versions.
base::Result<Database> open_file(const std::filesystem::path& file, Access access, std::int64_t application,
                                 std::int64_t version, std::span<const std::string_view> schema);

}  // namespace store
