#include "services/feedback/domain/shift.h"

#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/base/role.h"

namespace shopdesk::feedback::domain {
namespace {

const absl::TimeZone kUtc = absl::UTCTimeZone();

// 2023-11-13 is a Monday.
absl::Time At(int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2023, 11, day, hour, minute), kUtc);
}
Day DayAt(int day) { return DayOf(At(day, 0), kUtc); }

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
  EXPECT_TRUE(InShift({}, At(13, 3), kUtc));
  EXPECT_EQ(TimeInShift({}, At(13, 3), At(13, 4), kUtc), absl::Hours(1));
  EXPECT_EQ(WorkdayStart({}, DayAt(13), kUtc), At(13, 0));
}

TEST(ShiftTest, StartIsInEndIsOut) {
  const v1::Agent agent = WithShift({1}, 9, 18);
  EXPECT_FALSE(InShift(agent, At(13, 9) - absl::Milliseconds(1), kUtc));
  EXPECT_TRUE(InShift(agent, At(13, 9), kUtc));
  EXPECT_TRUE(InShift(agent, At(13, 18) - absl::Milliseconds(1), kUtc));
  EXPECT_FALSE(InShift(agent, At(13, 18), kUtc));
  EXPECT_FALSE(InShift(agent, At(14, 10), kUtc));
}

TEST(ShiftTest, ANightShiftGoesOnAfterMidnight) {
  const v1::Agent agent = WithShift({7}, 22, 6, true);  // Sunday night
  EXPECT_TRUE(InShift(agent, At(12, 23), kUtc));
  EXPECT_TRUE(InShift(agent, At(13, 5, 59), kUtc));
  EXPECT_FALSE(InShift(agent, At(13, 6), kUtc));
  EXPECT_FALSE(InShift(agent, At(12, 5), kUtc)) << "Saturday night is none of his";
  EXPECT_EQ(WorkdayStart(agent, DayAt(12), kUtc), At(12, 0));
  EXPECT_EQ(WorkdayStart(agent, DayAt(13), kUtc), At(13, 6));
}

TEST(ShiftTest, EqualStartAndEndIsAWholeDay) {
  const v1::Agent agent = WithShift({1}, 8, 8);
  EXPECT_TRUE(InShift(agent, At(13, 8), kUtc));
  EXPECT_TRUE(InShift(agent, At(14, 7, 59), kUtc));
  EXPECT_FALSE(InShift(agent, At(14, 8), kUtc));
}

TEST(ShiftTest, OnlyTimeInShiftCounts) {
  const v1::Agent agent = WithShift({1, 2}, 9, 18);
  EXPECT_EQ(TimeInShift(agent, At(13, 17, 59), At(14, 9, 1), kUtc), absl::Minutes(2));
  EXPECT_EQ(TimeInShift(agent, At(13, 8), At(13, 8, 30), kUtc), absl::ZeroDuration());
  EXPECT_EQ(TimeInShift(agent, At(13, 10), At(13, 10), kUtc), absl::ZeroDuration());
  EXPECT_EQ(TimeInShift(agent, At(13, 11), At(13, 10), kUtc), absl::ZeroDuration());
}

TEST(ShiftTest, OverlappingShiftsCountOnce) {
  const v1::Agent agent = WithShift({1}, 12, 20, false, WithShift({1}, 9, 14));
  EXPECT_EQ(TimeInShift(agent, At(13, 0), At(14, 0), kUtc), absl::Hours(11));
}

TEST(ShiftTest, ALongWaitIsCut) {
  EXPECT_EQ(TimeInShift({}, At(1, 0), At(1, 0) + absl::Hours(24 * 400), kUtc), kLongestWait);
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
  EXPECT_TRUE(IsNightDay(both, DayAt(13)));
  EXPECT_FALSE(IsNightDay(both, DayAt(14)));
  EXPECT_FALSE(IsNightDay(both, DayAt(15)));
  EXPECT_FALSE(HasNightShiftsOnly(both));
  const v1::Agent night = WithShift({1}, 22, 6, true);
  EXPECT_TRUE(IsNightDay(night, DayAt(15)));
  EXPECT_FALSE(HasNightShiftsOnly({}));
}

TEST(ShiftTest, JoinsWhatOverlapsOrTouches) {
  const auto joined = Join({{At(13, 10), At(13, 11)},
                            {At(13, 9), At(13, 10)},
                            {At(13, 12), At(13, 13)},
                            {At(13, 9), At(13, 9, 30)}});
  ASSERT_EQ(joined.size(), 2u);
  EXPECT_EQ(joined[0].start, At(13, 9));
  EXPECT_EQ(joined[0].end, At(13, 11));
  EXPECT_EQ(joined[1].start, At(13, 12));
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
