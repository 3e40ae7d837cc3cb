#include "services/orders/handlers/trade/order.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/payment/payment.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/receiver/risk.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/testing/test_orders.h"
#include "services/orders/testing/twice.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::Twice;
using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class OrderTest : public WorldTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, OrderTest, testing::BothDatabases(), testing::NameOf);

TEST_P(OrderTest, ListsByEveryFilterWithPages) {
  for (int i = 0; i < 7; ++i) {
    PlaceOrderRequest request = PlaceRequest("o" + std::to_string(i));
    request.set_buyer(i % 2 == 0 ? "even" : "odd");
    if (i < 3) request.set_agent("9");
    ASSERT_THAT(world_.Place(request), IsOk());
    world_.Advance(absl::Seconds(1));
  }
  const auto list = [&](ListOrdersRequest request) {
    std::vector<std::string> ids;
    request.set_parent("shops/s");
    request.set_page_size(2);
    do {
      const auto page = world_.Read<ListOrdersResponse>(request, handlers::ListOrders);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) return ids;
      for (const Order& order : page->orders()) ids.push_back(order.name().substr(15));
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  ListOrdersRequest request;
  EXPECT_THAT(list(request), ElementsAre("o6", "o5", "o4", "o3", "o2", "o1", "o0"));
  request.set_sort(ListOrdersRequest::OLDEST_CHANGE_FIRST);
  EXPECT_THAT(list(request), ElementsAre("o0", "o1", "o2", "o3", "o4", "o5", "o6"));
  *request.mutable_update_time()->mutable_start_time() =
      ToProto(shopdesk::testing::kTestTime + absl::Seconds(2));
  *request.mutable_update_time()->mutable_end_time() =
      ToProto(shopdesk::testing::kTestTime + absl::Seconds(5));
  EXPECT_THAT(list(request), ElementsAre("o2", "o3", "o4"));
  request.clear_update_time();
  request.set_agent("9");
  EXPECT_THAT(list(request), ElementsAre("o0", "o1", "o2"));
  request.clear_agent();
  request.set_buyer("odd");
  EXPECT_THAT(list(request), ElementsAre("o1", "o3", "o5"));
  const auto paid = world_.Pay(PayRequest(world_.Get("shops/s/orders/o3"), "o3"));
  ASSERT_THAT(paid, IsOk());
  request.set_state(OrderState::WAIT_SELLER_SEND_GOODS);
  EXPECT_THAT(list(request), ElementsAre("o3"));
  request.clear_buyer();
  EXPECT_THAT(list(request), ElementsAre("o3"));
  request.set_state(OrderState::WAIT_BUYER_PAY);
  request.clear_sort();
  EXPECT_THAT(list(request), ElementsAre("o6", "o5", "o4", "o2", "o1", "o0"));
  request.set_agent("9");
  EXPECT_THAT(list(request), ElementsAre("o2", "o1", "o0"));
  request.set_buyer("odd");
  EXPECT_THAT(list(request), ElementsAre("o1"));
}

TEST_P(OrderTest, ListsByCreationShipByMethodAndHold) {
  for (int i = 0; i < 6; ++i) {
    PlaceOrderRequest request =
        PlaceRequest("o" + std::to_string(i), i < 2 ? PaymentMethod::COD : PaymentMethod::ESCROW);
    request.set_agent(i % 2 == 0 ? "9" : "8");
    ASSERT_THAT(world_.Place(request), IsOk());
    world_.Advance(absl::Seconds(1));
  }
  // Promised in another order than they were placed in.
  for (const char* id : {"o5", "o3", "o4"}) {
    ASSERT_THAT(world_.Pay(PayRequest(world_.Get(std::string("shops/s/orders/") + id), id)),
                IsOk());
    world_.Advance(absl::Seconds(1));
  }
  PlaceHoldRequest hold;
  hold.set_name("shops/s/orders/o2");
  hold.set_kind(Hold::MANUAL);
  hold.set_reason("ask 13812345678 first");
  hold.set_request_id("hold");
  ASSERT_THAT(world_.Write<Order>(hold, handlers::PlaceHold), IsOk());
  EXPECT_EQ(world_.Get(hold.name()).holds(0).reason(), "ask 138****5678 first");
  const auto list = [&](ListOrdersRequest request) {
    std::vector<std::string> ids;
    request.set_parent("shops/s");
    request.set_page_size(1);
    do {
      const auto page = world_.Read<ListOrdersResponse>(request, handlers::ListOrders);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) return ids;
      for (const Order& order : page->orders()) ids.push_back(order.name().substr(15));
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  ListOrdersRequest request;
  request.set_sort(ListOrdersRequest::NEWEST_FIRST);
  EXPECT_THAT(list(request), ElementsAre("o5", "o4", "o3", "o2", "o1", "o0"));
  request.set_sort(ListOrdersRequest::OLDEST_FIRST);
  *request.mutable_create_time()->mutable_start_time() =
      ToProto(shopdesk::testing::kTestTime + absl::Seconds(1));
  *request.mutable_create_time()->mutable_end_time() =
      ToProto(shopdesk::testing::kTestTime + absl::Seconds(4));
  EXPECT_THAT(list(request), ElementsAre("o1", "o2", "o3"));
  request.set_agent("8");
  EXPECT_THAT(list(request), ElementsAre("o1", "o3"));
  request.set_state(OrderState::WAIT_SELLER_SEND_GOODS);
  EXPECT_THAT(list(request), ElementsAre("o3"));
  request.Clear();
  request.set_sort(ListOrdersRequest::SHIP_BY_FIRST);
  EXPECT_THAT(list(request), ElementsAre("o5", "o3", "o4"));
  request.set_agent("8");
  EXPECT_THAT(list(request), ElementsAre("o5", "o3"));
  *request.mutable_ship_by_time()->mutable_start_time() =
      world_.Get("shops/s/orders/o3").ship_by_time();
  EXPECT_THAT(list(request), ElementsAre("o3"));
  request.set_state(OrderState::WAIT_BUYER_PAY);
  EXPECT_THAT(list(request), IsEmpty());
  request.Clear();
  request.set_payment_method(PaymentMethod::COD);
  EXPECT_THAT(list(request), ElementsAre("o1", "o0"));
  request.set_sort(ListOrdersRequest::NEWEST_FIRST);
  EXPECT_THAT(list(request), ElementsAre("o1", "o0"));
  request.Clear();
  request.set_hold(Hold::MANUAL);
  EXPECT_THAT(list(request), ElementsAre("o2"));
  request.set_sort(ListOrdersRequest::NEWEST_FIRST);
  request.set_agent("9");
  EXPECT_THAT(list(request), ElementsAre("o2"));
  request.set_hold(Hold::RISK);
  EXPECT_THAT(list(request), IsEmpty());
}

TEST_P(OrderTest, APageTokenIsItsRequests) {
  for (const char* id : {"o1", "o2"}) ASSERT_THAT(world_.Place(PlaceRequest(id)), IsOk());
  ListOrdersRequest request;
  request.set_parent("shops/s");
  request.set_page_size(1);
  const auto page = world_.Read<ListOrdersResponse>(request, handlers::ListOrders);
  ASSERT_THAT(page, IsOk());
  request.set_page_token(page->next_page_token());
  request.set_payment_method(PaymentMethod::ESCROW);
  EXPECT_THAT(world_.Read<ListOrdersResponse>(request, handlers::ListOrders),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(OrderTest, BatchGetKeepsTheOrderAndNamesTheMissing) {
  for (const char* id : {"o1", "o2"}) ASSERT_THAT(world_.Place(PlaceRequest(id)), IsOk());
  BatchGetOrdersRequest request;
  request.set_parent("shops/s");
  for (const char* id : {"o2", "none", "o1"}) {
    request.add_names(std::string("shops/s/orders/") + id);
  }
  const auto batch = world_.Read<BatchGetOrdersResponse>(request, handlers::BatchGetOrders);
  ASSERT_THAT(batch, IsOk());
  ASSERT_THAT(batch->orders(), SizeIs(2));
  EXPECT_EQ(batch->orders(0).name(), "shops/s/orders/o2");
  EXPECT_THAT(batch->missing(), ElementsAre("shops/s/orders/none"));
  request.add_names("shops/other/orders/o1");
  EXPECT_THAT(world_.Read<BatchGetOrdersResponse>(request, handlers::BatchGetOrders),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(OrderTest, DescribesStateActionsAndDeadline) {
  ASSERT_THAT(world_.Place(PlaceRequest("o")), IsOk());
  DescribeOrderRequest request;
  request.set_name("shops/s/orders/o");
  request.set_language_code("es");
  const auto described = world_.Read<DescribeOrderResponse>(request, handlers::DescribeOrder);
  ASSERT_THAT(described, IsOk());
  EXPECT_THAT(described->sentence(), HasSubstr("antes del 7 de marzo de 2024, 10:00"));
  EXPECT_THAT(described->deadline_time(), EqualsProto(described->order().deadline_time()));
  EXPECT_THAT(described->buyer_actions(), ::testing::Contains("RecordPayment"));
}

TEST_P(OrderTest, CloseGivesStockBackAndChecksTheEtag) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  CloseOrderRequest close;
  close.set_name(placed->name());
  close.set_reason(CloseReason::BUYER_CHANGED_MIND);
  close.set_request_id("close");
  EXPECT_THAT(world_.Write<Order>(close, handlers::CloseOrder), HasReason("TOO_YOUNG"));
  world_.Advance(absl::Seconds(10));
  close.set_etag("v0");
  EXPECT_THAT(world_.Write<Order>(close, handlers::CloseOrder), HasReason("ETAG_MISMATCH"));
  close.set_etag(world_.Get(placed->name()).etag());
  const auto closed = world_.Write<Order>(close, handlers::CloseOrder);
  ASSERT_THAT(closed, IsOk());
  EXPECT_EQ(closed->close_reason(), CloseReason::BUYER_CHANGED_MIND);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  close.set_request_id("again");
  close.clear_etag();
  EXPECT_THAT(world_.Write<Order>(close, handlers::CloseOrder), HasReason("WRONG_STATE"));
}

TEST_P(OrderTest, EscrowHappyPathEveryCallTwice) {
  const PlaceOrderRequest place = PlaceRequest("o", PaymentMethod::ESCROW, "a", 3);
  const Order placed = Twice(world_, [&] { return world_.Place(place); });
  EXPECT_EQ(placed.state(), OrderState::WAIT_BUYER_PAY);
  EXPECT_EQ(placed.reservation_state(), Order::CONFIRMED);
  EXPECT_EQ(world_.catalog().available("a"), 97);

  const RecordPaymentRequest pay = PayRequest(placed, "o");
  const Order paid = Twice(world_, [&] { return world_.Pay(pay); });
  EXPECT_EQ(paid.state(), OrderState::WAIT_SELLER_SEND_GOODS);
  EXPECT_EQ(paid.payment().state(), PaymentState::HELD);

  ConfirmReceiverRequest confirm;
  confirm.set_name(placed.name());
  confirm.set_channel(type::v1::ContactChannel::IM);
  confirm.set_request_id("confirm");
  Twice(world_, [&] { return world_.Write<Order>(confirm, handlers::ConfirmReceiver); });

  ShipOrderRequest ship;
  ship.set_name(placed.name());
  ship.set_request_id("ship");
  const Order shipped = Twice(world_, [&] { return world_.Ship(ship); });
  EXPECT_EQ(shipped.state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(world_.logistics().shipments().size(), 1u);
  EXPECT_EQ(world_.catalog().shipped("a"), 3);

  world_.Track(shipped.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(world_.Get(placed.name()).lines(0).delivered(), 3);

  ConfirmReceiptRequest receipt;
  receipt.set_name(placed.name());
  receipt.set_request_id("receipt");
  const Order finished =
      Twice(world_, [&] { return world_.Write<Order>(receipt, handlers::ConfirmReceipt); });
  EXPECT_EQ(finished.state(), OrderState::TRADE_FINISHED);
  EXPECT_EQ(finished.payment().released_minor(), 1500);

  // Money in once and released once, one shipping notice, and nothing left to happen.
  EXPECT_THAT(domain::KindsOf(world_.Ledger(placed.name())),
              ElementsAre(LedgerEntry::PAID_IN, LedgerEntry::RELEASED));
  world_.Advance(absl::Hours(24 * 60));
  EXPECT_THAT(world_.Get(placed.name()), EqualsProto(finished));
  EXPECT_THAT(world_.EventsOf(placed.name()),
              ElementsAre("order.placed", "order.paid", "order.receiver_confirmed", "order.shipped",
                          "order.delivered", "order.finished"));
  OrderFigures figures = world_.Figures();
  EXPECT_EQ(FromProto(figures.as_of()), world_.runtime().clock().Now());
  figures.clear_as_of();
  EXPECT_THAT(figures, EqualsProto(R"pb(
                orders: 1
                orders_by_state { state: TRADE_FINISHED orders: 1 }
                paid_minor: 1500
                units_sold: 3
                escrow { paid_in: 1500 released: 1500 }
                cod {}
                bank {}
                ship_by { shipped: 1 }
                reminders {}
                cod_rates {
                  all {}
                  confirmed {}
                  unconfirmed {}
                }
                packing {}
              )pb"));
}

}  // namespace
}  // namespace shopdesk::orders
