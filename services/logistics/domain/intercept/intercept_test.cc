#include "services/logistics/domain/intercept/intercept.h"

#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using v1::Intercept;

const absl::Time kInterceptTime = absl::FromUnixSeconds(1'700'000'000);

Intercept InterceptIn(Intercept::Kind kind, Intercept::State state) {
  Intercept intercept;
  intercept.set_name("shops/1/shipments/a/intercepts/i");
  intercept.set_kind(kind);
  intercept.set_state(state);
  return intercept;
}

TEST(InterceptMachineTest, EveryStateAndEvent) {
  const std::map<std::pair<Intercept::State, std::string>, Intercept::State> expected = {
      {{Intercept::ASKED, "accept"}, Intercept::ACCEPTED},
      {{Intercept::ASKED, "reject"}, Intercept::REJECTED},
      {{Intercept::ASKED, "overtake"}, Intercept::TOO_LATE},
      {{Intercept::ACCEPTED, "complete"}, Intercept::DONE},
      {{Intercept::ACCEPTED, "fail"}, Intercept::FAILED},
  };
  for (int state = Intercept::State_MIN; state <= Intercept::State_MAX; ++state) {
    for (const char* event : {"accept", "reject", "overtake", "complete", "fail"}) {
      const auto from = static_cast<Intercept::State>(state);
      const auto row = expected.find({from, event});
      Intercept intercept = InterceptIn(Intercept::RECALL, from);
      const absl::Status stepped = StepIntercept(intercept, event, kInterceptTime);
      if (row == expected.end()) {
        EXPECT_THAT(stepped, HasReason("WRONG_STATE")) << state << " " << event;
      } else {
        ASSERT_OK(stepped);
        EXPECT_EQ(intercept.state(), row->second) << state << " " << event;
        EXPECT_EQ(intercept.has_end_time(), intercept.state() != Intercept::ACCEPTED);
      }
    }
  }
}

TEST(InterceptTest, EveryStateHasItsEvent) {
  for (int number = Intercept::ASKED; number <= Intercept::State_MAX; ++number) {
    const auto state = static_cast<Intercept::State>(number);
    EXPECT_EQ(InterceptEvent(state),
              absl::StrCat("intercept.", absl::AsciiStrToLower(Intercept::State_Name(state))));
  }
}

TEST(InterceptTest, TheStatusSaysWhetherItIsTooLate) {
  const std::set<v1::TrackingStatus::Value> before = {v1::TrackingStatus::PENDING,
                                                      v1::TrackingStatus::INFO_RECEIVED};
  const std::set<v1::TrackingStatus::Value> on_the_way = {
      v1::TrackingStatus::PICKED_UP, v1::TrackingStatus::IN_TRANSIT, v1::TrackingStatus::CUSTOMS,
      v1::TrackingStatus::EXCEPTION, v1::TrackingStatus::EXPIRED};
  for (int number = v1::TrackingStatus::PENDING; number <= v1::TrackingStatus::EXPIRED; ++number) {
    const auto status = static_cast<v1::TrackingStatus::Value>(number);
    EXPECT_EQ(TimingOf(status), before.count(status) > 0       ? Timing::kBeforePickup
                                : on_the_way.count(status) > 0 ? Timing::kOnTheWay
                                                               : Timing::kTooLate)
        << number;
  }
}

TEST(InterceptTest, OnlyAChangeOfAddressHasAReceiver) {
  EXPECT_OK(CheckIntercept(ParseText<v1::RequestInterceptRequest>("kind: RECALL")));
  EXPECT_OK(CheckIntercept(
      ParseText<v1::RequestInterceptRequest>("kind: ADDRESS_CHANGE new_receiver { name: 'x' }")));
  EXPECT_THAT(CheckIntercept(ParseText<v1::RequestInterceptRequest>("kind: ADDRESS_CHANGE")),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(CheckIntercept(ParseText<v1::RequestInterceptRequest>(
                  "kind: RECALL new_receiver { name: 'x' }")),
              HasReason("INVALID_ARGUMENT"));
}

// By kind and state, the steps that each status brings; all others bring none.
TEST(InterceptTest, NewsOfTheParcelMovesItOn) {
  using Steps = std::vector<absl::string_view>;
  using StepsOfStatus = std::map<v1::TrackingStatus::Value, Steps>;
  const Steps done = {"accept", "complete"};
  const StepsOfStatus recall_accepted = {{v1::TrackingStatus::INTERCEPTED, {"complete"}},
                                         {v1::TrackingStatus::RETURNING, {"complete"}},
                                         {v1::TrackingStatus::RETURNED, {"complete"}},
                                         {v1::TrackingStatus::DELIVERED, {"fail"}},
                                         {v1::TrackingStatus::CANCELLED, {"fail"}}};
  StepsOfStatus recall_asked = {{v1::TrackingStatus::INTERCEPTED, done},
                                {v1::TrackingStatus::RETURNING, done},
                                {v1::TrackingStatus::RETURNED, done}};
  const StepsOfStatus change_accepted = {{v1::TrackingStatus::RETURNING, {"fail"}},
                                         {v1::TrackingStatus::RETURNED, {"fail"}},
                                         {v1::TrackingStatus::DELIVERED, {"fail"}},
                                         {v1::TrackingStatus::CANCELLED, {"fail"}}};
  StepsOfStatus change_asked = {{v1::TrackingStatus::INTERCEPTED, {"accept"}}};
  for (int number = v1::TrackingStatus::PENDING; number <= v1::TrackingStatus::EXPIRED; ++number) {
    const auto status = static_cast<v1::TrackingStatus::Value>(number);
    if (TimingOf(status) == Timing::kTooLate) {
      recall_asked.emplace(status, Steps{"overtake"});
      change_asked.emplace(status, Steps{"overtake"});
    }
  }
  const auto check = [](Intercept::Kind kind, Intercept::State state, const StepsOfStatus& want) {
    for (int number = v1::TrackingStatus::PENDING; number <= v1::TrackingStatus::EXPIRED;
         ++number) {
      const auto status = static_cast<v1::TrackingStatus::Value>(number);
      const auto found = want.find(status);
      EXPECT_EQ(InterceptStepsOf(InterceptIn(kind, state), status),
                found == want.end() ? Steps() : found->second)
          << kind << " " << state << " " << number;
    }
  };
  check(Intercept::RECALL, Intercept::ASKED, recall_asked);
  check(Intercept::RECALL, Intercept::ACCEPTED, recall_accepted);
  check(Intercept::ADDRESS_CHANGE, Intercept::ASKED, change_asked);
  check(Intercept::ADDRESS_CHANGE, Intercept::ACCEPTED, change_accepted);
  for (const auto state :
       {Intercept::DONE, Intercept::FAILED, Intercept::REJECTED, Intercept::TOO_LATE}) {
    check(Intercept::RECALL, state, {});
  }
}

}  // namespace
}  // namespace shopdesk::logistics::domain
