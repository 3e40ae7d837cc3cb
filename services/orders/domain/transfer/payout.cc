#include "services/orders/domain/transfer/payout.h"

#include "libs/base/clock.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

constexpr Transition<Payout::State> kPayoutTransitions[] = {
    {Payout::ASKED, "ask", Payout::ASKED, "another payee"},
    {Payout::ASKED, "approve", Payout::APPROVED, "by another person than who asked; payee known"},
    {Payout::APPROVED, "ask", Payout::ASKED, "another payee"},
    {Payout::APPROVED, "send", Payout::SENT},
    {Payout::SENT, "confirm", Payout::CONFIRMED},
    {Payout::SENT, "bounce", Payout::BOUNCED},
    {Payout::BOUNCED, "ask", Payout::ASKED},
};

constexpr EventCall kPayoutCalls[] = {
    {"ask", "AskPayout"},         {"approve", "ApprovePayout"}, {"send", "SendPayout"},
    {"confirm", "ConfirmPayout"}, {"bounce", "BouncePayout"},
};

constexpr StateMachine<Payout::State> kPayoutMachine("Payout", kPayoutTransitions, kPayoutCalls);

void Enter(Payout& payout, Payout::State state, const Moment& moment) {
  payout.set_state(state);
  v1::PayoutChange& change = *payout.add_history();
  change.set_state(state);
  *change.mutable_time() = ToProto(moment.now);
  *change.mutable_actor() = moment.actor;
  *payout.mutable_update_time() = ToProto(moment.now);
}

absl::Status Step(Payout& payout, absl::string_view event, const Moment& moment) {
  ASSIGN_OR_RETURN(const Payout::State next,
                   kPayoutMachine.Next(payout.name(), payout.state(), event));
  Enter(payout, next, moment);
  return absl::OkStatus();
}

}  // namespace

const StateMachine<Payout::State>& PayoutMachine() { return kPayoutMachine; }

void OpenPayout(Payout& payout, const Moment& moment) {
  *payout.mutable_asked_by() = moment.actor;
  *payout.mutable_create_time() = ToProto(moment.now);
  Enter(payout, Payout::ASKED, moment);
}

absl::Status AskPayout(Payout& payout, const Moment& moment) {
  RETURN_IF_ERROR(Step(payout, "ask", moment));
  *payout.mutable_asked_by() = moment.actor;
  payout.clear_approved_by();
  payout.clear_bank_reference();
  return absl::OkStatus();
}

absl::Status ApprovePayout(Payout& payout, const Moment& moment) {
  RETURN_IF_ERROR(Step(payout, "approve", moment));
  if (!payout.has_payee()) {
    return PayeeMissingError(payout);
  }
  if (!IsSecondPerson(moment.actor, payout.asked_by())) {
    return SecondPersonRequiredError(payout);
  }
  *payout.mutable_approved_by() = moment.actor;
  return absl::OkStatus();
}

absl::Status SendPayout(Payout& payout, absl::string_view bank_reference, const Moment& moment) {
  payout.set_bank_reference(std::string(bank_reference));
  return Step(payout, "send", moment);
}

absl::Status ConfirmPayout(Payout& payout, const Moment& moment) {
  return Step(payout, "confirm", moment);
}

absl::Status BouncePayout(Payout& payout, absl::string_view reason, const Moment& moment) {
  payout.set_bounce_reason(std::string(reason));
  return Step(payout, "bounce", moment);
}

}  // namespace shopdesk::orders::domain
