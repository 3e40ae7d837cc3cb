#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade/moment.h"
#include "shopdesk/orders/v1/payout.pb.h"

// Money on its way back to a buyer, outside escrow. docs/states/payouts.md is drawn from the table.
namespace shopdesk::orders::domain {

using v1::Payout;

const StateMachine<Payout::State>& PayoutMachine();

// A new payout, ASKED by the actor.
void OpenPayout(Payout& payout, const Moment& moment);
// Asked (again), with the payee that stands in it; an approval lapses.
absl::Status AskPayout(Payout& payout, const Moment& moment);
// PAYEE_MISSING; SECOND_PERSON_REQUIRED (metadata asked_by) unless the actor is somebody else than
// who asked.
absl::Status ApprovePayout(Payout& payout, const Moment& moment);
absl::Status SendPayout(Payout& payout, absl::string_view bank_reference, const Moment& moment);
absl::Status ConfirmPayout(Payout& payout, const Moment& moment);
absl::Status BouncePayout(Payout& payout, absl::string_view reason, const Moment& moment);

}  // namespace shopdesk::orders::domain
