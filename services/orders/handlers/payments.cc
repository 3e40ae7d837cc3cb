#include "services/orders/handlers/payments.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment.h"
#include "services/orders/domain/top_up.h"
#include "services/orders/handlers/order_change.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/reservation.h"
#include "services/orders/store/ledger.h"
#include "services/orders/store/orders.h"

namespace shopdesk::orders::handlers {
namespace {

using domain::PaymentVerdict;
using v1::Order;

// The payment as it is seen before any step: what is to be done about it.
struct Seen {
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
  return Error(absl::StatusCode::kAlreadyExists, "TRANSACTION_REUSED",
               absl::StrCat("transaction ", request.transaction_id(), " paid ", *order),
               {{"order", *order}});
}

absl::StatusOr<Seen> Look(rpc::WorkflowContext& ctx, const v1::RecordPaymentRequest& request) {
  Seen seen;
  RETURN_IF_ERROR(ctx.Read([&](rpc::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(seen.order, store::LoadOrder(read.txn(), request.name()));
    ASSIGN_OR_RETURN(seen.policy, LoadPolicy(read.txn(), ShopOf(request.name())));
    ASSIGN_OR_RETURN(seen.known, IsKnown(read.txn(), request));
    if (seen.known) return absl::OkStatus();
    ASSIGN_OR_RETURN(seen.verdict, domain::JudgePayment(seen.order, seen.policy, request.amount(),
                                                        request.payee_account()));
    return absl::OkStatus();
  }));
  return seen;
}

absl::Status RecordStrayPayment(rpc::WriteContext& ctx, OrderChange& change,
                                const v1::RecordPaymentRequest& request) {
  domain::RecordStray(change.order, request.amount(), request.transaction_id(), MomentOf(ctx),
                      change.ledger);
  RETURN_IF_ERROR(
      store::AppendLedger(ctx.txn(), change.order.name(), absl::MakeSpan(change.ledger)));
  ctx.Emit(change.order, "order.stray_payment");
  return absl::OkStatus();
}

absl::Status Accept(rpc::WriteContext& ctx, OrderChange& change, const v1::Policy& policy,
                    const ReservationStep& reservation, const v1::RecordPaymentRequest& request) {
  RETURN_IF_ERROR(domain::AcceptPayment(change.order, policy, request.transaction_id(),
                                        MomentOf(ctx), change.ledger));
  AdoptReservation(change.order, reservation);
  if (reservation.state == Order::LOST) {
    domain::HoldOutOfStock(change.order, policy, MomentOf(ctx));
  }
  RETURN_IF_ERROR(SaveChange(ctx, change, "order.paid"));
  if (reservation.state == Order::LOST) ctx.Emit(change.order, "order.held");
  return absl::OkStatus();
}

absl::Status AcceptTopUp(rpc::WriteContext& ctx, OrderChange& change,
                         const v1::RecordPaymentRequest& request) {
  domain::PayTopUp(change.order, request.transaction_id(), MomentOf(ctx), change.ledger);
  return SaveChange(ctx, change, "order.top_up_paid");
}

absl::Status Record(rpc::WriteContext& ctx, const v1::RecordPaymentRequest& request,
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

}  // namespace

absl::Status RecordPayment(rpc::WorkflowContext& ctx, const v1::RecordPaymentRequest& request,
                           Order* response, clients::Catalog& catalog) {
  ASSIGN_OR_RETURN(const Seen seen, Look(ctx, request));
  ReservationStep reservation{seen.order.reservation(), seen.order.reservation_state()};
  if (!seen.known && seen.verdict == PaymentVerdict::kAccept) {
    ASSIGN_OR_RETURN(reservation, EnsureReservation(ctx, catalog, seen.order));
  }
  return ctx.Finish(*response, [&](rpc::WriteContext& write) {
    return Record(write, request, seen.policy, reservation, response);
  });
}

absl::Status RecordCodRemittance(rpc::WriteContext& ctx,
                                 const v1::RecordCodRemittanceRequest& request, Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name()));
  RETURN_IF_ERROR(domain::RemitCod(change.order, request.amount(), request.reference(),
                                   MomentOf(ctx), change.ledger));
  RETURN_IF_ERROR(SaveChange(ctx, change, "order.cod_remitted"));
  *response = std::move(change.order);
  return absl::OkStatus();
}

absl::Status ListLedgerEntries(rpc::ReadContext& ctx, const v1::ListLedgerEntriesRequest& request,
                               v1::ListLedgerEntriesResponse* response) {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size(), 100, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  int64_t after = 0;
  if (!key.empty() && !absl::SimpleAtoi(key[0], &after)) {
    return InvalidFieldError("page_token", "is none of this list's");
  }
  RETURN_IF_ERROR(store::LoadOrder(ctx.txn(), request.parent()).status());
  ASSIGN_OR_RETURN(std::vector<v1::LedgerEntry> entries,
                   store::ListLedger(ctx.txn(), request.parent(), after, size + 1));
  const bool more = static_cast<int>(entries.size()) > size;
  if (more) entries.resize(size);
  if (more) {
    response->set_next_page_token(
        MakePageToken(request, {absl::StrCat(entries.back().sequence())}));
  }
  for (v1::LedgerEntry& entry : entries) *response->add_entries() = std::move(entry);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
