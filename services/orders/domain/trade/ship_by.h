#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/follow_up.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// The promise to ship, and the later date that a buyer is asked for when it can't be kept.
namespace shopdesk::orders::domain {

using v1::ShipDateProposal;

const StateMachine<ShipDateProposal::State>& ShipDateMachine();

// The order is paid or its COD confirmed: it ships within the policy's time of shipping days, and
// packing is warned before.
void StartShipBy(Order& order, const v1::Policy& policy, const Moment& moment);

// Something is left to be shipped.
bool MustShip(const Order& order);
// Packing was told that little time is left.
bool IsShipByUrgent(const Order& order);
// The warning has come: its timer is spent.
void WarnShipBy(Order& order);

// A later date, which waits for the buyer's answer. `reason` is masked. INVALID_ARGUMENT
// (ship_time); WRONG_STATE.
absl::Status ProposeShipDate(Order& order, absl::Time ship_time, absl::string_view reason,
                             const Moment& moment);
// WRONG_STATE without a proposal that waits.
absl::Status AnswerShipDate(Order& order, v1::AnswerShipDateRequest::Answer answer,
                            const v1::Policy& policy, const Moment& moment);
// The buyer refused to wait: what he asks back before hand-over is agreed to.
bool RefusedToWait(const Order& order);

}  // namespace shopdesk::orders::domain
