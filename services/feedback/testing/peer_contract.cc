#include "services/feedback/testing/peer_contract.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/testing/matchers.h"

namespace shopdesk::feedback::testing {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::StatusIs;
using ::testing::SizeIs;

namespace {

constexpr char kOrder[] = "shops/1/orders/o";
constexpr char kShipment[] = "shops/1/shipments/s";
constexpr char kNoShipment[] = "shops/1/shipments/none";

}  // namespace

absl::StatusOr<orders::v1::Refund> OrdersContractTest::Give(int64_t minor,
                                                            const std::string& request_id,
                                                            const std::string& order) {
  orders::v1::OpenRefundRequest request;
  request.set_parent(order);
  request.set_kind(orders::v1::RefundKind::MONEY_ONLY);
  request.set_reason(orders::v1::RefundReason::QUALITY);
  request.set_seller_initiated(true);
  request.add_lines()->set_line(1);
  request.mutable_lines(0)->set_amount_minor(minor);
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().OpenRefund(ctx, request); });
}

absl::StatusOr<orders::v1::Refund> OrdersContractTest::Decide(const std::string& refund,
                                                              int64_t minor,
                                                              const std::string& request_id,
                                                              const std::string& currency) {
  orders::v1::DecideRefundRequest request;
  request.set_name(refund);
  *request.mutable_granted() = MakeMoney(currency, minor);
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().DecideRefund(ctx, request); });
}

absl::StatusOr<orders::v1::Refund> OrdersContractTest::Get(const std::string& refund) {
  return Call([&](const auto& ctx) { return stage_->client().GetRefund(ctx, refund); });
}

