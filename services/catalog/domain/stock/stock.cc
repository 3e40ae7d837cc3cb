#include "services/catalog/domain/stock/stock.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/errors.h"

namespace shopdesk::catalog::domain {
namespace {

int64_t BucketOf(const v1::StockLevel& level, v1::StockBucket::Value bucket) {
  switch (bucket) {
    case v1::StockBucket::INCOMING:
      return level.incoming();
    case v1::StockBucket::DAMAGED:
      return level.damaged();
    case v1::StockBucket::FROZEN:
      return level.frozen();
    default:
      return level.on_hand();
  }
}

void SetBucket(v1::StockLevel& level, v1::StockBucket::Value bucket, int64_t quantity) {
  switch (bucket) {
    case v1::StockBucket::INCOMING:
      return level.set_incoming(quantity);
    case v1::StockBucket::DAMAGED:
      return level.set_damaged(quantity);
    case v1::StockBucket::FROZEN:
      return level.set_frozen(quantity);
    default:
      return level.set_on_hand(quantity);
  }
}

absl::Status CheckReason(const v1::AdjustStockRequest& request) {
  switch (request.reason()) {
    case v1::MovementReason::RECEIVED:
    case v1::MovementReason::RETURNED:
    case v1::MovementReason::DAMAGE:
    case v1::MovementReason::CORRECTED:
      return absl::OkStatus();
    case v1::MovementReason::MOVED:
      break;
    default:
      return InvalidFieldError("reason", "must be RECEIVED, RETURNED, MOVED, DAMAGE or CORRECTED");
  }
  std::map<std::string, int64_t> sums;
  for (const v1::StockAdjustment& line : request.lines()) sums[line.sku_id()] += line.delta();
  for (const auto& [sku, sum] : sums) {
    if (sum == 0) continue;
    return InvalidFieldError(
        "lines", absl::StrCat("SKU ", sku, ": what is MOVED must sum up to 0, not ", sum));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Adjustments> MergeAdjustments(const v1::AdjustStockRequest& request,
                                             const v1::Policy& policy) {
  RETURN_IF_ERROR(CheckReason(request));
  Adjustments merged;
  for (const v1::StockAdjustment& line : request.lines()) {
    const std::string& location =
        line.location().empty() ? policy.location_priority(0) : line.location();
    merged[{line.sku_id(), location}][line.bucket()] += line.delta();
  }
  return merged;
}

int64_t Available(const v1::StockLevel& level, const v1::Policy& policy) {
  const int64_t safety = level.has_safety_stock() ? level.safety_stock() : policy.safety_stock();
  return std::max<int64_t>(0, level.on_hand() - level.reserved() - safety);
}

int64_t TotalAvailable(absl::Span<const v1::StockLevel> levels, const v1::Policy& policy) {
  int64_t total = 0;
  for (const v1::StockLevel& level : levels) total += Available(level, policy);
  return total;
}

bool IsLow(const v1::StockLevel& level, const v1::Policy& policy) {
  const int64_t threshold =
      level.has_low_stock_threshold() ? level.low_stock_threshold() : policy.low_stock_threshold();
  return !level.sku_removed() && Available(level, policy) <= threshold;
}

void Refresh(v1::StockLevel& level, const v1::Policy& policy) {
  level.set_available(Available(level, policy));
  level.set_low(IsLow(level, policy));
}

Movement Reserve(v1::StockLevel& level, int64_t quantity) {
  level.set_reserved(level.reserved() + quantity);
  return {.before = level.on_hand(),
          .reserved_delta = quantity,
          .reason = v1::MovementReason::RESERVED};
}

int64_t MissingToShip(const v1::StockLevel& level, int64_t quantity) {
  return std::max<int64_t>(0, quantity - level.on_hand());
}

Movement Ship(v1::StockLevel& level, int64_t quantity) {
  const Movement movement = {.delta = -quantity,
                             .before = level.on_hand(),
                             .reserved_delta = -quantity,
                             .reason = v1::MovementReason::SHIPPED};
  level.set_on_hand(level.on_hand() - quantity);
  level.set_reserved(level.reserved() - quantity);
  return movement;
}

Movement Release(v1::StockLevel& level, int64_t quantity) {
  level.set_reserved(level.reserved() - quantity);
  return {.before = level.on_hand(),
          .reserved_delta = -quantity,
          .reason = v1::MovementReason::RELEASED};
}

absl::StatusOr<Movement> Adjust(v1::StockLevel& level, absl::string_view sku_id,
                                v1::StockBucket::Value bucket, int64_t delta,
                                v1::MovementReason::Value reason) {
  const int64_t before = BucketOf(level, bucket);
  ASSIGN_OR_RETURN(const int64_t after, CheckedAdd(before, delta));
  const int64_t kept = bucket == v1::StockBucket::ON_HAND ? level.reserved() : 0;
  if (delta < 0 && after < kept) {
    const int64_t available = std::max<int64_t>(0, before - kept);
    const std::string location = UnescapeId(LastSegment(level.name())).value_or("");
    return BucketOutOfStockError(sku_id, location, bucket, -delta, available);
  }
  SetBucket(level, bucket, after);
  return Movement{.bucket = bucket, .delta = delta, .before = before, .reason = reason};
}

Movement Count(v1::StockLevel& level, int64_t counted) {
  const Movement movement = {.delta = counted - level.on_hand(),
                             .before = level.on_hand(),
                             .reason = v1::MovementReason::COUNTED};
  level.set_on_hand(counted);
  return movement;
}

int64_t Oversold(const v1::StockLevel& level) {
  return std::max<int64_t>(0, level.reserved() - level.on_hand());
}

void OversoldReservations::Add(const std::string& reservation, int64_t reserved_delta) {
  int64_t& ended = ended_[reservation];
  if (reserved_delta < 0) {
    ended -= reserved_delta;
    return;
  }
  const int64_t over = std::min(ended, reserved_delta);
  ended -= over;
  const int64_t held = reserved_delta - over;
  if (held == 0 || Complete()) return;
  names_.insert(reservation);
  left_ -= held;
}

v1::StockBucket::Value BucketFor(const v1::StockLevel& level, v1::StockBucket::Value bucket,
                                 v1::MovementReason::Value reason) {
  const bool for_sale = bucket == v1::StockBucket::ON_HAND;
  return level.sku_removed() && for_sale && reason == v1::MovementReason::RETURNED
             ? v1::StockBucket::FROZEN
             : bucket;
}

bool IsEmpty(const v1::StockLevel& level) {
  return level.on_hand() == 0 && level.reserved() == 0 && level.incoming() == 0 &&
         level.damaged() == 0 && level.frozen() == 0;
}

}  // namespace shopdesk::catalog::domain
