#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/mutex.h"
#include "libs/runtime/runtime.h"

namespace shopdesk::catalog::handlers {

// What was searched in vain and isn't counted in the database yet: a search doesn't wait for a
// write, and many are counted in one. What a crash takes of it is not missed. Thread-safe.
class FailedSearches {
 public:
  // `query` is domain::FailedQuery's. Left out while too many wait.
  void Note(absl::string_view shop, std::string query, absl::Time now);
  // Counts those that wait, and returns how many there were. On an error they wait on.
  absl::StatusOr<int64_t> Count(runtime::Runtime& runtime);

 private:
  struct Search {
    std::string shop;
    std::string query;
    absl::Time time;
  };

  void Add(std::vector<Search> searches);

  Mutex mutex_;
  std::vector<Search> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::catalog::handlers
