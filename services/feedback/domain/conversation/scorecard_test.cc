#include "services/feedback/domain/conversation/scorecard.h"

#include "gtest/gtest.h"
#include "libs/base/ratio.h"
#include "services/feedback/domain/shop/policy.h"

namespace shopdesk::feedback::domain {
namespace {

const absl::TimeZone kScorecardUtc = absl::UTCTimeZone();

absl::Time ScorecardAt(int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2023, 11, day, hour, minute), kScorecardUtc);
}
Day ScorecardDayAt(int day) { return DayOf(ScorecardAt(day, 0), kScorecardUtc); }

v1::Policy ScorecardDefault() { return DefaultPolicy("shops/1/policy"); }

v1::Agent Night() {
  v1::Agent agent;
  v1::Shift* shift = agent.add_shifts();
  for (int weekday = 1; weekday <= 7; ++weekday) shift->add_weekdays(weekday);
  shift->set_start_minute(22 * 60);
  shift->set_end_minute(6 * 60);
  shift->set_night(true);
  return agent;
}

const v1::Figure& Find(const std::vector<v1::Figure>& figures, const std::string& key) {
  for (const v1::Figure& figure : figures) {
    if (figure.key() == key) return figure;
  }
  ADD_FAILURE() << "no figure " << key;
  return figures.front();
}

v1::Figure FigureOf(const std::string& key, const Tally& tally, const OnlineTime& online = {}) {
  return Find(FiguresOf({}, ScorecardDefault(), tally, online), key);
}

TEST(ScorecardTest, EmptyDataIsNoDataForEachFigure) {
  const auto figures = FiguresOf({}, ScorecardDefault(), {}, {});
  ASSERT_EQ(figures.size(), 6u);
  for (const v1::Figure& figure : figures) {
    EXPECT_EQ(figure.verdict(), v1::Figure::NO_DATA) << figure.key();
    EXPECT_FALSE(figure.has_value()) << figure.key();
    EXPECT_EQ(figure.sample_size(), 0) << figure.key();
    EXPECT_GT(figure.target(), 0) << figure.key();
    EXPECT_FALSE(figure.comparison().empty()) << figure.key();
    EXPECT_FALSE(figure.unit().empty()) << figure.key();
  }
}

TEST(ScorecardTest, OrderErrorsAreBelowTwoPerMille) {
  v1::Figure figure = FigureOf("order_errors", {.orders = 501, .order_errors = 1});
  EXPECT_EQ(figure.value(), 20) << "19.96";
  EXPECT_EQ(figure.sample_size(), 501);
  EXPECT_EQ(figure.comparison(), "below");
  EXPECT_EQ(figure.verdict(), v1::Figure::PASS);
  figure = FigureOf("order_errors", {.orders = 500, .order_errors = 1});
  EXPECT_EQ(figure.value(), 20);
  EXPECT_EQ(figure.verdict(), v1::Figure::FAIL) << "below means below";
  figure = FigureOf("order_errors", {.orders = 500});
  EXPECT_EQ(figure.value(), 0);
  EXPECT_EQ(figure.verdict(), v1::Figure::PASS);
  EXPECT_EQ(FigureOf("order_errors", {.order_errors = 1}).verdict(), v1::Figure::NO_DATA);
}

TEST(ScorecardTest, AnAverageResponseIsBelowFiveSeconds) {
  v1::Figure figure = FigureOf("average_response", {.responses = 2, .wait_ms = 10000});
  EXPECT_EQ(figure.value(), 5000);
  EXPECT_EQ(figure.sample_size(), 2);
  EXPECT_EQ(figure.comparison(), "below");
  EXPECT_EQ(figure.verdict(), v1::Figure::FAIL) << "5,000 is not below 5,000";
  figure = FigureOf("average_response", {.responses = 2, .wait_ms = 9999});
  EXPECT_EQ(figure.value(), 5000) << "4,999.5, half up";
  EXPECT_EQ(figure.verdict(), v1::Figure::PASS) << "the exact value is below";
  figure = FigureOf("average_response", {.responses = 3, .wait_ms = 14998});
  EXPECT_EQ(figure.value(), 4999) << "4,999.3";
  EXPECT_EQ(figure.verdict(), v1::Figure::PASS);
  figure = FigureOf("average_response", {.responses = 2, .wait_ms = 10001});
  EXPECT_EQ(figure.value(), 5001);
  EXPECT_EQ(figure.verdict(), v1::Figure::FAIL);
}

