#include "services/orders/handlers/care/promise.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "libs/runtime/personal_data.h"
#include "libs/work/work.h"
#include "services/orders/domain/care/promise.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/desk/order_error.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/care/compensation.h"
#include "services/orders/store/care/promise.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/store/trade/remark.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Promise;

// Promises: usual, at most.
constexpr PageLimits kPromisePage{50, 1000};

// A promise that is being changed, and its order, which is its lock.
struct PromiseChange {
  v1::Order order;
  Promise promise;
};

absl::StatusOr<PromiseChange> LoadPromiseForChange(runtime::WriteContext& ctx,
                                                   absl::string_view name, absl::string_view etag) {
  PromiseChange change;
  // No order, no promise: NOT_FOUND names what was asked for.
  absl::StatusOr<v1::Order> order = store::LoadOrderForUpdate(ctx.txn(), ParentOf(name));
  if (absl::IsNotFound(order.status())) return shopdesk::NotFoundError(name);
  ASSIGN_OR_RETURN(change.order, std::move(order));
  ASSIGN_OR_RETURN(change.promise, store::LoadPromiseForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(etag, change.promise));
  return change;
}

// The work about a promise is the agent's who made it, whoever serves the order.
work::Subject PromiseSubject(const PromiseChange& change) {
  work::Subject subject =
      SubjectOf(change.order, change.promise.name(), FromProto(change.promise.due_time()));
  subject.agent = change.promise.agent();
  return subject;
}

absl::Status SavePromiseChange(runtime::WriteContext& ctx, Promise& promise, const char* event) {
  RETURN_IF_ERROR(store::SavePromise(ctx.txn(), promise));
  ctx.Emit(promise, event);
  return absl::OkStatus();
}

// Kept or withdrawn: nobody has to do anything any more.
absl::Status EndPromiseWork(runtime::WriteContext& ctx, const Promise& promise) {
  ctx.Cancel(kPromiseDue, promise.name());
  RETURN_IF_ERROR(work::Close(ctx, kPromiseWork, promise.name()));
  return work::Close(ctx, kBrokenPromise, promise.name());
}

// The money that what kept a promise gave to the buyer; nothing for what gives none. NOT_FOUND.
absl::StatusOr<absl::optional<type::v1::Money>> GivenBy(runtime::WriteContext& ctx,
                                                        const Promise& promise,
                                                        const std::string& kept_by) {
  if (kept_by.empty()) return absl::nullopt;
  if (ParentOf(kept_by) != ParentOf(promise.name())) {
    return InvalidFieldError("kept_by", absl::StrCat("must be of ", ParentOf(promise.name())));
  }
  if (absl::StrContains(kept_by, "/remarks/")) {
    RETURN_IF_ERROR(store::LoadRemark(ctx.txn(), kept_by).status());
    return absl::nullopt;
  }
  if (absl::StrContains(kept_by, "/compensations/")) {
    ASSIGN_OR_RETURN(const v1::Compensation compensation,
                     store::LoadCompensation(ctx.txn(), kept_by));
    if (compensation.state() != v1::Compensation::GIVEN) {
      return domain::NothingGivenError(promise, kept_by);
    }
    return compensation.amount();
  }
  ASSIGN_OR_RETURN(const v1::Refund refund, store::LoadRefund(ctx.txn(), kept_by));
  if (!refund.has_refunded()) return domain::NothingGivenError(promise, kept_by);
  return refund.refunded();
}

// Of the same money other promises were kept: it keeps another one by what is left of it. The order
// is locked.
absl::Status TakeWhatIsKept(runtime::WriteContext& ctx, const Promise& promise,
                            const std::string& kept_by, type::v1::Money& given) {
  store::PromiseQuery query;
  query.shop = std::string(ShopOf(promise.name()));
  query.order_id = std::string(LastSegment(ParentOf(promise.name())));
  store::PromiseKey last(INT64_MIN, "", "");
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<Promise> page,
                     store::ListPromises(ctx.txn(), query, last, kPromisePage.most));
    for (const Promise& other : page) {
      last = store::PromiseKeyOf(other);
      if (other.kept_by() != kept_by || !other.has_amount()) continue;
      given.set_minor(given.minor() - other.amount().minor());
    }
    more = page.size() == static_cast<size_t>(kPromisePage.most);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> SealEndNote(runtime::WriteContext& ctx, const Promise& promise,
                                        const std::string& note) {
  if (note.empty()) return std::string();
  return runtime::SealText(ctx, promise.name(), "end_note", note);
}

absl::StatusOr<store::PromiseQuery> PromiseQueryOf(const v1::ListPromisesRequest& request) {
  store::PromiseQuery query;
  query.shop = std::string(ShopOf(request.parent()));
  query.state = request.state();
  query.agent = request.agent();
  const bool filtered = request.state() != Promise::STATE_UNSPECIFIED || !request.agent().empty();
  if (LastSegment(request.parent()) != "-") {
    query.order_id = std::string(LastSegment(request.parent()));
    if (filtered) return InvalidFieldError("parent", "an order's are listed without a filter");
  } else if (!filtered) {
    return InvalidFieldError("state", "this or agent is required for the promises of all orders");
  }
  return query;
}

}  // namespace

