#include "services/orders/verify/checks.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/verify/timer.h"
#include "libs/verify/work.h"
#include "libs/work/work.h"
#include "services/orders/domain/desk/next_timer.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/trade.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/handlers/trade/order_upkeep.h"
#include "services/orders/handlers/trade/order_work.h"
#include "services/orders/store/care/compensation.h"
#include "services/orders/store/care/promise.h"
#include "services/orders/store/desk/buyer_card.h"
#include "services/orders/store/desk/order_error.h"
#include "services/orders/store/packing/merged_parcel.h"
#include "services/orders/store/packing/packing_job.h"
#include "services/orders/store/packing/shortage.h"
#include "services/orders/store/pricing/price_protection.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/refund/return.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/store/transfer/payout.h"
#include "services/orders/verify/buyer_card.h"
#include "services/orders/verify/care.h"
#include "services/orders/verify/claims.h"
#include "services/orders/verify/merged_parcel.h"
#include "services/orders/verify/money.h"
#include "services/orders/verify/packing.h"
#include "services/orders/verify/payout.h"
#include "services/orders/verify/price_protection.h"
#include "services/orders/verify/work.h"

namespace shopdesk::orders::verify {
namespace {

using shopdesk::verify::EachOf;
using shopdesk::verify::Page;
using shopdesk::verify::RequireTimer;
using shopdesk::verify::Scope;
using v1::Order;
using v1::OrderLine;
using v1::Refund;

constexpr int kMostRefunds = 500;

absl::Status LookAtLines(Page& page, const Order& order) {
  int64_t goods = 0;
  for (const OrderLine& line : order.lines()) {
    const auto find = [&](absl::string_view problem) {
      page.Find(order.name(), absl::StrCat("of its line ", line.line(), " ", problem));
    };
    int64_t pieces = 0;
    for (const int64_t part : {line.to_ship(), line.shipped(), line.delivered(), line.returned(),
                               line.refunded(), line.short_()}) {
      if (part < 0) find("less than nothing is somewhere");
      pieces += part;
    }
    if (pieces != line.quantity()) {
      find(absl::StrCat(pieces, " pieces are somewhere and ", line.quantity(), " were ordered"));
    }
    if (line.locked() < 0 || line.locked() > line.to_ship()) find("more is locked than to ship");
    if (line.refunded_minor() < 0 || line.refunded_minor() > line.total().minor()) {
      find("more was paid back than it costs");
    }
    goods += line.total().minor();
  }
  if (order.goods_total().minor() != goods) {
    page.Find(order.name(),
              absl::StrCat("its lines cost ", goods, ", it says ", order.goods_total().minor()));
  }
  const int64_t total = goods + order.freight().minor() + order.cod_surcharge().minor();
  if (order.total().minor() != total) {
    page.Find(order.name(), absl::StrCat("it costs ", total, ", it says ", order.total().minor()));
  }
  return absl::OkStatus();
}

// The timers of which an order has one at a time.
constexpr const char* kOrderTimers[] = {domain::kUnpaidClose,          domain::kCodUnreachable,
                                        domain::kAutoConfirm,          domain::kCodFinish,
                                        domain::kPaidOutOfStockRefund, domain::kPaymentReminder,
                                        domain::kCodFirstContact,      domain::kShipByWarning};

// It has the timer that it waits for, and no other.
absl::Status LookAtTimer(Page& page, const Order& order) {
  const domain::NextTimer next = domain::NextTimerOf(order);
  for (const char* kind : kOrderTimers) {
    if (kind == next.kind) continue;
    ASSIGN_OR_RETURN(const absl::optional<absl::Time> set,
                     page.runtime().timers().DueTime(page.txn(), kind, order.name()));
    if (set.has_value()) {
      page.Find(order.name(), absl::StrCat("it has the timer ", kind, ", and waits for ",
                                           next.kind.empty() ? "none" : next.kind));
    }
  }
  if (next.kind.empty()) return absl::OkStatus();
  return RequireTimer(page, next.kind, order.name(), next.time);
}

absl::Status LookAtState(Page& page, const Order& order) {
  if (order.history().empty() || order.history().rbegin()->state() != order.state()) {
    page.Find(order.name(), absl::StrCat("it is ", v1::OrderState::Value_Name(order.state()),
                                         ", which its history doesn't lead to"));
  }
  int64_t open = 0;
  store::RefundQuery query;
  query.shop = page.shop();
  query.order_id = std::string(LastSegment(order.name()));
  store::ChildCreationKey last = store::OldestChild();
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<Refund> refunds,
                     store::ListRefunds(page.txn(), query, last, kMostRefunds));
    for (const Refund& refund : refunds) {
      open += domain::IsEnded(refund.state()) ? 0 : 1;
      last = store::ChildCreationKeyOf(refund);
    }
    more = refunds.size() == static_cast<size_t>(kMostRefunds);
  }
  if (open != order.open_refunds()) {
    page.Find(order.name(), absl::StrCat("it says that ", order.open_refunds(),
                                         " refunds are open, and ", open, " are"));
  }
  return LookAtTimer(page, order);
}

