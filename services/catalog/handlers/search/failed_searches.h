#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
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
  // By shop and query, when.
  using Searches = std::map<std::pair<std::string, std::string>, std::vector<absl::Time>>;

  void PutBack(const Searches& searches);

  Mutex mutex_;
  Searches waiting_ ABSL_GUARDED_BY(mutex_);
  int64_t count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace shopdesk::catalog::handlers
