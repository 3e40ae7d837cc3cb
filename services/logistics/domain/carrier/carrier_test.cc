#include "services/logistics/domain/carrier/carrier.h"

#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;

TEST(CheckCarrierTest, ModesAndWaybillRules) {
  EXPECT_THAT(CheckCarrier(v1::Carrier()), IsOk());
  EXPECT_THAT(CheckCarrier(ParseText<v1::Carrier>(
                  "modes: EMS waybill_rules { pattern: '[0-9]+' check: 'luhn' }")),
              IsOk());
  for (const char* bad : {"modes: EMS modes: MODE_UNSPECIFIED", "waybill_rules { pattern: '(' }",
                          "waybill_rules {}", "waybill_rules { pattern: '1' check: 'sum' }"}) {
    EXPECT_THAT(CheckCarrier(ParseText<v1::Carrier>(bad)), HasReason("INVALID_ARGUMENT")) << bad;
  }
}

}  // namespace
}  // namespace shopdesk::logistics::domain