TEST(ScorecardTest, AnswersAtOnceAreDataNotNoData) {
  const v1::Figure figure = FigureOf("average_response", {.responses = 3, .wait_ms = 0});
  EXPECT_TRUE(figure.has_value());
  EXPECT_EQ(figure.value(), 0);
  EXPECT_EQ(figure.verdict(), v1::Figure::PASS);
}

TEST(ScorecardTest, AnswerRatio) {
  v1::Figure figure = FigureOf("answer_ratio", {.consultations = 3, .answered = 3});
  EXPECT_EQ(figure.value(), 10000);
  EXPECT_EQ(figure.verdict(), v1::Figure::PASS);
  figure = FigureOf("answer_ratio", {.consultations = 3, .answered = 2});
  EXPECT_EQ(figure.value(), 6667);
  EXPECT_EQ(figure.verdict(), v1::Figure::FAIL);
  figure = FigureOf("answer_ratio", {.consultations = 20001, .answered = 20000});
  EXPECT_EQ(figure.value(), 10000) << "rounded";
  EXPECT_EQ(figure.verdict(), v1::Figure::FAIL) << "one has no answer";
  figure = FigureOf("answer_ratio", {.consultations = 3, .answered = 0});
  EXPECT_EQ(figure.value(), 0);
  EXPECT_EQ(figure.verdict(), v1::Figure::FAIL);
}

TEST(ScorecardTest, Conversion) {
  v1::Figure figure = FigureOf("conversion", {.buyers = 5, .buyers_ordered = 2});
  EXPECT_EQ(figure.value(), 4000);
  EXPECT_EQ(figure.sample_size(), 5);
  EXPECT_EQ(figure.verdict(), v1::Figure::PASS);
  figure = FigureOf("conversion", {.buyers = 1667, .buyers_ordered = 666});
  EXPECT_EQ(figure.value(), 3995);
  EXPECT_EQ(figure.verdict(), v1::Figure::FAIL);
}

TEST(ScorecardTest, OnlineIsTheMeanOfWorkedDays) {
  const OnlineTime online = OnlineTimeOf(
      {}, ScorecardDefault(), {ScorecardDayAt(13), ScorecardDayAt(19)},
      {{ScorecardAt(13, 9), ScorecardAt(13, 18)}, {ScorecardAt(15, 9), ScorecardAt(15, 19)}},
      kScorecardUtc);
  EXPECT_EQ(online.worked_days, 2);
  EXPECT_EQ(online.seconds, 19 * 3600);
  const v1::Figure figure = FigureOf("online_time", {}, online);
  EXPECT_EQ(figure.value(), 34200);
  EXPECT_EQ(figure.target(), 32400);
  EXPECT_EQ(figure.sample_size(), 2);
  EXPECT_EQ(figure.verdict(), v1::Figure::PASS);
}

TEST(ScorecardTest, OverlappingSessionsCountOnce) {
  const OnlineTime online =
      OnlineTimeOf({}, ScorecardDefault(), {ScorecardDayAt(13), ScorecardDayAt(13)},
                   {{ScorecardAt(13, 9), ScorecardAt(13, 12)},
                    {ScorecardAt(13, 11), ScorecardAt(13, 13)},
                    {ScorecardAt(13, 10), ScorecardAt(13, 11)}},
                   kScorecardUtc);
  EXPECT_EQ(online.seconds, 4 * 3600);
}

