#pragma once

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "shopdesk/work/v1/work.pb.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

struct WorkItems {
  // The soonest due first.
  std::vector<work::v1::WorkItem> items;
  // There are more than the limit.
  bool more = false;
  // The first error; what the other services answered is there.
  absl::Status status;
};

// The items of all four services that match a request and are wanted, at most `limit`; 0: all.
WorkItems ReadWorkItems(const Suite& suite, const work::v1::ListWorkItemsRequest& request,
                        size_t limit, absl::FunctionRef<bool(const work::v1::WorkItem&)> wanted);

}  // namespace shopdesk::cli
