#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/order_error.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// Mistakes of the desk: who answers for them, and how they are counted.
namespace shopdesk::orders::domain {

using v1::OrderError;

const StateMachine<OrderError::State>& OrderErrorMachine();

// A new one of `order`, without its name and note. INVALID_ARGUMENT for a line that the order lacks
// and for no agent where nobody serves the order.
absl::StatusOr<OrderError> MakeOrderError(const Order& order,
                                          const v1::RecordOrderErrorRequest& request,
                                          const Moment& moment);
// The agent says that it wasn't his. NOT_RESPONSIBLE (metadata agent); WRONG_STATE.
absl::Status ContestOrderError(OrderError& error, const Moment& moment);
// Makes a draft of a new one: it counts once a lead confirms it, or at its deadline.
void DraftOrderError(OrderError& error, absl::string_view source, const v1::Policy& policy,
                     const Moment& moment);
// Nobody decided about a draft in time: it counts, and can be contested. WRONG_STATE.
absl::Status LetOrderErrorStand(OrderError& error);
// A lead decides. OWN_ERROR; WRONG_STATE.
absl::Status DecideOrderError(OrderError& error, v1::DecideOrderErrorRequest::Decision decision,
                              const Moment& moment);

// Errors per million orders handled, rounded up, and what comes of the target. Fills per_million
// and verdict from the counts.
void JudgeErrorRate(int64_t target_per_million, v1::OrderErrorRates::Agent& agent);

}  // namespace shopdesk::orders::domain
