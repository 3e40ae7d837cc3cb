#include "services/orders/domain/pricing/courier.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using logistics::v1::QuoteResponse;
using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;

void AddOffer(QuoteResponse& quote, const std::string& carrier, logistics::v1::Mode::Value mode,
              int64_t minor) {
  logistics::v1::Offer& offer = *quote.add_offers();
  offer.set_carrier_id(carrier);
  offer.set_mode(mode);
  *offer.mutable_total() = MakeMoney("CNY", minor);
}

// The carrier that is marked as chosen; empty: none.
std::string Chosen(const Order& order, const v1::Policy& policy, const QuoteResponse& quote) {
  v1::ListCourierOptionsResponse response;
  FillOptions(order, policy, quote, response);
  EXPECT_EQ(response.options_size(), quote.offers_size());
  std::string chosen;
  for (const v1::CourierOption& option : response.options()) {
    if (option.chosen()) chosen += option.carrier_id();
  }
  return chosen;
}

TEST(CourierTest, AnEmptyWishTakesItBack) {
  Order order = PlacedOrder(v1::PaymentMethod::ESCROW);
  v1::DeliveryChoice choice;
  EXPECT_FALSE(IsChoice(choice));
  choice.set_mode("EMS");
  EXPECT_TRUE(IsChoice(choice));
  Choose(order, choice, At());
  EXPECT_EQ(order.delivery().mode(), "EMS");
  EXPECT_EQ(order.delivery().actor().id(), "7");
  EXPECT_EQ(FromProto(order.delivery().choose_time()), kNow);
  EXPECT_FALSE(DefaultsToExpress(order, ShopPolicy()));
  Choose(order, {}, At());
  EXPECT_TRUE(DefaultsToExpress(order, ShopPolicy()));
}

TEST(CourierTest, TheChosenOfferIsTheWishElseExpressElseTheCheapest) {
  Order order = PlacedOrder(v1::PaymentMethod::ESCROW);
  v1::Policy policy = ShopPolicy();
  QuoteResponse quote;
  AddOffer(quote, "post", logistics::v1::Mode::SURFACE_MAIL, 300);
  EXPECT_EQ(Chosen(order, policy, quote), "post") << "no courier reaches the address";
  AddOffer(quote, "sf", logistics::v1::Mode::COURIER_ROAD, 800);
  AddOffer(quote, "ems", logistics::v1::Mode::EMS, 1200);
  EXPECT_EQ(Chosen(order, policy, quote), "sf");
  policy.set_default_delivery(v1::Policy::CHEAPEST);
  EXPECT_EQ(Chosen(order, policy, quote), "post");
  v1::DeliveryChoice choice;
  choice.set_carrier_id("ems");
  Choose(order, choice, At());
  EXPECT_EQ(Chosen(order, policy, quote), "ems");
  choice.set_carrier_id("dhl");
  Choose(order, choice, At());
  EXPECT_EQ(Chosen(order, policy, quote), "");
}

TEST(CourierTest, OptionsSayHowWellTheCarrierServesTheCity) {
  using logistics::v1::ServiceLevel;
  QuoteResponse quote;
  AddOffer(quote, "post", logistics::v1::Mode::SURFACE_MAIL, 300);
  AddOffer(quote, "sf", logistics::v1::Mode::COURIER_ROAD, 800);
  AddOffer(quote, "ems", logistics::v1::Mode::EMS, 1200);
  ServiceLevel& best = *quote.mutable_offers(1)->mutable_service_level();
  best.set_score(0);
  best.set_advice(ServiceLevel::RECOMMENDED);
  // Of too few parcels nothing is said.
  quote.mutable_offers(2)->mutable_service_level()->set_parcels(3);
  v1::ListCourierOptionsResponse response;
  FillOptions(PlacedOrder(v1::PaymentMethod::ESCROW), ShopPolicy(), quote, response);
  EXPECT_FALSE(response.options(0).has_score());
  EXPECT_EQ(response.options(0).advice(), "");
  EXPECT_TRUE(response.options(1).has_score()) << "nought is a score";
  EXPECT_EQ(response.options(1).advice(), "RECOMMENDED");
  EXPECT_FALSE(response.options(2).has_score());
  EXPECT_EQ(response.options(2).advice(), "");
}

