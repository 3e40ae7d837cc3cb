#include "services/orders/handlers/payment/carrier_money.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "libs/work/work.h"
#include "services/orders/domain/payment/carrier_money.h"
#include "services/orders/domain/shipping/consignment.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/packing/merged_parcel.h"
#include "services/orders/store/payment/ledger.h"
#include "services/orders/store/trade/order.h"

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

// The orders whose goods were in the claim's parcel, by name. Only the claim's own where the parcel
// is of one order, or none of the order's own, as what is sent again; none if it isn't known here.
absl::StatusOr<std::vector<v1::Order>> OrdersOfClaim(runtime::WriteContext& ctx,
                                                     const logistics::v1::Claim& claim) {
  std::vector<v1::Order> orders;
  ASSIGN_OR_RETURN(absl::optional<v1::Order> own, store::FindOrder(ctx.txn(), claim.order()));
  if (!own.has_value()) return orders;
  const v1::Parcel* parcel = domain::FindParcel(*own, claim.shipment());
  if (parcel == nullptr || parcel->merged_parcel().empty()) {
    orders.push_back(*std::move(own));
    return orders;
  }
  ASSIGN_OR_RETURN(const v1::MergedParcel merged,
                   store::LoadMergedParcel(ctx.txn(), parcel->merged_parcel()));
  for (const v1::MergedParcel::Member& member : merged.members()) {
    ASSIGN_OR_RETURN(orders.emplace_back(), store::LoadOrder(ctx.txn(), member.order()));
  }
  return orders;
}

}  // namespace

absl::Status RecordClaimMoney(runtime::WriteContext& ctx, const logistics::v1::Claim& claim,
                              bool snapshot) {
  ASSIGN_OR_RETURN(const std::vector<v1::Order> orders, OrdersOfClaim(ctx, claim));
  v1::CarrierMoney said = domain::MoneyOfClaim(claim);
  std::vector<int64_t> shares = {said.paid_minor()};
  if (orders.size() > 1) {
    std::vector<domain::SharedPart> parts;
    for (const v1::Order& order : orders) {
      parts.push_back({order, *domain::FindParcel(order, claim.shipment())});
    }
    ASSIGN_OR_RETURN(shares, Allocate(said.paid_minor(), domain::WeightsOf(parts)));
  }
  for (size_t i = 0; i < orders.size(); ++i) {
    said.set_paid_minor(shares[i]);
    RETURN_IF_ERROR(
        RecordCarrierMoney(ctx, orders[i].name(), claim.paid().currency_code(), said, snapshot));
  }
  return absl::OkStatus();
}

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
