#include "tools/shopdesk/moment.h"

#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::IsOkAndHolds;
using shopdesk::testing::StatusIs;

absl::Time Utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute, second),
                         absl::UTCTimeZone());
}

TEST(MomentTest, ReadsTimesAsPeopleWriteThem) {
  EXPECT_THAT(ParseMoment("2026-03-02T15:00:00+08:00"), IsOkAndHolds(Utc(2026, 3, 2, 7)));
  EXPECT_THAT(ParseMoment("2026-03-02T15:00:00Z"), IsOkAndHolds(Utc(2026, 3, 2, 15)));
  EXPECT_THAT(ParseMoment("2026-03-02T15:00:00.25Z"),
              IsOkAndHolds(Utc(2026, 3, 2, 15) + absl::Milliseconds(250)));
  EXPECT_THAT(ParseMoment("2026-03-02 15:04:05"), IsOkAndHolds(Utc(2026, 3, 2, 15, 4, 5)));
  EXPECT_THAT(ParseMoment("2026-03-02 15:00+08:00"), IsOkAndHolds(Utc(2026, 3, 2, 7)));
  EXPECT_THAT(ParseMoment("2026-03-02 15:04"), IsOkAndHolds(Utc(2026, 3, 2, 15, 4)));
  EXPECT_THAT(ParseMoment("2026-03-02"), IsOkAndHolds(Utc(2026, 3, 2)));
}

TEST(MomentTest, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "tomorrow", "2026-13-02", "2026-02-30", "2026-03-02 25:00", "2026-03-02T15:00:00",
        "2026-03-02 15:00 and more", "15:00", "infinite-future", "infinite-past"}) {
    EXPECT_THAT(ParseMoment(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

TEST(MomentTest, ReadsSpans) {
  EXPECT_THAT(ParseSpan("90m"), IsOkAndHolds(absl::Minutes(90)));
  EXPECT_THAT(ParseSpan("72h"), IsOkAndHolds(absl::Hours(72)));
  EXPECT_THAT(ParseSpan("1h30m"), IsOkAndHolds(absl::Minutes(90)));
  EXPECT_THAT(ParseSpan("1.5s"), IsOkAndHolds(absl::Milliseconds(1500)));
}

TEST(MomentTest, RefusesSpansThatLeadNowhere) {
  for (const char* text : {"", "90", "0", "0h", "-5m", "inf", "-inf", "2 days", "1d"}) {
    EXPECT_THAT(ParseSpan(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

TEST(MomentTest, WritesTimesInUtcAndNothingForNone) {
  EXPECT_EQ(FormatMoment(Utc(2026, 3, 2, 15, 4, 5)), "2026-03-02 15:04:05Z");
  EXPECT_THAT(ParseMoment(FormatMoment(Utc(2026, 3, 2, 15, 4, 5))),
              IsOkAndHolds(Utc(2026, 3, 2, 15, 4, 5)));
  google::protobuf::Timestamp time;
  EXPECT_EQ(FormatMoment(time), "");
  time.set_seconds(1);
  EXPECT_EQ(FormatMoment(time), "1970-01-01 00:00:01Z");
}

}  // namespace
}  // namespace shopdesk::cli
