#include "services/orders/domain/placing/order_import.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

using v1::LedgerEntry;
using v1::OrderRow;
using v1::Payment;
using v1::PaymentState;

// Clocks of two sides differ.
constexpr absl::Duration kLatestRow = absl::Hours(24);

int64_t TotalOf(const OrderRow& row) { return row.goods_minor() + row.freight_minor(); }

// Money came for it.
bool IsAfterPayment(OrderState::Value state) {
  return state != OrderState::WAIT_BUYER_PAY && state != OrderState::TRADE_CLOSED_UNPAID;
}

bool IsTakenOver(OrderState::Value state) {
  switch (state) {
    case OrderState::WAIT_BUYER_PAY:
    case OrderState::WAIT_SELLER_SEND_GOODS:
    case OrderState::SELLER_CONSIGNED_PART:
    case OrderState::WAIT_BUYER_CONFIRM_GOODS:
    case OrderState::TRADE_FINISHED:
    case OrderState::TRADE_CLOSED:
    case OrderState::TRADE_CLOSED_UNPAID:
      return true;
    default:
      return false;
  }
}

void CheckTimes(const OrderRow& row, absl::Time now, Violations& violations) {
  const absl::Time created = FromProto(row.create_time());
  if (created > now + kLatestRow) violations.Add("create_time", "must not be in the future");
  if (IsAfterPayment(row.state()) != row.has_pay_time()) {
    violations.Add("pay_time", row.has_pay_time() ? "must be unset before payment"
                                                  : "is required after payment");
  }
  if (row.has_pay_time() && FromProto(row.pay_time()) < created) {
    violations.Add("pay_time", "must not be before create_time");
  }
}

void CheckRefunded(const OrderRow& row, Violations& violations) {
  const int64_t total = TotalOf(row);
  if (row.state() == OrderState::TRADE_CLOSED && row.refunded_minor() != total) {
    violations.Add("refunded_minor", absl::StrCat("must be all of ", total, " for TRADE_CLOSED"));
  } else if (row.refunded_minor() > total) {
    violations.Add("refunded_minor", absl::StrCat("must be at most ", total));
  } else if (row.refunded_minor() > 0 && row.state() != OrderState::TRADE_CLOSED &&
             row.state() != OrderState::TRADE_FINISHED) {
    violations.Add("refunded_minor", "must be 0 unless the trade has ended");
  }
}

// Where all pieces are, as far as the row says.
void SetPieces(OrderState::Value state, OrderLine& line) {
  const int64_t pieces = line.quantity();
  switch (state) {
    case OrderState::WAIT_BUYER_CONFIRM_GOODS:
      return line.set_shipped(pieces);
    case OrderState::TRADE_FINISHED:
      return line.set_delivered(pieces);
    case OrderState::TRADE_CLOSED:
      return line.set_refunded(pieces);
    default:
      return line.set_to_ship(pieces);
  }
}

// What doesn't divide by the pieces is one lot, whose title says how many are in it.
void AddGoods(const OrderRow& row, absl::string_view source, const std::string& currency,
              Order& order) {
  const bool divides = row.goods_minor() % row.quantity() == 0;
  OrderLine& line = *order.add_lines();
  line.set_line(1);
  line.set_sku_id(std::string(source));
  line.set_quantity(divides ? row.quantity() : 1);
  *line.mutable_total() = MakeMoney(currency, row.goods_minor());
  catalog::v1::SkuSnapshot& snapshot = *line.mutable_snapshot();
  snapshot.set_sku_id(line.sku_id());
  snapshot.set_title(divides ? row.title() : absl::StrCat(row.title(), " ×", row.quantity()));
  *snapshot.mutable_price() = MakeMoney(currency, row.goods_minor() / line.quantity());
  line.set_refunded_minor(std::min(row.refunded_minor(), row.goods_minor()));
  SetPieces(row.state(), line);
}

