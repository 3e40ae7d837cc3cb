#include "services/orders/handlers/payment/payment.h"

#include <string>
#include <utility>

#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/base/time_range.h"
#include "services/orders/domain/payment/carrier_money.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/pricing/top_up.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/reservation.h"
#include "services/orders/store/payment/ledger.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using domain::PaymentVerdict;
using v1::Order;

// Entries of the ledger: usual, at most.
constexpr PageLimits kLedgerPage{100, 1000};

// The payment as it is seen before any step: what is to be done about it.
struct JudgedPayment {
  Order order;
  v1::Policy policy;
  // The channel told us of this transaction before.
  bool known = false;
  PaymentVerdict verdict = PaymentVerdict::kStray;
};

// Whether the transaction was recorded on this order; an error if on another one.
absl::StatusOr<bool> IsKnown(sql::Transaction& txn, const v1::RecordPaymentRequest& request) {
  ASSIGN_OR_RETURN(const absl::optional<std::string> order,
                   store::FindPayment(txn, ShopOf(request.name()), request.transaction_id()));
  if (!order.has_value()) return false;
  if (*order == request.name()) return true;
  return domain::TransactionReusedError(request.transaction_id(), *order);
}

absl::StatusOr<JudgedPayment> LoadAndJudge(runtime::WorkflowContext& ctx,
                                           const v1::RecordPaymentRequest& request) {
  JudgedPayment judged;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(judged.order, store::LoadOrder(read.txn(), request.name()));
    ASSIGN_OR_RETURN(judged.policy, LoadPolicy(read.txn(), ShopOf(request.name())));
    ASSIGN_OR_RETURN(judged.known, IsKnown(read.txn(), request));
    if (judged.known) return absl::OkStatus();
    ASSIGN_OR_RETURN(judged.verdict,
                     domain::JudgePayment(judged.order, judged.policy, request.amount(),
                                          request.payee_account()));
    return absl::OkStatus();
  }));
  return judged;
}

absl::Status RecordStrayPayment(runtime::WriteContext& ctx, OrderChange& change,
                                const v1::RecordPaymentRequest& request) {
  domain::RecordStray(change.order, request.amount(), request.transaction_id(), MomentOf(ctx),
                      change.ledger);
  RETURN_IF_ERROR(BookLedger(ctx, change.order.name(), absl::MakeSpan(change.ledger)));
  ctx.Emit(change.order, events::kOrderStrayPayment);
  return absl::OkStatus();
}

absl::Status Accept(runtime::WriteContext& ctx, OrderChange& change, const v1::Policy& policy,
                    const ReservationStep& reservation, const v1::RecordPaymentRequest& request) {
  RETURN_IF_ERROR(domain::AcceptPayment(change.order, policy, request.transaction_id(),
                                        MomentOf(ctx), change.ledger));
  AdoptReservation(change.order, reservation);
  if (reservation.state == Order::LOST) {
    domain::HoldOutOfStock(change.order, policy, MomentOf(ctx));
  }
  RETURN_IF_ERROR(SaveChange(ctx, change, events::kOrderPaid));
  if (reservation.state == Order::LOST) ctx.Emit(change.order, events::kOrderHeld);
  return absl::OkStatus();
}

absl::Status AcceptTopUp(runtime::WriteContext& ctx, OrderChange& change,
                         const v1::RecordPaymentRequest& request) {
  domain::PayTopUp(change.order, request.transaction_id(), MomentOf(ctx), change.ledger);
  return SaveChange(ctx, change, events::kOrderTopUpPaid);
}

absl::Status Record(runtime::WriteContext& ctx, const v1::RecordPaymentRequest& request,
                    const v1::Policy& policy, const ReservationStep& reservation, Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name()));
  ASSIGN_OR_RETURN(const bool known, IsKnown(ctx.txn(), request));
  if (!known) {
    ASSIGN_OR_RETURN(
        const PaymentVerdict verdict,
        domain::JudgePayment(change.order, policy, request.amount(), request.payee_account()));
    const bool stray = verdict == PaymentVerdict::kStray;
    ASSIGN_OR_RETURN(const bool inserted, store::InsertPayment(ctx.txn(), request.name(),
                                                               request.transaction_id(), stray));
    // Another order was paid with it at this very moment: seen when the function runs again.
    if (!inserted) return absl::AbortedError("the transaction was recorded meanwhile");
    RETURN_IF_ERROR(stray ? RecordStrayPayment(ctx, change, request)
                    : verdict == PaymentVerdict::kTopUp
                        ? AcceptTopUp(ctx, change, request)
                        : Accept(ctx, change, policy, reservation, request));
  }
  *response = std::move(change.order);
  return absl::OkStatus();
}

