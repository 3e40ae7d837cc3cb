#include "services/orders/handlers/payment/cod.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "libs/work/service.h"
#include "services/orders/handlers/payment/payment.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/testing/test_orders.h"
#include "services/orders/testing/twice.h"
#include "services/orders/testing/world.h"
#include "shopdesk/orders/v1/follow_up.pb.h"

namespace shopdesk::orders {
namespace {

using testing::Twice;
using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CodTest : public WorldTest {
 protected:
  Order Place(const PlaceOrderRequest& request) {
    const auto placed = world_.Place(request);
    EXPECT_THAT(placed, IsOk());
    return placed.ok() ? world_.Get(placed->name()) : Order();
  }

  std::vector<work::v1::WorkItem> Work(const std::string& kind) {
    work::v1::ListWorkItemsRequest request;
    request.set_parent("shops/s");
    request.set_kind(kind);
    const auto listed = world_.Read<work::v1::ListWorkItemsResponse>(request, work::ListWorkItems);
    EXPECT_THAT(listed, IsOk());
    if (!listed.ok()) return {};
    return {listed->work_items().begin(), listed->work_items().end()};
  }

  absl::StatusOr<Order> Ship(const Order& order) {
    ShipOrderRequest ship;
    ship.set_name(order.name());
    ship.set_request_id(absl::StrCat("ship", order.name()));
    return world_.Ship(ship);
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, CodTest, testing::BothDatabases(), testing::NameOf);

TEST_P(CodTest, CodDeclinedIsClosed) {
  const auto placed = world_.Place(PlaceRequest("o", PaymentMethod::COD));
  ASSERT_THAT(placed, IsOk());
  ConfirmCodRequest confirm;
  confirm.set_name(placed->name());
  confirm.mutable_surcharge_told()->set_currency_code("CNY");
  confirm.set_channel(type::v1::ContactChannel::PHONE);
  confirm.set_request_id("confirm");
  EXPECT_THAT(world_.ConfirmCod(confirm), HasReason("SURCHARGE_MISMATCH"));
  DeclineCodRequest decline;
  decline.set_name(placed->name());
  decline.set_request_id("decline");
  const auto declined = world_.DeclineCod(decline);
  ASSERT_THAT(declined, IsOk());
  EXPECT_EQ(declined->close_reason(), CloseReason::COD_DECLINED);
  EXPECT_EQ(world_.catalog().available("a"), 100);
}

TEST_P(CodTest, CodFromConfirmationToRemittance) {
  const auto placed = world_.Place(PlaceRequest("o", PaymentMethod::COD, "a", 2));
  ASSERT_THAT(placed, IsOk());
  EXPECT_EQ(placed->state(), OrderState::WAIT_COD_CONFIRM);
  ConfirmCodRequest confirm;
  confirm.set_name(placed->name());
  *confirm.mutable_surcharge_told() = placed->cod_surcharge();
  confirm.set_channel(type::v1::ContactChannel::PHONE);
  confirm.set_receiver_verified(true);
  confirm.set_request_id("confirm");
  Twice(world_, [&] { return world_.ConfirmCod(confirm); });
  ShipOrderRequest ship;
  ship.set_name(placed->name());
  ship.set_request_id("ship");
  ASSERT_THAT(world_.Ship(ship), IsOk());
  const Order shipped = world_.Get(placed->name());
  EXPECT_EQ(world_.logistics().RequestOf(shipped.parcels(0).shipment()).cod_amount().minor(), 1500);
  world_.Track(shipped.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(world_.Get(placed->name()).state(), OrderState::TRADE_BUYER_SIGNED);
  RecordCodRemittanceRequest remit;
  remit.set_name(placed->name());
  *remit.mutable_amount() = placed->total();
  remit.set_request_id("remit");
  Twice(world_, [&] { return world_.Write<Order>(remit, handlers::RecordCodRemittance); });
  world_.Advance(absl::Hours(7 * 24));
  const Order finished = world_.Get(placed->name());
  EXPECT_EQ(finished.state(), OrderState::TRADE_FINISHED);
  EXPECT_EQ(finished.payment().state(), PaymentState::REMITTED);
  EXPECT_THAT(domain::KindsOf(world_.Ledger(placed->name())),
              ElementsAre(LedgerEntry::COD_COLLECTED, LedgerEntry::COD_REMITTED));
  const OrderFigures figures = world_.Figures();
  EXPECT_EQ(figures.cod().collected(), 1000);
  EXPECT_EQ(figures.cod_surcharge_paid_minor(), 500);
  EXPECT_EQ(figures.units_sold(), 2);
}

TEST_P(CodTest, CodNobodyAnswers) {
  const auto placed = world_.Place(PlaceRequest("o", PaymentMethod::COD));
  ASSERT_THAT(placed, IsOk());
  world_.Advance(absl::Hours(24));
  const Order closed = world_.Get(placed->name());
  EXPECT_EQ(closed.state(), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(closed.close_reason(), CloseReason::BUYER_UNREACHABLE);
  EXPECT_EQ(world_.catalog().available("a"), 100);
}

TEST_P(CodTest, ADeclinedCodOrderIsOrderedAgainWithoutLosingTheLastPiece) {
  world_.catalog().SetStock("a", 1);
  PlaceOrderRequest request = PlaceRequest("o", PaymentMethod::COD);
  request.set_buyer_message("call 13812345678");
  const Order placed = Place(request);
  EXPECT_EQ(world_.catalog().available("a"), 0);
  DeclineCodRequest decline;
  decline.set_name(placed.name());
  decline.set_reorder_method(PaymentMethod::ESCROW);
  decline.set_reorder_order_id("again");
  decline.set_channel(type::v1::ContactChannel::PHONE);
  decline.set_request_id("decline");
  for (int i = 0; i < 2; ++i) {
    const auto declined = world_.DeclineCod(decline);
    ASSERT_THAT(declined, IsOk());
    EXPECT_EQ(declined->state(), OrderState::TRADE_CLOSED_UNPAID);
    EXPECT_EQ(declined->close_reason(), CloseReason::COD_DECLINED);
    EXPECT_EQ(declined->reordered_as(), "shops/s/orders/again");
  }
  const Order again = world_.Get("shops/s/orders/again");
  EXPECT_EQ(again.state(), OrderState::WAIT_BUYER_PAY);
  EXPECT_EQ(again.reorder_of(), placed.name());
  EXPECT_EQ(again.total().minor(), 500);
  EXPECT_EQ(again.cod_surcharge().minor(), 0);
  EXPECT_EQ(again.buyer_message(), placed.buyer_message());
  EXPECT_EQ(again.reservation(), placed.reservation());
  EXPECT_EQ(again.reservation_state(), Order::CONFIRMED);
  EXPECT_EQ(world_.catalog().OrderOf(again.reservation()), again.name());
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  EXPECT_EQ(world_.catalog().available("a"), 0);
  FindOrdersByPhoneRequest find;
  find.set_parent("shops/s");
  find.set_phone("13812345678");
  EXPECT_EQ(
      world_.Read<FindOrdersByPhoneResponse>(find, handlers::FindOrdersByPhone)->orders_size(), 2);
  // It goes its own way: paid, shipped once.
  ASSERT_THAT(world_.Pay(PayRequest(again, "again")), IsOk());
  EXPECT_THAT(world_.Get(again.name()).holds(), IsEmpty());
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
}

// The method decides who carries it and what that costs: a COD order's freight isn't taken over.
TEST_P(CodTest, AReorderByAnotherMethodIsQuotedAnew) {
  Policy policy = orders::testing::TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  world_.logistics().SetCouriers(
      {{"cheap", logistics::v1::Mode::COURIER_ROAD, 500, "", /*collects_cod=*/false},
       {"sf", logistics::v1::Mode::COURIER_ROAD, 800}});
  const Order placed = Place(PlaceRequest("o", PaymentMethod::COD));
  EXPECT_EQ(placed.freight().minor(), 800);
  DeclineCodRequest decline;
  decline.set_name(placed.name());
  decline.set_reorder_method(PaymentMethod::ESCROW);
  decline.set_reorder_order_id("again");
  decline.set_channel(type::v1::ContactChannel::PHONE);
  decline.set_request_id("decline");
  ASSERT_THAT(world_.DeclineCod(decline), IsOk());
  const Order again = world_.Get("shops/s/orders/again");
  EXPECT_EQ(again.freight().minor(), 500);
  EXPECT_EQ(again.cod_surcharge().minor(), 0);
  EXPECT_EQ(again.total().minor(), 500 + 500);
}

TEST_P(CodTest, AReorderThatIsClosedGivesTheGoodsBack) {
  const Order placed = Place(PlaceRequest("o", PaymentMethod::COD));
  DeclineCodRequest decline;
  decline.set_name(placed.name());
  decline.set_reorder_method(PaymentMethod::COD);
  decline.set_request_id("cod");
  EXPECT_THAT(world_.DeclineCod(decline), HasReason("INVALID_ARGUMENT"));
  decline.set_reorder_method(PaymentMethod::ESCROW);
  decline.set_request_id("escrow");
  const auto declined = world_.DeclineCod(decline);
  ASSERT_THAT(declined, IsOk());
  world_.Advance(absl::Hours(72));
  EXPECT_EQ(world_.Get(declined->reordered_as()).state(), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(world_.catalog().available("a"), 100);
}

TEST_P(CodTest, ALeadReleasesUnconfirmedCod) {
  const Order placed = Place(PlaceRequest("o", PaymentMethod::COD));
  ReleaseCodUnconfirmedRequest release;
  release.set_name(placed.name());
  release.set_reason("a regular buyer, 13812345678");
  release.set_request_id("release");
  ASSERT_THAT(world_.ReleaseCod(release), IsOk());
  const Order released = world_.Get(placed.name());
  EXPECT_EQ(released.state(), OrderState::WAIT_SELLER_SEND_GOODS);
  EXPECT_TRUE(released.has_ship_by_time());
  EXPECT_THAT(released.cod_release_reason(), Not(::testing::HasSubstr("13812345678")));
  EXPECT_THAT(Work("cod_contact"), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::orders
