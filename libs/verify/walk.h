#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/runtime/runtime.h"
#include "libs/verify/check.h"

namespace shopdesk::verify {

// Goes through all that a check looks at, page by page: shop by shop, each page in a snapshot of
// its own.
class Walk {
 public:
  // From a position that another walk of the check came to; "": from the beginning.
  Walk(runtime::Runtime& runtime, const Check& check, absl::string_view position = "");

  // Looks at the next page; false when it was the last one.
  absl::StatusOr<bool> Step(absl::Time deadline);
  std::string position() const;
  // Since this walk began.
  int64_t rows() const { return rows_; }
  // What was found since the last call.
  std::vector<Finding> TakeFindings();

 private:
  absl::StatusOr<bool> StepIn(sql::Transaction& txn);

  runtime::Runtime& runtime_;
  const Check& check_;
  bool begun_ = false;
  std::string shop_;
  std::string after_;
  int64_t rows_ = 0;
  std::vector<Finding> findings_;
};

}  // namespace shopdesk::verify
