#include "services/logistics/domain/rate/rate_table.h"

#include <string>

#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;

absl::Status RateTableCheck(const std::string& table) {
  return CheckRateTable(ParseText<v1::RateTable>(table),
                        ParseText<v1::Carrier>("modes: EMS modes: SAL"));
}

constexpr char kGood[] =
    "mode: EMS currency_code: 'CNY' zones { zone_id: 'a' } rates { zone_id: 'a' } ";

TEST(CheckRateTableTest, GoodOnes) {
  EXPECT_THAT(RateTableCheck(kGood), IsOk());
  EXPECT_THAT(
      RateTableCheck(std::string(kGood) + "zones { zone_id: 'no-rate' region_codes: 'GB' }"),
      IsOk());
  EXPECT_THAT(
      RateTableCheck("mode: EMS currency_code: 'CNY' zones { zone_id: 'a' } rates { zone_id: 'a' "
                     "bands { up_to_grams: 1 } bands { up_to_grams: 2 } bands {} }"),
      IsOk());
}

TEST(CheckRateTableTest, BadOnes) {
  const std::string good = kGood;
  const std::string bad[] = {
      "zones { zone_id: 'a' } rates { zone_id: 'a' }",
      "mode: COURIER_AIR zones { zone_id: 'a' } rates { zone_id: 'a' }",
      good + "zones { zone_id: 'a' }",
      good + "zones { zone_id: 'b' region_codes: 'gb' }",
      good + "zones { zone_id: 'b' region_codes: 'GBR' }",
      good + "rates { zone_id: 'a' }",
      good + "rates { zone_id: 'unknown' }",
      good + "zones { zone_id: 'b' } rates { zone_id: 'b' step_minor: 5 }",
      good + "zones { zone_id: 'b' } rates { zone_id: 'b' per_value_step_minor: 5 }",
      good +
          "zones { zone_id: 'b' } rates { zone_id: 'b' bands { up_to_grams: 2 } "
          "bands { up_to_grams: 2 } }",
      good + "zones { zone_id: 'b' } rates { zone_id: 'b' bands {} bands { up_to_grams: 2 } }",
      good + "surcharges { code: 'x' zone_ids: 'unknown' }",
      good + "insurance { minimum_minor: 5 maximum_minor: 4 }",
      good + "cod_fee { minimum_minor: 5 maximum_minor: 4 }",
      good + "rounding: UP",
      good + "valid_time { start_time { seconds: 5 } end_time { seconds: 5 } }"};
  for (const std::string& table : bad) {
    EXPECT_THAT(RateTableCheck(table), HasReason("INVALID_ARGUMENT")) << table;
  }
}

TEST(CheckRateTableTest, EveryViolationIsNamed) {
  const absl::Status status = RateTableCheck(
      "mode: SAL zones { zone_id: 'a' region_codes: 'x' } rates { zone_id: 'b' } rounding: UP");
  for (const char* field : {"zones[0].region_codes", "rates[0].zone_id", "rounding_grams"}) {
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr(field));
  }
}

}  // namespace
}  // namespace shopdesk::logistics::domain
