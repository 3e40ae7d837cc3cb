#include "tools/shopdesk/import_group.h"

namespace shopdesk::cli {

absl::StatusOr<absl::flat_hash_map<size_t, int64_t>> FindLastLines(OpenTable open, RowKey key) {
  absl::flat_hash_map<size_t, int64_t> last_lines;
  ASSIGN_OR_RETURN(CsvTable table, open());
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) return last_lines;
    last_lines[absl::HashOf(key(table))] = table.line();
  }
}

}  // namespace shopdesk::cli
