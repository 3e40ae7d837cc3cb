#include "services/orders/domain/care/compensation.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/ratio.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/care/figure_names.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/domain/trade/policy.h"

namespace shopdesk::orders::domain {
namespace {

constexpr Transition<Compensation::State> kCompensationTransitions[] = {
    {Compensation::STATE_UNSPECIFIED, "give", Compensation::GIVEN, "within the caller's budget"},
    {Compensation::STATE_UNSPECIFIED, "ask", Compensation::WAIT_APPROVAL, "above it",
     "compensation_approve_seconds: decline"},
    {Compensation::WAIT_APPROVAL, "approve", Compensation::GIVEN,
     "by another person, within his budget"},
    {Compensation::WAIT_APPROVAL, "decline", Compensation::DECLINED,
     "by somebody, or nobody decided in time"},
};

constexpr EventCall kCompensationCalls[] = {
    {"give", "GiveCompensation"},
    {"ask", "GiveCompensation"},
    {"approve", "ApproveCompensation"},
    {"decline", "DeclineCompensation"},
};

constexpr StateMachine<Compensation::State> kCompensationMachine("Compensation",
                                                                 kCompensationTransitions,
                                                                 kCompensationCalls);

// What nobody gives for an order, in minor units: sums of it stay within their type.
constexpr int64_t kMostMinor = 1'000'000'000'000;

constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max();

// What is left of the budgets that a role has, the one that is nearest to its end.
struct LeftInBudget {
  Compensation::Budget budget = Compensation::BUDGET_UNSPECIFIED;
  int64_t minor = kNoLimit;
};

LeftInBudget LeftInBudgetOf(Role::Value role, const Order& order, const v1::Policy& policy,
                            const Given& given) {
  LeftInBudget left;
  if (role == Role::OWNER) return left;
  const bool lead = role == Role::LEAD;
  const auto consider = [&](Compensation::Budget budget, int64_t minor) {
    if (minor < left.minor) left = {budget, std::max<int64_t>(minor, 0)};
  };
  consider(Compensation::ORDER, (lead ? policy.compensation_lead_order_minor()
                                      : policy.compensation_agent_order_minor()) -
                                    given.by_desk);
  consider(Compensation::MONTH, (lead ? policy.compensation_lead_month_minor()
                                      : policy.compensation_agent_month_minor()) -
                                    given.in_month);
  consider(Compensation::PAID, order.payment().paid_minor() - given.for_order);
  return left;
}

void GiveNow(const v1::Policy& policy, const Moment& moment, Compensation& compensation) {
  compensation.set_state(Compensation::GIVEN);
  *compensation.mutable_decide_time() = ToProto(moment.now);
  compensation.clear_deadline_time();
  compensation.set_budget_agent(moment.actor.id());
  compensation.set_budget_month(MonthOf(policy, moment.now));
}

void CheckCompensation(const Order& order, const v1::GiveCompensationRequest& request,
                       Violations& violations) {
  const std::string& currency = order.total().currency_code();
  if (request.amount().minor() <= 0 || request.amount().minor() > kMostMinor) {
    violations.Add("amount.minor", absl::StrCat("must be 1 to ", kMostMinor));
  }
  if (request.amount().currency_code() != currency) {
    violations.Add("amount.currency_code", absl::StrCat("must be ", currency));
  }
  const bool coupon = request.means() == Compensation::COUPON;
  if (coupon == request.coupon_code().empty()) {
    violations.Add("coupon_code", coupon ? "is required for COUPON" : "is for COUPON only");
  }
  const bool broken = request.cause() == Compensation::BROKEN_PROMISE;
  if (broken == request.promise().empty()) {
    violations.Add("promise",
                   broken ? "is required for BROKEN_PROMISE" : "is for BROKEN_PROMISE only");
  } else if (broken && ParentOf(request.promise()) != order.name()) {
    violations.Add("promise", absl::StrCat("must be of ", order.name()));
  }
}

// Of the service itself: nobody's budget, and never more than was paid.
Compensation GivenByItself(Compensation::Cause cause, const Order& order, int64_t wanted_minor,
                           const Given& given, const Moment& moment) {
  const int64_t paid = order.payment().paid_minor() - given.for_order;
  Compensation compensation;
  compensation.set_cause(cause);
  compensation.set_state(Compensation::GIVEN);
  compensation.set_means(Compensation::MONEY);
  *compensation.mutable_amount() =
      MakeMoney(order.total().currency_code(),
                std::clamp<int64_t>(wanted_minor, 0, std::max<int64_t>(paid, 0)));
  compensation.set_buyer(order.buyer());
  *compensation.mutable_created_by() = moment.actor;
  *compensation.mutable_create_time() = ToProto(moment.now);
  *compensation.mutable_decide_time() = ToProto(moment.now);
  return compensation;
}

int64_t ShareOfMinor(const type::v1::Money& amount, int64_t bps) {
  const absl::StatusOr<type::v1::Money> share = MultiplyRatio(amount, bps, kAllBps);
  return share.ok() ? share->minor() : 0;
}

}  // namespace

const StateMachine<Compensation::State>& CompensationMachine() { return kCompensationMachine; }

std::string MonthOf(const v1::Policy& policy, absl::Time time) {
  return absl::FormatCivilTime(absl::ToCivilMonth(time, CalendarOf(policy).zone()));
}

absl::StatusOr<Compensation> MakeCompensation(const Order& order,
                                              const v1::GiveCompensationRequest& request,
                                              const Moment& moment) {
  Violations violations;
  CheckCompensation(order, request, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  Compensation compensation;
  compensation.set_cause(request.cause());
  compensation.set_means(request.means());
  *compensation.mutable_amount() = request.amount();
  compensation.set_buyer(order.buyer());
  compensation.set_promise(request.promise());
  compensation.set_coupon_code(request.coupon_code());
  *compensation.mutable_created_by() = moment.actor;
  *compensation.mutable_create_time() = ToProto(moment.now);
  return compensation;
}

void OpenCompensation(const Order& order, const v1::Policy& policy, const Given& given,
                      const Moment& moment, Compensation& compensation) {
  const LeftInBudget left = LeftInBudgetOf(moment.actor.role(), order, policy, given);
  if (compensation.amount().minor() <= left.minor) {
    GiveNow(policy, moment, compensation);
    return;
  }
  compensation.set_state(Compensation::WAIT_APPROVAL);
  compensation.set_exceeded(left.budget);
  *compensation.mutable_deadline_time() =
      ToProto(moment.now + absl::Seconds(policy.compensation_approve_seconds()));
}

absl::Status ApproveCompensation(const Order& order, const v1::Policy& policy, const Given& given,
                                 const Moment& moment, Compensation& compensation) {
  RETURN_IF_ERROR(
      kCompensationMachine.Next(compensation.name(), compensation.state(), "approve").status());
  if (!IsSecondPerson(moment.actor, compensation.created_by())) {
    return SecondPersonRequiredError(compensation);
  }
  const LeftInBudget left = LeftInBudgetOf(moment.actor.role(), order, policy, given);
  if (compensation.amount().minor() > left.minor) {
    return AboveBudgetError(compensation, left.budget, left.minor);
  }
  GiveNow(policy, moment, compensation);
  *compensation.mutable_decided_by() = moment.actor;
  return absl::OkStatus();
}

absl::Status DeclineCompensation(const Moment& moment, Compensation& compensation) {
  ASSIGN_OR_RETURN(const Compensation::State next,
                   kCompensationMachine.Next(compensation.name(), compensation.state(), "decline"));
  compensation.set_state(next);
  compensation.clear_deadline_time();
  *compensation.mutable_decided_by() = moment.actor;
  *compensation.mutable_decide_time() = ToProto(moment.now);
  return absl::OkStatus();
}

Compensation CompensationForLate(const Order& order, const v1::Policy& policy, const Given& given,
                                 const Moment& moment) {
  const bool late = order.has_ship_by_time() && !IsClosed(order.state()) &&
                    LastShipTime(order) > FromProto(order.ship_by_time());
  int64_t wanted = 0;
  if (late && policy.compensate_late()) {
    const int64_t most =
        std::max(policy.compensation_late_max_minor(), policy.compensation_late_min_minor());
    wanted = std::clamp(ShareOfMinor(order.goods_total(), policy.compensation_late_bps()),
                        policy.compensation_late_min_minor(), most);
  }
  return GivenByItself(Compensation::LATE, order, wanted, given, moment);
}

Compensation CompensationForOutOfStock(const Order& order, const v1::Refund& refund,
                                       const v1::Policy& policy, const Given& given,
                                       const Moment& moment) {
  int64_t wanted = 0;
  if (refund.reason() == v1::RefundReason::PAID_OUT_OF_STOCK_REFUND && refund.seller_initiated() &&
      policy.compensate_out_of_stock()) {
    wanted = std::min(ShareOfMinor(refund.refunded(), policy.compensation_out_of_stock_bps()),
                      policy.compensation_out_of_stock_max_minor() - given.out_of_stock);
  }
  return GivenByItself(Compensation::OUT_OF_STOCK, order, wanted, given, moment);
}

void CountCompensation(const Compensation& compensation, Counts& counts) {
  if (compensation.state() != Compensation::GIVEN) return;
  const absl::Time time = FromProto(compensation.decide_time());
  const int64_t minor = compensation.amount().minor();
  const std::string cause =
      DimensionOf(static_cast<int>(compensation.cause()), static_cast<int>(compensation.means()));
  counts.Add(time, kCompensationFigure, cause, 1);
  counts.Add(time, kCompensationMinorFigure, cause, minor);
  if (compensation.budget_agent().empty()) return;
  const std::string agent = EscapeId(compensation.budget_agent());
  counts.Add(time, kCompensationOfAgentFigure, agent, 1);
  counts.Add(time, kCompensationMinorOfAgentFigure, agent, minor);
}

v1::CompensationFigures CompensationFiguresOf(const Sums& period) {
  v1::CompensationFigures figures;
  // Numbers of one digit: the order of texts is theirs.
  for (const auto& [dimension, count] : period.By(kCompensationFigure)) {
    v1::CompensationFigures::Cause& cause = *figures.add_causes();
    cause.set_cause(static_cast<Compensation::Cause>(NumberOf(dimension)));
    cause.set_means(static_cast<Compensation::Means>(NumberOf(dimension, 1)));
    cause.set_count(count);
    cause.set_amount_minor(period.Of(kCompensationMinorFigure, dimension));
  }
  for (const auto& [escaped, count] : period.By(kCompensationOfAgentFigure)) {
    v1::CompensationFigures::Agent& agent = *figures.add_agents();
    agent.set_agent(UnescapeId(escaped).value_or(escaped));
    agent.set_count(count);
    agent.set_amount_minor(period.Of(kCompensationMinorOfAgentFigure, escaped));
  }
  figures.set_count(period.Total(kCompensationFigure));
  figures.set_amount_minor(period.Total(kCompensationMinorFigure));
  return figures;
}

}  // namespace shopdesk::orders::domain