TEST(CourierTest, WhatGoesInSeveralParcelsCostsTheirSumByWhoTakesThemAll) {
  using logistics::v1::Mode;
  QuoteResponse main;
  AddOffer(main, "sf", Mode::COURIER_ROAD, 800);
  AddOffer(main, "ems", Mode::EMS, 900);
  AddOffer(main, "post", Mode::SURFACE_MAIL, 1000);
  QuoteResponse north;
  AddOffer(north, "ems", Mode::EMS, 300);
  AddOffer(north, "sf", Mode::COURIER_ROAD, 700);
  logistics::v1::Refusal& refusal = *north.add_refusals();
  refusal.set_carrier_id("post");
  refusal.set_mode(Mode::SURFACE_MAIL);
  refusal.set_reason("NO_RATE_TABLE");
  *main.mutable_offers(0)->mutable_promised_time() = ToProto(kNow);
  *main.mutable_offers(1)->mutable_promised_time() = ToProto(kNow);
  *north.mutable_offers(0)->mutable_promised_time() = ToProto(kNow + absl::Hours(1));
  const QuoteResponse both = QuoteTogether({main, north});
  ASSERT_EQ(both.offers_size(), 2);
  EXPECT_EQ(both.offers(0).carrier_id(), "ems");
  EXPECT_EQ(both.offers(0).total().minor(), 1200);
  EXPECT_EQ(FromProto(both.offers(0).promised_time()), kNow + absl::Hours(1));
  EXPECT_EQ(both.offers(1).carrier_id(), "sf");
  EXPECT_EQ(both.offers(1).total().minor(), 1500);
  EXPECT_FALSE(both.offers(1).has_promised_time()) << "of one of them nothing is promised";
  ASSERT_EQ(both.refusals_size(), 1);
  EXPECT_EQ(both.refusals(0).carrier_id(), "post");
  EXPECT_THAT(QuoteTogether({main}), EqualsProto(main));
}

TEST(CourierTest, RefusalsArePassedOn) {
  QuoteResponse quote;
  logistics::v1::Refusal& refusal = *quote.add_refusals();
  refusal.set_carrier_id("sf");
  refusal.set_mode(logistics::v1::Mode::EMS);
  refusal.set_reason("NO_ZONE");
  refusal.set_detail("no zone holds the destination");
  v1::ListCourierOptionsResponse response;
  FillOptions(PlacedOrder(v1::PaymentMethod::ESCROW), ShopPolicy(), quote, response);
  ASSERT_EQ(response.refusals_size(), 1);
  EXPECT_EQ(response.refusals(0).carrier_id(), "sf");
  EXPECT_EQ(response.refusals(0).mode(), "EMS");
  EXPECT_EQ(response.refusals(0).reason(), "NO_ZONE");
  EXPECT_EQ(response.refusals(0).detail(), "no zone holds the destination");
}

TEST(CourierTest, AWishThatCantBeMetNamesAlternatives) {
  Order order = PlacedOrder(v1::PaymentMethod::ESCROW);
  order.mutable_delivery()->set_carrier_id("sf");
  QuoteResponse wished;
  wished.add_refusals()->set_reason("NO_ZONE");
  QuoteResponse others;
  EXPECT_THAT(CourierNotPossible(order, wished, others), HasReason("NO_DELIVERY"));
  AddOffer(others, "ems", logistics::v1::Mode::EMS, 1200);
  AddOffer(others, "yto", logistics::v1::Mode::COURIER_ROAD, 1500);
  const absl::Status status = CourierNotPossible(order, wished, others);
  EXPECT_THAT(status, HasReason("COURIER_NOT_POSSIBLE"));
  EXPECT_EQ(ErrorMetadataOf(status, "courier"), "sf");
  EXPECT_EQ(ErrorMetadataOf(status, "refusal"), "NO_ZONE");
  EXPECT_EQ(ErrorMetadataOf(status, "alternatives"), "ems EMS, yto COURIER_ROAD");
}

}  // namespace
}  // namespace shopdesk::orders::domain
