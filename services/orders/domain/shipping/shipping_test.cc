#include "services/orders/domain/shipping/shipping.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/carrier_money.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;

TEST(ShippingTest, GateNeedsAVerifiedReceiver) {
  Order order = PlacedOrder(PaymentMethod::ESCROW);
  std::vector<LedgerEntry> ledger;
  EXPECT_THAT(CheckGate(order, ShopPolicy(), At()), HasReason("WRONG_STATE"));
  ASSERT_THAT(AcceptPayment(order, ShopPolicy(), "t", At(), ledger), IsOk());
  EXPECT_THAT(CheckGate(order, ShopPolicy(), At()), HasReason("RECEIVER_NOT_VERIFIED"));
  Policy easy = ShopPolicy();
  easy.set_require_verified_receiver(false);
  EXPECT_THAT(CheckGate(order, easy, At()), IsOk());
  ASSERT_THAT(Verify(order, kUnreachable, type::v1::ContactChannel::PHONE, At()), IsOk());
  EXPECT_THAT(CheckGate(order, ShopPolicy(), At(absl::Hours(45))),
              HasReason("RECEIVER_NOT_VERIFIED"));
  EXPECT_THAT(CheckGate(order, ShopPolicy(), At(absl::Hours(46))), IsOk());
  HoldOutOfStock(order, ShopPolicy(), At());
  EXPECT_THAT(CheckGate(order, ShopPolicy(), At()), HasReason("ON_HOLD"));
}

TEST(ShippingTest, QuantitiesAndLocks) {
  Order order = ReadyOrder();
  ShipRequest request;
  request.shipment = kShipment;
  LineQuantity& part = *request.lines.Add();
  part.set_line(1);
  part.set_quantity(3);
  EXPECT_THAT(IntendParcel(order, ShopPolicy(), request, At()), HasReason("QUANTITY_EXCEEDED"));
  part.set_quantity(2);
  LineQuantity lock;
  lock.set_line(1);
  lock.set_quantity(1);
  ASSERT_THAT(OpenRefundOn(order, {&lock, 1}, At()), IsOk());
  EXPECT_THAT(IntendParcel(order, ShopPolicy(), request, At()), HasReason("LINES_LOCKED"));
  request.lines.Clear();
  EXPECT_THAT(IntendParcel(order, ShopPolicy(), request, At()), HasReason("LINES_LOCKED"));
  ASSERT_THAT(CloseRefundOn(order, {&lock, 1}, At()), IsOk());
  ASSERT_THAT(IntendParcel(order, ShopPolicy(), request, At()), IsOk());
  // What is intended can't be intended again, nor locked.
  request.shipment = "shops/s/shipments/2";
  EXPECT_THAT(IntendParcel(order, ShopPolicy(), request, At()), HasReason("QUANTITY_EXCEEDED"));
  EXPECT_THAT(OpenRefundOn(order, {&lock, 1}, At()), HasReason("QUANTITY_EXCEEDED"));
  DropIntent(order, kShipment);
  EXPECT_TRUE(order.parcels().empty());
}

