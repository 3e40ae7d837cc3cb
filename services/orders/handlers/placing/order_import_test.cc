#include "services/orders/handlers/placing/order_import.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/packing/merged_parcel.h"
#include "services/orders/domain/pricing/price.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/domain/transfer/transfer.h"
#include "services/orders/handlers/desk/buyer_card.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ImportOrdersTest : public WorldTest {
 protected:
  OrderRow RowOf(const std::string& id, OrderState::Value state = OrderState::TRADE_FINISHED) {
    OrderRow row;
    row.set_order_id(id);
    row.set_buyer("nick");
    row.set_state(state);
    row.set_status("交易成功");
    row.set_title("cup");
    row.set_quantity(2);
    row.set_goods_minor(2000);
    row.set_freight_minor(500);
    const absl::Time placed = world_.runtime().clock().Now() - absl::Hours(24 * 300);
    *row.mutable_create_time() = ToProto(placed);
    if (state != OrderState::WAIT_BUYER_PAY) *row.mutable_pay_time() = ToProto(placed);
    *row.mutable_receiver() = testing::TestReceiver();
    row.set_buyer_message("call 13812345678");
    return row;
  }
  absl::StatusOr<ImportOrdersResponse> Import(const std::vector<OrderRow>& rows) {
    ImportOrdersRequest request;
    request.set_parent("shops/s");
    request.set_source("taobao");
    request.set_currency_code(currency_);
    for (const OrderRow& row : rows) *request.add_rows() = row;
    request.set_request_id(absl::StrCat("import-", ++imports_));
    return world_.Write<ImportOrdersResponse>(request, handlers::ImportOrders);
  }

  std::string currency_ = "CNY";
  int imports_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ImportOrdersTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(ImportOrdersTest, TakesOrdersOverAndTheSameFileChangesNothing) {
  const auto first = Import({RowOf("1"), RowOf("2", OrderState::WAIT_BUYER_PAY)});
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->created_count(), 2);
  EXPECT_THAT(first->errors(), IsEmpty());
  const Order order = world_.Get("shops/s/orders/1");
  EXPECT_EQ(order.state(), OrderState::TRADE_FINISHED);
  EXPECT_THAT(order.buyer_message(), Not(HasSubstr("13812345678")));
  EXPECT_NE(order.receiver().phone(), testing::TestReceiver().phone());
  EXPECT_THAT(world_.Ledger(order.name()), SizeIs(2));
  EXPECT_THAT(world_.EventsOf(order.name()), ElementsAre("order.imported"));
  EXPECT_THAT(world_.WorkOf("shops/s/orders/2"), IsEmpty());
  EXPECT_EQ(world_.catalog().calls("ReserveStock"), 0);
  const auto again = Import({RowOf("1"), RowOf("2", OrderState::WAIT_BUYER_PAY)});
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->unchanged_count(), 2);
  EXPECT_THAT(world_.EventsOf(order.name()), ElementsAre("order.imported"));
  world_.Advance(absl::Hours(24 * 60));
  EXPECT_EQ(world_.Get("shops/s/orders/2").state(), OrderState::WAIT_BUYER_PAY)
      << "no deadline runs here";
}

TEST_P(ImportOrdersTest, WhatIsCarriedOutElsewhereIsNotChangedHere) {
  ASSERT_THAT(Import({RowOf("unpaid", OrderState::WAIT_BUYER_PAY),
                      RowOf("paid", OrderState::WAIT_SELLER_SEND_GOODS),
                      RowOf("sent", OrderState::WAIT_BUYER_CONFIRM_GOODS)}),
              IsOk());
  const domain::Moment moment = {world_.runtime().clock().Now(), {}};
  Order order = world_.Get("shops/s/orders/unpaid");
  EXPECT_THAT(domain::CheckPriceGate(order), HasReason("CARRIED_OUT_ELSEWHERE"));
  EXPECT_THAT(domain::CheckSkuGate(order, 1, "other"), HasReason("CARRIED_OUT_ELSEWHERE"));
  EXPECT_THAT(domain::ChooseAccount(order, {}, {}, moment), HasReason("CARRIED_OUT_ELSEWHERE"));
  order = world_.Get("shops/s/orders/paid");
  EXPECT_EQ(domain::MergeObstacle(order, moment.now), "IMPORTED");
  order = world_.Get("shops/s/orders/sent");
  EXPECT_THAT(domain::ExtendReceipt(order, 3, moment), HasReason("CARRIED_OUT_ELSEWHERE"));
}

