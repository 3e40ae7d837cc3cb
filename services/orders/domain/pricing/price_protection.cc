#include "services/orders/domain/pricing/price_protection.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "services/orders/domain/refund/refund_lines.h"
#include "services/orders/domain/trade/lines.h"

namespace shopdesk::orders::domain {
namespace {

using v1::PriceProtectionRule;
using v1::ProtectedLine;

// No other refund's id begins so: they are derived from calls, or begin with "return-".
constexpr absl::string_view kPriceDropRefund = "price-drop-";

int32_t DaysOf(const OrderLine& line, const v1::Policy& policy) {
  int32_t days = policy.price_protection_days();
  for (const PriceProtectionRule& rule : policy.price_protection_rules()) {
    if (rule.product() == line.snapshot().product() && !rule.product().empty()) return rule.days();
    if (rule.category() == line.snapshot().category() && !rule.category().empty()) {
      days = rule.days();
    }
  }
  return days;
}

bool HasOpenRefund(absl::Span<const v1::Refund> others, int32_t line) {
  for (const v1::Refund& refund : others) {
    if (IsEnded(refund.state())) continue;
    for (const v1::RefundLine& asked : refund.lines()) {
      if (asked.line() == line) return true;
    }
  }
  return false;
}

}  // namespace

absl::Time ProtectedUntil(const OrderLine& line, const v1::Policy& policy, absl::Time start) {
  return start + absl::Hours(24) * DaysOf(line, policy);
}

ProtectedLine JudgePriceDrop(const Order& order, const Protection& protection,
                             absl::Span<const v1::Refund> others,
                             const type::v1::Money& unit_price) {
  const std::string& currency = order.total().currency_code();
  ProtectedLine judged;
  judged.set_order(order.name());
  judged.set_line(protection.line);
  *judged.mutable_until_time() = ToProto(protection.until);
  *judged.mutable_unit_price() = MakeMoney(currency, protection.unit_minor);
  const OrderLine* line = FindLine(order, protection.line);
  const LineLeft left = line == nullptr ? LineLeft() : LeftOf(order, *line, others);
  judged.set_quantity(left.units());
  const bool cheaper =
      unit_price.currency_code() == currency && unit_price.minor() < protection.unit_minor;
  const int64_t difference = cheaper ? protection.unit_minor - unit_price.minor() : 0;
  const absl::StatusOr<int64_t> all = CheckedMultiply(difference, left.units());
  const int64_t owed = all.ok() ? std::min(*all, left.minor) : left.minor;
  judged.set_verdict(owed > 0 ? ProtectedLine::OWED : ProtectedLine::NOT_OWED);
  if (difference > 0 && HasOpenRefund(others, protection.line)) {
    judged.set_verdict(ProtectedLine::WAITING);
  }
  *judged.mutable_owed() = MakeMoney(currency, judged.verdict() == ProtectedLine::OWED ? owed : 0);
  return judged;
}

RefundRequest PriceDropRefund(const ProtectedLine& owed) {
  RefundRequest request;
  request.kind = v1::RefundKind::MONEY_ONLY;
  request.reason = v1::RefundReason::NO_REASON;
  v1::RefundLine& line = *request.lines.Add();
  line.set_line(owed.line());
  line.set_amount_minor(owed.owed().minor());
  request.freight_minor = 0;
  return request;
}

std::string PriceDropRefundId(const v1::PriceDrop& drop, const ProtectedLine& owed) {
  return absl::StrCat(kPriceDropRefund, LastSegment(drop.name()), "-", owed.line());
}

bool IsOfPriceDrop(const v1::Refund& refund) {
  return absl::StartsWith(LastSegment(refund.name()), kPriceDropRefund);
}

}  // namespace shopdesk::orders::domain
