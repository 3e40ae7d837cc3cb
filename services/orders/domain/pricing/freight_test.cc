#include "services/orders/domain/pricing/freight.h"

#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::HasReason;

TEST(FreightTest, CodSurchargeHasBoundsAndLimit) {
  // 2 % of 1300 is less than the minimum.
  EXPECT_EQ(PlacedOrder(PaymentMethod::COD).cod_surcharge().minor(), 500);
  EXPECT_EQ(PlacedOrder(PaymentMethod::COD, {{"a", 1, 100000}}, 1000).cod_surcharge().minor(),
            2020);
  const Order order = PlacedOrder(PaymentMethod::COD, {{"a", 1, 100000}}, 1000);
  EXPECT_EQ(order.total().minor(), 103020);
  EXPECT_EQ(order.state(), OrderState::WAIT_COD_CONFIRM);
  Order dear = PlacedOrder(PaymentMethod::ESCROW, {{"a", 1, 199000}});
  dear.mutable_payment()->set_method(PaymentMethod::COD);
  EXPECT_THAT(SetFreight(dear, ShopPolicy(), 0), HasReason("COD_NOT_POSSIBLE"));
}

// 300.00 to Shanghai by a carrier who takes 5.80 for the way and 6.00 for collecting: the surcharge
// covers that, so the buyer isn't asked for it twice.
TEST(FreightTest, TheFeeForCollectingIsChargedOnce) {
  logistics::v1::QuoteResponse quote;
  logistics::v1::Offer& offer = *quote.add_offers();
  for (const auto& [code, minor] : {std::pair("base", 580), std::pair("cod", 600)}) {
    logistics::v1::Offer::Part& part = *offer.add_parts();
    part.set_code(code);
    part.set_minor(minor);
  }
  offer.mutable_total()->set_minor(1180);
  Order cod = PlacedOrder(PaymentMethod::COD, {{"a", 1, 30000}});
  ASSERT_THAT(ChooseFreight(cod, quote), ::shopdesk::testing::IsOkAndHolds(580));
  ASSERT_OK(SetFreight(cod, ShopPolicy(), 580));
  EXPECT_EQ(cod.freight().minor(), 580);
  EXPECT_EQ(cod.cod_surcharge().minor(), 612);
  EXPECT_EQ(cod.total().minor(), 30000 + 580 + 612);
  // Who isn't to collect takes the whole price for the way.
  EXPECT_THAT(ChooseFreight(PlacedOrder(PaymentMethod::ESCROW), quote),
              ::shopdesk::testing::IsOkAndHolds(1180));
}

TEST(FreightTest, InsuranceIsTheShops) {
  logistics::v1::QuoteResponse quote;
  logistics::v1::Offer& offer = *quote.add_offers();
  for (const auto& [code, minor] : {std::pair("base", 580), std::pair("insurance", 300)}) {
    logistics::v1::Offer::Part& part = *offer.add_parts();
    part.set_code(code);
    part.set_minor(minor);
  }
  offer.mutable_total()->set_minor(880);
  EXPECT_THAT(ChooseFreight(PlacedOrder(PaymentMethod::ESCROW), quote),
              ::shopdesk::testing::IsOkAndHolds(580));
}

TEST(FreightTest, NoOffersSayWhy) {
  logistics::v1::QuoteResponse quote;
  EXPECT_THAT(ChooseFreight(PlacedOrder(PaymentMethod::ESCROW), quote), HasReason("NO_DELIVERY"));
  quote.add_refusals()->set_reason("NO_COD");
  EXPECT_THAT(ChooseFreight(PlacedOrder(PaymentMethod::COD), quote), HasReason("COD_NOT_POSSIBLE"));
  quote.add_offers()->mutable_total()->set_minor(1200);
  EXPECT_THAT(ChooseFreight(PlacedOrder(PaymentMethod::COD), quote),
              ::shopdesk::testing::IsOkAndHolds(1200));
}

}  // namespace
}  // namespace shopdesk::orders::domain