TEST(ScorecardTest, SessionsAreSplitAtMidnightAndCutToThePeriod) {
  const std::vector<TimeSpan> sessions = {{ScorecardAt(13, 22), ScorecardAt(14, 3)}};
  EXPECT_EQ(OnlineTimeOf({}, ScorecardDefault(), {ScorecardDayAt(13), ScorecardDayAt(13)}, sessions,
                         kScorecardUtc)
                .seconds,
            2 * 3600);
  EXPECT_EQ(OnlineTimeOf({}, ScorecardDefault(), {ScorecardDayAt(14), ScorecardDayAt(14)}, sessions,
                         kScorecardUtc)
                .seconds,
            3 * 3600);
  EXPECT_EQ(OnlineTimeOf({}, ScorecardDefault(), {ScorecardDayAt(13), ScorecardDayAt(14)}, sessions,
                         kScorecardUtc)
                .worked_days,
            2);
  EXPECT_EQ(OnlineTimeOf({}, ScorecardDefault(), {ScorecardDayAt(15), ScorecardDayAt(15)}, sessions,
                         kScorecardUtc)
                .worked_days,
            0);
}

TEST(ScorecardTest, ANightShiftIsADayOfItsOwnAcrossMidnight) {
  const std::vector<TimeSpan> sessions = {{ScorecardAt(13, 22), ScorecardAt(14, 5)}};
  const OnlineTime monday =
      OnlineTimeOf(Night(), ScorecardDefault(), {ScorecardDayAt(13), ScorecardDayAt(13)}, sessions,
                   kScorecardUtc);
  EXPECT_EQ(monday.worked_days, 1);
  EXPECT_EQ(monday.seconds, 7 * 3600);
  EXPECT_EQ(monday.target_seconds, 6 * 3600);
  EXPECT_EQ(OnlineTimeOf(Night(), ScorecardDefault(), {ScorecardDayAt(14), ScorecardDayAt(14)},
                         sessions, kScorecardUtc)
                .worked_days,
            0);
  const auto figures = FiguresOf(Night(), ScorecardDefault(), {}, monday);
  EXPECT_EQ(Find(figures, "online_time").verdict(), v1::Figure::PASS);
  EXPECT_EQ(Find(figures, "online_time").target(), 21600);
  EXPECT_EQ(Find(FiguresOf(Night(), ScorecardDefault(), {}, {}), "online_time").target(), 21600);
}

TEST(ScorecardTest, DayAndNightShiftsMixTheirTargets) {
  v1::Agent agent;
  v1::Shift* day = agent.add_shifts();
  day->add_weekdays(1);
  day->set_start_minute(9 * 60);
  day->set_end_minute(18 * 60);
  v1::Shift* night = agent.add_shifts();
  night->add_weekdays(2);
  night->set_start_minute(22 * 60);
  night->set_end_minute(6 * 60);
  night->set_night(true);
  const OnlineTime online = OnlineTimeOf(
      agent, ScorecardDefault(), {ScorecardDayAt(13), ScorecardDayAt(14)},
      {{ScorecardAt(13, 9), ScorecardAt(13, 18)}, {ScorecardAt(14, 22), ScorecardAt(15, 4)}},
      kScorecardUtc);
  EXPECT_EQ(online.worked_days, 2);
  EXPECT_EQ(online.seconds, 15 * 3600);
  EXPECT_EQ(online.target_seconds, 15 * 3600);
  EXPECT_EQ(Find(FiguresOf(agent, ScorecardDefault(), {}, online), "online_time").verdict(),
            v1::Figure::PASS);
}

TEST(ScorecardTest, ASecondShortFails) {
  OnlineTime online = {.worked_days = 2, .seconds = 64799, .target_seconds = 64800};
  EXPECT_EQ(FigureOf("online_time", {}, online).value(), 32400) << "32,399.5";
  EXPECT_EQ(FigureOf("online_time", {}, online).verdict(), v1::Figure::FAIL);
  online.seconds = 64800;
  EXPECT_EQ(FigureOf("online_time", {}, online).verdict(), v1::Figure::PASS);
}

TEST(RatioTest, HalvesGoUp) {
  EXPECT_EQ(HalfUp(0, 7), 0);
  EXPECT_EQ(HalfUp(1, 2), 1);
  EXPECT_EQ(HalfUp(4999, 10000), 0);
  EXPECT_EQ(HalfUp(5000, 10000), 1);
  EXPECT_EQ(HalfUp(6, 3), 2);
  EXPECT_EQ(HalfUp(INT64_MAX, 2), INT64_MAX / 2 + 1);
}

}  // namespace
}  // namespace shopdesk::feedback::domain
