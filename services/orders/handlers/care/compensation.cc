#include "services/orders/handlers/care/compensation.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "libs/runtime/personal_data.h"
#include "libs/work/work.h"
#include "services/orders/domain/care/compensation.h"
#include "services/orders/domain/care/promise.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/payout_due.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/care/compensation.h"
#include "services/orders/store/care/promise.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Compensation;

// Compensations: usual, at most.
constexpr PageLimits kCompensationPage{50, 1000};

constexpr char kOnceForOutOfStock[] = "/compensations/out-of-stock";

// A compensation that is being changed, its order, which is its lock, and the shop's rules.
struct CompensationChange {
  v1::Order order;
  v1::Policy policy;
  Compensation compensation;
};

absl::StatusOr<CompensationChange> LoadCompensated(runtime::WriteContext& ctx,
                                                   absl::string_view order_name) {
  CompensationChange change;
  ASSIGN_OR_RETURN(change.order, store::LoadOrderForUpdate(ctx.txn(), order_name));
  ASSIGN_OR_RETURN(change.policy, LoadPolicy(ctx.txn(), ShopOf(order_name)));
  return change;
}

absl::StatusOr<CompensationChange> LoadCompensationForChange(runtime::WriteContext& ctx,
                                                             absl::string_view name,
                                                             absl::string_view etag) {
  // No order, no compensation: NOT_FOUND names what was asked for.
  absl::StatusOr<CompensationChange> change = LoadCompensated(ctx, ParentOf(name));
  if (absl::IsNotFound(change.status())) return shopdesk::NotFoundError(name);
  RETURN_IF_ERROR(change.status());
  ASSIGN_OR_RETURN(change->compensation, store::LoadCompensationForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(etag, change->compensation));
  return change;
}

// What was given before, the caller's month locked.
absl::StatusOr<domain::Given> LockGiven(runtime::WriteContext& ctx,
                                        const CompensationChange& change) {
  ASSIGN_OR_RETURN(domain::Given given, store::GivenForOrder(ctx.txn(), change.order.name()));
  ASSIGN_OR_RETURN(given.in_month,
                   store::LockBudget(ctx.txn(), ShopOf(change.order.name()), ctx.actor().id(),
                                     domain::MonthOf(change.policy, ctx.now())));
  return given;
}

// Takes what was given off the budget; money is booked and, outside escrow, asked as a payout.
absl::Status PayCompensation(runtime::WriteContext& ctx, CompensationChange& change) {
  Compensation& compensation = change.compensation;
  const v1::Order& order = change.order;
  if (!compensation.budget_agent().empty()) {
    RETURN_IF_ERROR(store::AddToBudget(ctx.txn(), ShopOf(order.name()), compensation.budget_agent(),
                                       compensation.budget_month(), compensation.amount().minor()));
  }
  if (compensation.means() != Compensation::MONEY) return absl::OkStatus();
  v1::LedgerEntry entry =
      domain::MakeEntry(order, v1::LedgerEntry::COMPENSATED, {compensation.amount().minor()}, 0,
                        compensation.name(), MomentOf(ctx));
  RETURN_IF_ERROR(BookLedger(ctx, order.name(), absl::MakeSpan(&entry, 1)));
  compensation.set_ledger_entry(entry.name());
  const bool escrow = !domain::IsCod(order) && !domain::IsBankTransfer(order);
  return escrow ? absl::OkStatus() : OpenPayout(ctx, order, entry);
}

absl::Status OpenApproval(runtime::WriteContext& ctx, const CompensationChange& change) {
  const Compensation& compensation = change.compensation;
  const absl::Time deadline = FromProto(compensation.deadline_time());
  ctx.Schedule(kCompensationDeadline, compensation.name(), deadline);
  return work::Open(ctx, kCompensationWork, SubjectOf(change.order, compensation.name(), deadline));
}

absl::Status CloseApproval(runtime::WriteContext& ctx, const Compensation& compensation) {
  ctx.Cancel(kCompensationDeadline, compensation.name());
  return work::Close(ctx, kCompensationWork, compensation.name());
}