TEST_P(OrdersContractTest, TellsOfAnOrder) {
  const auto get = [&](const std::string& name) {
    return Call([&](const auto& ctx) { return stage_->client().GetOrder(ctx, name); });
  };
  const auto order = get(kOrder);
  ASSERT_THAT(order, IsOk());
  EXPECT_EQ(order->name(), kOrder);
  EXPECT_EQ(order->buyer(), "b");
  EXPECT_THAT(order->total(), EqualsProto(MakeMoney("CNY", 1000)));
  ASSERT_THAT(order->lines(), SizeIs(1));
  EXPECT_EQ(order->lines(0).line(), 1);
  EXPECT_EQ(order->lines(0).total().minor(), 1000);
  ASSERT_THAT(order->parcels(), SizeIs(1));
  EXPECT_EQ(order->parcels(0).carrier_id(), "road");
  EXPECT_THAT(get("shops/1/orders/none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(OrdersContractTest, DescribesAnOrderInALanguage) {
  const auto describe = [&](const std::string& name, const std::string& language) {
    return Call(
        [&](const auto& ctx) { return stage_->client().DescribeOrder(ctx, name, language); });
  };
  const auto english = describe(kOrder, "en");
  ASSERT_THAT(english, IsOk());
  EXPECT_EQ(english->order().name(), kOrder);
  EXPECT_NE(english->sentence(), "");
  const auto chinese = describe(kOrder, "zh");
  ASSERT_THAT(chinese, IsOk());
  EXPECT_NE(chinese->sentence(), english->sentence());
  EXPECT_THAT(describe("shops/1/orders/none", "en"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(OrdersContractTest, GivesARefundOnceAndNoMoreThanIsLeft) {
  const auto given = Give(600, "r1");
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(ParentOf(given->name()), kOrder);
  EXPECT_EQ(given->buyer(), "b");
  EXPECT_EQ(given->state(), orders::v1::RefundState::SUCCESS);
  EXPECT_THAT(given->total(), EqualsProto(MakeMoney("CNY", 600)));
  EXPECT_THAT(given->refunded(), EqualsProto(MakeMoney("CNY", 600)));
  const auto again = Give(600, "r1");
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*given));
  EXPECT_THAT(Give(600, "r2"), HasReason("AMOUNT_EXCEEDED"));
  const auto rest = Give(400, "r2");
  ASSERT_THAT(rest, IsOk());
  EXPECT_NE(rest->name(), given->name());
  EXPECT_THAT(Give(1, "r3", "shops/1/orders/none"), StatusIs(absl::StatusCode::kNotFound));
  const auto found = Get(given->name());
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->state(), orders::v1::RefundState::SUCCESS);
  EXPECT_EQ(found->total().minor(), 600);
  EXPECT_THAT(Get("shops/1/orders/o/refunds/none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(OrdersContractTest, WhatABuyerAsksWaitsForTheSeller) {
  orders::v1::OpenRefundRequest request;
  request.set_parent(kOrder);
  request.set_kind(orders::v1::RefundKind::MONEY_ONLY);
  request.set_reason(orders::v1::RefundReason::QUALITY);
  request.add_lines()->set_line(1);
  request.mutable_lines(0)->set_amount_minor(500);
  request.set_request_id("asked");
  const auto asked =
      Call([&](const auto& ctx) { return stage_->client().OpenRefund(ctx, request); });
  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(asked->state(), orders::v1::RefundState::WAIT_SELLER_AGREE);
  EXPECT_FALSE(asked->has_refunded());
  EXPECT_THAT(Decide(asked->name(), 500, "d"), HasReason("WRONG_STATE"));
}

TEST_P(OrdersContractTest, DecidesARefundOnce) {
  const std::string refund = stage_->AddRefundInReview();
  EXPECT_EQ(Get(refund)->state(), orders::v1::RefundState::PLATFORM_REVIEW);
  EXPECT_THAT(Decide(refund, 501, "d0"), HasReason("AMOUNT_EXCEEDED"));
  EXPECT_THAT(Decide(refund, 500, "d0", "GBP"), StatusIs(absl::StatusCode::kInvalidArgument));
  const auto decided = Decide(refund, 500, "d1");
  ASSERT_THAT(decided, IsOk());
  EXPECT_EQ(decided->name(), refund);
  EXPECT_EQ(decided->state(), orders::v1::RefundState::SUCCESS);
  EXPECT_EQ(decided->refunded().minor(), 500);
  const auto again = Decide(refund, 500, "d1");
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*decided));
  EXPECT_THAT(Decide(refund, 500, "d2"), HasReason("WRONG_STATE"));
  EXPECT_THAT(Decide("shops/1/orders/o/refunds/none", 1, "d3"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(OrdersContractTest, APartIsGrantedOrNothing) {
  const auto part = Decide(stage_->AddRefundInReview(), 200, "d1");
  ASSERT_THAT(part, IsOk());
  EXPECT_EQ(part->state(), orders::v1::RefundState::PARTIAL);
  EXPECT_EQ(part->refunded().minor(), 200);
  const auto nothing = Decide(stage_->AddRefundInReview(), 0, "d2");
  ASSERT_THAT(nothing, IsOk());
  EXPECT_EQ(nothing->state(), orders::v1::RefundState::CLOSED);
  EXPECT_FALSE(nothing->has_refunded());
}

TEST_P(CatalogContractTest, ChecksTexts) {
  const auto check = [&](const std::string& shop, const std::string& text) {
    catalog::v1::CheckTextRequest request;
    request.set_parent(shop);
    request.add_texts()->set_field("text");
    request.mutable_texts(0)->set_text(text);
    return Call([&](const auto& ctx) { return stage_->client().CheckText(ctx, request); });
  };
  const auto clean = check("shops/1", "we send the blue one");
  ASSERT_THAT(clean, IsOk());
  EXPECT_THAT(clean->hits(), SizeIs(0));
  const auto bribe = check("shops/1", "亲，好评返现");
  ASSERT_THAT(bribe, IsOk());
  ASSERT_FALSE(bribe->hits().empty());
  EXPECT_EQ(bribe->hits(0).field(), "text");
  EXPECT_EQ(bribe->hits(0).category(), type::v1::WordingCategory::PAID_PRAISE);
  EXPECT_EQ(bribe->hits(0).level(), type::v1::WordingLevel::A);
  EXPECT_EQ(bribe->hits(0).begin(), 2);
  EXPECT_EQ(bribe->hits(0).end(), 6);
  EXPECT_THAT(check("shops/none", "we send the blue one"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(CatalogContractTest, TellsOfProductsAndWhatCanBeSold) {
  const auto product =
      Call([&](const auto& ctx) { return stage_->client().GetProduct(ctx, "shops/1/products/p"); });
  ASSERT_THAT(product, IsOk());
  ASSERT_THAT(product->skus(), SizeIs(1));
  EXPECT_EQ(product->skus(0).sku_id(), "a");
  EXPECT_THAT(Call([&](const auto& ctx) {
                return stage_->client().GetProduct(ctx, "shops/1/products/none");
              }),
              StatusIs(absl::StatusCode::kNotFound));
  const auto by_sku = [&](const std::string& sku) {
    return Call(
        [&](const auto& ctx) { return stage_->client().GetProductBySku(ctx, "shops/1", sku); });
  };
  ASSERT_THAT(by_sku("a"), IsOk());
  EXPECT_EQ(by_sku("a")->name(), "shops/1/products/p");
  EXPECT_THAT(by_sku("none"), StatusIs(absl::StatusCode::kNotFound));
  const auto available =
      Call([&](const auto& ctx) { return stage_->client().GetAvailable(ctx, "shops/1", "a"); });
  ASSERT_THAT(available, IsOk());
  EXPECT_EQ(*available, 5);
}

absl::StatusOr<logistics::v1::Intercept> LogisticsContractTest::Recall(
    const std::string& shipment, const std::string& request_id) {
  logistics::v1::RequestInterceptRequest request;
  request.set_parent(shipment);
  request.set_kind(logistics::v1::Intercept::RECALL);
  request.set_payer(logistics::v1::Intercept::SHOP);
  request.set_reason("shops/1/complaints/c");
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().RequestIntercept(ctx, request); });
}

absl::StatusOr<logistics::v1::Claim> LogisticsContractTest::Claim(const std::string& shipment,
                                                                  const std::string& request_id,
                                                                  const std::string& currency) {
  logistics::v1::CreateClaimRequest request;
  request.set_parent("shops/1");
  request.set_shipment(shipment);
  request.set_kind(logistics::v1::Claim::DAMAGE);
  *request.mutable_loss() = MakeMoney(currency, 900);
  request.set_description("shops/1/complaints/c");
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().CreateClaim(ctx, request); });
}

TEST_P(LogisticsContractTest, TellsOfACarrier) {
  const auto get = [&](const std::string& name) {
    return Call([&](const auto& ctx) { return stage_->client().GetCarrier(ctx, name); });
  };
  const auto carrier = get("shops/1/carriers/road");
  ASSERT_THAT(carrier, IsOk());
  EXPECT_EQ(carrier->name(), "shops/1/carriers/road");
  EXPECT_EQ(carrier->display_name(), "Road");
  EXPECT_THAT(get("shops/1/carriers/none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(LogisticsContractTest, TellsWhoseAShipmentIs) {
  const auto get = [&](const std::string& name) {
    return Call([&](const auto& ctx) { return stage_->client().GetShipment(ctx, name); });
  };
  const auto shipment = get(kShipment);
  ASSERT_THAT(shipment, IsOk());
  EXPECT_EQ(shipment->order(), kOrder);
  EXPECT_THAT(shipment->merged_orders(), SizeIs(0));
  const auto merged = get("shops/1/shipments/m");
  ASSERT_THAT(merged, IsOk());
  EXPECT_EQ(merged->order(), "shops/1/orders/p");
  EXPECT_THAT(merged->merged_orders(), ::testing::ElementsAre("shops/1/orders/q"));
  EXPECT_THAT(get(kNoShipment), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(LogisticsContractTest, CallsAParcelBackOnce) {
  const auto recalled = Recall(kShipment, "i1");
  ASSERT_THAT(recalled, IsOk());
  EXPECT_EQ(ParentOf(recalled->name()), kShipment);
  EXPECT_EQ(recalled->kind(), logistics::v1::Intercept::RECALL);
  EXPECT_EQ(recalled->state(), logistics::v1::Intercept::ASKED);
  const auto again = Recall(kShipment, "i1");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->name(), recalled->name());
  const auto other = Recall(kShipment, "i2");
  EXPECT_THAT(other, HasReason("INTERCEPT_OPEN"));
  EXPECT_EQ(ErrorMetadataOf(other.status(), "intercept"), recalled->name());
  EXPECT_THAT(Recall(kNoShipment, "i3"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(LogisticsContractTest, DraftsAClaimOnce) {
  EXPECT_THAT(Claim(kShipment, "c0", "GBP"), StatusIs(absl::StatusCode::kInvalidArgument));
  const auto claim = Claim(kShipment, "c1");
  ASSERT_THAT(claim, IsOk());
  EXPECT_EQ(claim->state(), logistics::v1::Claim::DRAFT);
  EXPECT_EQ(claim->shipment(), kShipment);
  EXPECT_EQ(claim->order(), kOrder);
  EXPECT_EQ(claim->kind(), logistics::v1::Claim::DAMAGE);
  EXPECT_THAT(claim->loss(), EqualsProto(MakeMoney("CNY", 900)));
  const auto again = Claim(kShipment, "c1");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->name(), claim->name());
  const auto other = Claim(kShipment, "c2");
  EXPECT_THAT(other, HasReason("CLAIM_OPEN"));
  EXPECT_EQ(ErrorMetadataOf(other.status(), "claim"), claim->name());
  EXPECT_THAT(Claim(kNoShipment, "c3"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace shopdesk::feedback::testing
