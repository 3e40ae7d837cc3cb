#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/peer_contract.h"

namespace shopdesk::orders::testing {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::SizeIs;

namespace {

constexpr char kShipment[] = "shops/s/shipments/1";
constexpr char kHangzhou[] =
    "region_code: 'CN' administrative_area: '33' locality: '杭州市' postal_code: '310000' "
    "street: '文三路 1 号'";

}  // namespace

absl::StatusOr<logistics::v1::QuoteResponse> LogisticsContractTest::Quote(const std::string& more) {
  const auto request = ParseText<logistics::v1::QuoteRequest>(
      absl::StrCat("parent: 'shops/s' parcels { weight_grams: 800 } "
                   "goods_value { currency_code: 'CNY' minor: 5000 } ",
                   more));
  return Call([&](const auto& ctx) { return stage_->client().Quote(ctx, request); });
}

absl::StatusOr<logistics::v1::Shipment> LogisticsContractTest::Create(const std::string& request_id,
                                                                      const std::string& more) {
  auto request = ParseText<logistics::v1::CreateShipmentRequest>(absl::StrCat(
      "parent: 'shops/s' shipment_id: '1' order: 'shops/s/orders/o' parcels { weight_grams: 800 } "
      "goods_value { currency_code: 'CNY' minor: 5000 } buyer: 'b' language_code: 'zh' "
      "receiver { name: '张三丰' phone: '+8613812345678' address { ",
      kHangzhou, " } }"));
  request.MergeFrom(ParseText<logistics::v1::CreateShipmentRequest>(more));
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().CreateShipment(ctx, request); });
}

absl::StatusOr<logistics::v1::Intercept> LogisticsContractTest::Intercept(
    const std::string& request_id) {
  auto request = ParseText<logistics::v1::RequestInterceptRequest>(
      absl::StrCat("kind: ADDRESS_CHANGE payer: BUYER reason: 'moved' new_receiver { name: '李四' "
                   "phone: '+8613912345678' address { ",
                   kHangzhou, " } }"));
  request.set_parent(kShipment);
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().RequestIntercept(ctx, request); });
}

absl::StatusOr<logistics::v1::Notice> LogisticsContractTest::Notify(const std::string& cause,
                                                                    const std::string& request_id) {
  auto request = ParseText<logistics::v1::SendNoticeRequest>(
      "parent: 'shops/s' kind: PAYMENT_REMINDER buyer: 'b' order: 'shops/s/orders/o' "
      "phone: '+8613812345678' variables { key: 'amount' value: '5.00 CNY' } "
      "variables { key: 'until' value: '16:00' }");
  request.set_cause(cause);
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().SendNotice(ctx, request); });
}

TEST_P(LogisticsContractTest, QuotesTheCheapestFirst) {
  const std::string to = absl::StrCat("destination { ", kHangzhou, " } ");
  const auto all = Quote(to);
  ASSERT_THAT(all, IsOk());
  ASSERT_THAT(all->offers(), SizeIs(2));
  EXPECT_EQ(all->offers(0).carrier_id(), "road");
  EXPECT_EQ(all->offers(0).mode(), logistics::v1::Mode::COURIER_ROAD);
  EXPECT_THAT(all->offers(0).total(), EqualsProto(MakeMoney("CNY", 800)));
  EXPECT_EQ(all->offers(1).carrier_id(), "post");
  EXPECT_EQ(all->offers(1).total().minor(), 1200);
  const auto cheapest = Quote(to + "max_offers: 1");
  ASSERT_THAT(cheapest, IsOk());
  ASSERT_THAT(cheapest->offers(), SizeIs(1));
  EXPECT_EQ(cheapest->offers(0).carrier_id(), "road");
}

