#include "libs/event/decider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "libs/base/error.h"
#include "libs/base/mutex.h"

namespace shopdesk::event {
namespace {

using ::testing::ElementsAre;

std::vector<Event> EventsOf(std::initializer_list<const char*> names) {
  std::vector<Event> events;
  for (const char* name : names) events.emplace_back().set_resource_name(name);
  return events;
}

absl::Status Done(sql::Transaction&) { return absl::OkStatus(); }

// What was decided, and what was left.
struct Decision {
  absl::Status status;
  std::vector<Item> items;
  size_t next = 0;
};

Decision Decide(const Handler& handler, int at_once, const std::vector<Event>& events,
                const std::map<std::string, int64_t>& parked = {},
                absl::Duration time = absl::InfiniteDuration()) {
  Decision decision;
  decision.status = Decider(handler, at_once, /*by_event_alone=*/false)
                        .Decide(events, parked, Countdown(time), decision.items, decision.next);
  return decision;
}

TEST(Decider, AsksAboutDifferentResourcesAtOnce) {
  // Each waits until all three are being decided about.
  Mutex mutex;
  CondVar changed;
  int asked = 0;
  const Handler handler = [&](const Event&) -> absl::StatusOr<Effect> {
    MutexLock lock(mutex);
    ++asked;
    changed.NotifyAll();
    while (asked < 3) changed.Wait(mutex);
    return Effect(Done);
  };
  const std::vector<Event> events =
      EventsOf({"shops/1/orders/a", "shops/1/orders/b", "shops/1/orders/c/refunds/1"});
  const Decision decision = Decide(handler, 3, events);
  EXPECT_TRUE(decision.status.ok());
  ASSERT_EQ(decision.items.size(), 3u);
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(decision.items[i].event, &events[i]);
  EXPECT_EQ(decision.next, 3u);
}

TEST(Decider, AnEventOfAResourceThatChangesIsLeft) {
  std::atomic<int> asked{0};
  const Handler handler = [&](const Event&) -> absl::StatusOr<Effect> {
    ++asked;
    return Effect(Done);
  };
  const Decision decision = Decide(handler, 8,
                                   EventsOf({"shops/1/orders/a", "shops/1/orders/b",
                                             "shops/1/orders/a/refunds/1", "shops/1/orders/c"}));
  EXPECT_TRUE(decision.status.ok());
  EXPECT_EQ(decision.next, 2u);
  EXPECT_EQ(asked, 2);
}

TEST(Decider, WhoDecidesByTheEventAloneTakesAllOfAResource) {
  const Handler handler = [](const Event& event) -> absl::StatusOr<Effect> {
    if (event.resource_name() == "shops/1/orders/bad") return absl::InvalidArgumentError("bad");
    return Effect(Done);
  };
  const std::vector<Event> events =
      EventsOf({"shops/1/orders/a", "shops/1/orders/bad", "shops/1/orders/a/refunds/1",
                "shops/1/orders/bad", "shops/1/orders/a"});
  Decision decision;
  decision.status =
      Decider(handler, 1, /*by_event_alone=*/true)
          .Decide(events, {}, Countdown(absl::InfiniteDuration()), decision.items, decision.next);
  EXPECT_TRUE(decision.status.ok());
  EXPECT_EQ(decision.next, 5u);
  std::vector<std::string> errors;
  for (const Item& item : decision.items) errors.emplace_back(item.error.message());
  EXPECT_THAT(errors, ElementsAre("", "bad", "", kBehind, ""));
}

TEST(Decider, NothingToChangeHoldsNothingUp) {
  const Handler nothing = [](const Event&) -> absl::StatusOr<Effect> { return Effect(); };
  const Decision decision =
      Decide(nothing, 8, EventsOf({"shops/1/orders/a", "shops/1/orders/a", "shops/1/orders/a"}));
  EXPECT_EQ(decision.next, 3u);
}

TEST(Decider, AnErrorThatPassesEndsAtItsEventAndAnotherParks) {
  const Handler handler = [](const Event& event) -> absl::StatusOr<Effect> {
    if (event.resource_name() == "shops/1/orders/bad") return absl::InvalidArgumentError("bad");
    if (event.resource_name() == "shops/1/orders/away") return UnavailableError("away");
    return Effect(Done);
  };
  const Decision decision =
      Decide(handler, 8,
             EventsOf({"shops/1/orders/parked", "shops/1/orders/bad", "shops/1/orders/bad",
                       "shops/1/orders/away", "shops/1/orders/a"}),
             {{"shops/1/orders/parked", 1}});
  EXPECT_TRUE(absl::IsUnavailable(decision.status));
  EXPECT_EQ(decision.next, 3u);
  std::vector<std::string> errors;
  for (const Item& item : decision.items) errors.emplace_back(item.error.message());
  EXPECT_THAT(errors, ElementsAre(kBehind, "bad", kBehind));
}

TEST(Decider, EndsWithItsTimeOnceThereIsSomething) {
  const Handler handler = [](const Event&) -> absl::StatusOr<Effect> { return Effect(Done); };
  const Decision decision = Decide(handler, 1, EventsOf({"shops/1/orders/a", "shops/1/orders/b"}),
                                   {}, absl::ZeroDuration());
  EXPECT_TRUE(decision.status.ok());
  EXPECT_EQ(decision.next, 1u);
}

}  // namespace
}  // namespace shopdesk::event
