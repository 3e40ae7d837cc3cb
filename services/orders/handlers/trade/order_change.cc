#include "services/orders/handlers/trade/order_change.h"

#include <utility>

#include "absl/types/span.h"
#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/reminder.h"
#include "services/orders/domain/transfer/transfer.h"
#include "services/orders/handlers/trade/bank_transfer.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/sender.h"
#include "services/orders/store/payment/ledger.h"

namespace shopdesk::orders::handlers {
namespace {

// What the next save is compared with.
void NoteLoaded(OrderChange& change) {
  change.before = UpkeepOf(change.order);
  change.columns = store::ColumnsOf(change.order);
  change.payment_state = change.order.payment().state();
}

}  // namespace

absl::StatusOr<OrderChange> LoadForChange(runtime::WriteContext& ctx, absl::string_view name,
                                          absl::string_view etag) {
  OrderChange change;
  ASSIGN_OR_RETURN(change.order, store::LoadOrderForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(etag, change.order));
  NoteLoaded(change);
  return change;
}

absl::Status BookLedger(runtime::WriteContext& ctx, absl::string_view order_name,
                        absl::Span<v1::LedgerEntry> entries) {
  RETURN_IF_ERROR(store::AppendLedger(ctx.txn(), order_name, entries));
  for (const v1::LedgerEntry& entry : entries) ctx.Emit(entry, events::kLedgerEntryBooked);
  return absl::OkStatus();
}

absl::Status SaveChange(runtime::WriteContext& ctx, OrderChange& change,
                        absl::string_view event_type) {
  domain::EndReminder(change.order);
  const bool by_bank = domain::IsBankTransfer(change.order);
  if (by_bank) domain::ReturnPartlyPaid(change.order, MomentOf(ctx), change.ledger);
  const bool bookkeeping = event_type.empty() || event_type == events::kOrderReservationConfirmed;
  if (!bookkeeping) *change.order.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveOrder(ctx.txn(), change.order, change.columns));
  RETURN_IF_ERROR(BookLedger(ctx, change.order.name(), absl::MakeSpan(change.ledger)));
  if (by_bank) {
    RETURN_IF_ERROR(ApplyTransfer(ctx, change.order, change.ledger, change.payment_state));
  }
  change.ledger.clear();
  RETURN_IF_ERROR(ApplyUpkeep(ctx, change.before, change.order));
  NoteLoaded(change);
  ctx.Emit(change.order, event_type.empty() ? events::kOrderUpdated : event_type);
  return absl::OkStatus();
}

absl::Status SaveChange(runtime::WriteContext& ctx, OrderChange& change,
                        absl::string_view event_type, v1::Order* response) {
  RETURN_IF_ERROR(SaveChange(ctx, change, event_type));
  *response = std::move(change.order);
  return absl::OkStatus();
}

absl::StatusOr<OrderAndPolicy> LoadOrderAndPolicy(runtime::WorkflowContext& ctx,
                                                  absl::string_view name, absl::string_view etag) {
  OrderAndPolicy seen;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(seen.order, store::LoadOrder(read.txn(), name));
    RETURN_IF_ERROR(CheckEtag(etag, seen.order));
    ASSIGN_OR_RETURN(seen.policy, LoadPolicy(read.txn(), ShopOf(name)));
    ASSIGN_OR_RETURN(seen.senders, LoadSenders(read.txn(), ShopOf(name)));
    return absl::OkStatus();
  }));
  return seen;
}

}  // namespace shopdesk::orders::handlers