// What was taken over is paid and shipped elsewhere. Work is for what somebody did to it here.
absl::Status LookAtImported(Page& page, const Order& order) {
  if (!order.has_imported()) return absl::OkStatus();
  const std::pair<bool, absl::string_view> all[] = {
      {!order.reservation().empty() || order.reservation_state() != Order::ENDED, "a reservation"},
      {order.has_deadline_time() || !order.deadline_event().empty(), "a deadline"},
      {!order.parcels().empty() || !order.merged_parcel().empty(), "a parcel"},
      {!order.packing_job().empty(), "a packing job"}};
  for (const auto& [has, what] : all) {
    if (has) page.Find(order.name(), absl::StrCat("it was taken over, and has ", what));
  }
  const bool changed = FromProto(order.update_time()) != FromProto(order.imported().import_time());
  if (changed) return absl::OkStatus();
  for (int i = 0; i < handlers::kOrderWorkKinds; ++i) {
    RETURN_IF_ERROR(
        shopdesk::verify::ExpectWork(page, handlers::OrderWorkKind(i), order.name(), false));
  }
  return absl::OkStatus();
}

absl::Status LookAtRefund(Page& page, const Refund& refund) {
  const bool goods_due = refund.scan_payment().state() == v1::ScanPayment::GOODS_AWAITED;
  const bool ended = domain::IsEnded(refund.state()) && !goods_due;
  if (ended == refund.has_deadline_time()) {
    page.Find(refund.name(),
              ended ? "it has ended and has a deadline" : "it waits without a deadline");
  }
  if (refund.refunded().minor() > refund.total().minor()) {
    page.Find(refund.name(), "more was paid back than was asked");
  }
  if (!refund.has_deadline_time()) return absl::OkStatus();
  return RequireTimer(page, handlers::kRefundDeadline, refund.name(),
                      FromProto(refund.deadline_time()));
}

absl::Status LookAtReturn(Page& page, const v1::Return& returned) {
  int64_t matched = 0;
  for (const v1::Return::Match& match : returned.matches()) matched += match.quantity();
  if (matched + returned.unmatched_quantity() != returned.quantity()) {
    page.Find(returned.name(),
              absl::StrCat(returned.quantity(), " came back; ", matched, " are matched and ",
                           returned.unmatched_quantity(), " aren't"));
  }
  return absl::OkStatus();
}

runtime::SnapshotTable Orders() { return {Order::descriptor(), store::kOrderSnapshot}; }
runtime::SnapshotTable Refunds() { return {Refund::descriptor(), store::kRefundSnapshot}; }

}  // namespace

