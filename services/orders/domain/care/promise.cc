#include "services/orders/domain/care/promise.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/ratio.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/care/figure_names.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

constexpr Transition<Promise::State> kPromiseTransitions[] = {
    {Promise::OPEN, "keep", Promise::KEPT, "money of at least what was promised"},
    {Promise::OPEN, "withdraw", Promise::WITHDRAWN, "the buyer agreed"},
    {Promise::OPEN, "break", Promise::BROKEN, "due; an order error is drafted"},
    {Promise::BROKEN, "keep", Promise::KEPT_LATE, "counts as broken"},
};

constexpr EventCall kPromiseCalls[] = {
    {"keep", "KeepPromise"},
    {"withdraw", "WithdrawPromise"},
};

constexpr StateMachine<Promise::State> kPromiseMachine("Promise", kPromiseTransitions,
                                                       kPromiseCalls);

// Nobody keeps in mind what is due later.
constexpr absl::Duration kLongestPromise = absl::Hours(24 * 365);

absl::Status MovePromise(Promise& promise, absl::string_view event) {
  ASSIGN_OR_RETURN(const Promise::State next,
                   kPromiseMachine.Next(promise.name(), promise.state(), event));
  promise.set_state(next);
  return absl::OkStatus();
}

void EndPromise(Promise& promise, const Moment& moment) {
  *promise.mutable_end_time() = ToProto(moment.now);
  *promise.mutable_ended_by() = moment.actor;
}

bool PromisesMoney(Promise::Kind kind) {
  return kind == Promise::DISCOUNT || kind == Promise::FREIGHT_BACK;
}

void CheckPromisedAmount(const Order& order, const v1::MakePromiseRequest& request,
                         Violations& violations) {
  const std::string& currency = order.total().currency_code();
  if (!request.has_amount()) {
    if (PromisesMoney(request.kind()))
      violations.Add("amount", "is required for DISCOUNT and FREIGHT_BACK");
    return;
  }
  if (request.amount().minor() <= 0) violations.Add("amount.minor", "must be more than 0");
  if (request.amount().currency_code() != currency) {
    violations.Add("amount.currency_code", absl::StrCat("must be ", currency));
  }
}

}  // namespace

const StateMachine<Promise::State>& PromiseMachine() { return kPromiseMachine; }

absl::StatusOr<Promise> MakePromise(const Order& order, const v1::MakePromiseRequest& request,
                                    const v1::Policy& policy, const Moment& moment) {
  Promise promise;
  promise.set_kind(request.kind());
  promise.set_state(Promise::OPEN);
  promise.set_agent(request.agent());
  promise.set_buyer(order.buyer());
  Violations violations;
  if (promise.agent().empty() && moment.actor.kind() == type::v1::Actor::AGENT) {
    promise.set_agent(moment.actor.id());
  }
  if (promise.agent().empty()) violations.Add("agent", "is required: the caller is no agent");
  CheckPromisedAmount(order, request, violations);
  if (request.has_amount()) *promise.mutable_amount() = request.amount();
  const absl::Time due = request.has_due_time()
                             ? FromProto(request.due_time())
                             : moment.now + absl::Seconds(policy.promise_due_seconds());
  if (due <= moment.now || due > moment.now + kLongestPromise) {
    violations.Add("due_time", "must be later than now, and within a year");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  *promise.mutable_due_time() = ToProto(due);
  *promise.mutable_create_time() = ToProto(moment.now);
  *promise.mutable_created_by() = moment.actor;
  return promise;
}

absl::Status KeepPromise(Promise& promise, absl::string_view kept_by,
                         const absl::optional<type::v1::Money>& given, const Moment& moment) {
  RETURN_IF_ERROR(MovePromise(promise, "keep"));
  if (!given.has_value() && promise.has_amount() && PromisesMoney(promise.kind())) {
    return InvalidFieldError("kept_by", "must be a refund or a compensation: money was promised");
  }
  if (given.has_value() && promise.has_amount() && given->minor() < promise.amount().minor()) {
    return PromiseNotMetError(promise, *given);
  }
  promise.set_kept_by(std::string(kept_by));
  EndPromise(promise, moment);
  return absl::OkStatus();
}

absl::Status WithdrawPromise(Promise& promise, type::v1::ContactChannel::Value channel,
                             const Moment& moment) {
  RETURN_IF_ERROR(MovePromise(promise, "withdraw"));
  promise.set_withdraw_channel(channel);
  EndPromise(promise, moment);
  return absl::OkStatus();
}

absl::Status BreakPromise(Promise& promise, absl::string_view order_error, const Moment& moment) {
  RETURN_IF_ERROR(MovePromise(promise, "break"));
  promise.set_order_error(std::string(order_error));
  *promise.mutable_break_time() = ToProto(moment.now);
  return absl::OkStatus();
}

void CountPromise(const Promise& promise, Counts& counts) {
  counts.Add(FromProto(promise.create_time()), kPromiseFigure,
             DimensionOf(static_cast<int>(promise.state()), EscapeId(promise.agent())), 1);
}

std::map<std::string, v1::PromiseFigures::Agent> PromiseCountsOf(const Sums& period) {
  std::map<std::string, v1::PromiseFigures::Agent> agents;
  for (const auto& [dimension, count] : period.By(kPromiseFigure)) {
    v1::PromiseFigures::Agent one;
    one.set_made(count);
    switch (NumberOf(dimension)) {
      case Promise::OPEN:
        one.set_open(count);
        break;
      case Promise::KEPT:
        one.set_kept(count);
        break;
      case Promise::KEPT_LATE:
        one.set_kept_late(count);
        one.set_broken(count);
        break;
      case Promise::BROKEN:
        one.set_broken(count);
        break;
      case Promise::WITHDRAWN:
        one.set_withdrawn(count);
        break;
      default:
        break;
    }
    AddPromises(one, agents[std::string(PartOf(dimension, 1))]);
  }
  return agents;
}

void AddPromises(const v1::PromiseFigures::Agent& agent, v1::PromiseFigures::Agent& total) {
  total.set_made(total.made() + agent.made());
  total.set_open(total.open() + agent.open());
  total.set_kept(total.kept() + agent.kept());
  total.set_broken(total.broken() + agent.broken());
  total.set_kept_late(total.kept_late() + agent.kept_late());
  total.set_withdrawn(total.withdrawn() + agent.withdrawn());
}

void JudgePromises(v1::PromiseFigures::Agent& agent) {
  const int64_t due = agent.kept() + agent.broken();
  if (due > 0) agent.set_kept_bps(HalfUp(agent.kept() * kAllBps, due));
}

}  // namespace shopdesk::orders::domain
