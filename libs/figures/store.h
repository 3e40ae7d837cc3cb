#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/figure.h"
#include "libs/sql/database.h"
#include "shopdesk/event/v1/event.pb.h"

// The tables of the figures; internal to libs/figures. Shops are escaped ids.
namespace shopdesk::figures::internal {

inline std::string FollowerName(absl::string_view service) {
  return absl::StrCat(service, ".figures");
}

// Stored numbers: never change one.
enum class GenerationState { kBuilding = 1, kLive = 2, kRetired = 3 };

struct Generation {
  int64_t number = 0;
  GenerationState state = GenerationState::kLive;
  // How far a rebuild is: which statement of the sources, and the last of their names.
  int64_t step = 0;
  std::string after;
  int64_t done = 0;
  // By which definition it is counted (Definition::version).
  int64_t definition = 0;
};

// In ascending order.
absl::StatusOr<std::vector<Generation>> ListGenerations(sql::Transaction& txn,
                                                        absl::string_view shop);
void AnnounceGenerations(sql::Reads& reads, absl::string_view shop);
// The same, locked: who changes figures of a shop does so one after the other. At least one: the
// first is by that definition.
absl::StatusOr<std::vector<Generation>> LockGenerations(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        int64_t definition = 0);
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
void AnnounceSource(sql::Reads& reads, absl::string_view shop, int64_t generation,
                    absl::string_view source);
absl::StatusOr<Source> LoadSource(sql::Transaction& txn, absl::string_view shop, int64_t generation,
                                  absl::string_view source);
// The names of those that are kept, after one, in their order.
absl::StatusOr<std::vector<std::string>> ListSources(sql::Transaction& txn, absl::string_view shop,
                                                     int64_t generation, absl::string_view after,
                                                     int limit);
absl::Status SaveSource(sql::Transaction& txn, absl::string_view shop, int64_t generation,
                        absl::string_view name, const Source& source);

// Adds to the figures of days and months.
absl::Status AddFigures(sql::Transaction& txn, absl::string_view shop, int64_t generation,
                        const std::map<FigureKey, int64_t>& changes);
absl::StatusOr<Sums> SumFigures(sql::Transaction& txn, absl::string_view shop, const Days& days);

absl::StatusOr<std::vector<MonthSum>> SumWideFigures(sql::Transaction& txn, absl::string_view shop,
                                                     int64_t generation, const WideRange& range,
                                                     int limit);

// What the sums by day are kept as, and what the sums by month are, wide ones apart.
struct Kept {
  std::map<FigureKey, int64_t> days;
  std::map<FigureKey, int64_t> months;
  std::map<FigureKey, int64_t> wide;
};
absl::StatusOr<Kept> LoadKept(sql::Transaction& txn, absl::string_view shop, int64_t generation);
// What all sources add, of those that are kept.
absl::StatusOr<std::map<FigureKey, int64_t>> SumSources(sql::Transaction& txn,
                                                        absl::string_view shop, int64_t generation);
// The first day of the day's month.
Day MonthOf(Day day);

// The events that the follower hasn't counted, at most `limit`.
absl::StatusOr<std::vector<event::v1::Event>> ListUncounted(sql::Transaction& txn,
                                                            absl::string_view follower, int limit);

// The business time of the first event that the follower hasn't counted; nullopt if there is none.
absl::StatusOr<absl::optional<absl::Time>> FirstUncounted(sql::Transaction& txn,
                                                          absl::string_view follower);

}  // namespace shopdesk::figures::internal
