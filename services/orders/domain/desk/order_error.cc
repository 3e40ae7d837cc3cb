#include "services/orders/domain/desk/order_error.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

constexpr Transition<OrderError::State> kOrderErrorTransitions[] = {
    {OrderError::DRAFTED, "confirm", OrderError::CONFIRMED, "by a lead who isn't the agent"},
    {OrderError::DRAFTED, "dismiss", OrderError::DISMISSED, "by a lead who isn't the agent"},
    {OrderError::DRAFTED, "stand", OrderError::OPEN, "nobody decided in time"},
    {OrderError::OPEN, "contest", OrderError::CONTESTED, "by the responsible agent"},
    {OrderError::CONTESTED, "confirm", OrderError::CONFIRMED, "by a lead who isn't the agent"},
    {OrderError::CONTESTED, "dismiss", OrderError::DISMISSED, "by a lead who isn't the agent"},
};

constexpr EventCall kOrderErrorCalls[] = {
    {"contest", "ContestOrderError"},
    {"confirm", "DecideOrderError"},
    {"dismiss", "DecideOrderError"},
};

constexpr StateMachine<OrderError::State> kOrderErrorMachine("Order error", kOrderErrorTransitions,
                                                             kOrderErrorCalls);

constexpr int64_t kMillion = 1000000;

absl::Status Move(OrderError& error, absl::string_view event) {
  ASSIGN_OR_RETURN(const OrderError::State next,
                   kOrderErrorMachine.Next(error.name(), error.state(), event));
  error.set_state(next);
  return absl::OkStatus();
}

}  // namespace

const StateMachine<OrderError::State>& OrderErrorMachine() { return kOrderErrorMachine; }

absl::StatusOr<OrderError> MakeOrderError(const Order& order,
                                          const v1::RecordOrderErrorRequest& request,
                                          const Moment& moment) {
  OrderError error;
  error.set_order(order.name());
  error.set_kind(request.kind());
  error.set_state(OrderError::OPEN);
  error.set_agent(request.agent().empty() ? order.agent() : request.agent());
  error.set_line(request.line());
  error.set_buyer(order.buyer());
  *error.mutable_recorded_by() = moment.actor;
  *error.mutable_create_time() = ToProto(moment.now);
  Violations violations;
  if (error.agent().empty()) violations.Add("agent", "is required: nobody serves the order");
  if (error.line() > order.lines_size()) {
    violations.Add("line", absl::StrCat("the order has ", order.lines_size(), " lines"));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return error;
}

absl::Status ContestOrderError(OrderError& error, const Moment& moment) {
  RETURN_IF_ERROR(Move(error, "contest"));
  if (moment.actor.kind() != type::v1::Actor::AGENT || moment.actor.id() != error.agent()) {
    return NotResponsibleError(error);
  }
  *error.mutable_contest_time() = ToProto(moment.now);
  return absl::OkStatus();
}

void DraftOrderError(OrderError& error, absl::string_view source, const v1::Policy& policy,
                     const Moment& moment) {
  error.set_state(OrderError::DRAFTED);
  error.set_source(std::string(source));
  *error.mutable_deadline_time() =
      ToProto(moment.now + absl::Seconds(policy.order_error_draft_seconds()));
}

absl::Status LetOrderErrorStand(OrderError& error) {
  RETURN_IF_ERROR(Move(error, "stand"));
  error.clear_deadline_time();
  return absl::OkStatus();
}

absl::Status DecideOrderError(OrderError& error, v1::DecideOrderErrorRequest::Decision decision,
                              const Moment& moment) {
  const bool confirm = decision == v1::DecideOrderErrorRequest::CONFIRM;
  RETURN_IF_ERROR(Move(error, confirm ? "confirm" : "dismiss"));
  if (moment.actor.id() == error.agent()) {
    return OwnErrorError(error);
  }
  error.clear_deadline_time();
  *error.mutable_decided_by() = moment.actor;
  *error.mutable_decide_time() = ToProto(moment.now);
  return absl::OkStatus();
}

void JudgeErrorRate(int64_t target_per_million, v1::OrderErrorRates::Agent& agent) {
  const int64_t orders = agent.orders_handled();
  if (orders == 0) {
    agent.set_verdict(v1::OrderErrorRates::NO_DATA);
    return;
  }
  const int64_t millionths = agent.errors() * kMillion;
  agent.set_per_million((millionths + orders - 1) / orders);
  agent.set_verdict(millionths < target_per_million * orders ? v1::OrderErrorRates::PASS
                                                             : v1::OrderErrorRates::FAIL);
}

}  // namespace shopdesk::orders::domain
