#include "libs/base/figure.h"

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"

namespace shopdesk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

absl::TimeZone Zone(const char* name) { return LoadZone(name).value(); }

absl::Time At(int day, int hour) {
  return absl::FromCivil(absl::CivilHour(2024, 3, day, hour), absl::UTCTimeZone());
}

TEST(ZoneHistory, ADayThatHasPassedStaysWhatItWas) {
  const ZoneHistory zones(
      {{At(1, 0), Zone("Asia/Shanghai")}, {At(10, 12), Zone("America/New_York")}});
  const Day ninth = absl::CivilDay(2024, 3, 9) - absl::CivilDay(1970, 1, 1);
  EXPECT_EQ(zones.DayAt(At(8, 15)), ninth - 1);
  EXPECT_EQ(zones.DayAt(At(8, 16)), ninth);
  EXPECT_EQ(zones.DayAt(At(12, 3)), ninth + 2);
  EXPECT_EQ(zones.DayAt(At(12, 5)), ninth + 3);
  // Before the first revision its zone counts too.
  EXPECT_EQ(zones.ZoneAt(absl::UnixEpoch()), Zone("Asia/Shanghai"));
  EXPECT_EQ(ZoneHistory().ZoneAt(At(1, 0)), absl::UTCTimeZone());
}

TEST(Dimension, IsMadeOfPartsAndTakenApart) {
  EXPECT_EQ(DimensionOf(4), "4");
  EXPECT_EQ(DimensionOf(4, "anna"), "4/anna");
  EXPECT_EQ(NumberOf("4/17"), 4);
  EXPECT_EQ(NumberOf("4/17", 1), 17);
  EXPECT_EQ(NumberOf("4/anna", 1), 0);
  EXPECT_EQ(PartOf("4/anna", 1), "anna");
  EXPECT_EQ(PartOf("4", 1), "");
}

TEST(Counts, AreByDayNameAndDimensionAndLeaveNothingOut) {
  const ZoneHistory zones;
  Counts counts(zones, 7);
  counts.Add(At(1, 0), 1, "a", 2);
  counts.Add(At(1, 23), 1, "a", 3);
  counts.Add(At(2, 0), 1, "a", 4);
  counts.Add(At(2, 0), 2, "", 0);
  counts.Append(At(2, 0), 3, "", -5);
  const Day first = absl::CivilDay(2024, 3, 1) - absl::CivilDay(1970, 1, 1);
  EXPECT_THAT(counts.added(), ElementsAre(Pair(FigureKey{first, 1, "a"}, 5),
                                          Pair(FigureKey{first + 1, 1, "a"}, 4)));
  EXPECT_THAT(counts.appended(), ElementsAre(Pair(FigureKey{first + 1, 3, ""}, -5)));
  EXPECT_EQ(counts.counted_to(), 7);
}

TEST(DaysOf, ReadsDatesAndNamesTheFieldThatIsWrong) {
  type::v1::Period period;
  EXPECT_EQ(DaysOf(period)->first, std::numeric_limits<Day>::min());
  EXPECT_EQ(DaysOf(period)->last, std::numeric_limits<Day>::max());
  period.set_first_day("1970-01-02");
  period.set_last_day("1970-01-02");
  EXPECT_EQ(DaysOf(period)->first, 1);
  EXPECT_EQ(DaysOf(period)->last, 1);
  period.set_last_day("1970-01-01");
  EXPECT_THAT(DaysOf(period).status().ToString(), HasSubstr("period.last_day"));
  period.set_last_day("1970-02-30");
  EXPECT_THAT(DaysOf(period, "when").status().ToString(), HasSubstr("when.last_day"));
}

TEST(Sums, AnswerByDimensionAndInAll) {
  Sums sums;
  sums.Add(1, "a", 2);
  sums.Add(1, "b", 3);
  sums.Add(1, "b", -3);
  sums.Add(1, "a", 1);
  EXPECT_EQ(sums.Of(1, "a"), 3);
  EXPECT_EQ(sums.Of(2), 0);
  EXPECT_EQ(sums.Total(1), 3);
  EXPECT_THAT(sums.By(1), ElementsAre(Pair("a", 3)));
  EXPECT_THAT(sums.By(2), IsEmpty());
}

}  // namespace
}  // namespace shopdesk