absl::Status InsertNew(runtime::WriteContext& ctx, CompensationChange& change) {
  const bool waits = change.compensation.state() == Compensation::WAIT_APPROVAL;
  RETURN_IF_ERROR(waits ? OpenApproval(ctx, change) : PayCompensation(ctx, change));
  RETURN_IF_ERROR(store::InsertCompensation(ctx.txn(), change.compensation));
  ctx.Emit(change.compensation, waits ? events::kCompensationAsked : events::kCompensationGiven);
  return absl::OkStatus();
}

// A promise that was not kept is what BROKEN_PROMISE is for.
absl::Status CheckPromise(runtime::WriteContext& ctx, const std::string& name) {
  if (name.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Promise promise, store::LoadPromise(ctx.txn(), name));
  if (promise.state() == v1::Promise::BROKEN || promise.state() == v1::Promise::KEPT_LATE) {
    return absl::OkStatus();
  }
  return WrongStateError(name, v1::Promise::State_Name(promise.state()), "GiveCompensation",
                         domain::PromiseMachine().Allowed(promise.state()));
}

// Under the name of its cause: a repetition finds it given.
absl::Status GiveByItself(runtime::WriteContext& ctx, CompensationChange& change,
                          absl::string_view id) {
  if (change.compensation.amount().minor() == 0) return absl::OkStatus();
  change.compensation.set_name(absl::StrCat(change.order.name(), "/compensations/", id));
  const absl::Status found =
      store::LoadCompensation(ctx.txn(), change.compensation.name()).status();
  if (!absl::IsNotFound(found)) return found;
  return InsertNew(ctx, change);
}

absl::StatusOr<store::CompensationQuery> CompensationQueryOf(
    const v1::ListCompensationsRequest& request) {
  store::CompensationQuery query;
  query.shop = std::string(ShopOf(request.parent()));
  query.state = request.state();
  const bool filtered = request.state() != Compensation::STATE_UNSPECIFIED;
  if (LastSegment(request.parent()) != "-") {
    query.order_id = std::string(LastSegment(request.parent()));
    if (filtered) return InvalidFieldError("state", "an order's are listed whatever their state");
  } else if (!filtered) {
    return InvalidFieldError("state", "is required for the compensations of all orders");
  }
  return query;
}

}  // namespace

absl::Status GiveCompensation(runtime::WriteContext& ctx,
                              const v1::GiveCompensationRequest& request, Compensation* response) {
  ASSIGN_OR_RETURN(CompensationChange change, LoadCompensated(ctx, request.parent()));
  Compensation& compensation = change.compensation;
  ASSIGN_OR_RETURN(compensation, domain::MakeCompensation(change.order, request, MomentOf(ctx)));
  RETURN_IF_ERROR(CheckPromise(ctx, request.promise()));
  compensation.set_name(
      absl::StrCat(request.parent(), "/compensations/", ctx.DerivedId("compensation")));
  ASSIGN_OR_RETURN(*compensation.mutable_note(),
                   runtime::SealText(ctx, compensation.name(), "note", request.note()));
  ASSIGN_OR_RETURN(const domain::Given given, LockGiven(ctx, change));
  domain::OpenCompensation(change.order, change.policy, given, MomentOf(ctx), compensation);
  RETURN_IF_ERROR(InsertNew(ctx, change));
  *response = std::move(compensation);
  return absl::OkStatus();
}

