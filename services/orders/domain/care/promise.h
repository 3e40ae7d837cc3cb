#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/figure.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/orders/v1/promise.pb.h"
#include "shopdesk/type/v1/money.pb.h"

// What agents promised to buyers: a promise is kept, withdrawn, or broken when it is due.
namespace shopdesk::orders::domain {

using v1::Promise;

const StateMachine<Promise::State>& PromiseMachine();

// A new one of `order`, without its name and note. INVALID_ARGUMENT for no agent, a due_time that
// has passed or is too far, an amount that is missing or of another currency.
absl::StatusOr<Promise> MakePromise(const Order& order, const v1::MakePromiseRequest& request,
                                    const v1::Policy& policy, const Moment& moment);
// It was kept, by `given` money where that is what kept it. WRONG_STATE; PROMISE_NOT_MET (metadata
// promised, given); INVALID_ARGUMENT (kept_by) for promised money that nothing gave.
absl::Status KeepPromise(Promise& promise, absl::string_view kept_by,
                         const absl::optional<type::v1::Money>& given, const Moment& moment);
// The buyer agreed that it needn't be kept. WRONG_STATE.
absl::Status WithdrawPromise(Promise& promise, type::v1::ContactChannel::Value channel,
                             const Moment& moment);
// Its time has come. WRONG_STATE.
absl::Status BreakPromise(Promise& promise, absl::string_view order_error, const Moment& moment);

// Adds a promise to the figures; made of the sums: each agent's, by his escaped number.
void CountPromise(const Promise& promise, Counts& counts);
std::map<std::string, v1::PromiseFigures::Agent> PromiseCountsOf(const Sums& period);
// Adds what an agent's promises came to to another's, e.g. the total.
void AddPromises(const v1::PromiseFigures::Agent& agent, v1::PromiseFigures::Agent& total);
// Fills kept_bps from the counts.
void JudgePromises(v1::PromiseFigures::Agent& agent);

}  // namespace shopdesk::orders::domain
