#include "services/logistics/domain/shipment/lateness.h"

#include <algorithm>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "libs/base/clock.h"
#include "services/logistics/domain/shipment/shipment.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::Lateness;
using Deadlines = absl::InlinedVector<std::pair<absl::Time, Lateness::Reason>, 2>;

bool IsScanned(v1::TrackingStatus::Value status) {
  return status != v1::TrackingStatus::PENDING && status != v1::TrackingStatus::INFO_RECEIVED;
}

// Whether it is the carrier's turn to bring it to the receiver.
bool IsUnderWay(v1::TrackingStatus::Value status) {
  switch (status) {
    case v1::TrackingStatus::PENDING:
    case v1::TrackingStatus::INFO_RECEIVED:
    case v1::TrackingStatus::PICKED_UP:
    case v1::TrackingStatus::IN_TRANSIT:
    case v1::TrackingStatus::CUSTOMS:
    case v1::TrackingStatus::OUT_FOR_DELIVERY:
    case v1::TrackingStatus::ATTEMPT_FAILED:
    case v1::TrackingStatus::EXCEPTION:
      return true;
    default:
      return false;
  }
}

// Those that count now, in order.
Deadlines DeadlinesOf(const v1::Shipment& shipment, const LateRules& rules, absl::Time news) {
  Deadlines deadlines;
  if (!IsUnderWay(shipment.status()) || IsReturn(shipment)) return deadlines;
  if (!IsScanned(shipment.status())) {
    if (rules.unscanned > absl::ZeroDuration()) {
      deadlines.push_back({FromProto(shipment.create_time()) + rules.unscanned, Lateness::NO_SCAN});
    }
  } else if (rules.stuck > absl::ZeroDuration()) {
    deadlines.push_back({news + rules.stuck, Lateness::NO_MOVEMENT});
  }
  if (shipment.has_promised_time()) {
    deadlines.push_back({FromProto(shipment.promised_time()), Lateness::PAST_PROMISED});
  }
  std::sort(deadlines.begin(), deadlines.end());
  return deadlines;
}

}  // namespace

absl::optional<Lateness> JudgeLateness(const v1::Shipment& shipment, const LateRules& rules,
                                       absl::Time news, absl::Time now) {
  if (IsReturn(shipment)) return absl::nullopt;
  Lateness lateness;
  if (shipment.status() == v1::TrackingStatus::EXPIRED) {
    lateness.set_reason(Lateness::NO_MOVEMENT);
    *lateness.mutable_since_time() = shipment.status_time();
    return lateness;
  }
  const Deadlines deadlines = DeadlinesOf(shipment, rules, news);
  if (deadlines.empty() || deadlines[0].first > now) return absl::nullopt;
  lateness.set_reason(deadlines[0].second);
  *lateness.mutable_since_time() = ToProto(deadlines[0].first);
  return lateness;
}

absl::Time NextLateDeadline(const v1::Shipment& shipment, const LateRules& rules, absl::Time news,
                            absl::Time now) {
  for (const auto& [time, reason] : DeadlinesOf(shipment, rules, news)) {
    if (time > now) return time;
  }
  return absl::InfiniteFuture();
}

}  // namespace shopdesk::logistics::domain