absl::Status MakePromise(runtime::WriteContext& ctx, const v1::MakePromiseRequest& request,
                         Promise* response) {
  PromiseChange change;
  ASSIGN_OR_RETURN(change.order, store::LoadOrder(ctx.txn(), request.parent()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  Promise& promise = change.promise;
  ASSIGN_OR_RETURN(promise, domain::MakePromise(change.order, request, policy, MomentOf(ctx)));
  promise.set_name(absl::StrCat(request.parent(), "/promises/", ctx.DerivedId("promise")));
  ASSIGN_OR_RETURN(*promise.mutable_note(),
                   runtime::SealText(ctx, promise.name(), "note", request.note()));
  RETURN_IF_ERROR(store::InsertPromise(ctx.txn(), promise));
  ctx.Schedule(kPromiseDue, promise.name(), FromProto(promise.due_time()));
  RETURN_IF_ERROR(work::Open(ctx, kPromiseWork, PromiseSubject(change)));
  ctx.Emit(promise, events::kPromiseMade);
  *response = std::move(promise);
  return absl::OkStatus();
}

absl::Status GetPromise(runtime::ReadContext& ctx, const v1::GetPromiseRequest& request,
                        Promise* response) {
  ASSIGN_OR_RETURN(*response, store::LoadPromise(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListPromises(runtime::ReadContext& ctx, const v1::ListPromisesRequest& request,
                          v1::ListPromisesResponse* response) {
  ASSIGN_OR_RETURN(const store::PromiseQuery query, PromiseQueryOf(request));
  RETURN_IF_ERROR(query.order_id.empty() ? LoadPolicy(ctx.txn(), query.shop).status()
                                         : store::LoadOrder(ctx.txn(), request.parent()).status());
  return ListPage(
      request, kPromisePage, store::PromiseKey(INT64_MIN, "", ""),
      [&](const store::PromiseKey& after, int limit) {
        return store::ListPromises(ctx.txn(), query, after, limit);
      },
      store::PromiseKeyOf, *response, *response->mutable_promises());
}

absl::Status KeepPromise(runtime::WriteContext& ctx, const v1::KeepPromiseRequest& request,
                         Promise* response) {
  if (request.kept_by().empty() && request.note().empty()) {
    return InvalidFieldError("note", "is required without kept_by");
  }
  ASSIGN_OR_RETURN(PromiseChange change, LoadPromiseForChange(ctx, request.name(), request.etag()));
  Promise& promise = change.promise;
  ASSIGN_OR_RETURN(absl::optional<type::v1::Money> given, GivenBy(ctx, promise, request.kept_by()));
  if (given.has_value()) {
    RETURN_IF_ERROR(TakeWhatIsKept(ctx, promise, request.kept_by(), *given));
  }
  RETURN_IF_ERROR(domain::KeepPromise(promise, request.kept_by(), given, MomentOf(ctx)));
  ASSIGN_OR_RETURN(*promise.mutable_end_note(), SealEndNote(ctx, promise, request.note()));
  RETURN_IF_ERROR(EndPromiseWork(ctx, promise));
  RETURN_IF_ERROR(SavePromiseChange(ctx, promise, events::kPromiseKept));
  *response = std::move(promise);
  return absl::OkStatus();
}

absl::Status WithdrawPromise(runtime::WriteContext& ctx, const v1::WithdrawPromiseRequest& request,
                             Promise* response) {
  ASSIGN_OR_RETURN(PromiseChange change, LoadPromiseForChange(ctx, request.name(), request.etag()));
  Promise& promise = change.promise;
  RETURN_IF_ERROR(domain::WithdrawPromise(promise, request.channel(), MomentOf(ctx)));
  ASSIGN_OR_RETURN(*promise.mutable_end_note(), SealEndNote(ctx, promise, request.note()));
  RETURN_IF_ERROR(EndPromiseWork(ctx, promise));
  RETURN_IF_ERROR(SavePromiseChange(ctx, promise, events::kPromiseWithdrawn));
  *response = std::move(promise);
  return absl::OkStatus();
}

absl::Status GetPromiseFigures(runtime::ReadContext& ctx,
                               const v1::GetPromiseFiguresRequest& request,
                               v1::PromiseFigures* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(const Days days, DaysOf(request.period()));
  ASSIGN_OR_RETURN(const Sums sums, figures::Sum(ctx, shop, days));
  v1::PromiseFigures::Agent& total = *response->mutable_total();
  for (auto& [escaped, count] : domain::PromiseCountsOf(sums)) {
    ASSIGN_OR_RETURN(const std::string agent, UnescapeId(escaped));
    if (!request.agent().empty() && agent != request.agent()) continue;
    count.set_agent(agent);
    domain::JudgePromises(count);
    domain::AddPromises(count, total);
    *response->add_agents() = std::move(count);
  }
  domain::JudgePromises(total);
  ASSIGN_OR_RETURN(*response->mutable_as_of(), figures::AsOf(ctx));
  return absl::OkStatus();
}

absl::Status OnPromiseDue(runtime::WriteContext& ctx, const timer::Due& due) {
  absl::StatusOr<PromiseChange> loaded = LoadPromiseForChange(ctx, due.resource_name, "");
  if (absl::IsNotFound(loaded.status())) return absl::OkStatus();
  ASSIGN_OR_RETURN(PromiseChange change, std::move(loaded));
  Promise& promise = change.promise;
  if (promise.state() != Promise::OPEN) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string order_error,
                   DraftOrderError(ctx, change.order, v1::OrderError::WRONG_PROMISE,
                                   promise.agent(), promise.name()));
  RETURN_IF_ERROR(domain::BreakPromise(promise, order_error, MomentOf(ctx)));
  RETURN_IF_ERROR(work::Close(ctx, kPromiseWork, promise.name()));
  RETURN_IF_ERROR(work::Open(ctx, kBrokenPromise, PromiseSubject(change)));
  return SavePromiseChange(ctx, promise, events::kPromiseBroken);
}

}  // namespace shopdesk::orders::handlers