absl::Status GetCompensation(runtime::ReadContext& ctx, const v1::GetCompensationRequest& request,
                             Compensation* response) {
  ASSIGN_OR_RETURN(*response, store::LoadCompensation(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListCompensations(runtime::ReadContext& ctx,
                               const v1::ListCompensationsRequest& request,
                               v1::ListCompensationsResponse* response) {
  ASSIGN_OR_RETURN(const store::CompensationQuery query, CompensationQueryOf(request));
  RETURN_IF_ERROR(query.order_id.empty() ? LoadPolicy(ctx.txn(), query.shop).status()
                                         : store::LoadOrder(ctx.txn(), request.parent()).status());
  return ListPage(
      request, kCompensationPage, store::OldestChild(),
      [&](const store::ChildCreationKey& after, int limit) {
        return store::ListCompensations(ctx.txn(), query, after, limit);
      },
      store::ChildCreationKeyOf<Compensation>, *response, *response->mutable_compensations());
}

absl::Status ApproveCompensation(runtime::WriteContext& ctx,
                                 const v1::ApproveCompensationRequest& request,
                                 Compensation* response) {
  ASSIGN_OR_RETURN(CompensationChange change,
                   LoadCompensationForChange(ctx, request.name(), request.etag()));
  ASSIGN_OR_RETURN(const domain::Given given, LockGiven(ctx, change));
  RETURN_IF_ERROR(domain::ApproveCompensation(change.order, change.policy, given, MomentOf(ctx),
                                              change.compensation));
  RETURN_IF_ERROR(PayCompensation(ctx, change));
  RETURN_IF_ERROR(CloseApproval(ctx, change.compensation));
  RETURN_IF_ERROR(store::SaveCompensation(ctx.txn(), change.compensation));
  ctx.Emit(change.compensation, events::kCompensationGiven);
  *response = std::move(change.compensation);
  return absl::OkStatus();
}

absl::Status DeclineCompensation(runtime::WriteContext& ctx,
                                 const v1::DeclineCompensationRequest& request,
                                 Compensation* response) {
  ASSIGN_OR_RETURN(CompensationChange change,
                   LoadCompensationForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::DeclineCompensation(MomentOf(ctx), change.compensation));
  ASSIGN_OR_RETURN(
      *change.compensation.mutable_decision_note(),
      runtime::SealText(ctx, change.compensation.name(), "decision_note", request.note()));
  RETURN_IF_ERROR(CloseApproval(ctx, change.compensation));
  RETURN_IF_ERROR(store::SaveCompensation(ctx.txn(), change.compensation));
  ctx.Emit(change.compensation, events::kCompensationDeclined);
  *response = std::move(change.compensation);
  return absl::OkStatus();
}

absl::Status GetCompensationFigures(runtime::ReadContext& ctx,
                                    const v1::GetCompensationFiguresRequest& request,
                                    v1::CompensationFigures* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  return figures::AnswerSums(ctx, request, domain::CompensationFiguresOf, response);
}

absl::Status CompensateLate(runtime::WriteContext& ctx, absl::string_view order_name) {
  ASSIGN_OR_RETURN(CompensationChange change, LoadCompensated(ctx, order_name));
  ASSIGN_OR_RETURN(const domain::Given given, store::GivenForOrder(ctx.txn(), order_name));
  change.compensation =
      domain::CompensationForLate(change.order, change.policy, given, MomentOf(ctx));
  return GiveByItself(ctx, change, "late");
}

absl::Status CompensateOutOfStock(runtime::WriteContext& ctx, const v1::Refund& refund) {
  const absl::string_view order_name = ParentOf(refund.name());
  ASSIGN_OR_RETURN(CompensationChange change, LoadCompensated(ctx, order_name));
  ASSIGN_OR_RETURN(const domain::Given given, store::GivenForOrder(ctx.txn(), order_name));
  change.compensation =
      domain::CompensationForOutOfStock(change.order, refund, change.policy, given, MomentOf(ctx));
  // A release before gave it once an order: what was refunded until then has had its own.
  const auto once =
      store::LoadCompensation(ctx.txn(), absl::StrCat(order_name, kOnceForOutOfStock));
  if (!absl::IsNotFound(once.status())) {
    RETURN_IF_ERROR(once.status());
    if (FromProto(refund.update_time()) <= FromProto(once->create_time())) return absl::OkStatus();
  }
  return GiveByItself(ctx, change, absl::StrCat("out-of-stock-", LastSegment(refund.name())));
}

absl::Status OnCompensationDeadline(runtime::WriteContext& ctx, const timer::Due& due) {
  absl::StatusOr<CompensationChange> loaded = LoadCompensationForChange(ctx, due.resource_name, "");
  if (absl::IsNotFound(loaded.status())) return absl::OkStatus();
  ASSIGN_OR_RETURN(CompensationChange change, std::move(loaded));
  if (change.compensation.state() != Compensation::WAIT_APPROVAL) return absl::OkStatus();
  RETURN_IF_ERROR(domain::DeclineCompensation(MomentOf(ctx), change.compensation));
  RETURN_IF_ERROR(CloseApproval(ctx, change.compensation));
  RETURN_IF_ERROR(store::SaveCompensation(ctx.txn(), change.compensation));
  ctx.Emit(change.compensation, events::kCompensationDeclined);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
