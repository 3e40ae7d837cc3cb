#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "libs/verify/check.h"

// The tables of the checks; internal to libs/verify. One run of a check is under way at a time: who
// begins another, or takes over one whose process died, gives it the next number, and whoever has
// an older one finds that out at its next sign of life.
namespace shopdesk::verify::internal {

struct CheckRow {
  std::string name;
  int64_t run = 0;
  bool running = false;
  int64_t beat = 0;
  std::string position;
  int64_t rows = 0;
  int64_t finished_ms = 0;
  // What is kept of its findings.
  int64_t findings = 0;
};

// In the order of names.
absl::StatusOr<std::vector<CheckRow>> ListChecks(sql::Transaction& txn);
// Known already: nothing changes. A check counts as done when it is first known: nothing was here.
absl::Status AddCheck(sql::Transaction& txn, absl::string_view name, int64_t now_ms);
// The next run, from the beginning; nullopt if `seen` isn't the present one any more. `seen` 0:
// whatever is.
absl::StatusOr<absl::optional<int64_t>> BeginRun(sql::Transaction& txn, absl::string_view name,
                                                 int64_t seen);
// The same, going on where the run `seen` came to, with what it found.
absl::StatusOr<absl::optional<int64_t>> ResumeRun(sql::Transaction& txn, absl::string_view name,
                                                  int64_t seen, int64_t seen_beat);
// Notes how far a run is. False if it isn't the present one any more.
absl::StatusOr<bool> SaveRun(sql::Transaction& txn, absl::string_view name, int64_t run,
                             absl::string_view position, int64_t rows);
absl::StatusOr<bool> FinishRun(sql::Transaction& txn, absl::string_view name, int64_t run,
                               int64_t rows, int64_t now_ms);

// Keeps what a run found; of a check at most kMostKept findings, one a resource.
inline constexpr int kMostKept = 1000;
enum class Kept { kNew, kKnown, kNot };
absl::StatusOr<Kept> KeepFinding(sql::Transaction& txn, absl::string_view check, int64_t run,
                                 const Finding& finding);
// Drops what no run since `run` found; returns the resources that no check has anything against
// any more.
absl::StatusOr<std::vector<std::string>> DropFindings(sql::Transaction& txn,
                                                      absl::string_view check, int64_t run);

}  // namespace shopdesk::verify::internal
