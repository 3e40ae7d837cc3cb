#include "services/logistics/domain/figures.h"

#include <map>
#include <utility>

#include "libs/base/clock.h"
#include "services/logistics/domain/lateness.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::ShipmentFigures;

// Stored numbers: never change one.
constexpr FigureName kByMode = 1;    // by mode
constexpr FigureName kStatuses = 2;  // by status
constexpr FigureName kTrackingEvents = 3;
constexpr FigureName kLate = 4;  // by reason
constexpr FigureName kLateNow = 5;
constexpr FigureName kNotices = 6;     // by kind and state
constexpr FigureName kIntercepts = 7;  // by kind and state

// In the order of the numbers of which dimensions are made.
std::map<std::pair<int, int>, int64_t> ByNumbers(const Sums& sums, FigureName name) {
  std::map<std::pair<int, int>, int64_t> counts;
  for (const auto& [dimension, count] : sums.By(name)) {
    counts[{NumberOf(dimension), NumberOf(dimension, 1)}] = count;
  }
  return counts;
}

}  // namespace

void CountShipment(const v1::Shipment& shipment, int64_t tracking_events, Counts& counts) {
  const absl::Time time = FromProto(shipment.create_time());
  counts.Add(time, kByMode, DimensionOf(static_cast<int>(shipment.mode())), 1);
  counts.Add(time, kStatuses, DimensionOf(static_cast<int>(shipment.status())), 1);
  counts.Add(time, kTrackingEvents, "", tracking_events);
  if (!shipment.has_lateness()) return;
  counts.Add(time, kLate, DimensionOf(static_cast<int>(shipment.lateness().reason())), 1);
  counts.Add(time, kLateNow, "", IsLate(shipment) ? 1 : 0);
}

void CountNotice(const v1::Notice& notice, Counts& counts) {
  counts.Add(FromProto(notice.create_time()), kNotices,
             DimensionOf(static_cast<int>(notice.kind()), static_cast<int>(notice.state())), 1);
}

void CountIntercept(const v1::Intercept& intercept, Counts& counts) {
  counts.Add(FromProto(intercept.create_time()), kIntercepts,
             DimensionOf(static_cast<int>(intercept.kind()), static_cast<int>(intercept.state())),
             1);
}

ShipmentFigures ShipmentFiguresOf(const Sums& sums) {
  ShipmentFigures figures;
  figures.set_shipments(sums.Total(kByMode));
  for (const auto& [key, count] : ByNumbers(sums, kByMode)) {
    ShipmentFigures::ModeCount& mode = *figures.add_shipments_by_mode();
    mode.set_mode(static_cast<v1::Mode::Value>(key.first));
    mode.set_shipments(count);
  }
  for (const auto& [key, count] : ByNumbers(sums, kStatuses)) {
    ShipmentFigures::StatusCount& status = *figures.add_shipments_by_status();
    status.set_status(static_cast<v1::TrackingStatus::Value>(key.first));
    status.set_shipments(count);
  }
  figures.set_tracking_events(sums.Of(kTrackingEvents));
  for (const auto& [key, count] : ByNumbers(sums, kLate)) {
    ShipmentFigures::LateCount& late = *figures.add_late_by_reason();
    late.set_reason(static_cast<v1::Lateness::Reason>(key.first));
    late.set_shipments(count);
  }
  figures.set_late_now(sums.Of(kLateNow));
  for (const auto& [key, count] : ByNumbers(sums, kNotices)) {
    ShipmentFigures::NoticeCount& notices = *figures.add_notices();
    notices.set_kind(static_cast<v1::Notice::Kind>(key.first));
    notices.set_state(static_cast<v1::Notice::State>(key.second));
    notices.set_notices(count);
  }
  for (const auto& [key, count] : ByNumbers(sums, kIntercepts)) {
    ShipmentFigures::InterceptCount& intercepts = *figures.add_intercepts();
    intercepts.set_kind(static_cast<v1::Intercept::Kind>(key.first));
    intercepts.set_state(static_cast<v1::Intercept::State>(key.second));
    intercepts.set_intercepts(count);
  }
  return figures;
}

}  // namespace shopdesk::logistics::domain
