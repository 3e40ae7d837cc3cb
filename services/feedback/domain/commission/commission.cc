#include "services/feedback/domain/commission/commission.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/ratio.h"
#include "libs/base/status_macros.h"

namespace shopdesk::feedback::domain {
namespace {

constexpr absl::CivilMonth kYearZero(0, 1);

}  // namespace

Month MonthOfTime(absl::Time time, const absl::TimeZone& zone) {
  return absl::ToCivilMonth(time, zone) - kYearZero;
}

Day FirstDayOf(Month month) {
  return absl::CivilDay(kYearZero + month) - absl::CivilDay(1970, 1, 1);
}

absl::Time EndOfMonth(Month month, const absl::TimeZone& zone) {
  return absl::FromCivil(kYearZero + month + 1, zone);
}

std::string MonthText(Month month) {
  const absl::CivilMonth civil = kYearZero + month;
  return absl::StrFormat("%04d-%02d", civil.year(), civil.month());
}

absl::StatusOr<Month> ParseMonth(absl::string_view text) {
  int year = 0;
  int month = 0;
  const bool fits = text.size() == 7 && text[4] == '-' &&
                    absl::SimpleAtoi(text.substr(0, 4), &year) &&
                    absl::SimpleAtoi(text.substr(5), &month) && month >= 1 && month <= 12;
  if (!fits || year < 0) return InvalidFieldError("month", "must be a month, as YYYY-MM");
  return absl::CivilMonth(year, month) - kYearZero;
}

int64_t GoodsPaid(const orders::v1::Order& order) {
  if (!order.payment().has_pay_time()) return 0;
  int64_t goods = 0;
  for (const orders::v1::OrderLine& line : order.lines()) {
    goods += line.total().minor() - line.refunded_minor();
  }
  return std::max<int64_t>(goods, 0);
}

CommissionRate RateFor(const v1::CommissionPlan& plan, int64_t sales_minor, int64_t orders) {
  CommissionRate rate = {.basis = plan.basis(), .rate = plan.rate()};
  const bool percent = plan.basis() == v1::CommissionPlan::PERCENT_OF_SALES;
  for (const v1::CommissionPlan::Tier& tier : plan.tiers()) {
    if ((percent ? sales_minor : orders) >= tier.from()) rate.rate = tier.rate();
  }
  return rate;
}

absl::StatusOr<int64_t> Earned(const CommissionRate& rate, int64_t sales_minor) {
  if (rate.basis == v1::CommissionPlan::PER_ORDER) return sales_minor > 0 ? rate.rate : 0;
  ASSIGN_OR_RETURN(const Money earned,
                   MultiplyRatio(MakeMoney("", sales_minor), rate.rate, kAllBps));
  return earned.minor();
}

CommissionRate RateOfMonth(const v1::CommissionPlan& plan, Month month,
                           const std::vector<CommissionEntry>& entries) {
  int64_t sales = 0;
  int64_t orders = 0;
  for (const CommissionEntry& entry : entries) {
    if (entry.home != month) continue;
    sales += entry.sales_minor;
    orders += entry.sales_minor > 0;
  }
  return RateFor(plan, sales, orders);
}

absl::Status Reckon(Month month, const v1::CommissionPlan& plan,
                    const std::map<Month, CommissionRate>& homes,
                    std::vector<CommissionEntry>& entries, v1::CommissionStatement& statement) {
  const CommissionRate own = RateOfMonth(plan, month, entries);
  int64_t orders = 0;
  int64_t sales = 0;
  int64_t commission = 0;
  int64_t claw_back_sales = 0;
  int64_t claw_back = 0;
  for (CommissionEntry& entry : entries) {
    const bool is_own = entry.home == month;
    const CommissionRate& rate = is_own ? own : homes.at(entry.home);
    ASSIGN_OR_RETURN(const int64_t before, Earned(rate, entry.before_minor));
    ASSIGN_OR_RETURN(const int64_t now, Earned(rate, entry.before_minor + entry.sales_minor));
    entry.commission_minor = now - before;
    orders += is_own && entry.sales_minor > 0;
    (is_own ? sales : claw_back_sales) += entry.sales_minor;
    (is_own ? commission : claw_back) += entry.commission_minor;
  }
  *statement.mutable_plan() = plan;
  statement.set_rate(own.rate);
  statement.set_orders(orders);
  statement.set_sales_minor(sales);
  statement.set_commission_minor(commission);
  statement.set_claw_back_sales_minor(claw_back_sales);
  statement.set_claw_back_minor(claw_back);
  statement.set_total_minor(commission + claw_back);
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::domain
