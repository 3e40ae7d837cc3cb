#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/figure.h"
#include "shopdesk/orders/v1/compensation.pb.h"

// What compensation brings: whether buyers who were given something order again. A buyer counts
// once in a month of the shop, by what happened to him in it.
namespace shopdesk::orders::domain {

// Who ordered more often is no one person, but a channel, or a test: he isn't counted.
inline constexpr int kMostOrdersOfBuyer = 1000;

// All that counts of one buyer, in any order.
struct BuyerHistory {
  // When he ordered, but for orders that were closed before they were paid or confirmed.
  std::vector<absl::Time> placed;
  // What he was given.
  std::vector<v1::Compensation> given;
};

// Counts his months, and how many days later he came back.
void CountBuyer(const BuyerHistory& history, Counts& counts);

// The first days of the months that a period's days lie in. INVALID_ARGUMENT for more than
// kMostMonths.
absl::StatusOr<std::vector<Day>> MonthsOf(const type::v1::Period& period, Day today);

// What the sums of months come to: of whoever came back within `days`, all but amounts, period and
// time.
v1::CompensationEffect CompensationEffectOf(const std::vector<MonthSum>& buyers,
                                            const std::vector<MonthSum>& back, int days);
// Adds what was given, of the same months.
void AddAmounts(const Sums& sums, v1::CompensationEffect& effect);
// The days of the months, and since when there is still time to come back.
void SetPeriod(const std::vector<Day>& months, Day today, v1::CompensationEffect& effect);

}  // namespace shopdesk::orders::domain
