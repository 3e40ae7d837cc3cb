#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/mutex.h"

namespace shopdesk::observe {

// Bounds the lines that say the same: so many a second for each key, the rest counted. Thread-safe.
class LogLimiter {
 public:
  explicit LogLimiter(int lines_per_second) : lines_per_second_(lines_per_second) {}

  // Whether a line of this kind may be written at `now` (steady): the number of those left out
  // since the last one that might; nullopt if it may not.
  absl::optional<int64_t> Admit(absl::string_view key, absl::Duration now);

 private:
  struct Kind {
    absl::Duration second;
    int written = 0;
    int64_t left_out = 0;
  };

  const int lines_per_second_;
  Mutex mutex_;
  absl::flat_hash_map<std::string, Kind> kinds_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::observe