TEST_P(ImportOrdersTest, ABadRowStopsNoOther) {
  OrderRow bad = RowOf("bad");
  bad.clear_pay_time();
  OrderRow nameless = RowOf("nameless");
  nameless.clear_title();
  OrderRow phone = RowOf("phone");
  phone.mutable_receiver()->set_phone("1");
  const auto response = Import({bad, RowOf("1"), nameless, phone, RowOf("2")});
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->created_count(), 2);
  ASSERT_THAT(response->errors(), SizeIs(3));
  EXPECT_EQ(response->errors(0).index(), 0);
  EXPECT_EQ(response->errors(0).field(), "pay_time");
  EXPECT_EQ(response->errors(1).field(), "title");
  EXPECT_EQ(response->errors(2).id(), "phone");
  currency_ = "EUR";
  EXPECT_THAT(Import({RowOf("3")}), HasReason("CURRENCY_MISMATCH"));
}

TEST_P(ImportOrdersTest, ALaterFileCorrectsUntilTheOrderIsChangedHere) {
  OrderRow row = RowOf("1", OrderState::WAIT_BUYER_PAY);
  row.set_memo("fragile");
  ASSERT_THAT(Import({row}), IsOk());
  const std::string name = "shops/s/orders/1";
  OrderRow finished = RowOf("1");
  finished.set_memo("fragile");
  auto response = Import({finished});
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->updated_count(), 1);
  EXPECT_EQ(world_.Get(name).state(), OrderState::TRADE_FINISHED);
  EXPECT_EQ(world_.Get(name).remark_count(), 1) << "the memo is the same";
  EXPECT_EQ(world_.Get(name).red_remark(), 0);
  // What a file masks stays as it was.
  finished.clear_receiver();
  response = Import({finished});
  EXPECT_EQ(response->updated_count(), 1);
  EXPECT_TRUE(world_.Get(name).has_receiver());
  response = Import({row});
  ASSERT_THAT(response->errors(), SizeIs(1));
  EXPECT_EQ(response->errors(0).reason(), "BOOKED_ALREADY");
  ASSERT_THAT(world_.Place(testing::PlaceRequest("here")), IsOk());
  response = Import({RowOf("here")});
  ASSERT_THAT(response->errors(), SizeIs(1));
  EXPECT_EQ(response->errors(0).reason(), "ORDER_EXISTS");
}

TEST_P(ImportOrdersTest, IsPaidAndShippedElsewhere) {
  ASSERT_THAT(Import({RowOf("1", OrderState::WAIT_BUYER_PAY),
                      RowOf("2", OrderState::WAIT_SELLER_SEND_GOODS)}),
              IsOk());
  const Order unpaid = world_.Get("shops/s/orders/1");
  EXPECT_THAT(world_.Pay(testing::PayRequest(unpaid, "1")), HasReason("CARRIED_OUT_ELSEWHERE"));
  ShipOrderRequest ship;
  ship.set_name("shops/s/orders/2");
  ship.set_request_id("ship");
  EXPECT_THAT(world_.Ship(ship), HasReason("CARRIED_OUT_ELSEWHERE"));
}

TEST_P(ImportOrdersTest, CountsOnTheBuyersCardOnce) {
  ASSERT_THAT(Import({RowOf("1"), RowOf("2")}), IsOk());
  ASSERT_THAT(Import({RowOf("1"), RowOf("2")}), IsOk());
  GetBuyerCardRequest request;
  request.set_name("shops/s/buyerCards/nick");
  const auto card = world_.Read<BuyerCard>(request, handlers::GetBuyerCard);
  ASSERT_THAT(card, IsOk());
  EXPECT_EQ(card->orders(), 2);
  EXPECT_EQ(card->received(), 2);
  EXPECT_EQ(card->paid_minor(), 5000);
}

}  // namespace
}  // namespace shopdesk::orders
