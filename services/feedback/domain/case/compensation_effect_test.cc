#include "services/feedback/domain/case/compensation_effect.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"

namespace shopdesk::feedback::domain {
namespace {

using shopdesk::testing::ParseText;

v1::CompensationEffect Effect(const std::vector<std::string>& cases) {
  const ZoneHistory zones;
  Counts counts(zones);
  for (const std::string& text : cases) CountCaseEffect(ParseText<v1::ReviewCase>(text), counts);
  Sums sums;
  for (const auto& [key, value] : counts.added()) sums.Add(key.name, key.dimension, value);
  return CompensationEffectOf(sums);
}

TEST(CompensationEffectTest, WhatBecameOfReviews) {
  const v1::CompensationEffect effect = Effect({
      "grade: BAD compensate_time { seconds: 5 }",
      "grade: BAD compensate_time { seconds: 5 } changed_grade: GOOD"
      " review_change_time { seconds: 5 }",
      "grade: BAD compensate_time { seconds: 5 } changed_grade: NEUTRAL"
      " review_change_time { seconds: 6 }",
      "grade: NEUTRAL compensate_time { seconds: 5 } changed_grade: GOOD"
      " review_change_time { seconds: 4 }",
      "grade: NEUTRAL compensate_time { seconds: 5 } changed_grade: BAD"
      " review_change_time { seconds: 6 }",
      "grade: BAD compensate_time { seconds: 5 } changed_grade: BAD"
      " review_change_time { seconds: 6 }",
      "grade: BAD compensate_time { seconds: 5 } changed_grade: GOOD"
      " review_change_time { seconds: 6 } state: MALICIOUS",
      "grade: BAD",
      "grade: BAD changed_grade: GOOD review_change_time { seconds: 6 }",
      "grade: GOOD changed_grade: GOOD review_change_time { seconds: 6 }",
  });
  EXPECT_EQ(effect.compensated().cases(), 6);
  EXPECT_EQ(effect.compensated().improved(), 2);
  EXPECT_EQ(effect.compensated().improved_before(), 1);
  EXPECT_FALSE(effect.compensated().has_improved_bps()) << "of fewer than 10";
  EXPECT_EQ(effect.others().cases(), 3);
  EXPECT_EQ(effect.others().improved(), 1);
  EXPECT_EQ(effect.others().improved_before(), 0);
}

TEST(CompensationEffectTest, TenCasesSaySomething) {
  std::vector<std::string> cases(9, "grade: BAD");
  cases.push_back("grade: BAD changed_grade: GOOD review_change_time { seconds: 6 }");
  EXPECT_EQ(Effect(cases).others().improved_bps(), 1000);
  EXPECT_EQ(Effect(cases).compensated().cases(), 0);
}

TEST(CompensationEffectTest, ACaseSaysWhatItsBuyerWasGiven) {
  const absl::Time now = absl::FromUnixSeconds(90);
  v1::ReviewCase review_case;
  EXPECT_FALSE(NoteCompensated(review_case, absl::nullopt, now));
  const Compensated given = {absl::FromUnixSeconds(5), MakeMoney("CNY", 300)};
  EXPECT_TRUE(NoteCompensated(review_case, given, now));
  EXPECT_EQ(FromProto(review_case.compensate_time()), given.first);
  EXPECT_EQ(review_case.compensated().minor(), 300);
  EXPECT_EQ(FromProto(review_case.update_time()), now);
  EXPECT_FALSE(NoteCompensated(review_case, given, now + absl::Seconds(1))) << "no news";
  EXPECT_EQ(FromProto(review_case.update_time()), now);
  EXPECT_TRUE(NoteCompensated(review_case, absl::nullopt, now)) << "it was taken back";
  EXPECT_FALSE(review_case.has_compensate_time());
  EXPECT_FALSE(review_case.has_compensated());
}

}  // namespace
}  // namespace shopdesk::feedback::domain