TEST_P(LogisticsContractTest, QuotesWhatIsWished) {
  const std::string to = absl::StrCat("destination { ", kHangzhou, " } ");
  const auto post = Quote(to + "carrier_id: 'post'");
  ASSERT_THAT(post, IsOk());
  ASSERT_THAT(post->offers(), SizeIs(1));
  EXPECT_EQ(post->offers(0).carrier_id(), "post");
  const auto road = Quote(to + "mode: COURIER_ROAD");
  ASSERT_THAT(road, IsOk());
  ASSERT_THAT(road->offers(), SizeIs(1));
  EXPECT_EQ(road->offers(0).carrier_id(), "road");
}

TEST_P(LogisticsContractTest, SaysWhyACarrierDoesNotDeliver) {
  const auto abroad = Quote("destination { region_code: 'FR' }");
  ASSERT_THAT(abroad, IsOk());
  EXPECT_THAT(abroad->offers(), SizeIs(0));
  ASSERT_THAT(abroad->refusals(), SizeIs(2));
  for (const logistics::v1::Refusal& refusal : abroad->refusals()) {
    EXPECT_NE(refusal.carrier_id(), "");
    EXPECT_NE(refusal.mode(), logistics::v1::Mode::MODE_UNSPECIFIED);
    EXPECT_EQ(refusal.reason(), "NO_ZONE");
  }
  const auto cod = Quote(absl::StrCat("destination { ", kHangzhou,
                                      " } cod_amount { currency_code: 'CNY' minor: 5000 } "
                                      "carrier_id: 'post'"));
  ASSERT_THAT(cod, IsOk());
  EXPECT_THAT(cod->offers(), SizeIs(0));
  ASSERT_THAT(cod->refusals(), SizeIs(1));
  EXPECT_EQ(cod->refusals(0).reason(), "NO_COD");
}

TEST_P(LogisticsContractTest, SaysWhichGoodsACarrierDoesNotTake) {
  const std::string battery = "carrier_id: 'post' parcels { weight_grams: 9 goods: 'battery' } ";
  const auto refused = Quote(absl::StrCat("destination { ", kHangzhou, " } ", battery));
  ASSERT_THAT(refused, IsOk());
  EXPECT_THAT(refused->offers(), SizeIs(0));
  ASSERT_THAT(refused->refusals(), SizeIs(1));
  EXPECT_EQ(refused->refusals(0).reason(), "PROHIBITED");
  EXPECT_EQ(refused->refusals(0).limit(), "prohibited_goods");
  EXPECT_EQ(refused->refusals(0).goods(), "battery");
  EXPECT_THAT(Create("c1", battery), HasReason("NO_DELIVERY"));
}

TEST_P(LogisticsContractTest, InsuranceIsAPartOfThePrice) {
  const auto insured = Quote(absl::StrCat("destination { ", kHangzhou, " } carrier_id: 'post' ",
                                          "declared_value { currency_code: 'CNY' minor: 5000 }"));
  ASSERT_THAT(insured, IsOk());
  ASSERT_THAT(insured->offers(), SizeIs(1));
  EXPECT_EQ(insured->offers(0).total().minor(), 1250);
  int64_t premium = 0;
  for (const auto& part : insured->offers(0).parts()) {
    if (part.code() == "insurance") premium += part.minor();
  }
  EXPECT_EQ(premium, 50);
}

TEST_P(LogisticsContractTest, HandsOverWhomAParcelGoesTo) {
  const auto hand_over = [&](const std::string& shipment) {
    return Call([&](const auto& ctx) { return stage_->client().HandOverReceiver(ctx, shipment); });
  };
  EXPECT_THAT(hand_over(kShipment), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(Create("c1"), IsOk());
  const auto first = hand_over(kShipment);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->receiver().name(), "张三丰");
  EXPECT_FALSE(first->has_readdress_time());
  ASSERT_THAT(Intercept("i1"), IsOk());
  const auto second = hand_over(kShipment);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->receiver().name(), "李四");
  EXPECT_EQ(second->receiver().phone(), "+8613912345678");
  EXPECT_TRUE(second->has_readdress_time());
}

