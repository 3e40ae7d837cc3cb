#include "services/orders/handlers/payment/carrier_money.h"

#include <string>
#include <vector>

#include "libs/base/status_macros.h"
#include "libs/work/work.h"
#include "services/orders/domain/payment/carrier_money.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/payment/ledger.h"

namespace shopdesk::orders::handlers {
namespace {

// More than the ledger of an order with cash on delivery ever has.
constexpr int kMostEntries = 1000;

// An order whose money the desk said was remitted before the order kept it: its ledger says so.
absl::Status AdoptByHand(runtime::WriteContext& ctx, v1::Order& order) {
  if (!order.carrier_money().empty() || !domain::IsCod(order)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<v1::LedgerEntry> booked,
                   store::ListLedger(ctx.txn(), order.name(), 0, kMostEntries));
  domain::AdoptRemittedByHand(order, booked);
  return absl::OkStatus();
}

}  // namespace

absl::Status RecordCarrierMoney(runtime::WriteContext& ctx, absl::string_view order_name,
                                absl::string_view currency_code, const v1::CarrierMoney& said,
                                bool snapshot) {
  absl::StatusOr<OrderChange> change = LoadForChange(ctx, order_name);
  // A shipment for something that is no order here.
  if (absl::IsNotFound(change.status())) return absl::OkStatus();
  RETURN_IF_ERROR(change.status());
  v1::Order& order = change->order;
  if (currency_code != order.total().currency_code()) {
    return work::Open(ctx, kCarrierMoneyUnbooked, SubjectOf(order, said.source()));
  }
  RETURN_IF_ERROR(AdoptByHand(ctx, order));
  ASSIGN_OR_RETURN(const bool changed,
                   domain::BookCarrierMoney(order, said, snapshot, MomentOf(ctx), change->ledger));
  if (!changed) return absl::OkStatus();
  if (change->ledger.empty()) return SaveChange(ctx, *change, "");
  const bool remitted = order.payment().state() == v1::PaymentState::REMITTED &&
                        change->payment_state != v1::PaymentState::REMITTED;
  return SaveChange(ctx, *change,
                    remitted ? events::kOrderCodRemitted : events::kOrderCarrierMoney);
}

}  // namespace shopdesk::orders::handlers
