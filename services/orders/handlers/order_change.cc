#include "services/orders/handlers/order_change.h"

#include <utility>

#include "absl/types/span.h"
#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade.h"
#include "services/orders/domain/transfer.h"
#include "services/orders/handlers/transfer_change.h"
#include "services/orders/store/ledger.h"
#include "services/orders/store/orders.h"

namespace shopdesk::orders::handlers {
namespace {

int64_t DeadlineMillis(const v1::Order& order) {
  return ToMillis(FromProto(order.deadline_time()));
}

void SetTimer(rpc::WriteContext& ctx, const OrderChange& change) {
  const v1::Order& order = change.order;
  const bool timed = domain::IsTimed(order.deadline_event());
  const bool same_event = order.deadline_event() == change.deadline_event;
  if (domain::IsTimed(change.deadline_event) && !same_event) {
    ctx.Cancel(change.deadline_event, order.name());
  }
  if (timed && (!same_event || DeadlineMillis(order) != change.deadline_ms)) {
    ctx.Schedule(order.deadline_event(), order.name(), FromProto(order.deadline_time()));
  }
}

}  // namespace

absl::StatusOr<OrderChange> LoadForChange(rpc::WriteContext& ctx, absl::string_view name,
                                          absl::string_view etag) {
  OrderChange change;
  ASSIGN_OR_RETURN(change.order, store::LoadOrderForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(etag, change.order));
  change.deadline_event = change.order.deadline_event();
  change.deadline_ms = DeadlineMillis(change.order);
  change.work = WorkOf(change.order);
  change.payment_state = change.order.payment().state();
  return change;
}

absl::Status SaveChange(rpc::WriteContext& ctx, OrderChange& change, absl::string_view event_type) {
  const bool by_bank = domain::IsBankTransfer(change.order);
  if (by_bank) domain::ReturnPartlyPaid(change.order, MomentOf(ctx), change.ledger);
  if (!event_type.empty()) *change.order.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveOrder(ctx.txn(), change.order));
  RETURN_IF_ERROR(
      store::AppendLedger(ctx.txn(), change.order.name(), absl::MakeSpan(change.ledger)));
  if (by_bank) RETURN_IF_ERROR(FollowTransfer(ctx, change));
  change.ledger.clear();
  SetTimer(ctx, change);
  change.deadline_event = change.order.deadline_event();
  change.deadline_ms = DeadlineMillis(change.order);
  RETURN_IF_ERROR(UpdateWork(ctx, change.order, change.work));
  change.work = WorkOf(change.order);
  change.payment_state = change.order.payment().state();
  if (!event_type.empty()) ctx.Emit(change.order, event_type);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
