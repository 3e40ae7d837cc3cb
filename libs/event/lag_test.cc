#include "libs/event/lag.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "libs/base/id.h"

namespace shopdesk::event {
namespace {

constexpr absl::Duration kPatience = absl::Milliseconds(250);
// An event's age is told by the machine's clock, which goes on while a test runs.
constexpr absl::Duration kSlack = absl::Seconds(30);

absl::Duration steady_time;

absl::Duration SteadyTime() { return steady_time; }

void Pass(absl::Duration time) { steady_time += time; }

// A page whose oldest event was appended so long ago, by its id.
Page PageOf(absl::Duration age) {
  Page page;
  page.events.resize(2);
  page.events[0].set_id(NewUuid(absl::Now() - age));
  page.events[1].set_id(NewUuid(absl::Now()));
  return page;
}

void ExpectAbout(absl::Duration lag, absl::Duration expected) {
  EXPECT_GE(lag, expected - absl::Milliseconds(1));
  EXPECT_LT(lag, expected + kSlack);
}

TEST(LagTest, WhoDoesNotFollowIsNotBehind) {
  Lag lag(kPatience, SteadyTime);
  Pass(absl::Hours(1));
  EXPECT_EQ(lag.Get(), absl::ZeroDuration());
}

TEST(LagTest, AtTheHeadThereIsNone) {
  Lag lag(kPatience, SteadyTime);
  lag.Begin();
  for (int i = 0; i < 100; ++i) {
    Pass(kPatience);
    lag.Read(Page());
    Pass(kPatience);
    EXPECT_EQ(lag.Get(), absl::ZeroDuration());
  }
}

TEST(LagTest, BehindItIsTheAgeOfTheOldestEvent) {
  Lag lag(kPatience, SteadyTime);
  lag.Begin();
  lag.Read(PageOf(absl::Minutes(10)));
  ExpectAbout(lag.Get(), absl::Minutes(10));
  Pass(absl::Minutes(2));
  ExpectAbout(lag.Get(), absl::Minutes(12));
}

TEST(LagTest, ALongImportDoesNotMakeYoungEventsOld) {
  Lag lag(kPatience, SteadyTime);
  lag.Begin();
  for (int i = 0; i < 900; ++i) {
    lag.Read(PageOf(absl::Seconds(5)));
    Pass(absl::Seconds(1));
    ExpectAbout(lag.Get(), absl::Seconds(6));
  }
}

TEST(LagTest, ItGrowsWhileTheSourceIsAway) {
  Lag lag(kPatience, SteadyTime);
  lag.Begin();
  lag.Read(Page());
  Pass(absl::Minutes(20));
  EXPECT_EQ(lag.Get(), absl::Minutes(20));
  lag.Read(Page());
  EXPECT_EQ(lag.Get(), absl::ZeroDuration());
}

TEST(LagTest, ASourceThatNeverAnsweredCountsFromTheBeginning) {
  Lag lag(kPatience, SteadyTime);
  lag.Begin();
  Pass(absl::Minutes(3));
  EXPECT_EQ(lag.Get(), absl::Minutes(3));
}

TEST(LagTest, NothingIsLeftAfterCatchingUp) {
  Lag lag(kPatience, SteadyTime);
  lag.Begin();
  lag.Read(PageOf(absl::Hours(1)));
  Pass(absl::Minutes(1));
  lag.CatchUp();
  EXPECT_EQ(lag.Get(), absl::ZeroDuration());
  Pass(absl::Minutes(1));
  EXPECT_EQ(lag.Get(), absl::Minutes(1));
}

TEST(LagTest, ALostPlaceCountsUntilEventsAreReadAgain) {
  Lag lag(kPatience, SteadyTime);
  lag.Begin();
  lag.Read(Page());
  lag.Lose();
  Pass(kPatience);
  EXPECT_EQ(lag.Get(), kPatience);
  Pass(absl::Minutes(1));
  EXPECT_EQ(lag.Get(), absl::Minutes(1) + kPatience);
  lag.Read(Page());
  EXPECT_EQ(lag.Get(), absl::ZeroDuration());
}

TEST(LagTest, WhoTakesOverAgainDoesNotCountTheTimeOfOthers) {
  Lag lag(kPatience, SteadyTime);
  lag.Begin();
  lag.Read(PageOf(absl::Hours(1)));
  Pass(absl::Hours(1));
  lag.Begin();
  EXPECT_EQ(lag.Get(), absl::ZeroDuration());
}

// The machine's clock was set back after the event was appended: it counts as new, and its age
// grows by the clock that nobody sets.
TEST(LagTest, AnEventOfTheFutureIsNew) {
  Lag lag(kPatience, SteadyTime);
  lag.Begin();
  lag.Read(PageOf(-absl::Hours(1)));
  EXPECT_EQ(lag.Get(), absl::ZeroDuration());
  Pass(absl::Minutes(1));
  EXPECT_EQ(lag.Get(), absl::Minutes(1));
}

TEST(LagTest, AnIdThatTellsNoTimeCountsAsNew) {
  Page page;
  page.events.resize(1);
  for (const char* id : {"", "1", "zzzzzzzz-zzzz-7000-8000-000000000000"}) {
    Lag lag(kPatience, SteadyTime);
    lag.Begin();
    page.events[0].set_id(id);
    lag.Read(page);
    EXPECT_EQ(lag.Get(), absl::ZeroDuration()) << id;
  }
}

}  // namespace
}  // namespace shopdesk::event
