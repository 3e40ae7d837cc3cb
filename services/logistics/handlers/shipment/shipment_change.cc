#include "services/logistics/handlers/shipment/shipment_change.h"

#include <utility>

#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/logistics/domain/notice/notice.h"
#include "services/logistics/domain/shipment/lateness.h"
#include "services/logistics/domain/shipment/shipment.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/tracking/tracking.h"
#include "services/logistics/handlers/notice/notice_queue.h"
#include "services/logistics/handlers/shipment/cod_change.h"
#include "services/logistics/handlers/shipment/intercept_change.h"
#include "services/logistics/handlers/shipment/problem_change.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/tracking/tracking_event.h"

namespace shopdesk::logistics::handlers {

void WatchSilence(runtime::WriteContext& ctx, const store::ShipmentRow& row) {
  if (row.silent_seconds == 0) return;
  ctx.Schedule(kSilentTimer, row.shipment.name(),
               row.news_time + absl::Seconds(row.silent_seconds));
}

void FollowSilence(runtime::WriteContext& ctx, v1::TrackingStatus::Value before,
                   const store::ShipmentRow& row) {
  const bool was_watched = domain::AwaitsNews(before);
  const bool is_watched = domain::AwaitsNews(row.shipment.status());
  if (was_watched && !is_watched) ctx.Cancel(kSilentTimer, row.shipment.name());
  if (!was_watched && is_watched) WatchSilence(ctx, row);
}

void WatchLateness(runtime::WriteContext& ctx, const store::ShipmentRow& row) {
  const absl::Time next =
      domain::IsLate(row.shipment)
          ? absl::InfiniteFuture()
          : domain::NextLateDeadline(row.shipment, row.late_rules, row.news_time, ctx.now());
  if (next == absl::InfiniteFuture()) {
    ctx.Cancel(kLateTimer, row.shipment.name());
  } else {
    ctx.Schedule(kLateTimer, row.shipment.name(), next);
  }
}

absl::Status FollowLateness(runtime::WriteContext& ctx, store::ShipmentRow& row, bool looked) {
  v1::Shipment& shipment = row.shipment;
  const bool was_late = domain::IsLate(shipment);
  if (!looked && !was_late) return absl::OkStatus();
  absl::optional<v1::Lateness> lateness =
      domain::JudgeLateness(shipment, row.late_rules, row.news_time, ctx.now());
  if (lateness.has_value() && !was_late) {
    *shipment.mutable_lateness() = *std::move(lateness);
    RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
    ctx.Emit(shipment, events::kShipmentLate);
    RETURN_IF_ERROR(work::Open(
        ctx, kLateParcel,
        {.resource = shipment.name(), .buyer = shipment.buyer(), .order = shipment.order()}));
  } else if (was_late && !lateness.has_value()) {
    *shipment.mutable_lateness()->mutable_end_time() = ToProto(ctx.now());
    RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
    ctx.Emit(shipment, events::kShipmentLateOver);
    RETURN_IF_ERROR(work::Close(ctx, kLateParcel, shipment.name()));
  }
  WatchLateness(ctx, row);
  return absl::OkStatus();
}

absl::Status Readdress(runtime::WriteContext& ctx, v1::Shipment& shipment,
                       type::v1::Receiver receiver) {
  RETURN_IF_ERROR(runtime::Seal(ctx, shipment.name(), store::kReceiverSlot, receiver));
  *shipment.mutable_receiver() = std::move(receiver);
  *shipment.mutable_readdress_time() = ToProto(ctx.now());
  return absl::OkStatus();
}

absl::Status SaveStep(runtime::WriteContext& ctx, store::ShipmentRow& row,
                      v1::TrackingStatus::Value before, const v1::TrackingEvent& event) {
  v1::Shipment& shipment = row.shipment;
  ASSIGN_OR_RETURN(bool inserted, store::InsertEvent(ctx.txn(), shipment.name(), event));
  if (inserted) {
    ++row.event_count;
    ctx.Emit(event, events::kTrackingEventRecorded);
  }
  row.latest = domain::OrderOf(event);
  row.news_time = ctx.now();
  *shipment.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
  if (domain::AwaitsNews(shipment.status())) {
    WatchSilence(ctx, row);
  } else {
    ctx.Cancel(kSilentTimer, shipment.name());
  }
  ctx.Emit(shipment, domain::StatusEvent(shipment.status()));
  return FollowUp(ctx, row, before, /*news=*/true);
}

absl::Status FollowUp(runtime::WriteContext& ctx, store::ShipmentRow& row,
                      v1::TrackingStatus::Value before, bool news) {
  const v1::Shipment& shipment = row.shipment;
  const bool moved = shipment.status() != before;
  if (moved) {
    RETURN_IF_ERROR(FollowIntercept(ctx, row));
    RETURN_IF_ERROR(FollowProblem(ctx, before, row));
    RETURN_IF_ERROR(FollowCod(ctx, row));
  } else if (news) {
    RETURN_IF_ERROR(FollowFurtherTrouble(ctx, row));
  }
  if (news) RETURN_IF_ERROR(FollowAttempts(ctx, row));
  RETURN_IF_ERROR(FollowLateness(ctx, row, moved));
  const v1::Notice::Kind kind = domain::NoticeKindOf(shipment.status());
  // What happens on the way back is the shop's business.
  const bool comes_back =
      domain::IsReturn(shipment) || shipment.underlying_status() == v1::TrackingStatus::RETURNING;
  if (!moved || comes_back || kind == v1::Notice::KIND_UNSPECIFIED) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(shipment.name())));
  return NotifyOfShipment(ctx, policy, shipment, kind);
}

}  // namespace shopdesk::logistics::handlers
