#pragma once

#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/sql/database.h"

namespace shopdesk::orders::testing {

// How long to go on where nobody says how many histories to try.
inline constexpr absl::Duration kPatience = absl::Seconds(50);

// Histories to try: as many as the variable SHOPDESK_HISTORIES says, else what of 10,000
// (PostgreSQL, which is slower: 300) the time allows.
struct Extent {
  int histories = 0;
  absl::Time end = absl::InfiniteFuture();
};
inline Extent HistoriesOn(sql::Dialect dialect) {
  const char* given = std::getenv("SHOPDESK_HISTORIES");
  Extent extent;
  if (given != nullptr && absl::SimpleAtoi(given, &extent.histories)) return extent;
  return {dialect == sql::Dialect::kSqlite ? 10'000 : 300, absl::Now() + kPatience};
}

}  // namespace shopdesk::orders::testing
