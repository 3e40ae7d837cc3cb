#include "services/orders/domain/trade/errors.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::StatusIs;
using ::testing::HasSubstr;

TEST(ErrorsTest, AMessageNamesSomeOfManyRefusals) {
  logistics::v1::QuoteResponse quote;
  for (int i = 0; i < 100; ++i) {
    logistics::v1::Refusal& refusal = *quote.add_refusals();
    refusal.set_carrier_id(absl::StrCat("carrier", i));
    refusal.set_mode(logistics::v1::Mode::EMS);
    refusal.set_reason("NO_ZONE");
  }
  const absl::Status status = NoDeliveryError(quote);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("NO_DELIVERY"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("carrier0 EMS: NO_ZONE; carrier1"));
  EXPECT_LT(status.message().size(), 500u);
}

TEST(ErrorsTest, TheLimitThatIsBrokenIsNamed) {
  logistics::v1::QuoteResponse quote;
  quote.add_refusals()->set_reason("NO_ZONE");
  logistics::v1::Refusal& heavy = *quote.add_refusals();
  heavy.set_reason("TOO_HEAVY");
  heavy.set_limit("max_grams");
  heavy.set_allowed(30000);
  heavy.set_actual(31000);
  logistics::v1::Refusal& prohibited = *quote.add_refusals();
  prohibited.set_limit("prohibited_goods");
  prohibited.set_goods("battery");
  const absl::Status status = NoDeliveryError(quote);
  EXPECT_EQ(ErrorMetadataOf(status, "limit"), "max_grams");
  EXPECT_EQ(ErrorMetadataOf(status, "allowed"), "30000");
  EXPECT_EQ(ErrorMetadataOf(status, "actual"), "31000");
  EXPECT_EQ(ErrorMetadataOf(status, "goods"), "");
  EXPECT_THAT(std::string(status.message()), HasSubstr("max_grams: 31000, allowed 30000"));
  quote.mutable_refusals()->DeleteSubrange(0, 2);
  const absl::Status goods = CourierNotPossibleError({}, quote, {});
  EXPECT_EQ(ErrorMetadataOf(goods, "limit"), "prohibited_goods");
  EXPECT_EQ(ErrorMetadataOf(goods, "goods"), "battery");
  EXPECT_EQ(ErrorMetadataOf(goods, "allowed"), "");
  EXPECT_THAT(std::string(goods.message()), HasSubstr("prohibited_goods: battery"));
}

TEST(ErrorsTest, AWishIsNamedByWhatOfItIsThere) {
  logistics::v1::QuoteResponse others;
  logistics::v1::Offer& offer = *others.add_offers();
  offer.set_carrier_id("ems");
  offer.set_mode(logistics::v1::Mode::EMS);
  const auto courier = [&](const char* carrier, const char* mode) {
    v1::DeliveryChoice wish;
    wish.set_carrier_id(carrier);
    wish.set_mode(mode);
    return ErrorMetadataOf(CourierNotPossibleError(wish, {}, others), "courier");
  };
  EXPECT_EQ(courier("sf", "COURIER_ROAD"), "sf COURIER_ROAD");
  EXPECT_EQ(courier("sf", ""), "sf");
  EXPECT_EQ(courier("", "COURIER_ROAD"), "COURIER_ROAD");
}

TEST(ErrorsTest, NothingIsLeftIsNotTransient) {
  const absl::Status status = OutOfStockError(PlacedOrder(v1::PaymentMethod::COD));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(ErrorMetadataOf(status, "resource"), "shops/s/orders/o");
  EXPECT_FALSE(IsTransient(status));
}

}  // namespace
}  // namespace shopdesk::orders::domain