TEST_P(LogisticsContractTest, MakesAShipmentOnce) {
  const auto made = Create("c1");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->name(), kShipment);
  EXPECT_EQ(made->order(), "shops/s/orders/o");
  EXPECT_EQ(made->status(), logistics::v1::TrackingStatus::PENDING);
  EXPECT_EQ(made->carrier_id(), "road") << "the cheapest";
  EXPECT_EQ(made->mode(), logistics::v1::Mode::COURIER_ROAD);
  EXPECT_NE(made->waybill_number(), "");
  const auto again = Create("c1");
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*made));
  EXPECT_THAT(Create("c2"), StatusIs(absl::StatusCode::kAlreadyExists));
  const auto get = [&](const std::string& name) {
    return Call([&](const auto& ctx) { return stage_->client().GetShipment(ctx, name); });
  };
  const auto found = get(kShipment);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->order(), made->order());
  EXPECT_EQ(found->waybill_number(), made->waybill_number());
  EXPECT_THAT(get("shops/s/shipments/none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(LogisticsContractTest, WhatIsSentForALostParcelIsLinked) {
  const std::string lost = absl::StrCat("replaces: '", kShipment, "' ");
  EXPECT_THAT(Create("r0", lost + "shipment_id: '2'"), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(Create("c1", "merged_orders: 'shops/s/orders/p'"), IsOk());
  const auto again = Create("r1", lost + "shipment_id: '2'");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->replaces(), kShipment);
  const auto merged = Create("r2", lost + "shipment_id: '3' order: 'shops/s/orders/p'");
  ASSERT_THAT(merged, IsOk());
  EXPECT_THAT(Create("r3", lost + "shipment_id: '4' order: 'shops/s/orders/q'"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  stage_->Track(kShipment, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(Create("r4", lost + "shipment_id: '4'"), HasReason("WRONG_STATE"));
  const auto found =
      Call([&](const auto& ctx) { return stage_->client().GetShipment(ctx, kShipment); });
  ASSERT_THAT(found, IsOk());
  EXPECT_THAT(found->replaced_by(), ElementsAre(again->name(), merged->name()));
}

TEST_P(LogisticsContractTest, ShipsByTheModeThatIsAsked) {
  const auto made =
      Create("c1", "carrier_id: 'road' mode: COURIER_ROAD waybill_number: 'AB123456'");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->carrier_id(), "road");
  EXPECT_EQ(made->mode(), logistics::v1::Mode::COURIER_ROAD);
  EXPECT_EQ(made->waybill_number(), "AB123456");
}

TEST_P(LogisticsContractTest, DeclinesForGoodWhereNobodyDelivers) {
  const auto declined = Create("c1", "carrier_id: 'road' mode: EMS");
  EXPECT_THAT(declined, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(declined, HasReason("NO_DELIVERY"));
}

TEST_P(LogisticsContractTest, AnAddressIsChangedAtOnceBeforePickup) {
  EXPECT_THAT(Intercept("i0"), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(Create("c1"), IsOk());
  const auto made = Intercept("i1");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(ParentOf(made->name()), kShipment);
  EXPECT_EQ(made->kind(), logistics::v1::Intercept::ADDRESS_CHANGE);
  EXPECT_EQ(made->order(), "shops/s/orders/o");
  EXPECT_EQ(made->state(), logistics::v1::Intercept::DONE);
  const auto again = Intercept("i1");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->name(), made->name());
}

TEST_P(LogisticsContractTest, TheCarrierIsAskedOnTheWay) {
  ASSERT_THAT(Create("c1"), IsOk());
  stage_->Track(kShipment, logistics::v1::TrackingStatus::IN_TRANSIT);
  const auto made = Intercept("i1");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->state(), logistics::v1::Intercept::ASKED);
  EXPECT_THAT(Intercept("i2"), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_P(LogisticsContractTest, ADeliveredParcelIsNotIntercepted) {
  ASSERT_THAT(Create("c1"), IsOk());
  stage_->Track(kShipment, logistics::v1::TrackingStatus::DELIVERED);
  const auto made = Intercept("i1");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->state(), logistics::v1::Intercept::TOO_LATE);
}

TEST_P(LogisticsContractTest, ACauseIsToldOfOnce) {
  const auto made = Notify("orders/o/reminder", "n1");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->state(), logistics::v1::Notice::QUEUED);
  const auto again = Notify("orders/o/reminder", "n2");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->name(), made->name());
  const auto other = Notify("orders/o/delay", "n3");
  ASSERT_THAT(other, IsOk());
  EXPECT_NE(other->name(), made->name());
}

TEST_P(LogisticsContractTest, AnotherAmountIsCollectedUntilItArrives) {
  const auto change = [&](int64_t minor, const std::string& request_id) {
    logistics::v1::ChangeCodAmountRequest request;
    request.set_name(kShipment);
    *request.mutable_cod_amount() = MakeMoney("CNY", minor);
    request.set_request_id(request_id);
    return Call([&](const auto& ctx) { return stage_->client().ChangeCodAmount(ctx, request); });
  };
  EXPECT_THAT(change(1, "m0"), StatusIs(absl::StatusCode::kNotFound));
  const auto made = Create("c1", "cod_amount { currency_code: 'CNY' minor: 5000 }");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->cod_amount().minor(), 5000);
  stage_->Track(kShipment, logistics::v1::TrackingStatus::IN_TRANSIT);
  const auto changed = change(6000, "m1");
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->cod_amount().minor(), 6000);
  stage_->Track(kShipment, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(change(7000, "m2"), HasReason("WRONG_STATE"));
}

TEST_P(LogisticsContractTest, ANoticeThatWaitsIsTakenBack) {
  const auto made = Notify("orders/o/reminder", "n1");
  ASSERT_THAT(made, IsOk());
  logistics::v1::ListNoticesRequest list;
  list.set_parent("shops/s");
  list.set_order("shops/s/orders/o");
  const auto listed =
      Call([&](const auto& ctx) { return stage_->client().ListNotices(ctx, list); });
  ASSERT_THAT(listed, IsOk());
  ASSERT_THAT(listed->notices(), SizeIs(1));
  EXPECT_EQ(listed->notices(0).name(), made->name());
  EXPECT_EQ(listed->notices(0).kind(), logistics::v1::Notice::PAYMENT_REMINDER);
  const auto cancel = [&](const std::string& name, const std::string& request_id) {
    logistics::v1::CancelNoticeRequest request;
    request.set_name(name);
    request.set_request_id(request_id);
    return Call([&](const auto& ctx) { return stage_->client().CancelNotice(ctx, request); });
  };
  const auto cancelled = cancel(made->name(), "x1");
  ASSERT_THAT(cancelled, IsOk());
  EXPECT_EQ(cancelled->state(), logistics::v1::Notice::CANCELLED);
  EXPECT_THAT(cancel(made->name(), "x2"), HasReason("WRONG_STATE"));
  EXPECT_THAT(cancel("shops/s/notices/none", "x3"), StatusIs(absl::StatusCode::kNotFound));
  const auto again = Notify("orders/o/reminder", "n2");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->state(), logistics::v1::Notice::CANCELLED);
}

TEST_P(LogisticsContractTest, ErasesWhatItIsToldToAndNothingTwice) {
  ASSERT_THAT(Create("make"), IsOk());
  logistics::v1::EraseOrderRequest order;
  order.set_order("shops/s/orders/1");
  order.set_request_id("erase-order");
  logistics::v1::EraseBuyerRequest buyer;
  buyer.set_name("shops/s/erasures/e");
  buyer.set_buyer("b");
  buyer.mutable_create_time()->set_seconds(1);
  buyer.set_request_id("erase-buyer");
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Call([&](const auto& ctx) { return stage_->client().EraseOrder(ctx, order); }),
                IsOk());
    EXPECT_THAT(Call([&](const auto& ctx) { return stage_->client().EraseBuyer(ctx, buyer); }),
                IsOk());
  }
  order.set_order("shops/s/orders/unknown");
  order.set_request_id("erase-none");
  EXPECT_THAT(Call([&](const auto& ctx) { return stage_->client().EraseOrder(ctx, order); }),
              IsOk());
}

}  // namespace shopdesk::orders::testing
