#include "services/feedback/domain/conversation/shift.h"

#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/base/role.h"

namespace shopdesk::feedback::domain {
namespace {

const absl::TimeZone kShiftUtc = absl::UTCTimeZone();

// 2023-11-13 is a Monday.
absl::Time ShiftAt(int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2023, 11, day, hour, minute), kShiftUtc);
}
Day ShiftDayAt(int day) { return DayOf(ShiftAt(day, 0), kShiftUtc); }

v1::Agent WithShift(std::initializer_list<int> weekdays, int start, int end, bool night = false,
                    v1::Agent agent = {}) {
  v1::Shift* shift = agent.add_shifts();
  for (const int weekday : weekdays) shift->add_weekdays(weekday);
  shift->set_start_minute(start * 60);
  shift->set_end_minute(end * 60);
  shift->set_night(night);
  return agent;
}

TEST(ShiftTest, NoShiftsIsAlwaysInShift) {
  EXPECT_TRUE(InShift({}, ShiftAt(13, 3), kShiftUtc));
  EXPECT_EQ(TimeInShift({}, ShiftAt(13, 3), ShiftAt(13, 4), kShiftUtc), absl::Hours(1));
  EXPECT_EQ(WorkdayStart({}, ShiftDayAt(13), kShiftUtc), ShiftAt(13, 0));
}

TEST(ShiftTest, StartIsInEndIsOut) {
  const v1::Agent agent = WithShift({1}, 9, 18);
  EXPECT_FALSE(InShift(agent, ShiftAt(13, 9) - absl::Milliseconds(1), kShiftUtc));
  EXPECT_TRUE(InShift(agent, ShiftAt(13, 9), kShiftUtc));
  EXPECT_TRUE(InShift(agent, ShiftAt(13, 18) - absl::Milliseconds(1), kShiftUtc));
  EXPECT_FALSE(InShift(agent, ShiftAt(13, 18), kShiftUtc));
  EXPECT_FALSE(InShift(agent, ShiftAt(14, 10), kShiftUtc));
}

TEST(ShiftTest, ANightShiftGoesOnAfterMidnight) {
  const v1::Agent agent = WithShift({7}, 22, 6, true);  // Sunday night
  EXPECT_TRUE(InShift(agent, ShiftAt(12, 23), kShiftUtc));
  EXPECT_TRUE(InShift(agent, ShiftAt(13, 5, 59), kShiftUtc));
  EXPECT_FALSE(InShift(agent, ShiftAt(13, 6), kShiftUtc));
  EXPECT_FALSE(InShift(agent, ShiftAt(12, 5), kShiftUtc)) << "Saturday night is none of his";
  EXPECT_EQ(WorkdayStart(agent, ShiftDayAt(12), kShiftUtc), ShiftAt(12, 0));
  EXPECT_EQ(WorkdayStart(agent, ShiftDayAt(13), kShiftUtc), ShiftAt(13, 6));
}

TEST(ShiftTest, EqualStartAndEndIsAWholeDay) {
  const v1::Agent agent = WithShift({1}, 8, 8);
  EXPECT_TRUE(InShift(agent, ShiftAt(13, 8), kShiftUtc));
  EXPECT_TRUE(InShift(agent, ShiftAt(14, 7, 59), kShiftUtc));
  EXPECT_FALSE(InShift(agent, ShiftAt(14, 8), kShiftUtc));
}

TEST(ShiftTest, OnlyTimeInShiftCounts) {
  const v1::Agent agent = WithShift({1, 2}, 9, 18);
  EXPECT_EQ(TimeInShift(agent, ShiftAt(13, 17, 59), ShiftAt(14, 9, 1), kShiftUtc),
            absl::Minutes(2));
  EXPECT_EQ(TimeInShift(agent, ShiftAt(13, 8), ShiftAt(13, 8, 30), kShiftUtc),
            absl::ZeroDuration());
  EXPECT_EQ(TimeInShift(agent, ShiftAt(13, 10), ShiftAt(13, 10), kShiftUtc), absl::ZeroDuration());
  EXPECT_EQ(TimeInShift(agent, ShiftAt(13, 11), ShiftAt(13, 10), kShiftUtc), absl::ZeroDuration());
}

TEST(ShiftTest, OverlappingShiftsCountOnce) {
  const v1::Agent agent = WithShift({1}, 12, 20, false, WithShift({1}, 9, 14));
  EXPECT_EQ(TimeInShift(agent, ShiftAt(13, 0), ShiftAt(14, 0), kShiftUtc), absl::Hours(11));
}

TEST(ShiftTest, ALongWaitIsCut) {
  EXPECT_EQ(TimeInShift({}, ShiftAt(1, 0), ShiftAt(1, 0) + absl::Hours(24 * 400), kShiftUtc),
            kLongestWait);
}

TEST(ShiftTest, ShiftsAreOfTheZonesClock) {
  absl::TimeZone berlin;
  ASSERT_TRUE(absl::LoadTimeZone("Europe/Berlin", &berlin));
  const v1::Agent agent = WithShift({7}, 0, 6);
  // On the day when clocks go back the shift is an hour longer: 2023-10-29.
  const absl::Time start = absl::FromCivil(absl::CivilDay(2023, 10, 29), berlin);
  EXPECT_EQ(TimeInShift(agent, start, start + absl::Hours(12), berlin), absl::Hours(7));
}

TEST(ShiftTest, NightDays) {
  const v1::Agent both = WithShift({2}, 9, 18, false, WithShift({1}, 22, 6, true));
  EXPECT_TRUE(IsNightDay(both, ShiftDayAt(13)));
  EXPECT_FALSE(IsNightDay(both, ShiftDayAt(14)));
  EXPECT_FALSE(IsNightDay(both, ShiftDayAt(15)));
  EXPECT_FALSE(HasNightShiftsOnly(both));
  const v1::Agent night = WithShift({1}, 22, 6, true);
  EXPECT_TRUE(IsNightDay(night, ShiftDayAt(15)));
  EXPECT_FALSE(HasNightShiftsOnly({}));
}

TEST(ShiftTest, JoinsWhatOverlapsOrTouches) {
  const auto joined = Join({{ShiftAt(13, 10), ShiftAt(13, 11)},
                            {ShiftAt(13, 9), ShiftAt(13, 10)},
                            {ShiftAt(13, 12), ShiftAt(13, 13)},
                            {ShiftAt(13, 9), ShiftAt(13, 9, 30)}});
  ASSERT_EQ(joined.size(), 2u);
  EXPECT_EQ(joined[0].start, ShiftAt(13, 9));
  EXPECT_EQ(joined[0].end, ShiftAt(13, 11));
  EXPECT_EQ(joined[1].start, ShiftAt(13, 12));
}

TEST(ShiftTest, CheckAgentNamesAllThatIsWrong) {
  v1::Agent agent = WithShift({1, 8, 1}, 9, 18);
  agent.add_roles(Role::GUIDE);
  agent.add_roles(Role::GUIDE);
  agent.add_roles(Role::READER);
  const absl::Status status = CheckAgent(agent);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  for (const char* field : {"agent.roles[1]", "agent.roles[2]", "agent.shifts[0].weekdays[1]",
                            "agent.shifts[0].weekdays[2]"}) {
    EXPECT_NE(std::string(status.ToString()).find(field), std::string::npos) << field;
  }
  EXPECT_TRUE(CheckAgent(WithShift({1, 7}, 0, 0)).ok());
}

}  // namespace
}  // namespace shopdesk::feedback::domain
