#include "services/logistics/domain/validate.h"

#include "libs/testing/matchers.h"
#include "services/logistics/domain/policy.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;

absl::Status Check(const std::string& table) {
  return CheckRateTable(ParseText<v1::RateTable>(table),
                        ParseText<v1::Carrier>("modes: EMS modes: SAL"));
}

constexpr char kGood[] =
    "mode: EMS currency_code: 'CNY' zones { zone_id: 'a' } rates { zone_id: 'a' } ";

TEST(CheckRateTableTest, GoodOnes) {
  EXPECT_THAT(Check(kGood), IsOk());
  EXPECT_THAT(Check(std::string(kGood) + "zones { zone_id: 'no-rate' region_codes: 'GB' }"),
              IsOk());
  EXPECT_THAT(Check("mode: EMS currency_code: 'CNY' zones { zone_id: 'a' } rates { zone_id: 'a' "
                    "bands { up_to_grams: 1 } bands { up_to_grams: 2 } bands {} }"),
              IsOk());
}

TEST(CheckRateTableTest, BadOnes) {
  const std::string good = kGood;
  const std::string bad[] = {
      "currency_code: 'CNY' zones { zone_id: 'a' } rates { zone_id: 'a' }",
      "mode: COURIER_AIR currency_code: 'CNY' zones { zone_id: 'a' } rates { zone_id: 'a' }",
      "mode: EMS currency_code: 'cny' zones { zone_id: 'a' } rates { zone_id: 'a' }",
      "mode: EMS currency_code: 'CNY' rates { zone_id: 'a' }",
      "mode: EMS currency_code: 'CNY' zones { zone_id: 'a' }",
      good + "zones { zone_id: 'a' }",
      good + "zones { region_codes: 'GB' }",
      good + "zones { zone_id: 'b' region_codes: 'gb' }",
      good + "zones { zone_id: 'b' region_codes: 'GBR' }",
      good + "rates { zone_id: 'a' }",
      good + "rates { zone_id: 'unknown' }",
      good + "zones { zone_id: 'b' } rates { zone_id: 'b' step_minor: 5 }",
      good + "zones { zone_id: 'b' } rates { zone_id: 'b' per_value_step_minor: 5 }",
      good + "zones { zone_id: 'b' } rates { zone_id: 'b' first_minor: -1 }",
      good +
          "zones { zone_id: 'b' } rates { zone_id: 'b' bands { up_to_grams: 2 } "
          "bands { up_to_grams: 2 } }",
      good + "zones { zone_id: 'b' } rates { zone_id: 'b' bands {} bands { up_to_grams: 2 } }",
      good + "surcharges { fixed_minor: 1 }",
      good + "surcharges { code: 'x' fixed_minor: -1 }",
      good + "surcharges { code: 'x' zone_ids: 'unknown' }",
      good + "insurance { basis_points: 10001 }",
      good + "cod_fee { minimum_minor: 5 maximum_minor: 4 }",
      good + "rounding: UP",
      good + "max_grams: -1",
      good + "valid_time { start_time { seconds: 5 } end_time { seconds: 5 } }"};
  for (const std::string& table : bad)
    EXPECT_THAT(Check(table), HasReason("INVALID_ARGUMENT")) << table;
}

TEST(CheckCarrierTest, NamesAndRules) {
  EXPECT_THAT(CheckCarrier(ParseText<v1::Carrier>("display_name: 'x' modes: EMS")), IsOk());
  for (const char* bad : {"", "display_name: 'x' modes: MODE_UNSPECIFIED",
                          "display_name: 'x' waybill_rules { pattern: '(' }"}) {
    EXPECT_THAT(CheckCarrier(ParseText<v1::Carrier>(bad)), HasReason("INVALID_ARGUMENT")) << bad;
  }
}

TEST(CheckReportTest, WhoseWhatWhen) {
  EXPECT_THAT(CheckReport(ParseText<v1::TrackingReport>(
                  "shipment: 'shops/1/shipments/a' event { code: '0' event_time {} }")),
              IsOk());
  EXPECT_THAT(CheckReport(ParseText<v1::TrackingReport>(
                  "carrier_id: 'sf' waybill_number: '1' event { code: '0' event_time {} }")),
              IsOk());
  for (const char* bad :
       {"event { code: '0' event_time {} }", "carrier_id: 'sf' event { code: '0' event_time {} }",
        "shipment: 'shops/1/shipments/a' event { event_time {} }",
        "shipment: 'shops/1/shipments/a' event { code: '0' }"}) {
    EXPECT_THAT(CheckReport(ParseText<v1::TrackingReport>(bad)), HasReason("INVALID_ARGUMENT"))
        << bad;
  }
}

TEST(PolicyTest, RevealRules) {
  v1::Policy policy = DefaultPolicy("shops/1/policy");
  EXPECT_THAT(CheckPolicy(policy), IsOk());
  EXPECT_EQ(policy.silent_seconds(), 2'592'000);
  EXPECT_TRUE(MayReveal(policy, "packing", "label"));
  EXPECT_FALSE(MayReveal(policy, "packing", "case"));
  EXPECT_TRUE(MayReveal(policy, "owner", "anything"));
  EXPECT_TRUE(MayReveal(policy, "complaint", "case"));
  EXPECT_FALSE(MayReveal(policy, "complaint", "label"));
  EXPECT_FALSE(MayReveal(policy, "", "label"));
  EXPECT_FALSE(MayReveal(policy, "finance", "label"));
  policy.clear_reveal_rules();
  EXPECT_FALSE(MayReveal(policy, "owner", "label"));
  policy.add_reveal_rules("*:label");
  EXPECT_TRUE(MayReveal(policy, "finance", "label"));
  EXPECT_FALSE(MayReveal(policy, "finance", "case"));
  for (const char* bad : {"packing", "packing:", ":label", "a:b:c", ""}) {
    policy.set_reveal_rules(0, bad);
    EXPECT_THAT(CheckPolicy(policy), HasReason("INVALID_ARGUMENT")) << bad;
  }
  policy = DefaultPolicy("shops/1/policy");
  policy.set_currency_code("yuan");
  EXPECT_THAT(CheckPolicy(policy), HasReason("INVALID_ARGUMENT"));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
