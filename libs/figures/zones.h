#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/figure.h"
#include "libs/base/mutex.h"
#include "libs/sql/database.h"

namespace shopdesk::figures::internal {

// The zones of shops, read anew when their policy has another version. Thread-safe.
class Zones {
 public:
  using ZoneOf = std::function<absl::StatusOr<ZoneSince>(const sql::Row&, int column)>;
  // `zone_of` reads a stored revision of a shop's policy.
  explicit Zones(ZoneOf zone_of) : zone_of_(std::move(zone_of)) {}

  // Tells what Load will read.
  static void Announce(sql::Reads& reads, absl::string_view shop);
  absl::StatusOr<ZoneHistory> Load(sql::Transaction& txn, absl::string_view shop);

 private:
  struct Known {
    int64_t version = 0;
    ZoneHistory zones;
  };

  const ZoneOf zone_of_;
  Mutex mutex_;
  absl::flat_hash_map<std::string, Known> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::figures::internal
