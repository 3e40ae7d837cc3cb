#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/calendar.h"
#include "shopdesk/feedback/v1/commission.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

// What agents earn. Amounts are minor units; every order is rounded by itself, half up, so that
// what it earned over all months is always what its sales earn at the rate of its month.
namespace shopdesk::feedback::domain {

// A calendar month of the shop's time zone, counted from the year 0.
using Month = int64_t;
Month MonthOfTime(absl::Time time, const absl::TimeZone& zone);
Day FirstDayOf(Month month);
absl::Time EndOfMonth(Month month, const absl::TimeZone& zone);
// "YYYY-MM", and back: INVALID_ARGUMENT (month) for anything else.
std::string MonthText(Month month);
absl::StatusOr<Month> ParseMonth(absl::string_view text);

// What was paid for the order's goods, freight and surcharge aside, less what was refunded of them;
// 0 before it is paid.
int64_t GoodsPaid(const orders::v1::Order& order);

struct CommissionRate {
  v1::CommissionPlan::Basis basis = v1::CommissionPlan::PERCENT_OF_SALES;
  int64_t rate = 0;
};
// The rate of the highest tier that is reached.
CommissionRate RateFor(const v1::CommissionPlan& plan, int64_t sales_minor, int64_t orders);
// What an order with these sales earns; OUT_OF_RANGE for what doesn't fit.
absl::StatusOr<int64_t> Earned(const CommissionRate& rate, int64_t sales_minor);

// What an order adds to a month.
struct CommissionEntry {
  std::string order_id;
  // The month that the order counts in: an earlier one for a claw-back.
  Month home = 0;
  int64_t sales_minor = 0;
  // What the order sold from its home on until the month before this one; 0 in its home. A
  // claw-back is the difference between what this and what is left earn.
  int64_t before_minor = 0;
  int64_t commission_minor = 0;
};
// The rate that a month's own orders reach.
CommissionRate RateOfMonth(const v1::CommissionPlan& plan, Month month,
                           const std::vector<CommissionEntry>& entries);
// Fills in the entries' commission and the statement's sums. `homes` has the rates of the earlier
// months that entries count in.
absl::Status Reckon(Month month, const v1::CommissionPlan& plan,
                    const std::map<Month, CommissionRate>& homes,
                    std::vector<CommissionEntry>& entries, v1::CommissionStatement& statement);

}  // namespace shopdesk::feedback::domain
