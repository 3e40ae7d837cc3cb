#pragma once

#include <functional>

#include "absl/status/status.h"

namespace shopdesk::sql {

// While it exists, whoever reaches a mapped page of a file that was cut off, which ends the
// process, says so to `fatal`, on his thread: DATABASE_FILE. Of several the last that was made is
// told. Without `fatal`, and after it, one line on standard error says why the process ends.
class BusErrorWatch {
 public:
  explicit BusErrorWatch(std::function<void(const absl::Status&)> fatal);
  ~BusErrorWatch();
  BusErrorWatch(const BusErrorWatch&) = delete;
  BusErrorWatch& operator=(const BusErrorWatch&) = delete;

 private:
  const std::function<void(const absl::Status&)> fatal_;
};

}  // namespace shopdesk::sql
