#include "services/logistics/domain/carrier/service_level.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/calendar.h"
#include "libs/testing/matchers.h"
#include "services/logistics/domain/desk/policy.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using v1::ServiceLevel;

constexpr char kTo[] =
    "carrier_id: 'a b' create_time { seconds: 1704067200 } promised_time { seconds: 1704153600 } "
    "receiver { address { region_code: 'CN' administrative_area: '浙江省' locality: 'X' } } ";

// The numbers of what is counted of a parcel.
std::vector<std::string> Counted(const std::string& shipment, const Circumstances& more = {}) {
  const ZoneHistory zones;
  Counts counts(zones);
  CountServiceLevel(ParseText<v1::Shipment>((kTo + shipment).c_str()), more, counts);
  std::vector<std::string> counted;
  for (const auto& [key, value] : counts.added()) {
    EXPECT_EQ(key.name, kServiceLevel);
    EXPECT_EQ(value, 1);
    EXPECT_EQ(key.dimension.substr(0, key.dimension.rfind('/')), "CN/33/x/a%20b");
    counted.push_back(key.dimension.substr(key.dimension.rfind('/') + 1));
  }
  return counted;
}

TEST(ServiceLevelTest, WhatBecameOfAParcelIsCountedOnceItIsOver) {
  const char* const in_time = "status: DELIVERED deliver_time { seconds: 1704153600 }";
  const char* const late = "status: DELIVERED deliver_time { seconds: 1704153601 }";
  EXPECT_THAT(Counted("status: OUT_FOR_DELIVERY"), IsEmpty());
  EXPECT_THAT(Counted(in_time), ElementsAre("1", "2", "3"));
  EXPECT_THAT(Counted(late), ElementsAre("1", "2"));
  EXPECT_THAT(Counted(late, {.claimed = v1::Claim::DELAY}), ElementsAre("1", "2"));
  EXPECT_THAT(Counted(in_time, {.claimed = v1::Claim::DAMAGE}), ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(Counted("status: EXPIRED"), ElementsAre("1", "2"));
  EXPECT_THAT(Counted("status: IN_TRANSIT", {.claimed = v1::Claim::LOSS}),
              ElementsAre("1", "2", "4"));
  EXPECT_THAT(Counted("status: IN_TRANSIT", {.claimed = v1::Claim::DAMAGE}), IsEmpty());
}

TEST(ServiceLevelTest, WhatCameBackUndeliveredWasRefused) {
  for (const char* status : {"status: REFUSED", "status: RETURNING", "status: RETURNED",
                             "status: EXCEPTION underlying_status: RETURNING"}) {
    EXPECT_THAT(Counted(status), ElementsAre("1", "5")) << status;
    EXPECT_THAT(Counted(status, {.recalled = true}), IsEmpty()) << status;
  }
  EXPECT_THAT(Counted("status: RETURNED deliver_time { seconds: 1 }"), ElementsAre("1", "2", "3"));
  EXPECT_THAT(Counted("status: RETURNED deliver_time { seconds: 1 }", {.recalled = true}),
              ElementsAre("1", "2", "3"));
  EXPECT_THAT(Counted("status: CANCELLED"), IsEmpty());
  EXPECT_THAT(Counted("status: INTERCEPTED"), IsEmpty());
  EXPECT_THAT(Counted("status: DELIVERED deliver_time { seconds: 1 } refund: 'r'"), IsEmpty());
}

TEST(ServiceLevelTest, APlaceIsTheSameHoweverItIsWritten) {
  const auto prefix = [](const char* text) {
    return CityPrefix(ParseText<v1::ServicePlace>(text));
  };
  EXPECT_EQ(prefix("region_code: 'CN' administrative_area: '浙江' locality: 'Hangzhou'"),
            prefix("region_code: 'CN' administrative_area: '33' locality: ' hangzhou'"));
  EXPECT_EQ(prefix("region_code: 'CN' administrative_area: '上海市'"),
            prefix("region_code: 'CN' administrative_area: '31' locality: '上海'"));
  EXPECT_NE(prefix("region_code: 'ES' administrative_area: 'a' locality: 'b'"),
            prefix("region_code: 'ES' administrative_area: 'a/b'"));
  EXPECT_EQ(AreaPrefix("CN", "浙江省"), "CN/33/");
  EXPECT_EQ(AreaPrefix("CN", ""), "CN/");
}

TEST(ServiceLevelTest, MonthsEndWithTheLast) {
  const Day day = ParseDay("2024-02-29").value();
  std::vector<std::string> texts;
  for (const Day month : MonthsUntil(day, 3)) texts.push_back(MonthText(month));
  EXPECT_THAT(texts, ElementsAre("2023-12", "2024-01", "2024-02"));
  EXPECT_EQ(ParseMonth("2024-02", "m").value(), day - 28);
  EXPECT_THAT(ParseMonth("2024-13", "m"), HasReason("INVALID_ARGUMENT"));
}

// Against values from tables of the interval.
TEST(ServiceLevelTest, WilsonsIntervals) {
  const auto interval = [](int64_t count, int64_t parcels) {
    const v1::ServiceRate rate = RateOf(count, parcels);
    EXPECT_EQ(rate.has_rate_bps(), parcels > 0);
    return std::make_pair(rate.low_bps(), rate.high_bps());
  };
  EXPECT_EQ(interval(0, 0), std::make_pair(0, 10000));
  EXPECT_EQ(interval(0, 10), std::make_pair(0, 2775));
  EXPECT_EQ(interval(10, 10), std::make_pair(7225, 10000));
  EXPECT_EQ(interval(5, 10), std::make_pair(2366, 7634));
  EXPECT_EQ(interval(81, 263), std::make_pair(2553, 3662));
  EXPECT_EQ(RateOf(1, 3).rate_bps(), 3333);
}

// Sums of one month of a city: what is counted of a carrier's parcels, in the order of LevelCount.
std::vector<MonthSum> CarrierSums(const std::string& carrier, std::vector<int64_t> counts,
                                  Day month = 0) {
  std::vector<MonthSum> sums;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    sums.push_back({absl::StrCat("CN/33/x/", carrier, "/", i + 1), month, counts[i]});
  }
  return sums;
}

