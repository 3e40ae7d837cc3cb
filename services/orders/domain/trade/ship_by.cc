#include "services/orders/domain/trade/ship_by.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/policy.h"

namespace shopdesk::orders::domain {
namespace {

constexpr Transition<ShipDateProposal::State> kShipDateTransitions[] = {
    {ShipDateProposal::STATE_UNSPECIFIED, "propose", ShipDateProposal::PROPOSED,
     "later than ship_by_time; the order is not shipped"},
    {ShipDateProposal::PROPOSED, "propose", ShipDateProposal::PROPOSED},
    {ShipDateProposal::PROPOSED, "accept", ShipDateProposal::ACCEPTED, "", "ship_by"},
    {ShipDateProposal::PROPOSED, "refuse", ShipDateProposal::REFUSED},
    {ShipDateProposal::ACCEPTED, "propose", ShipDateProposal::PROPOSED},
    {ShipDateProposal::REFUSED, "propose", ShipDateProposal::PROPOSED},
};

constexpr EventCall kShipDateCalls[] = {
    {"propose", "ProposeShipDate"},
    {"accept", "AnswerShipDate"},
    {"refuse", "AnswerShipDate"},
};

constexpr StateMachine<ShipDateProposal::State> kShipDateMachine("Ship date", kShipDateTransitions,
                                                                 kShipDateCalls);

// How far from now a new ship date may be.
constexpr int kFurthestDays = 90;
constexpr absl::Duration kFurthest = absl::Hours(24 * kFurthestDays);

// Sets the promise and when packing is warned.
void Promise(Order& order, const v1::Policy& policy, absl::Time ship_by) {
  *order.mutable_ship_by_time() = ToProto(ship_by);
  *order.mutable_ship_by_warn_time() =
      ToProto(ship_by - absl::Seconds(policy.ship_by_warning_seconds()));
}

absl::Status CheckMustShip(const Order& order, absl::string_view call) {
  if (MustShip(order) && order.has_ship_by_time()) return absl::OkStatus();
  return WrongStateError(order.name(), v1::OrderState::Value_Name(order.state()), call,
                         TradeMachine().Allowed(order.state()));
}

absl::Status Move(Order& order, absl::string_view event) {
  ASSIGN_OR_RETURN(const ShipDateProposal::State next,
                   kShipDateMachine.Next(order.name(), order.ship_date_proposal().state(), event));
  order.mutable_ship_date_proposal()->set_state(next);
  return absl::OkStatus();
}

}  // namespace

const StateMachine<ShipDateProposal::State>& ShipDateMachine() { return kShipDateMachine; }

void StartShipBy(Order& order, const v1::Policy& policy, const Moment& moment) {
  const absl::Time ship_by =
      CalendarOf(policy).AddShippingTime(moment.now, absl::Seconds(policy.ship_by_seconds()));
  Promise(order, policy, ship_by);
  SetDeadline(order, kShipBy, ship_by);
}

bool MustShip(const Order& order) {
  return order.state() == v1::OrderState::WAIT_SELLER_SEND_GOODS ||
         order.state() == v1::OrderState::SELLER_CONSIGNED_PART;
}

bool IsShipByUrgent(const Order& order) {
  return MustShip(order) && order.has_ship_by_time() && !order.has_ship_by_warn_time();
}

void WarnShipBy(Order& order) { order.clear_ship_by_warn_time(); }

absl::Status ProposeShipDate(Order& order, absl::Time ship_time, absl::string_view reason,
                             const Moment& moment) {
  RETURN_IF_ERROR(CheckMustShip(order, "ProposeShipDate"));
  const absl::Time promised = FromProto(order.ship_by_time());
  if (ship_time <= std::max(promised, moment.now) || ship_time > moment.now + kFurthest) {
    return InvalidFieldError("ship_time", absl::StrCat("must be after ship_by_time and now, by ",
                                                       kFurthestDays, " days from now at most"));
  }
  RETURN_IF_ERROR(Move(order, "propose"));
  ShipDateProposal& proposal = *order.mutable_ship_date_proposal();
  *proposal.mutable_ship_time() = ToProto(ship_time);
  proposal.set_reason(std::string(reason));
  *proposal.mutable_previous_time() = order.ship_by_time();
  *proposal.mutable_propose_time() = ToProto(moment.now);
  proposal.clear_answer_time();
  return absl::OkStatus();
}

absl::Status AnswerShipDate(Order& order, v1::AnswerShipDateRequest::Answer answer,
                            const v1::Policy& policy, const Moment& moment) {
  RETURN_IF_ERROR(CheckMustShip(order, "AnswerShipDate"));
  const bool accept = answer == v1::AnswerShipDateRequest::ACCEPT;
  RETURN_IF_ERROR(Move(order, accept ? "accept" : "refuse"));
  ShipDateProposal& proposal = *order.mutable_ship_date_proposal();
  *proposal.mutable_answer_time() = ToProto(moment.now);
  if (!accept) return absl::OkStatus();
  const absl::Time ship_by = FromProto(proposal.ship_time());
  Promise(order, policy, ship_by);
  if (order.deadline_event() == kShipBy) SetDeadline(order, kShipBy, ship_by);
  return absl::OkStatus();
}

bool RefusedToWait(const Order& order) {
  return order.ship_date_proposal().state() == ShipDateProposal::REFUSED;
}

}  // namespace shopdesk::orders::domain
