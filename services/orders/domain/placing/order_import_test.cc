#include "services/orders/domain/placing/order_import.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::LedgerEntry;
using v1::OrderRow;
using v1::PaymentState;

// Two cups for 20.00 and freight of 5.00, finished.
class OrderImportTest : public ::testing::Test {
 protected:
  OrderImportTest() {
    row_.set_order_id("1");
    row_.set_buyer("b");
    row_.set_title("cup");
    row_.set_quantity(2);
    row_.set_goods_minor(2000);
    row_.set_freight_minor(500);
    *row_.mutable_create_time() = ToProto(kNow - 9 * kDay);
    Become(OrderState::TRADE_FINISHED);
  }
  void Become(OrderState::Value state) {
    row_.set_state(state);
    row_.clear_pay_time();
    row_.set_refunded_minor(state == OrderState::TRADE_CLOSED ? 2500 : 0);
    if (state != OrderState::WAIT_BUYER_PAY && state != OrderState::TRADE_CLOSED_UNPAID) {
      *row_.mutable_pay_time() = ToProto(kNow - 8 * kDay);
    }
  }
  Order Make(const Moment& moment = At()) {
    return MakeImportedOrder("shops/s/orders/1", "taobao", "h", row_, policy_, moment);
  }
  // Becomes what the row says now: the ledger of the difference.
  absl::StatusOr<std::vector<LedgerEntry>> Correct(Order& present) {
    Order next = Make(At(kDay));
    const absl::Status status = CorrectImportedOrder(present, next);
    if (!status.ok()) return status;
    std::vector<LedgerEntry> ledger = LedgerOfImported(present.payment(), next, At(kDay));
    present = next;
    return ledger;
  }

  v1::Policy policy_ = ShopPolicy();
  OrderRow row_;
};

TEST_F(OrderImportTest, HasTheStateTheMoneyAndThePiecesOfTheRow) {
  const struct {
    OrderState::Value state;
    PaymentState::Value payment;
    std::vector<LedgerEntry::Kind> booked;
  } cases[] = {
      {OrderState::WAIT_BUYER_PAY, PaymentState::AWAITING, {}},
      {OrderState::TRADE_CLOSED_UNPAID, PaymentState::CANCELLED, {}},
      {OrderState::WAIT_SELLER_SEND_GOODS, PaymentState::HELD, {LedgerEntry::PAID_IN}},
      {OrderState::SELLER_CONSIGNED_PART, PaymentState::HELD, {LedgerEntry::PAID_IN}},
      {OrderState::WAIT_BUYER_CONFIRM_GOODS, PaymentState::HELD, {LedgerEntry::PAID_IN}},
      {OrderState::TRADE_FINISHED,
       PaymentState::RELEASED,
       {LedgerEntry::PAID_IN, LedgerEntry::RELEASED}},
      {OrderState::TRADE_CLOSED,
       PaymentState::REFUNDED,
       {LedgerEntry::PAID_IN, LedgerEntry::REFUNDED}},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(OrderState::Value_Name(one.state));
    Become(one.state);
    ASSERT_OK(CheckOrderRow(row_, kNow));
    const Order order = Make();
    EXPECT_EQ(order.state(), one.state);
    EXPECT_EQ(order.history().rbegin()->state(), one.state);
    EXPECT_EQ(order.payment().state(), one.payment);
    EXPECT_EQ(order.payment().paid_minor(), order.payment().held_minor() +
                                                order.payment().released_minor() +
                                                order.payment().refunded_minor());
    const OrderLine& line = order.lines(0);
    EXPECT_EQ(line.to_ship() + line.shipped() + line.delivered() + line.refunded(), 2);
    EXPECT_EQ(line.snapshot().price().minor(), 1000);
    EXPECT_FALSE(order.has_deadline_time());
    EXPECT_EQ(order.reservation_state(), Order::ENDED);
    const auto ledger = LedgerOfImported(v1::Payment(), order, At());
    EXPECT_EQ(KindsOf(ledger), one.booked);
    for (const LedgerEntry& entry : ledger) {
      EXPECT_EQ(entry.goods_minor(), 2000);
      EXPECT_EQ(entry.freight_minor(), 500);
    }
  }
}

