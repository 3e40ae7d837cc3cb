#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/base/figure.h"
#include "shopdesk/feedback/v1/credit.pb.h"
#include "shopdesk/feedback/v1/review.pb.h"

// The shop's credit. What a review counts depends on the other reviews of its buyer, never on the
// order in which they became known.
namespace shopdesk::feedback::domain {

// What becomes of a review. Numbers are stored: never change one.
enum class CreditOf : int64_t {
  kGood = 1,
  kBad = 2,
  kNeutral = 3,
  // The same grade of the same product within 14 days of one that counts.
  kRepeated = 4,
  // The buyer has moved the credit as far as he can in that month.
  kAboveMonth = 5,
};

// The month of the shop's calendar that a moment is in.
using MonthAt = absl::FunctionRef<absl::CivilMonth(absl::Time)>;
// Of all reviews of one buyer, in any order, by name; removed ones are left out.
std::map<std::string, CreditOf> JudgeCredit(std::vector<v1::Review> reviews, MonthAt month_at);

// Counts them on the days when they were written.
void CountCredit(const std::vector<v1::Review>& reviews, Counts& counts);
v1::Credit CreditFigures(const Sums& sums);

}  // namespace shopdesk::feedback::domain
