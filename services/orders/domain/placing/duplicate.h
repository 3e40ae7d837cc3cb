#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/duplicate.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/type/v1/address.pb.h"

// Orders that may have been placed twice.
namespace shopdesk::orders::domain {

using v1::DuplicatePair;

const StateMachine<DuplicatePair::State>& DuplicateMachine();

// What two orders to one address have in common; nullopt if nobody needs to look at them: one is
// closed or finished. `same_buyer` or `same_phone` is known to hold.
absl::optional<DuplicatePair::Grade> GradePair(const Order& a, const Order& b);

// The pair of two orders, in the order in which they were placed.
DuplicatePair MakePair(const Order& a, const Order& b, DuplicatePair::Grade grade,
                       const Moment& moment);
// Grades that somebody has to decide.
bool NeedsDecision(const DuplicatePair& pair);

// An open pair that needs a decision stops both orders' packing, once neither of them waits for
// payment or confirmation any more. Returns whether a hold was added to either.
bool HoldPair(const DuplicatePair& pair, Order& a, Order& b, const Moment& moment);
// Notes the pair on an order; takes it off again, and the hold with the last pair.
void AddPair(Order& order, absl::string_view pair);
void RemovePair(Order& order, absl::string_view pair);

// `reason` is masked. WRONG_STATE unless it is open.
absl::Status DecidePair(DuplicatePair& pair, DuplicatePair::Decision decision,
                        absl::string_view reason, const Moment& moment);
// One that lapsed is there again, as `found`.
absl::Status ReopenPair(DuplicatePair& pair, const DuplicatePair& found, const Moment& moment);
absl::Status LapsePair(DuplicatePair& pair, const Moment& moment);

}  // namespace shopdesk::orders::domain
