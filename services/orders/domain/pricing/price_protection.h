#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/orders/domain/refund/refund.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/orders/v1/price_protection.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"
#include "shopdesk/type/v1/money.pb.h"

// Price protection: what lines are owed when their goods become cheaper.
namespace shopdesk::orders::domain {

// A line in protection, as it is stored.
struct Protection {
  std::string order_id;
  int32_t line = 0;
  std::string sku_id;
  absl::Time until;
  // What a piece was sold for, or the lower price that it was settled at since.
  int64_t unit_minor = 0;
};

// When the line's protection ends if it begins at `start`; `start` if the policy gives it none.
absl::Time ProtectedUntil(const OrderLine& line, const v1::Policy& policy, absl::Time start);

// What the line is owed at a lower price; nothing at one in another currency. `others` are the
// order's refunds that count.
v1::ProtectedLine JudgePriceDrop(const Order& order, const Protection& protection,
                                 absl::Span<const v1::Refund> others,
                                 const type::v1::Money& unit_price);
// The refund that gives it back: money only, the pieces stay. Its id, by which it is known.
RefundRequest PriceDropRefund(const v1::ProtectedLine& owed);
std::string PriceDropRefundId(const v1::PriceDrop& drop, const v1::ProtectedLine& owed);
bool IsOfPriceDrop(const v1::Refund& refund);

}  // namespace shopdesk::orders::domain
