#pragma once

#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "libs/sql/database.h"

namespace shopdesk::testing {

// The names of the tables that have the bytes of `text` in any column of any row: what is really
// stored, whatever the handlers answer.
std::set<std::string> TablesHolding(sql::Database& database, absl::string_view text);

}  // namespace shopdesk::testing