std::vector<shopdesk::verify::Check> Checks() {
  return {
      {"orders.money",
       "An order's ledger sums to what its payment says; what it owes by bank is asked in payouts.",
       Scope::kShops, EachOf<Order>(Orders(), LookAtMoney)},
      {"orders.lines", "The pieces of a line are somewhere, and an order costs what its lines do.",
       Scope::kShops, EachOf<Order>(Orders(), LookAtLines)},
      {"orders.states",
       "An order is where its history leads, with its open refunds and the one timer that it waits "
       "for.",
       Scope::kShops, EachOf<Order>(Orders(), LookAtState)},
      {"orders.refunds",
       "A refund that waits has a deadline and its timer; none pays back more than was asked.",
       Scope::kShops, EachOf<Refund>(Refunds(), LookAtRefund)},
      {"orders.work", "An order's work is on the lists as its state needs it.", Scope::kShops,
       EachOf<Order>(Orders(), LookAtOrderWork)},
      {"orders.refund_work", "A refund is on the lists while it waits for the shop.", Scope::kShops,
       EachOf<Refund>(Refunds(), LookAtRefundWork)},
      {"orders.work_items", "What a work item is about is there.", Scope::kShops,
       EachOf<work::v1::WorkItem>({work::v1::WorkItem::descriptor(), work::kSnapshot},
                                  LookAtWorkItem)},
      {"orders.transfer_claims",
       "Statements are matched with what orders say that was transferred.", Scope::kShops,
       EachOf<Order>(Orders(), LookAtClaims)},
      {"orders.stray_claims", "Each claim of a transfer is an order's.", Scope::kShops,
       LookAtClaimRows},
      {"orders.phones", "An order is found by its receiver's phone.", Scope::kShops,
       EachOf<Order>(Orders(), LookAtPhone)},
      {"orders.promises", "A promise that is to be kept has its timer, and is on the work list.",
       Scope::kShops,
       EachOf<v1::Promise>({v1::Promise::descriptor(), store::kPromiseSnapshot}, LookAtPromise)},
      {"orders.compensations",
       "A compensation that waits has its timer and its work; money that was given is booked.",
       Scope::kShops,
       EachOf<v1::Compensation>({v1::Compensation::descriptor(), store::kCompensationSnapshot},
                                LookAtCompensation)},
      {"orders.budgets", "Agents' budgets say what they gave in a month.", Scope::kShops,
       LookAtBudgets},
      {"orders.buyer_cards", "A buyer's card is the sum of what his orders added.", Scope::kShops,
       EachOf<v1::BuyerCard>({v1::BuyerCard::descriptor(), store::kBuyerCardSnapshot},
                             LookAtBuyerCard)},
      {"orders.card_shares", "What an order added to its buyer's card is what it is now.",
       Scope::kShops, EachOf<Order>(Orders(), LookAtCardShare)},
      {"orders.price_drops", "A price drop that isn't settled yet goes on.", Scope::kShops,
       EachOf<v1::PriceDrop>({v1::PriceDrop::descriptor(), store::kPriceDropSnapshot},
                             LookAtPriceDrop)},
      {"orders.settled_lines",
       "A line in price protection was settled once at a price, and is kept with the lowest.",
       Scope::kShops, EachOf<Order>(Orders(), LookAtSettledLines)},
      {"orders.protected_lines", "A line in price protection is an order's.", Scope::kShops,
       LookAtProtectedLines},
      {"orders.order_errors", "A drafted order error has its timer, and waits for a lead.",
       Scope::kShops,
       EachOf<v1::OrderError>({v1::OrderError::descriptor(), store::kOrderErrorSnapshot},
                              LookAtOrderError)},
      {"orders.shortages",
       "Pieces about which the buyer is asked have their timer, and are on the work list.",
       Scope::kShops,
       EachOf<v1::Shortage>({v1::Shortage::descriptor(), store::kShortageSnapshot},
                            LookAtShortage)},
      {"orders.packing_jobs",
       "A packing job came to its state by its steps, and agrees with its scans and its orders.",
       Scope::kShops,
       EachOf<v1::PackingJob>({v1::PackingJob::descriptor(), store::kPackingJobSnapshot},
                              LookAtPackingJob)},
      {"orders.packed_orders", "The packing job that an order names packs it.", Scope::kShops,
       EachOf<Order>(Orders(), LookAtPackedOrder)},
      {"orders.short_pieces", "Pieces about which the buyer is asked are set apart in the order.",
       Scope::kShops,
       EachOf<v1::Shortage>({v1::Shortage::descriptor(), store::kShortageSnapshot},
                            LookAtShortPieces)},
      {"orders.merged_parcels",
       "An offer of one parcel is on the work list; what is accepted goes together or not at all, "
       "and the freight that it saved went back.",
       Scope::kShops,
       EachOf<v1::MergedParcel>({v1::MergedParcel::descriptor(), store::kMergedParcelSnapshot},
                                LookAtMergedParcel)},
      {"orders.merged_orders", "The parcel with others that an order names has it.", Scope::kShops,
       EachOf<Order>(Orders(), LookAtMergedOrder)},
      {"orders.payouts", "Nobody approved a payout that he asked, and each step has its place.",
       Scope::kShops,
       EachOf<v1::Payout>({v1::Payout::descriptor(), store::kPayoutSnapshot}, LookAtPayout)},
      {"orders.imported",
       "An order that was taken over has no reservation, deadline, parcel or work of its own.",
       Scope::kShops, EachOf<Order>(Orders(), LookAtImported)},
      {"orders.returns", "What came back is matched to orders, or isn't.", Scope::kShops,
       EachOf<v1::Return>({v1::Return::descriptor(), store::kReturnSnapshot}, LookAtReturn)}};
}

}  // namespace shopdesk::orders::verify
