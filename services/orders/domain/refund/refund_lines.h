#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/policy.pb.h"

// What of an order can be asked back: pieces, money, and until when.
namespace shopdesk::orders::domain {

using RefundLines = google::protobuf::RepeatedPtrField<RefundLine>;

// What is left of a line for a new refund: what open refunds ask already is taken off.
struct LineLeft {
  // Pieces not handed over, and pieces with the buyer.
  int64_t to_ship = 0;
  int64_t with_buyer = 0;
  // Of what was paid for the line.
  int64_t minor = 0;
  // Of its price: more than `minor` where a COD order was not collected in full, or a part was
  // given for pieces that the buyer keeps.
  int64_t price_minor = 0;
  // Pieces that were refunded or came back, or that open refunds ask.
  int64_t gone = 0;

  int64_t units() const { return to_ship + with_buyer; }
};

// `open` are the order's refunds; of ended ones among them only those count that gave a part for
// pieces which the buyer keeps.
LineLeft LeftOf(const Order& order, const OrderLine& line, absl::Span<const Refund> open);
int64_t FreightLeftMinor(const Order& order, absl::Span<const Refund> open);

// What was paid for `quantity` more pieces of the line, 0 to left.units(), and not given back
// without them. A total that doesn't divide evenly is spread over the pieces; with the last piece
// goes what is left of rounding. Never more than left.minor.
int64_t PriceOfLeft(const OrderLine& line, const LineLeft& left, int64_t quantity);

// What a request for lines comes to: each line once, in the order's order, its amount set, and
// `never_shipped` what of the quantity has to be locked. No lines ask for everything left.
// INVALID_ARGUMENT for an unknown or repeated line; FAILED_PRECONDITION: QUANTITY_EXCEEDED,
// AMOUNT_EXCEEDED (metadata line, most).
absl::StatusOr<RefundLines> ResolveLines(const Order& order, absl::Span<const Refund> open,
                                         v1::RefundKind::Value kind, v1::RefundReason::Value reason,
                                         const RefundLines& asked);

// Whether these resolved lines leave nothing of an order of which nothing was shipped: the freight
// goes back with them.
bool IsAllBeforeShipping(const Order& order, const RefundLines& lines);

// OK if the kind and reason can still be asked for what the buyer has of these lines, with a reason
// also for what he got instead by others of the order's refunds; FAILED_PRECONDITION (WINDOW_OVER,
// metadata line, ended) otherwise. What was not delivered has no window.
absl::Status CheckWindow(const Order& order, absl::Span<const Refund> others,
                         const RefundLines& lines, v1::RefundKind::Value kind,
                         v1::RefundReason::Value reason, const v1::Policy& policy, absl::Time now);

// Whether what the buyer has of these lines could be returned without a reason when he asked: in
// time, and of categories that come back so.
bool IsWithinReturn(const Order& order, const RefundLines& lines, const v1::Policy& policy,
                    absl::Time asked);

// Sets the rules that a return without reason goes by, on each line that is asked in time.
// FAILED_PRECONDITION (REASON_REQUIRED, metadata line, category) for goods that don't come back so.
absl::Status SetNoReasonRules(const Order& order, const v1::Policy& policy, absl::Time now,
                              Refund& refund);

}  // namespace shopdesk::orders::domain