absl::Status Take(runtime::WorkflowContext& ctx, const v1::RecordPaymentRequest& request,
                  Order* response, clients::Catalog& catalog) {
  ASSIGN_OR_RETURN(const JudgedPayment judged, LoadAndJudge(ctx, request));
  ReservationStep reservation{judged.order.reservation(), judged.order.reservation_state(), {}};
  if (!judged.known && judged.verdict == PaymentVerdict::kAccept) {
    ASSIGN_OR_RETURN(reservation, EnsureReservation(ctx, catalog, judged.order));
  }
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return Record(write, request, judged.policy, reservation, response);
  });
}

// The order can't take the payment, which the caller is told; but the money came in.
bool CameInAnyway(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == domain::reasons::kAmountMismatch || reason == kWrongStateReason;
}

// Recorded and refunded, as any stray payment.
absl::Status KeepRefused(runtime::WriteContext& ctx, const v1::RecordPaymentRequest& request) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name()));
  ASSIGN_OR_RETURN(const bool known, IsKnown(ctx.txn(), request));
  if (known) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  const absl::Status refused =
      domain::JudgePayment(change.order, policy, request.amount(), request.payee_account())
          .status();
  if (refused.ok()) return absl::AbortedError("the order can take the payment now");
  if (!CameInAnyway(refused)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool inserted,
                   store::InsertPayment(ctx.txn(), request.name(), request.transaction_id(), true));
  if (!inserted) return absl::AbortedError("the transaction was recorded meanwhile");
  return RecordStrayPayment(ctx, change, request);
}

}  // namespace

absl::Status RecordPayment(runtime::WorkflowContext& ctx, const v1::RecordPaymentRequest& request,
                           Order* response, clients::Catalog& catalog) {
  if (request.amount().minor() <= 0) {
    return InvalidFieldError("amount.minor", "must be more than 0");
  }
  const absl::Status taken = Take(ctx, request, response, catalog);
  if (CameInAnyway(taken)) {
    RETURN_IF_ERROR(
        ctx.Write([&](runtime::WriteContext& write) { return KeepRefused(write, request); }));
  }
  return taken;
}

absl::Status RecordCodRemittance(runtime::WriteContext& ctx,
                                 const v1::RecordCodRemittanceRequest& request, Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name()));
  RETURN_IF_ERROR(domain::RemitCod(change.order, request.amount(), request.reference(),
                                   MomentOf(ctx), change.ledger));
  return SaveChange(ctx, change, events::kOrderCodRemitted, response);
}

namespace {

// The entries of all orders, newest first.
absl::Status ListLedgerOfShop(runtime::ReadContext& ctx,
                              const v1::ListLedgerEntriesRequest& request,
                              v1::ListLedgerEntriesResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const MillisRange booked = MillisOf(request.create_time());
  return ListPage(
      request, kLedgerPage, store::LedgerKey(booked.end, "", 0),
      [&](const store::LedgerKey& before, int limit) {
        return store::ListLedgerOfShop(ctx.txn(), shop, before, booked.start, limit);
      },
      store::LedgerKeyOf, *response, *response->mutable_entries());
}

}  // namespace

absl::Status ListLedgerEntries(runtime::ReadContext& ctx,
                               const v1::ListLedgerEntriesRequest& request,
                               v1::ListLedgerEntriesResponse* response) {
  if (LastSegment(request.parent()) == "-") return ListLedgerOfShop(ctx, request, response);
  if (request.has_create_time()) {
    return InvalidFieldError("create_time", "needs all orders: \"shops/{shop}/orders/-\"");
  }
  // The sequence.
  using Key = PageKey<int64_t>;
  RETURN_IF_ERROR(store::LoadOrder(ctx.txn(), request.parent()).status());
  return ListPage(
      request, kLedgerPage, Key(0),
      [&](const Key& after, int limit) {
        return store::ListLedger(ctx.txn(), request.parent(), std::get<0>(after), limit);
      },
      [](const v1::LedgerEntry& entry) { return Key(entry.sequence()); }, *response,
      *response->mutable_entries());
}

}  // namespace shopdesk::orders::handlers
