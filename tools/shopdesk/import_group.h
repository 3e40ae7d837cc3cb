#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/hash/hash.h"
#include "absl/status/status.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/csv_table.h"
#include "tools/shopdesk/import.h"

namespace shopdesk::cli {

using OpenTable = absl::FunctionRef<absl::StatusOr<CsvTable>()>;
using RowKey = absl::FunctionRef<std::string(const CsvTable&)>;

// The last line of each key, by the key's hash; for keys with one hash the later one.
absl::StatusOr<absl::flat_hash_map<size_t, int64_t>> FindLastLines(OpenTable open, RowKey key);

// Reads things that have a row or more each: those with one key, wherever they stand. The file is
// read twice, so that only those whose rows are not all read yet have to be held. `add` adds a row
// to its thing; `done` gets each thing that has no error, and the line of its first row.
template <class Thing>
absl::Status ReadGroups(OpenTable open, RowKey key, absl::FunctionRef<void(CsvTable&, Thing&)> add,
                        absl::FunctionRef<absl::Status(Thing, int64_t line)> done,
                        ImportSummary& summary) {
  struct Group {
    Thing thing;
    int64_t line = 0;
    std::vector<std::string> errors;
  };
  ASSIGN_OR_RETURN(const auto last_lines, FindLastLines(open, key));
  ASSIGN_OR_RETURN(CsvTable table, open());
  absl::flat_hash_map<std::string, Group> groups;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) return absl::OkStatus();
    const std::string name = key(table);
    Group& group = groups[name];
    if (group.line == 0) group.line = table.line();
    add(table, group.thing);
    if (!table.RowStatus().ok() && group.errors.size() <= kMostImportErrors) {
      group.errors.emplace_back(table.RowStatus().message());
    }
    if (table.line() < last_lines.at(absl::HashOf(name))) continue;
    Group ended = std::move(group);
    groups.erase(name);
    if (!ended.errors.empty()) {
      summary.Refuse(ended.errors);
    } else {
      RETURN_IF_ERROR(done(std::move(ended.thing), ended.line));
    }
  }
}

}  // namespace shopdesk::cli
