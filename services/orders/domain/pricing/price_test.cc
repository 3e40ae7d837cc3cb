#include "services/orders/domain/pricing/price.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;

PriceRequest To(int64_t minor, int32_t line = 1) {
  PriceRequest request;
  request.prices.push_back({line, MakeMoney("CNY", minor), ""});
  request.reason = PriceChange::BARGAIN;
  return request;
}

absl::Status Change(Order& order, const PriceRequest& request, absl::Duration after = {}) {
  return ChangePrice(order, ShopPolicy(), request, At(after));
}

TEST(PriceTest, EverythingFollowsFromALinesPrice) {
  Order order = PlacedOrder(PaymentMethod::ESCROW, {{"a", 2, 500}, {"b", 1, 300}}, 100);
  PriceRequest request = To(450);
  request.freight_minor = 50;
  ASSERT_THAT(Change(order, request, absl::Hours(1)), IsOk());
  EXPECT_EQ(order.lines(0).total().minor(), 900);
  EXPECT_EQ(UnitPriceMinor(order.lines(0)), 450);
  EXPECT_EQ(UnitPriceMinor(order.lines(1)), 300);
  EXPECT_EQ(order.goods_total().minor(), 1200);
  EXPECT_EQ(order.freight().minor(), 50);
  EXPECT_EQ(order.total().minor(), 1250);
  EXPECT_EQ(order.payment().due().minor(), 1250);
  // The buyer gets his time again.
  EXPECT_EQ(FromProto(order.deadline_time()), kNow + absl::Hours(73));
  ASSERT_EQ(order.price_changes_size(), 1);
  const PriceChange& change = order.price_changes(0);
  EXPECT_EQ(change.lines(0).from().minor(), 500);
  EXPECT_EQ(change.lines(0).to().minor(), 450);
  EXPECT_EQ(change.freight_from().minor(), 100);
  EXPECT_EQ(change.freight_to().minor(), 50);
  EXPECT_EQ(change.reason(), PriceChange::BARGAIN);
  EXPECT_EQ(change.actor().id(), "7");
  // The last cent is refunded at the new price.
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(AcceptPayment(order, ShopPolicy(), "t", At(), ledger), IsOk());
  EXPECT_EQ(PriceOfMinor(order, order.lines(0), 2), 900);
}

TEST(PriceTest, AFlashSaleGetsItsOwnTimeAgain) {
  Order order = PlacedOrder(PaymentMethod::ESCROW);
  order.set_order_kind(OrderKind::FLASH_SALE);
  *order.mutable_deadline_time() = ToProto(kNow + absl::Minutes(30));
  ASSERT_THAT(Change(order, To(400), absl::Minutes(10)), IsOk());
  EXPECT_EQ(FromProto(order.deadline_time()), kNow + absl::Minutes(40));
}

TEST(PriceTest, OnlyBeforeItIsPaid) {
  Order paid = PlacedOrder(PaymentMethod::ESCROW);
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(AcceptPayment(paid, ShopPolicy(), "t", At(), ledger), IsOk());
  EXPECT_THAT(Change(paid, To(400)), HasReason("WRONG_STATE"));
  Order closed = PlacedOrder(PaymentMethod::ESCROW);
  ASSERT_THAT(CloseUnpaid(closed, kUnpaidClose, CloseReason::UNPAID_TOO_LONG, ShopPolicy(), At()),
              IsOk());
  EXPECT_THAT(Change(closed, To(400)), HasReason("WRONG_STATE"));
  Order part = PlacedOrder(PaymentMethod::BANK_TRANSFER);
  part.mutable_payment()->set_state(PaymentState::PARTLY_PAID);
  EXPECT_THAT(Change(part, To(400)), HasReason("WRONG_STATE"));
  Order claimed = PlacedOrder(PaymentMethod::BANK_TRANSFER);
  claimed.mutable_payment()->set_state(PaymentState::CLAIMED);
  const absl::Time deadline = FromProto(claimed.deadline_time());
  ASSERT_THAT(Change(claimed, To(400), absl::Hours(1)), IsOk());
  EXPECT_EQ(FromProto(claimed.deadline_time()), deadline);
}

TEST(PriceTest, CodBeforeHandOver) {
  Order order = PlacedOrder(PaymentMethod::COD, {{"a", 2, 50000}});
  EXPECT_EQ(order.cod_surcharge().minor(), 2000);
  ASSERT_THAT(Change(order, To(40000)), IsOk());
  EXPECT_EQ(order.cod_surcharge().minor(), 1600);
  EXPECT_EQ(order.total().minor(), 81600);
  ASSERT_THAT(ConfirmCod(order, ShopPolicy(), order.cod_surcharge(), At()), IsOk());
  Order confirmed = order;
  ASSERT_THAT(Change(confirmed, To(39000)), IsOk());
  EXPECT_EQ(confirmed.deadline_event(), kShipBy);
  confirmed = order;
  EXPECT_THAT(Change(confirmed, To(40001)), HasReason("DEARER_THAN_CONFIRMED"));
  confirmed = order;
  confirmed.add_parcels();
  EXPECT_THAT(Change(confirmed, To(39000)), HasReason("WRONG_STATE"));
  confirmed = order;
  confirmed.mutable_lines(0)->set_to_ship(1);
  EXPECT_THAT(Change(confirmed, To(39000)), HasReason("WRONG_STATE"));
  // Not above the limit either.
  Order other = PlacedOrder(PaymentMethod::COD, {{"a", 2, 50000}});
  EXPECT_THAT(Change(other, To(150000)), HasReason("COD_NOT_POSSIBLE"));
}

