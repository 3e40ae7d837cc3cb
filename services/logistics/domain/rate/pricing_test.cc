#include "services/logistics/domain/rate/pricing.h"

#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::ParseText;

Consignment::Parcel PricingParcel(int64_t grams, int64_t l = 0, int64_t w = 0, int64_t h = 0) {
  google::protobuf::RepeatedPtrField<v1::ParcelSpec> specs;
  v1::ParcelSpec& spec = *specs.Add();
  spec.set_weight_grams(grams);
  spec.mutable_dimensions()->set_length_mm(l);
  spec.mutable_dimensions()->set_width_mm(w);
  spec.mutable_dimensions()->set_height_mm(h);
  return MeasureParcels(specs).parcels[0];
}

Consignment One(int64_t grams) {
  Consignment consignment;
  consignment.parcels.push_back(PricingParcel(grams));
  return consignment;
}

// The total in one zone; -1 if there is an objection.
int64_t Total(const char* table, const char* rate, const Consignment& consignment) {
  Price price;
  const auto message = ParseText<v1::RateTable>(table);
  const auto zone_rate = ParseText<v1::ZoneRate>(rate);
  PriceParts parts;
  if (PriceInZone(message, zone_rate, consignment, nullptr, price, &parts)) return -1;
  int64_t sum = 0;
  for (const PricePart& part : parts) sum += part.minor;
  EXPECT_EQ(sum, price.total_minor);
  return price.total_minor;
}

TEST(ChargeableWeightTest, CourierRoundingAtItsBoundaries) {
  const auto table = ParseText<v1::RateTable>("rounding: COURIER");
  const std::pair<int64_t, int64_t> cases[] = {
      {1, 500},           {499, 500},         {500, 500},         {501, 1000},
      {1000, 1000},       {99'499, 99'500},   {99'501, 100'000},  {99'999, 100'000},
      {100'000, 100'000}, {100'001, 101'000}, {100'500, 101'000}, {101'000, 101'000}};
  for (const auto& [grams, charged] : cases) {
    EXPECT_EQ(ChargeableGrams(table, 0, PricingParcel(grams)), charged) << grams;
  }
}

TEST(ChargeableWeightTest, RoundingUpAndExact) {
  const auto up = ParseText<v1::RateTable>("rounding: UP rounding_grams: 100");
  EXPECT_EQ(ChargeableGrams(up, 0, PricingParcel(1)), 100);
  EXPECT_EQ(ChargeableGrams(up, 0, PricingParcel(100)), 100);
  EXPECT_EQ(ChargeableGrams(up, 0, PricingParcel(101)), 200);
  EXPECT_EQ(ChargeableGrams(ParseText<v1::RateTable>(""), 0, PricingParcel(101)), 101);
}