PaymentState::Value PaymentStateOf(const OrderRow& row) {
  if (row.state() == OrderState::WAIT_BUYER_PAY) return PaymentState::AWAITING;
  if (row.state() == OrderState::TRADE_CLOSED_UNPAID) return PaymentState::CANCELLED;
  if (row.refunded_minor() > 0) {
    return row.refunded_minor() == TotalOf(row) ? PaymentState::REFUNDED
                                                : PaymentState::PARTLY_REFUNDED;
  }
  return row.state() == OrderState::TRADE_FINISHED ? PaymentState::RELEASED : PaymentState::HELD;
}

void SetPayment(const OrderRow& row, const std::string& currency, Payment& payment) {
  const int64_t total = TotalOf(row);
  payment.set_method(v1::PaymentMethod::ESCROW);
  payment.set_state(PaymentStateOf(row));
  *payment.mutable_due() = MakeMoney(currency, total);
  if (!IsAfterPayment(row.state())) return;
  payment.set_paid_minor(total);
  payment.set_refunded_minor(row.refunded_minor());
  *payment.mutable_pay_time() = row.pay_time();
  const int64_t left = total - row.refunded_minor();
  if (row.state() == OrderState::TRADE_FINISHED) {
    payment.set_released_minor(left);
  } else {
    payment.set_held_minor(left);
  }
}

void AddHistory(Order& order, OrderState::Value state, const google::protobuf::Timestamp& time,
                absl::string_view event, const Moment& moment) {
  v1::StateChange& change = *order.add_history();
  change.set_state(state);
  *change.mutable_time() = time;
  *change.mutable_actor() = moment.actor;
  change.set_event(std::string(event));
}

// Goods and freight of what was paid back: goods first.
Parts RefundedParts(const Order& order, int64_t minor) {
  Parts parts;
  parts.goods = std::min(minor, order.goods_total().minor());
  parts.freight = minor - parts.goods;
  return parts;
}

// Books the difference of two sums, if there is one.
void BookDifference(const Order& order, LedgerEntry::Kind kind, const Parts& from, const Parts& to,
                    int64_t units, const Moment& moment, std::vector<LedgerEntry>& ledger) {
  Parts parts;
  parts.goods = to.goods - from.goods;
  parts.freight = to.freight - from.freight;
  if (parts.total() == 0) return;
  ledger.push_back(MakeEntry(order, kind, parts, units, order.imported().source(), moment));
}

