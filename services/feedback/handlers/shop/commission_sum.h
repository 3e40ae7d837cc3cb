#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/context.h"
#include "services/feedback/store/commission/commission.h"

// When open months are reckoned for the figures, which sum what they came to then.
namespace shopdesk::feedback::handlers {

// For the statement.
inline constexpr char kCommissionSumTimer[] = "commission_sum";

// At the next full minute: the same time for all changes within one, so that they are reckoned
// together and no stream of them puts it off.
inline void ScheduleSum(runtime::WriteContext& ctx, absl::string_view statement) {
  const absl::Duration since = ctx.now() - absl::UnixEpoch();
  ctx.Schedule(kCommissionSumTimer, statement,
               absl::UnixEpoch() + absl::Floor(since, absl::Minutes(1)) + absl::Minutes(1));
}

// All open ones of a shop: another plan changes them.
inline absl::Status ScheduleSums(runtime::WriteContext& ctx, absl::string_view shop) {
  ASSIGN_OR_RETURN(const std::vector<std::string> open, store::ListOpenStatements(ctx.txn(), shop));
  for (const std::string& statement : open) ScheduleSum(ctx, statement);
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
