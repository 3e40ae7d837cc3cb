#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/figure.h"
#include "libs/sql/database.h"

// The tables of the figures; internal to libs/figures. Shops are escaped ids.
namespace shopdesk::figures::internal {

// Stored numbers: never change one.
enum class GenerationState { kBuilding = 1, kLive = 2, kRetired = 3 };

struct Generation {
  int64_t number = 0;
  GenerationState state = GenerationState::kLive;
  // How far a rebuild is: which statement of the sources, and the last of their names.
  int64_t step = 0;
  std::string after;
  int64_t done = 0;
};

// In ascending order.
absl::StatusOr<std::vector<Generation>> ListGenerations(sql::Transaction& txn,
                                                        absl::string_view shop);
// The same, locked: who changes figures of a shop does so one after the other. At least one.
absl::StatusOr<std::vector<Generation>> LockGenerations(sql::Transaction& txn,
                                                        absl::string_view shop);
absl::Status InsertGeneration(sql::Transaction& txn, absl::string_view shop,
                              const Generation& generation);
absl::Status SaveGeneration(sql::Transaction& txn, absl::string_view shop,
                            const Generation& generation);
// Deletes some rows of a generation, in the end itself; false when nothing is left.
absl::StatusOr<bool> DeleteSome(sql::Transaction& txn, absl::string_view shop, int64_t generation,
                                int limit);

// What a source was counted as.
struct Source {
  int64_t counted_to = 0;
  std::map<FigureKey, int64_t> counts;

  friend bool operator==(const Source&, const Source&) = default;
};
absl::StatusOr<Source> LoadSource(sql::Transaction& txn, absl::string_view shop, int64_t generation,
                                  absl::string_view source);
absl::Status SaveSource(sql::Transaction& txn, absl::string_view shop, int64_t generation,
                        absl::string_view name, const Source& source);

// Adds to the figures of days and months.
absl::Status AddFigures(sql::Transaction& txn, absl::string_view shop, int64_t generation,
                        const std::map<FigureKey, int64_t>& changes);
absl::StatusOr<Sums> SumFigures(sql::Transaction& txn, absl::string_view shop, const Days& days);

// The business time of the first event that the follower hasn't counted; nullopt if there is none.
absl::StatusOr<absl::optional<absl::Time>> FirstUncounted(sql::Transaction& txn,
                                                          absl::string_view follower);

}  // namespace shopdesk::figures::internal