absl::Status CheckAmounts(const Order& present, const Payment& has) {
  const Payment& had = present.payment();
  if (had.paid_minor() > 0 && had.paid_minor() != has.paid_minor()) {
    return BookedAlreadyError(present, "goods_minor", absl::StrCat(had.paid_minor()));
  }
  if (has.refunded_minor() < had.refunded_minor()) {
    return BookedAlreadyError(present, "refunded_minor", absl::StrCat(had.refunded_minor()));
  }
  // What the shop had may have gone back to the buyer, and nowhere else.
  if (had.released_minor() - has.released_minor() > has.refunded_minor() - had.refunded_minor()) {
    return BookedAlreadyError(present, "state", absl::StrCat(had.released_minor()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckOrderRow(OrderRow& row, absl::Time now) {
  Violations violations;
  if (!IsTakenOver(row.state())) {
    violations.Add("state", "must be one of an order that is paid through the platform");
  }
  CheckTimes(row, now, violations);
  CheckRefunded(row, violations);
  if (row.has_receiver()) CheckReceiver(*row.mutable_receiver(), "receiver", violations);
  return violations.ToStatus();
}

Order MakeImportedOrder(absl::string_view name, absl::string_view source,
                        absl::string_view content_hash, const OrderRow& row,
                        const v1::Policy& policy, const Moment& moment) {
  const std::string& currency = policy.currency_code();
  Order order;
  order.set_name(std::string(name));
  order.set_state(row.state());
  order.set_buyer(row.buyer());
  if (row.has_receiver()) *order.mutable_receiver() = row.receiver();
  order.set_buyer_message(row.buyer_message());
  order.mutable_verification()->set_state(v1::Verification::UNVERIFIED);
  order.set_language_code(policy.language_code());
  AddGoods(row, source, currency, order);
  *order.mutable_goods_total() = MakeMoney(currency, row.goods_minor());
  *order.mutable_freight() = MakeMoney(currency, row.freight_minor());
  *order.mutable_cod_surcharge() = MakeMoney(currency, 0);
  *order.mutable_total() = MakeMoney(currency, TotalOf(row));
  SetPayment(row, currency, *order.mutable_payment());
  order.set_reservation_state(Order::ENDED);
  if (row.state() == OrderState::TRADE_CLOSED_UNPAID)
    order.set_close_reason(v1::CloseReason::OTHER);
  *order.mutable_create_time() = row.create_time();
  *order.mutable_update_time() = ToProto(moment.now);
  AddHistory(order, OrderState::WAIT_BUYER_PAY, row.create_time(), "place", moment);
  // When it came further is not told: the last time that is.
  const auto& last = row.has_pay_time() ? row.pay_time() : row.create_time();
  if (row.state() != OrderState::WAIT_BUYER_PAY) {
    AddHistory(order, row.state(), last, "import", moment);
  }
  v1::OrderImport& imported = *order.mutable_imported();
  imported.set_source(std::string(source));
  imported.set_status(row.status());
  imported.set_content_hash(std::string(content_hash));
  *imported.mutable_import_time() = ToProto(moment.now);
  imported.set_carrier(row.carrier());
  imported.set_waybill_number(row.waybill_number());
  return order;
}

absl::Status CorrectImportedOrder(const Order& present, Order& next) {
  if (present.imported().source() != next.imported().source()) return OrderExistsError(present);
  // Each of its changes but this one moves its update time.
  if (present.has_erase_time() ||
      FromProto(present.update_time()) != FromProto(present.imported().import_time())) {
    return ChangedHereError(present);
  }
  if (present.buyer() != next.buyer()) return BookedAlreadyError(present, "buyer", present.buyer());
  if (FromProto(present.create_time()) != FromProto(next.create_time())) {
    return BookedAlreadyError(
        present, "create_time",
        absl::FormatTime(absl::RFC3339_sec, FromProto(present.create_time()), absl::UTCTimeZone()));
  }
  RETURN_IF_ERROR(CheckAmounts(present, next.payment()));
  next.set_etag(present.etag());
  next.set_remark_count(present.remark_count());
  if (!next.has_receiver() && present.has_receiver()) *next.mutable_receiver() = present.receiver();
  next.mutable_imported()->set_corrections(present.imported().corrections() + 1);
  return absl::OkStatus();
}

std::vector<LedgerEntry> LedgerOfImported(const Payment& booked, const Order& order,
                                          const Moment& moment) {
  const Payment& payment = order.payment();
  std::vector<LedgerEntry> ledger;
  Parts all;
  all.goods = order.goods_total().minor();
  all.freight = order.freight().minor();
  if (payment.paid_minor() > booked.paid_minor()) {
    BookDifference(order, LedgerEntry::PAID_IN, {}, all, Units(order), moment, ledger);
  }
  const Parts refunded_before = RefundedParts(order, booked.refunded_minor());
  const Parts refunded = RefundedParts(order, payment.refunded_minor());
  // Once the shop had the money, it is taken back from there.
  const bool was_released = booked.released_minor() > 0;
  BookDifference(order, was_released ? LedgerEntry::TAKEN_BACK : LedgerEntry::REFUNDED,
                 refunded_before, refunded, 0, moment, ledger);
  if (payment.released_minor() > 0 && !was_released) {
    Parts released;
    released.goods = all.goods - refunded.goods;
    released.freight = all.freight - refunded.freight;
    BookDifference(order, LedgerEntry::RELEASED, {}, released, 0, moment, ledger);
  }
  return ledger;
}

}  // namespace shopdesk::orders::domain