TEST(PriceTest, PricesThatCantBe) {
  Order order = PlacedOrder(PaymentMethod::ESCROW, {{"a", 2, 500}});
  Order changed = order;
  EXPECT_THAT(Change(changed, To(0)), StatusIs(absl::StatusCode::kInvalidArgument));
  changed = order;
  EXPECT_THAT(Change(changed, To(400, 2)), StatusIs(absl::StatusCode::kInvalidArgument));
  changed = order;
  PriceRequest euros = To(400);
  euros.prices[0].unit_price.set_currency_code("EUR");
  EXPECT_THAT(Change(changed, euros), StatusIs(absl::StatusCode::kInvalidArgument));
  for (int i = 0; i < 100; ++i) ASSERT_THAT(Change(order, To(400 + i)), IsOk());
  EXPECT_THAT(Change(order, To(400)), HasReason("TOO_MANY_CHANGES"));
}

TEST(PriceTest, AGrantTakesTheOthersPlace) {
  Order order = PlacedOrder(PaymentMethod::ESCROW, {{"a", 2, 500}});
  PriceRequest request = To(450);
  request.prices[0].grant = "shops/s/grants/1";
  ASSERT_THAT(Change(order, request), IsOk());
  EXPECT_EQ(order.lines(0).grant(), "shops/s/grants/1");
  ASSERT_THAT(Change(order, To(440)), IsOk());
  EXPECT_EQ(order.lines(0).grant(), "");
  EXPECT_EQ(order.price_changes(1).lines(0).replaced_grant(), "shops/s/grants/1");
}

catalog::v1::SkuSnapshot Snapshot(const std::string& sku, int64_t price_minor) {
  catalog::v1::SkuSnapshot snapshot;
  snapshot.set_sku_id(sku);
  *snapshot.mutable_price() = MakeMoney("CNY", price_minor);
  return snapshot;
}

TEST(SkuTest, AtTheSamePrice) {
  Order order = PlacedOrder(PaymentMethod::ESCROW);
  ASSERT_THAT(Change(order, To(450)), IsOk());
  ASSERT_THAT(ChangeSku(order, 1, Snapshot("c", 500), "shops/s/reservations/r2", At()), IsOk());
  EXPECT_EQ(order.lines(0).sku_id(), "c");
  EXPECT_EQ(UnitPriceMinor(order.lines(0)), 450);
  EXPECT_THAT(ReservationsOf(order),
              ElementsAre("shops/s/reservations/r", "shops/s/reservations/r2"));
  EXPECT_EQ(order.sku_changes(0).from_reservation(), "shops/s/reservations/r");
  EXPECT_EQ(order.sku_changes(0).quantity(), 2);
  ASSERT_THAT(ChangeSku(order, 1, Snapshot("d", 500), "shops/s/reservations/r3", At()), IsOk());
  EXPECT_EQ(order.sku_changes(1).from_reservation(), "shops/s/reservations/r2");
  EXPECT_THAT(ChangeSku(order, 1, Snapshot("e", 501), "r4", At()), HasReason("PRICE_DIFFERS"));
  EXPECT_THAT(ChangeSku(order, 1, Snapshot("b", 500), "r4", At()),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ChangeSku(order, 3, Snapshot("e", 500), "r4", At()),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(SkuTest, NothingOfItShippedOrLocked) {
  Order order = PlacedOrder(PaymentMethod::ESCROW);
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(AcceptPayment(order, ShopPolicy(), "t", At(), ledger), IsOk());
  EXPECT_THAT(CheckSkuGate(order, 1, "c"), IsOk());
  Order locked = order;
  locked.mutable_lines(0)->set_locked(1);
  EXPECT_THAT(CheckSkuGate(locked, 1, "c"), HasReason("LINES_LOCKED"));
  Order shipped = order;
  shipped.mutable_lines(0)->set_to_ship(1);
  EXPECT_THAT(CheckSkuGate(shipped, 1, "c"), HasReason("WRONG_STATE"));
  EXPECT_THAT(CheckSkuGate(shipped, 2, "c"), IsOk());
  order.set_state(OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_THAT(CheckSkuGate(order, 1, "c"), HasReason("WRONG_STATE"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
