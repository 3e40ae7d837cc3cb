#include "services/logistics/domain/rate/negotiated_rate.h"

#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;

int64_t Left(const char* rate, int64_t base_minor) {
  return NegotiatedBase(ParseText<v1::NegotiatedRate>(rate), base_minor);
}

TEST(NegotiatedRateTest, TheDiscountStopsAtTheFloor) {
  EXPECT_EQ(Left("discount_bps: 2000", 1000), 800);
  EXPECT_EQ(Left("", 1000), 1000);
  EXPECT_EQ(Left("discount_bps: 10000", 1000), 0);
  EXPECT_EQ(Left("discount_bps: 2000 floor_minor: 801", 1000), 801);
  EXPECT_EQ(Left("discount_bps: 2000 floor_minor: 800", 1000), 800);
  // What is below the floor already stays.
  EXPECT_EQ(Left("discount_bps: 2000 floor_minor: 900", 500), 500);
  // 0.5 is the shop's.
  EXPECT_EQ(Left("discount_bps: 5000", 1), 0);
  EXPECT_EQ(Left("discount_bps: 4999", 1), 1);
  // The largest amount.
  EXPECT_EQ(Left("discount_bps: 1", 1'000'000'000'000'000), 999'900'000'000'000);
}

TEST(NegotiatedRateTest, IsOfAModeOfTheCarrierAndEndsAfterItStarts) {
  const auto carrier = ParseText<v1::Carrier>("modes: EMS");
  EXPECT_OK(CheckNegotiatedRate(ParseText<v1::NegotiatedRate>(""), carrier));
  EXPECT_OK(CheckNegotiatedRate(ParseText<v1::NegotiatedRate>("mode: EMS"), carrier));
  EXPECT_THAT(CheckNegotiatedRate(ParseText<v1::NegotiatedRate>("mode: SAL"), carrier),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(
      CheckNegotiatedRate(ParseText<v1::NegotiatedRate>(
                              "valid_time { start_time { seconds: 9 } end_time { seconds: 9 } }"),
                          carrier),
      HasReason("INVALID_ARGUMENT"));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
