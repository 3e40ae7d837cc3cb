#include "services/logistics/handlers/desk/metrics.h"

#include <algorithm>

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/sampler.h"
#include "services/logistics/store/notice/notice.h"

namespace shopdesk::logistics::handlers {
namespace {

// One look into an index for each channel.
constexpr absl::Duration kNoticeMetricsAge = absl::Seconds(5);

}  // namespace

std::function<void()> NoticeMetrics(runtime::Runtime& runtime) {
  prometheus::Gauge& oldest =
      runtime.metrics().Gauge("shopdesk_notice_oldest_queued_seconds",
                              "How long the oldest notice that is due waits to be sent. Every "
                              "replica tells the same: take max.");
  return runtime::Sampler(
      runtime, kNoticeMetricsAge, [&oldest](runtime::ReadContext& ctx) -> absl::Status {
        ASSIGN_OR_RETURN(const absl::optional<absl::Time> due, store::FirstDue(ctx.txn()));
        const absl::Duration waited = due.has_value() ? ctx.now() - *due : absl::ZeroDuration();
        oldest.Set(absl::ToDoubleSeconds(std::max(waited, absl::ZeroDuration())));
        return absl::OkStatus();
      });
}

}  // namespace shopdesk::logistics::handlers
