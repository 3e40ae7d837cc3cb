#include "tools/shopdesk/profile_flags.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::cli {
namespace {

using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::StatusIs;
using Json = nlohmann::ordered_json;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(ProfileFlagsTest, MeasuresHaveUnits) {
  EXPECT_THAT(ParseMeasure("92cm", false), IsOkAndHolds(920));
  EXPECT_THAT(ParseMeasure("36.5 IN", false), IsOkAndHolds(927));
  EXPECT_THAT(ParseMeasure("1.75m", false), IsOkAndHolds(1750));
  EXPECT_THAT(ParseMeasure("62.5kg", true), IsOkAndHolds(62500));
  EXPECT_THAT(ParseMeasure("120斤", true), IsOkAndHolds(60000));
  for (const char* text : {"92", "cm", "", "92kg"}) {
    EXPECT_THAT(ParseMeasure(text, false), StatusIs(kInvalid)) << text;
  }
  EXPECT_THAT(ParseMeasure("92cm", true), StatusIs(kInvalid));
}

TEST(ProfileFlagsTest, WhatIsLeftOutIsUnknownAndNoneIsNone) {
  EXPECT_THAT(ProfileOf({}), IsOkAndHolds(Json::object()));
  EXPECT_THAT(ProfileOf({.age = "3y",
                         .measures = {"chest=92cm", "WEIGHT=62kg"},
                         .skin = {"sensitive"},
                         .allergies = {"none"},
                         .habits = {"pets", "smoking"}}),
              IsOkAndHolds(Json::parse(R"({"age_months": 36,
                  "measures": [{"measure": "CHEST", "value": 920},
                               {"measure": "WEIGHT", "value": 62000}],
                  "skin": {"types": ["SENSITIVE"]}, "allergens": {"keys": []},
                  "habits": {"keys": ["pets", "smoking"]}})")));
  EXPECT_THAT(ProfileOf({.age = "10m"}), IsOkAndHolds(Json{{"age_months", 10}}));
}

TEST(ProfileFlagsTest, WhatIsNoneIsRefused) {
  EXPECT_THAT(ProfileOf({.age = "old"}), StatusIs(kInvalid));
  EXPECT_THAT(ProfileOf({.measures = {"chest"}}), StatusIs(kInvalid));
  EXPECT_THAT(ProfileOf({.measures = {"girth=9cm"}}), StatusIs(kInvalid));
  EXPECT_THAT(ProfileOf({.skin = {"thick"}}), StatusIs(kInvalid));
}

}  // namespace
}  // namespace shopdesk::cli