TEST(ChargeableWeightTest, TheDearerOfWeightAndVolume) {
  const auto table = ParseText<v1::RateTable>("");
  // 60 × 50 × 40 cm = 120,000 cm³: 20 kg at 6000, 10 kg at 12000, 24 kg at 5000.
  EXPECT_EQ(ChargeableGrams(table, 6000, PricingParcel(5000, 600, 500, 400)), 20'000);
  EXPECT_EQ(ChargeableGrams(table, 12'000, PricingParcel(5000, 600, 500, 400)), 10'000);
  EXPECT_EQ(ChargeableGrams(table, 5000, PricingParcel(5000, 600, 500, 400)), 24'000);
  EXPECT_EQ(ChargeableGrams(table, 6000, PricingParcel(20'001, 600, 500, 400)), 20'001);
  EXPECT_EQ(ChargeableGrams(table, 0, PricingParcel(5000, 600, 500, 400)), 5000);
  // Rounded up to whole grams; a side that isn't known is no volume.
  EXPECT_EQ(ChargeableGrams(table, 6000, PricingParcel(1, 100, 100, 1)), 2);
  EXPECT_EQ(ChargeableGrams(table, 6000, PricingParcel(7, 600, 500, 0)), 7);
}

TEST(ChargeableWeightTest, EmsCountsVolumeFromFortyCentimetresOn) {
  const auto table = ParseText<v1::RateTable>("volumetric_min_side_mm: 400");
  EXPECT_EQ(ChargeableGrams(table, 6000, PricingParcel(1000, 399, 390, 390)), 1000);
  EXPECT_EQ(ChargeableGrams(table, 6000, PricingParcel(1000, 390, 400, 390)), 10'140);
}

TEST(ChargeableWeightTest, TheLargestParcelFits) {
  const auto table = ParseText<v1::RateTable>("rounding: COURIER");
  EXPECT_EQ(ChargeableGrams(table, 1, PricingParcel(100'000'000, 20'000, 20'000, 20'000)),
            8'000'000'000'000);
}

TEST(PricingTest, FirstAndContinuedWeight) {
  const char* const rate = "first_grams: 1000 first_minor: 1200 step_grams: 500 step_minor: 200";
  const std::pair<int64_t, int64_t> cases[] = {{1, 1200},     {1000, 1200}, {1001, 1400},
                                               {1500, 1400},  {1501, 1600}, {2000, 1600},
                                               {20'000, 8800}};
  for (const auto& [grams, total] : cases) EXPECT_EQ(Total("", rate, One(grams)), total) << grams;
}

TEST(PricingTest, AFirstWeightWithoutStepsEndsThere) {
  EXPECT_EQ(Total("", "first_grams: 500 first_minor: 300", One(500)), 300);
  EXPECT_EQ(Total("", "first_grams: 500 first_minor: 300", One(501)), -1);
  // A flat price has no first weight; and nothing at all is free.
  EXPECT_EQ(Total("", "first_minor: 300", One(1'000'000)), 300);
  EXPECT_EQ(Total("", "", One(1'000'000)), 0);
}

TEST(PricingTest, BandsIncludeTheirBound) {
  const char* const closed =
      "bands { up_to_grams: 500 price_minor: 100 } "
      "bands { up_to_grams: 1000 price_minor: 180 }";
  EXPECT_EQ(Total("", closed, One(1)), 100);
  EXPECT_EQ(Total("", closed, One(500)), 100);
  EXPECT_EQ(Total("", closed, One(501)), 180);
  EXPECT_EQ(Total("", closed, One(1000)), 180);
  EXPECT_EQ(Total("", closed, One(1001)), -1);
  const char* const open = "bands { up_to_grams: 500 price_minor: 100 } bands { price_minor: 180 }";
  EXPECT_EQ(Total("", open, One(501)), 180);
  EXPECT_EQ(Total("", open, One(100'000'000)), 180);
}

TEST(PricingTest, ABandMayCountEachGramOfTheWholeWeight) {
  const char* const freight =
      "bands { up_to_grams: 50000 price_minor: 3000 } "
      "bands { up_to_grams: 200000 per_gram_milli_minor: 70 } "
      "bands { price_minor: 100 per_gram_milli_minor: 50 }";
  EXPECT_EQ(Total("", freight, One(50'000)), 3000);
  EXPECT_EQ(Total("", freight, One(50'001)), 3501);
  EXPECT_EQ(Total("", freight, One(200'000)), 14'000);
  EXPECT_EQ(Total("", freight, One(300'000)), 15'100);
}

TEST(PricingTest, BeyondTheLastBandIsTooHeavy) {
  Price price;
  const absl::optional<Objection> objection =
      PriceInZone({}, ParseText<v1::ZoneRate>("bands { up_to_grams: 500 price_minor: 1 }"),
                  One(501), nullptr, price);
  ASSERT_TRUE(objection.has_value());
  EXPECT_STREQ(objection->reason, "TOO_HEAVY");
}

TEST(PricingTest, EachPartCounts) {
  EXPECT_EQ(Total("", "per_gram_milli_minor: 1", One(1000)), 1);
  EXPECT_EQ(Total("", "per_gram_milli_minor: 1", One(1001)), 2);
  EXPECT_EQ(Total("", "per_gram_milli_minor: 80 registration_minor: 300", One(1000)), 380);
  Consignment pieces = One(1);
  pieces.parcels[0].pieces = 3;
  EXPECT_EQ(Total("", "per_piece_minor: 50", pieces), 150);
  EXPECT_EQ(Total("", "per_piece_minor: 50", One(1)), 50);
  Consignment cube;
  cube.parcels.push_back(PricingParcel(1, 1000, 1000, 1000));
  EXPECT_EQ(Total("", "per_cubic_metre_minor: 12345", cube), 12'345);
  cube.parcels[0] = PricingParcel(1, 1000, 1000, 1);
  EXPECT_EQ(Total("", "per_cubic_metre_minor: 12345", cube), 13);
  // The parts add up.
  EXPECT_EQ(Total("",
                  "first_grams: 1000 first_minor: 1000 step_grams: 1000 step_minor: 100 "
                  "bands { price_minor: 7 } per_piece_minor: 5 per_gram_milli_minor: 1000 "
                  "registration_minor: 3",
                  One(2000)),
            1000 + 100 + 7 + 5 + 2000 + 3);
}

TEST(PricingTest, VolumeThatIsNotKnownIsNotFree) {
  EXPECT_EQ(Total("", "per_cubic_metre_minor: 100", One(1000)), -1);
}

TEST(PricingTest, ParcelsArePricedEach) {
  Consignment two = One(1001);
  two.parcels.push_back(PricingParcel(999));
  EXPECT_EQ(Total("", "first_grams: 1000 first_minor: 500 step_grams: 1000 step_minor: 100", two),
            600 + 500);
}

TEST(PricingTest, ValueIncrements) {
  Consignment consignment = One(1);
  const char* const rate = "value_step_minor: 10000 per_value_step_minor: 30";
  EXPECT_EQ(Total("", rate, consignment), 0);
  consignment.goods_value = 1;
  EXPECT_EQ(Total("", rate, consignment), 30);
  consignment.goods_value = 10'000;
  EXPECT_EQ(Total("", rate, consignment), 30);
  consignment.goods_value = 10'001;
  EXPECT_EQ(Total("", rate, consignment), 60);
  // What is declared goes before what the goods are worth.
  consignment.declared_minor = 10'000;
  EXPECT_EQ(Total("", rate, consignment), 30);
}

TEST(PricingTest, MinimumAndFreeOver) {
  const char* const rate = "per_gram_milli_minor: 100 minimum_minor: 500 free_over_minor: 9900";
  Consignment consignment = One(4999);
  EXPECT_EQ(Total("", rate, consignment), 500);
  consignment.parcels[0].grams = 5001;
  EXPECT_EQ(Total("", rate, consignment), 501);
  consignment.goods_value = 9899;
  EXPECT_EQ(Total("", rate, consignment), 501);
  consignment.goods_value = 9900;
  EXPECT_EQ(Total("", rate, consignment), 0);
}

TEST(PricingTest, Surcharges) {
  const char* const table = R"pb(
    surcharges { code: "fuel" bps: 1250 }
    surcharges { code: "remote" fixed_minor: 300 zone_ids: "far" }
  )pb";
  EXPECT_EQ(Total(table, "zone_id: 'near' first_minor: 1000", One(1)), 1125);
  EXPECT_EQ(Total(table, "zone_id: 'far' first_minor: 1000", One(1)), 1425);
  // Half a cent goes up.
  EXPECT_EQ(Total(table, "first_minor: 4", One(1)), 5);
  EXPECT_EQ(Total(table, "first_minor: 3", One(1)), 3);
  // Free freight has no surcharges.
  Consignment rich = One(1);
  rich.goods_value = 100;
  EXPECT_EQ(Total(table, "zone_id: 'far' first_minor: 1000 free_over_minor: 100", rich), 0);
}

TEST(PricingTest, InsuranceByTheRulesOfTheTrade) {
  Consignment consignment = One(1);
  // Postal parcels 1 %.
  consignment.declared_minor = 12'345;
  EXPECT_EQ(Total("insurance { bps: 100 }", "", consignment), 123);
  consignment.declared_minor = 12'350;
  EXPECT_EQ(Total("insurance { bps: 100 }", "", consignment), 124);
  // International: 1 yuan per 100 plus 8.
  EXPECT_EQ(Total("insurance { bps: 100 plus_minor: 800 }", "", consignment), 924);
  // Road freight: 6 ‰, minimum 12.
  EXPECT_EQ(Total("insurance { bps: 60 minimum_minor: 1200 }", "", consignment), 1200);
  consignment.declared_minor = 1'000'000;
  EXPECT_EQ(Total("insurance { bps: 60 minimum_minor: 1200 }", "", consignment), 6000);
}

TEST(PricingTest, CodSurchargeHasItsBounds) {
  const char* const table = "cod_fee { bps: 200 minimum_minor: 500 maximum_minor: 5000 }";
  Consignment consignment = One(1);
  EXPECT_EQ(Total(table, "", consignment), 0);
  const std::pair<int64_t, int64_t> cases[] = {{100, 500},      {25'000, 500},   {25'050, 501},
                                               {250'000, 5000}, {250'100, 5000}, {9'999'999, 5000}};
  for (const auto& [amount, fee] : cases) {
    consignment.cod_minor = amount;
    EXPECT_EQ(Total(table, "", consignment), fee) << amount;
  }
}

TEST(PricingTest, WhatTheTableDoesNotHaveIsNoData) {
  Consignment consignment = One(1);
  Price price;
  ASSERT_FALSE(
      PriceInZone({}, ParseText<v1::ZoneRate>("first_minor: 5"), consignment, nullptr, price)
          .has_value());
  EXPECT_FALSE(price.no_insurance_data);
  EXPECT_FALSE(price.no_cod_data);
  consignment.declared_minor = 100;
  consignment.cod_minor = 100;
  price = {};
  ASSERT_FALSE(
      PriceInZone({}, ParseText<v1::ZoneRate>("first_minor: 5"), consignment, nullptr, price)
          .has_value());
  EXPECT_TRUE(price.no_insurance_data);
  EXPECT_TRUE(price.no_cod_data);
  EXPECT_EQ(price.total_minor, 5);
  // A fee of nothing is a value.
  price = {};
  ASSERT_FALSE(PriceInZone(ParseText<v1::RateTable>("insurance {} cod_fee {}"), {}, consignment,
                           nullptr, price)
                   .has_value());
  EXPECT_FALSE(price.no_insurance_data);
  EXPECT_FALSE(price.no_cod_data);
}

TEST(PricingTest, Limits) {
  const auto table =
      ParseText<v1::RateTable>("max_grams: 30000 max_side_mm: 1500 max_value_minor: 500");
  EXPECT_FALSE(CheckLimits(table, One(30'000)).has_value());
  EXPECT_STREQ(CheckLimits(table, One(30'001))->reason, "TOO_HEAVY");
  Consignment consignment;
  consignment.parcels.push_back(PricingParcel(1, 10, 1500, 10));
  EXPECT_FALSE(CheckLimits(table, consignment).has_value());
  consignment.parcels[0] = PricingParcel(1, 10, 10, 1501);
  EXPECT_STREQ(CheckLimits(table, consignment)->reason, "TOO_LARGE");
  // One bad parcel is enough.
  consignment = One(1);
  consignment.parcels.push_back(PricingParcel(30'001));
  EXPECT_STREQ(CheckLimits(table, consignment)->reason, "TOO_HEAVY");
  consignment = One(1);
  consignment.goods_value = 500;
  EXPECT_FALSE(CheckLimits(table, consignment).has_value());
  consignment.declared_minor = 501;
  EXPECT_STREQ(CheckLimits(table, consignment)->reason, "TOO_VALUABLE");
  // The limit is of one parcel.
  consignment.parcels.push_back(PricingParcel(1));
  EXPECT_FALSE(CheckLimits(table, consignment).has_value());
  EXPECT_FALSE(CheckLimits(v1::RateTable(), One(100'000'000)).has_value());
}

TEST(PricingTest, NothingOverflows) {
  const int64_t huge = 1'000'000'000'000'000;
  Price price;
  v1::ZoneRate rate;
  rate.set_step_grams(1);
  rate.set_step_minor(huge);
  EXPECT_STREQ(PriceInZone({}, rate, One(100'000'000), nullptr, price)->reason, "NO_RATE");
  rate = {};
  rate.set_first_minor(huge + 1);
  price = {};
  EXPECT_STREQ(PriceInZone({}, rate, One(1), nullptr, price)->reason, "NO_RATE");
  rate.set_first_minor(huge);
  price = {};
  EXPECT_FALSE(PriceInZone({}, rate, One(1), nullptr, price).has_value());
  EXPECT_EQ(price.total_minor, huge);
  const auto fuel = ParseText<v1::RateTable>("surcharges { code: 'fuel' bps: 100000 }");
  price = {};
  EXPECT_STREQ(PriceInZone(fuel, rate, One(1), nullptr, price)->reason, "NO_RATE");
  v1::ValueFee fee;
  fee.set_bps(10'000);
  EXPECT_FALSE(ValueFeeOf(fee, huge).has_value());
  EXPECT_EQ(ValueFeeOf(fee, huge / 10'000), huge / 10'000);
}

// Against a plain computation, over every weight around the steps.
TEST(PricingTest, StepsAgreeWithCounting) {
  for (int64_t first : {0, 1, 500, 1000}) {
    for (int64_t step : {1, 100, 500}) {
      v1::ZoneRate rate;
      rate.set_first_grams(first);
      rate.set_first_minor(777);
      rate.set_step_grams(step);
      rate.set_step_minor(13);
      for (int64_t grams = 1; grams <= 2100; grams += 7) {
        int64_t expected = 777;
        for (int64_t reached = first; reached < grams; reached += step) expected += 13;
        Price price;
        ASSERT_FALSE(PriceInZone({}, rate, One(grams), nullptr, price).has_value());
        ASSERT_EQ(price.total_minor, expected) << first << " " << step << " " << grams;
      }
    }
  }
}

}  // namespace
}  // namespace shopdesk::logistics::domain
