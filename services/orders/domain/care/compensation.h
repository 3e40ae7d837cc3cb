#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/figure.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/compensation.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"

// Goodwill and compensation: what may be given at once, and what waits for whom.
namespace shopdesk::orders::domain {

using v1::Compensation;

const StateMachine<Compensation::State>& CompensationMachine();

// What was given before, in minor units.
struct Given {
  // For the order by the desk, and in all.
  int64_t by_desk = 0;
  int64_t for_order = 0;
  // For the order by the service itself, as it was out of stock.
  int64_t out_of_stock = 0;
  // By the agent in the month.
  int64_t in_month = 0;
};

// Of the shop's calendar, "2024-03".
std::string MonthOf(const v1::Policy& policy, absl::Time time);

// A new one of `order`, without name, note and state. INVALID_ARGUMENT.
absl::StatusOr<Compensation> MakeCompensation(const Order& order,
                                              const v1::GiveCompensationRequest& request,
                                              const Moment& moment);
// Given at once, out of the actor's budget, or to wait for approval.
void OpenCompensation(const Order& order, const v1::Policy& policy, const Given& given,
                      const Moment& moment, Compensation& compensation);
// Given out of the actor's budget. WRONG_STATE; SECOND_PERSON_REQUIRED; ABOVE_BUDGET (metadata
// budget, left).
absl::Status ApproveCompensation(const Order& order, const v1::Policy& policy, const Given& given,
                                 const Moment& moment, Compensation& compensation);
// By somebody, or because nobody decided in time. WRONG_STATE.
absl::Status DeclineCompensation(const Moment& moment, Compensation& compensation);

// What the service gives by itself, GIVEN, without its name; its amount is 0 where nothing is to be
// given: the policy doesn't want it, or no more was paid than was given before.
Compensation CompensationForLate(const Order& order, const v1::Policy& policy, const Given& given,
                                 const Moment& moment);
Compensation CompensationForOutOfStock(const Order& order, const v1::Refund& refund,
                                       const v1::Policy& policy, const Given& given,
                                       const Moment& moment);

void CountCompensation(const Compensation& compensation, Counts& counts);
v1::CompensationFigures CompensationFiguresOf(const Sums& period);

}  // namespace shopdesk::orders::domain