std::vector<ServiceLevel> LevelsFrom(const std::vector<std::vector<MonthSum>>& carriers) {
  std::vector<MonthSum> all;
  for (const auto& sums : carriers) all.insert(all.end(), sums.begin(), sums.end());
  return ServiceLevelsOf(all, DefaultPolicy("shops/1/policy"));
}

TEST(ServiceLevelTest, TheScoreIsPunctualityLessDamageAndRefusal) {
  const auto levels = LevelsFrom({CarrierSums("a", {200, 180, 171, 2, 10})});
  ASSERT_EQ(levels.size(), 1);
  const ServiceLevel& level = levels[0];
  EXPECT_EQ(level.carrier_id(), "a");
  EXPECT_EQ(level.place().administrative_area(), "33");
  EXPECT_EQ(level.parcels(), 200);
  EXPECT_EQ(level.on_time().rate_bps(), 9500);
  EXPECT_EQ(level.damaged().rate_bps(), 100);
  EXPECT_EQ(level.refused().count(), 10);
  EXPECT_EQ(level.score(), level.on_time().low_bps() - 3 * level.damaged().high_bps() -
                               level.refused().high_bps());
  // Never below nothing.
  EXPECT_EQ(LevelsFrom({CarrierSums("a", {30, 30, 0, 30})})[0].score(), 0);
}

TEST(ServiceLevelTest, TooFewParcelsHaveNoScore) {
  EXPECT_FALSE(LevelsFrom({CarrierSums("a", {29, 29, 29})})[0].has_score());
  EXPECT_FALSE(LevelsFrom({CarrierSums("a", {99, 29, 29})})[0].has_score());
  EXPECT_TRUE(LevelsFrom({CarrierSums("a", {30, 30, 30})})[0].has_score());
}

TEST(ServiceLevelTest, MonthsAddUp) {
  std::vector<MonthSum> sums = {{"CN/33/x/a/1", 0, 20},
                                {"CN/33/x/a/1", 31, 15},
                                {"CN/33/x/a/2", 0, 20},
                                {"CN/33/x/a/2", 31, 15},
                                {"CN/33/x/a/3", 31, 7}};
  const auto levels = LevelsFrom({sums});
  ASSERT_EQ(levels.size(), 1);
  ASSERT_EQ(levels[0].months_size(), 2);
  EXPECT_EQ(levels[0].months(0).month(), "1970-01");
  EXPECT_EQ(levels[0].months(1).on_time(), 7);
  EXPECT_EQ(levels[0].parcels(), 35);
  EXPECT_TRUE(levels[0].has_score());
  EXPECT_GT(LastDimensionOf(levels[0]), "CN/33/x/a/5");
  EXPECT_LT(LastDimensionOf(levels[0]), "CN/33/x/aa/1");
}

TEST(ServiceLevelTest, WhoIsClearlyWorseThanTheBestIsSaidToBe) {
  auto levels =
      LevelsFrom({CarrierSums("few", {5, 5, 5}), CarrierSums("late", {100, 100, 60}),
                  CarrierSums("next", {100, 100, 95}), CarrierSums("rough", {100, 100, 100, 20}),
                  CarrierSums("top", {100, 100, 97})});
  Advise(levels);
  std::vector<std::string> advice;
  for (const ServiceLevel& level : levels) {
    advice.push_back(
        absl::StrCat(level.carrier_id(), " ", ServiceLevel::Advice_Name(level.advice())));
  }
  EXPECT_THAT(advice, UnorderedElementsAre("top RECOMMENDED", "next EQUAL", "late WORSE",
                                           "rough WORSE", "few ADVICE_UNSPECIFIED"));
  EXPECT_EQ(advice.front(), "top RECOMMENDED");
  EXPECT_EQ(advice.back(), "few ADVICE_UNSPECIFIED");
}

TEST(ServiceLevelTest, NobodyIsRecommendedWhoMayBeNoGood) {
  auto levels = LevelsFrom({CarrierSums("a", {30, 30, 1})});
  Advise(levels);
  EXPECT_EQ(levels[0].score(), 0);
  EXPECT_EQ(levels[0].advice(), ServiceLevel::EQUAL);
}

}  // namespace
}  // namespace shopdesk::logistics::domain
