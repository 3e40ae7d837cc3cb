#include "services/logistics/domain/rate/insurance.h"

#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::ParseText;

// Of one parcel of a kilogramme in a zone that is free of charge.
v1::Insurance Insure(const char* table_text, int64_t declared, absl::optional<int64_t> goods,
                     bool fragile = false) {
  const auto table = ParseText<v1::RateTable>(table_text);
  Consignment consignment;
  consignment.parcels.emplace_back().grams = 1000;
  consignment.declared_minor = declared;
  consignment.goods_value = goods;
  if (fragile) consignment.goods.push_back(kFragile);
  Price price;
  EXPECT_FALSE(PriceInZone(table, {}, consignment, nullptr, price).has_value());
  return InsuranceOf(table, consignment, price);
}

// The rates of the domain: post 1 %; international 1 in 100 and 8 yuan; road freight 6 in 1,000, at
// least 12 yuan.
TEST(InsuranceTest, PremiumsAreThoseOfTheTable) {
  EXPECT_EQ(Insure("insurance { bps: 100 }", 123'400, 1).premium().minor(), 1234);
  EXPECT_EQ(Insure("insurance { bps: 100 plus_minor: 800 }", 10'000, 1).premium().minor(), 900);
  const char* const road = "insurance { bps: 60 minimum_minor: 1200 }";
  EXPECT_EQ(Insure(road, 200'000, 1).premium().minor(), 1200);
  EXPECT_EQ(Insure(road, 200'100, 1).premium().minor(), 1201);
  EXPECT_EQ(Insure(road, 0, 1).premium().minor(), 1200);
}

TEST(InsuranceTest, TooLittleAndTooMuchAreTold) {
  const char* const table = "insurance { bps: 100 } currency_code: 'CNY'";
  EXPECT_EQ(Insure(table, 999, 1000).cover(), v1::Insurance::UNDER);
  EXPECT_EQ(Insure(table, 1000, 1000).cover(), v1::Insurance::FULL);
  EXPECT_EQ(Insure(table, 1001, 1000).cover(), v1::Insurance::OVER);
  const v1::Insurance unknown = Insure(table, 1000, absl::nullopt);
  EXPECT_EQ(unknown.cover(), v1::Insurance::COVER_UNSPECIFIED);
  EXPECT_FALSE(unknown.has_goods_value());
  EXPECT_EQ(unknown.declared_value().currency_code(), "CNY");
}

TEST(InsuranceTest, FragileGoodsHaveADeductible) {
  const char* const table = "insurance { bps: 100 } fragile_deductible_bps: 1500";
  EXPECT_EQ(Insure(table, 1, 1, true).deductible_bps(), 1500);
  EXPECT_EQ(Insure(table, 1, 1, false).deductible_bps(), 0);
}

TEST(InsuranceTest, UninsuredCapsAreTheTablesOrUsualOfTheMode) {
  const auto cap = [](const char* table) {
    return UninsuredCapPercent(ParseText<v1::RateTable>(table));
  };
  EXPECT_EQ(cap("mode: EMS"), 300);
  EXPECT_EQ(cap("mode: COURIER_AIR"), 300);
  EXPECT_EQ(cap("mode: ROAD_FREIGHT"), 200);
  EXPECT_EQ(cap("mode: RAIL_FREIGHT"), absl::nullopt);
  EXPECT_EQ(cap("mode: RAIL_FREIGHT uninsured_cap_percent: 0"), 0);
  EXPECT_EQ(cap("mode: EMS uninsured_cap_percent: 500"), 500);
}

TEST(InsuranceTest, NoMoreIsInsuredThanTheTableAllows) {
  const auto table = ParseText<v1::RateTable>("max_declared_minor: 1000");
  Consignment consignment;
  consignment.declared_minor = 1000;
  EXPECT_FALSE(CheckLimits(table, consignment).has_value());
  consignment.declared_minor = 1001;
  const absl::optional<Objection> objection = CheckLimits(table, consignment);
  ASSERT_TRUE(objection.has_value());
  EXPECT_STREQ(objection->reason, "TOO_VALUABLE");
  EXPECT_STREQ(objection->limit, "max_declared_minor");
}

}  // namespace
}  // namespace shopdesk::logistics::domain