TEST_F(OrderImportTest, WhatDoesNotDivideIsOneLot) {
  row_.set_quantity(3);
  const OrderLine line = Make().lines(0);
  EXPECT_EQ(line.quantity(), 1);
  EXPECT_EQ(line.snapshot().price().minor(), 2000);
  EXPECT_EQ(line.snapshot().title(), "cup ×3");
}

TEST_F(OrderImportTest, RowsThatContradictThemselvesAreRefused) {
  const OrderRow right = row_;
  const auto refused = [&](auto change) {
    row_ = right;
    change();
    EXPECT_THAT(CheckOrderRow(row_, kNow), StatusIs(absl::StatusCode::kInvalidArgument));
  };
  refused([&] { row_.set_state(OrderState::WAIT_COD_CONFIRM); });
  refused([&] { row_.clear_pay_time(); });
  refused([&] { *row_.mutable_pay_time() = ToProto(kNow - 10 * kDay); });
  refused([&] { *row_.mutable_create_time() = ToProto(kNow + 2 * kDay); });
  refused([&] { row_.set_refunded_minor(2501); });
  refused([&] { row_.set_state(OrderState::TRADE_CLOSED); });
  refused([&] {
    Become(OrderState::WAIT_SELLER_SEND_GOODS);
    row_.set_refunded_minor(1);
  });
  refused([&] { row_.mutable_receiver()->set_phone("1"); });
}

TEST_F(OrderImportTest, ALaterRowGoesOnFromWhatIsBooked) {
  Become(OrderState::WAIT_BUYER_PAY);
  Order order = Make();
  Become(OrderState::WAIT_BUYER_CONFIRM_GOODS);
  ASSERT_OK_AND_ASSIGN(auto ledger, Correct(order));
  EXPECT_THAT(KindsOf(ledger), ElementsAre(LedgerEntry::PAID_IN));
  EXPECT_EQ(order.imported().corrections(), 1);
  Become(OrderState::TRADE_FINISHED);
  row_.set_refunded_minor(2100);
  ASSERT_OK_AND_ASSIGN(ledger, Correct(order));
  EXPECT_THAT(KindsOf(ledger), ElementsAre(LedgerEntry::REFUNDED, LedgerEntry::RELEASED));
  EXPECT_EQ(ledger[0].goods_minor(), 2000);
  EXPECT_EQ(ledger[0].freight_minor(), 100);
  EXPECT_EQ(ledger[1].goods_minor(), 0);
  EXPECT_EQ(ledger[1].freight_minor(), 400);
  row_.set_refunded_minor(2200);
  ASSERT_OK_AND_ASSIGN(ledger, Correct(order));
  EXPECT_THAT(KindsOf(ledger), ElementsAre(LedgerEntry::TAKEN_BACK));
  EXPECT_EQ(ledger[0].total().minor(), 100);
  EXPECT_EQ(order.imported().corrections(), 3);
}

TEST_F(OrderImportTest, NothingThatIsBookedIsTakenBack) {
  const Order finished = Make();
  const OrderRow right = row_;
  const auto refused = [&](auto change, const char* field) {
    row_ = right;
    change();
    Order present = finished;
    const auto corrected = Correct(present);
    EXPECT_THAT(corrected, HasReason("BOOKED_ALREADY"));
    EXPECT_EQ(ErrorMetadataOf(corrected.status(), "field"), field);
  };
  refused([&] { row_.set_goods_minor(2001); }, "goods_minor");
  refused([&] { Become(OrderState::WAIT_BUYER_CONFIRM_GOODS); }, "state");
  refused([&] { Become(OrderState::WAIT_BUYER_PAY); }, "goods_minor");
  refused([&] { row_.set_buyer("c"); }, "buyer");
  refused([&] { *row_.mutable_create_time() = ToProto(kNow - 9 * kDay + absl::Seconds(1)); },
          "create_time");
}

TEST_F(OrderImportTest, WhatWasChangedHereOrErasedOrIsAnotherSidesStays) {
  Order present = Make();
  *present.mutable_update_time() = ToProto(kNow + absl::Seconds(1));
  EXPECT_THAT(Correct(present), HasReason("CHANGED_HERE"));
  present = Make();
  *present.mutable_erase_time() = ToProto(kNow);
  EXPECT_THAT(Correct(present), HasReason("CHANGED_HERE"));
  present = Make();
  present.mutable_imported()->set_source("jd");
  EXPECT_THAT(Correct(present), HasReason("ORDER_EXISTS"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