TEST(ShippingTest, PartThenRestStartsTheReceiptTimer) {
  Order order = ReadyOrder();
  Ship(order, {{1, 1}}, At(absl::Hours(1)));
  EXPECT_EQ(order.state(), OrderState::SELLER_CONSIGNED_PART);
  EXPECT_EQ(order.deadline_event(), kShipBy);
  Ship(order, {}, At(absl::Hours(2)), "shops/s/shipments/2", logistics::v1::Mode::SURFACE_MAIL);
  EXPECT_EQ(order.state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(order.lines(0).shipped(), 2);
  // By the mode of the last parcel.
  EXPECT_EQ(FromProto(order.deadline_time()), kNow + absl::Hours(2 + 24 * 30));
}

TEST(ShippingTest, ShipParcelTwiceChangesNothing) {
  Order order = ReadyOrder();
  Ship(order, {}, At());
  const Order before = order;
  const auto again = ShipParcel(order, ShopPolicy(),
                                ShipmentOf(kShipment, logistics::v1::Mode::COURIER_ROAD), At());
  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(*again);
  EXPECT_THAT(order, ::shopdesk::testing::EqualsProto(before));
}

TEST(ShippingTest, TrackingIsAppliedOnceAndInOrder) {
  Order order = ReadyOrder();
  Ship(order, {}, At());
  std::vector<LedgerEntry> ledger;
  EXPECT_EQ(Track(order, logistics::v1::TrackingStatus::DELIVERED, 7, At(absl::Hours(1)), ledger),
            "order.delivered");
  EXPECT_EQ(order.lines(0).delivered(), 2);
  EXPECT_EQ(Track(order, logistics::v1::TrackingStatus::DELIVERED, 8, At(absl::Hours(2)), ledger),
            "");
  EXPECT_EQ(Track(order, logistics::v1::TrackingStatus::IN_TRANSIT, 6, At(absl::Hours(2)), ledger),
            "");
  EXPECT_EQ(order.lines(0).delivered(), 2);
  // Signed but not received: a recorded correction of logistics.
  EXPECT_EQ(Track(order, logistics::v1::TrackingStatus::EXCEPTION, 9, At(absl::Hours(3)), ledger),
            "order.parcel_troubled");
  EXPECT_EQ(order.lines(0).delivered(), 0);
  EXPECT_EQ(order.lines(0).shipped(), 2);
}

TEST(CodShippingTest, CollectedPerParcelThenSigned) {
  Order order = PlacedOrder(PaymentMethod::COD, {{"a", 2, 500}, {"b", 1, 300}}, 700);
  ASSERT_THAT(ConfirmCod(order, ShopPolicy(), order.cod_surcharge(), At()), IsOk());
  ASSERT_THAT(Verify(order, kConfirm, type::v1::ContactChannel::PHONE, At()), IsOk());
  Ship(order, {{1, 2}}, At());
  Ship(order, {}, At(), "shops/s/shipments/2");
  EXPECT_EQ(order.state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_FALSE(order.has_deadline_time());
  EXPECT_EQ(order.parcels(0).cod_amount().minor(), 1000 + 700 + 500);
  EXPECT_EQ(order.parcels(1).cod_amount().minor(), 300);
  std::vector<LedgerEntry> ledger;
  EXPECT_THAT(Finish(order, kConfirmReceipt, At(), ledger), HasReason("WRONG_STATE"));
  EXPECT_EQ(Track(order, logistics::v1::TrackingStatus::DELIVERED, 3, At(), ledger),
            "order.delivered");
  EXPECT_EQ(Track(order, logistics::v1::TrackingStatus::DELIVERED, 4, At(), ledger,
                  "shops/s/shipments/2"),
            "order.signed");
  EXPECT_EQ(order.state(), OrderState::TRADE_BUYER_SIGNED);
  EXPECT_EQ(order.payment().state(), PaymentState::COLLECTED);
  ASSERT_EQ(ledger.size(), 2u);
  EXPECT_EQ(ledger[0].goods_minor(), 1000);
  EXPECT_EQ(ledger[0].freight_minor(), 700);
  EXPECT_EQ(ledger[0].surcharge_minor(), 500);
  EXPECT_EQ(ledger[1].goods_minor(), 300);
  EXPECT_EQ(order.payment().paid_minor(), order.total().minor());
  EXPECT_THAT(RemitCod(order, MakeMoney("CNY", 1), "", At(), ledger), HasReason("AMOUNT_MISMATCH"));
}

TEST(CodShippingTest, RefusedAtTheDoor) {
  Order order = PlacedOrder(PaymentMethod::COD);
  ASSERT_THAT(ConfirmCod(order, ShopPolicy(), order.cod_surcharge(), At()), IsOk());
  ASSERT_THAT(Verify(order, kConfirm, type::v1::ContactChannel::PHONE, At()), IsOk());
  Ship(order, {}, At());
  std::vector<LedgerEntry> ledger;
  EXPECT_EQ(Track(order, logistics::v1::TrackingStatus::REFUSED, 3, At(), ledger),
            "order.parcel_troubled");
  EXPECT_EQ(Track(order, logistics::v1::TrackingStatus::RETURNED, 4, At(), ledger),
            "order.cod_refused");
  EXPECT_EQ(order.state(), OrderState::TRADE_CLOSED_COD_REFUSED);
  EXPECT_EQ(order.payment().state(), PaymentState::CANCELLED);
  EXPECT_EQ(order.lines(0).returned(), 2);
  EXPECT_TRUE(ledger.empty());
}

}  // namespace
}  // namespace shopdesk::orders::domain
