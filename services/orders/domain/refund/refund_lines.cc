#include "services/orders/domain/refund/refund_lines.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund/refund_held.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/domain/trade/policy.h"

namespace shopdesk::orders::domain {
namespace {

// What of the line's total falls on its first `pieces`.
int64_t ShareOf(const OrderLine& line, int64_t pieces) {
  if (pieces <= 0) return 0;
  if (pieces >= line.quantity()) return line.total().minor();
  const absl::StatusOr<Money> share = MultiplyRatio(line.total(), pieces, line.quantity());
  return share.ok() ? share->minor() : 0;
}

// What the pieces' share of the line's price is where parts of it went back without pieces, after a
// price drop or a complaint: whatever comes first, both together are the same. Rounded up, so that
// it never takes off what rounding alone held back.
int64_t FairShareOf(const LineLeft& left, int64_t pieces) {
  const int64_t units = left.units();
  if (pieces >= units) return left.price_minor;
  return left.price_minor / units * pieces +
         (left.price_minor % units * pieces + units - 1) / units;
}

// What was asked for pieces that the buyer keeps, who was granted a part: the price of the others
// is as it was.
int64_t KeptMinor(const Refund& refund, int32_t line) {
  int64_t kept = 0;
  for (const RefundLine& asked : refund.lines()) {
    const bool keeps = asked.quantity() > 0 && asked.came_back() == 0;
    if (asked.line() == line && keeps) kept += asked.amount_minor();
  }
  return kept;
}

// Pieces that a request for goods can be about: only those with the buyer.
int64_t UnitsLeft(const LineLeft& left, v1::RefundKind::Value kind) {
  return SendsGoods(kind) ? left.with_buyer : left.units();
}

// Which pieces a request means when some are shipped and some are not.
bool MeansUnshipped(v1::RefundKind::Value kind, v1::RefundReason::Value reason) {
  if (kind != v1::RefundKind::MONEY_ONLY) return false;
  return reason == v1::RefundReason::NO_REASON ||
         reason == v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING ||
         reason == v1::RefundReason::PAID_OUT_OF_STOCK_REFUND;
}

absl::StatusOr<RefundLine> ResolveLine(const Order& order, const OrderLine& line,
                                       const LineLeft& left, v1::RefundKind::Value kind,
                                       bool unshipped_first, const RefundLine& asked) {
  const int64_t units = UnitsLeft(left, kind);
  if (asked.quantity() > units) {
    return RefundQuantityExceededError(order, line.line(), asked.quantity(), units);
  }
  const int64_t price = PriceOfLeft(line, left, asked.quantity());
  const int64_t most = asked.quantity() == 0 ? left.minor : price;
  const int64_t amount = asked.has_amount_minor() ? asked.amount_minor() : price;
  if (amount > most) return RefundAmountExceededError(order, line.line(), amount, most);
  RefundLine resolved;
  resolved.set_line(line.line());
  resolved.set_quantity(asked.quantity());
  resolved.set_amount_minor(amount);
  resolved.set_never_shipped(unshipped_first
                                 ? std::min(asked.quantity(), left.to_ship)
                                 : asked.quantity() - std::min(asked.quantity(), left.with_buyer));
  resolved.set_exchange_sku_id(asked.exchange_sku_id());
  return resolved;
}

absl::StatusOr<std::map<int32_t, RefundLine>> IndexLines(const Order& order,
                                                         v1::RefundKind::Value kind,
                                                         const RefundLines& asked) {
  Violations violations;
  std::map<int32_t, RefundLine> by_number;
  for (int i = 0; i < asked.size(); ++i) {
    const std::string field = absl::StrCat("lines[", i, "]");
    if (FindLine(order, asked[i].line()) == nullptr) {
      violations.Add(absl::StrCat(field, ".line"), "the order has no such line");
    }
    if (!by_number.emplace(asked[i].line(), asked[i]).second) {
      violations.Add(absl::StrCat(field, ".line"), "is there twice");
    }
    if (asked[i].quantity() == 0 && asked[i].amount_minor() == 0) {
      violations.Add(absl::StrCat(field, ".amount_minor"), "is required without a quantity");
    }
    if (!asked[i].exchange_sku_id().empty() && kind != v1::RefundKind::EXCHANGE) {
      violations.Add(absl::StrCat(field, ".exchange_sku_id"), "must be empty unless EXCHANGE");
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return by_number;
}

// When the buyer got the line, or what `others` replaced of it; nothing if he hasn't yet.
absl::optional<absl::Time> DeliveryTime(const Order& order, absl::Span<const Refund> others,
                                        int32_t line) {
  absl::optional<absl::Time> latest;
  const auto take = [&](absl::Time time) {
    if (!latest.has_value() || time > *latest) latest = time;
  };
  for (const v1::Parcel& parcel : order.parcels()) {
    if (parcel.state() != v1::Parcel::DELIVERED || !parcel.has_deliver_time()) continue;
    for (const v1::LineQuantity& packed : parcel.lines()) {
      if (packed.line() == line) take(FromProto(parcel.deliver_time()));
    }
  }
  for (const Refund& other : others) {
    if (!WasReplaced(other) || !other.replacement().has_deliver_time()) continue;
    for (const RefundLine& replaced : other.lines()) {
      if (replaced.line() == line) take(FromProto(other.replacement().deliver_time()));
    }
  }
  if (latest.has_value()) return latest;
  for (const v1::StateChange& change : order.history()) {
    if (change.state() == v1::OrderState::TRADE_FINISHED ||
        change.state() == v1::OrderState::TRADE_BUYER_SIGNED) {
      return FromProto(change.time());
    }
  }
  return absl::nullopt;
}

int64_t WindowSeconds(v1::RefundKind::Value kind, v1::RefundReason::Value reason,
                      const v1::Policy& policy) {
  if (kind == v1::RefundKind::REPAIR) {
    return std::max(policy.repair_window_seconds(), policy.quality_window_seconds());
  }
  switch (reason) {
    case v1::RefundReason::QUALITY:
    case v1::RefundReason::NOT_AS_DESCRIBED:
    case v1::RefundReason::WRONG_GOODS:
    case v1::RefundReason::NOT_RECEIVED:
    case v1::RefundReason::DAMAGED_ON_THE_WAY:
      return policy.quality_window_seconds();
    default:
      return policy.return_window_seconds();
  }
}

// Until when the kind and reason can be asked for what was delivered then.
absl::Time WindowEnd(v1::RefundKind::Value kind, v1::RefundReason::Value reason,
                     const v1::Policy& policy, absl::Time delivered) {
  const int64_t seconds = WindowSeconds(kind, reason, policy);
  if (kind == v1::RefundKind::REPAIR || reason != v1::RefundReason::NO_REASON) {
    return delivered + absl::Seconds(seconds);
  }
  const Calendar calendar = CalendarOf(policy);
  const absl::CivilDay begin = CivilDayOf(calendar.DayOf(delivered) + 1);
  return absl::FromCivil(absl::CivilSecond(begin) + seconds, calendar.zone());
}

// Pieces of the line that the buyer has, or is about to get.
bool HasSent(const RefundLine& line) {
  return line.quantity() == 0 || line.quantity() > line.never_shipped();
}

// The line's window is over, if it has begun.
absl::optional<absl::Time> EndedAt(const Order& order, absl::Span<const Refund> others,
                                   int32_t line, v1::RefundKind::Value kind,
                                   v1::RefundReason::Value reason, const v1::Policy& policy,
                                   absl::Time now) {
  const absl::optional<absl::Time> delivered = DeliveryTime(order, others, line);
  if (!delivered.has_value()) return absl::nullopt;
  const absl::Time end = WindowEnd(kind, reason, policy, *delivered);
  return now <= end ? absl::nullopt : absl::make_optional(end);
}

v1::NoReasonRule::Value RuleOf(const v1::Policy& policy, absl::string_view category) {
  for (const v1::Policy::NoReasonReturn& one : policy.no_reason_returns()) {
    if (one.category() == category) return one.rule();
  }
  return v1::NoReasonRule::YES;
}

}  // namespace

LineLeft LeftOf(const Order& order, const OrderLine& line, absl::Span<const Refund> open) {
  LineLeft left;
  left.to_ship = FreeToShip(order, line);
  left.with_buyer = WithBuyer(line);
  left.minor = RefundableMinor(order, line);
  left.gone = line.returned() + line.refunded();
  int64_t unasked = order.payment().paid_minor() - order.payment().refunded_minor();
  int64_t kept_minor = 0;
  for (const Refund& refund : open) {
    if (refund.state() == RefundState::PARTIAL) kept_minor += KeptMinor(refund, line.line());
    if (IsEnded(refund.state())) continue;
    unasked -= refund.total().minor();
    for (const RefundLine& asked : refund.lines()) {
      if (asked.line() != line.line()) continue;
      left.with_buyer -= asked.quantity() - asked.never_shipped();
      left.minor -= asked.amount_minor();
      left.gone += asked.quantity();
    }
  }
  left.price_minor = std::max<int64_t>(left.minor, 0) + kept_minor;
  // What never was collected of a COD order is no money of the buyer's.
  if (IsCod(order) && order.payment().paid_minor() > 0) left.minor = std::min(left.minor, unasked);
  left.with_buyer = std::max<int64_t>(left.with_buyer, 0);
  left.minor = std::max<int64_t>(left.minor, 0);
  return left;
}

int64_t FreightLeftMinor(const Order& order, absl::Span<const Refund> open) {
  int64_t left = RefundableFreightMinor(order);
  for (const Refund& refund : open) {
    if (!IsEnded(refund.state())) left -= refund.freight_minor();
  }
  return std::max<int64_t>(left, 0);
}

int64_t PriceOfLeft(const OrderLine& line, const LineLeft& left, int64_t quantity) {
  if (quantity <= 0 || line.quantity() <= 0) return 0;
  const int64_t share = ShareOf(line, left.gone + quantity) - ShareOf(line, left.gone);
  const bool last = left.gone + quantity >= line.quantity();
  const bool uneven = line.total().minor() % line.quantity() != 0;
  // Rounding can hold back less than one minor unit for each piece that went before.
  return std::min(
      {left.minor, FairShareOf(left, quantity), last && uneven ? share + left.gone : share});
}

absl::StatusOr<RefundLines> ResolveLines(const Order& order, absl::Span<const Refund> open,
                                         v1::RefundKind::Value kind, v1::RefundReason::Value reason,
                                         const RefundLines& asked) {
  using LinesByNumber = std::map<int32_t, RefundLine>;
  ASSIGN_OR_RETURN(const LinesByNumber by_number, IndexLines(order, kind, asked));
  const bool unshipped_first = MeansUnshipped(kind, reason);
  RefundLines resolved;
  for (const OrderLine& line : order.lines()) {
    const LineLeft left = LeftOf(order, line, open);
    RefundLine wanted;
    if (asked.empty()) {
      if (UnitsLeft(left, kind) == 0) continue;
      wanted.set_quantity(UnitsLeft(left, kind));
    } else {
      const auto found = by_number.find(line.line());
      if (found == by_number.end()) continue;
      wanted = found->second;
    }
    ASSIGN_OR_RETURN(*resolved.Add(),
                     ResolveLine(order, line, left, kind, unshipped_first, wanted));
  }
  if (resolved.empty()) return NothingToRefundError(order);
  return resolved;
}

bool IsAllBeforeShipping(const Order& order, const RefundLines& lines) {
  for (const v1::Parcel& parcel : order.parcels()) {
    if (parcel.state() != v1::Parcel::FAILED) return false;
  }
  std::map<int32_t, int64_t> goes;
  for (const RefundLine& line : lines) goes[line.line()] += line.never_shipped();
  return std::all_of(order.lines().begin(), order.lines().end(), [&](const OrderLine& line) {
    return line.refunded() + goes[line.line()] == line.quantity();
  });
}

absl::Status CheckWindow(const Order& order, absl::Span<const Refund> others,
                         const RefundLines& lines, v1::RefundKind::Value kind,
                         v1::RefundReason::Value reason, const v1::Policy& policy, absl::Time now) {
  if (policy.return_any_time()) return absl::OkStatus();
  // Who gives no reason has had his days with the first piece.
  if (reason == v1::RefundReason::NO_REASON) others = {};
  for (const RefundLine& line : lines) {
    if (!HasSent(line)) continue;
    const absl::optional<absl::Time> ended =
        EndedAt(order, others, line.line(), kind, reason, policy, now);
    if (ended.has_value()) return WindowOverError(order, line.line(), *ended);
  }
  return absl::OkStatus();
}

bool IsWithinReturn(const Order& order, const RefundLines& lines, const v1::Policy& policy,
                    absl::Time asked) {
  return std::all_of(lines.begin(), lines.end(), [&](const RefundLine& line) {
    if (!HasSent(line)) return true;
    const std::string& category = FindLine(order, line.line())->snapshot().category();
    return RuleOf(policy, category) != v1::NoReasonRule::NO &&
           !EndedAt(order, {}, line.line(), v1::RefundKind::RETURN_AND_REFUND,
                    v1::RefundReason::NO_REASON, policy, asked);
  });
}

absl::Status SetNoReasonRules(const Order& order, const v1::Policy& policy, absl::Time now,
                              Refund& refund) {
  for (RefundLine& line : *refund.mutable_lines()) {
    line.clear_no_reason_rule();
    if (refund.reason() != v1::RefundReason::NO_REASON || !TakesGoodsBack(refund.kind())) continue;
    if (!HasSent(line)) continue;
    const std::string& category = FindLine(order, line.line())->snapshot().category();
    const v1::NoReasonRule::Value rule = RuleOf(policy, category);
    if (rule == v1::NoReasonRule::NO) return ReasonRequiredError(order, line.line(), category);
    if (!EndedAt(order, {}, line.line(), v1::RefundKind::RETURN_AND_REFUND, refund.reason(), policy,
                 now)) {
      line.set_no_reason_rule(rule);
    }
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
