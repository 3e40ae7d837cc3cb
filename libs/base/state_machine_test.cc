#include "libs/base/state_machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shopdesk/type/v1/actor.pb.h"

namespace shopdesk {
namespace {

using ::testing::HasSubstr;
using State = type::v1::Actor::Kind;
using type::v1::Actor;

constexpr Transition<State> kTable[] = {
    {Actor::AGENT, "pay", Actor::BUYER, "amount covered", "72 h"},
    {Actor::AGENT, "close", Actor::SYSTEM},
    {Actor::AGENT, "end", Actor::BUYER},
    {Actor::BUYER, "close", Actor::SYSTEM},
    {Actor::BUYER, "remind", Actor::BUYER},
};
constexpr EventCall kCalls[] = {
    {"pay", "RecordPayment"}, {"pay", "MatchLine"}, {"close", "CloseOrder"}, {"end", "CloseOrder"}};
const StateMachine<State> kMachine("trade", kTable, kCalls);

TEST(StateMachineTest, EveryPairOfStateAndEvent) {
  const struct {
    State from;
    const char* event;
    State to;
  } kPossible[] = {{Actor::AGENT, "pay", Actor::BUYER},
                   {Actor::AGENT, "close", Actor::SYSTEM},
                   {Actor::AGENT, "end", Actor::BUYER},
                   {Actor::BUYER, "close", Actor::SYSTEM},
                   {Actor::BUYER, "remind", Actor::BUYER}};
  int possible = 0;
  for (State from : {Actor::AGENT, Actor::BUYER, Actor::SYSTEM}) {
    for (const char* event : {"pay", "close", "end", "remind", "unknown", ""}) {
      const absl::StatusOr<State> next = kMachine.Next("shops/1/orders/2", from, event);
      EXPECT_EQ(kMachine.Can(from, event), next.ok());
      for (const auto& row : kPossible) {
        if (row.from != from || std::string(row.event) != event) continue;
        ASSERT_TRUE(next.ok()) << next.status();
        EXPECT_EQ(*next, row.to);
        ++possible;
      }
      EXPECT_EQ(ReasonOf(next.status()), next.ok() ? "" : "WRONG_STATE");
    }
  }
  EXPECT_EQ(possible, 5);
  EXPECT_EQ(kMachine.table().size(), 5u);
}

TEST(StateMachineTest, AnErrorNamesTheCallsThatArePossibleOnceEach) {
  const absl::Status status = kMachine.Next("shops/1/orders/2", Actor::AGENT, "remind").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ErrorMetadataOf(status, "resource"), "shops/1/orders/2");
  EXPECT_EQ(ErrorMetadataOf(status, "state"), "AGENT");
  EXPECT_EQ(ErrorMetadataOf(status, "allowed"), "RecordPayment, MatchLine, CloseOrder");
  EXPECT_EQ(kMachine.Allowed(Actor::SYSTEM), "");
}

TEST(StateMachineTest, AnErrorNamesTheCallThatIsNot) {
  EXPECT_THAT(std::string(kMachine.Next("o", Actor::BUYER, "pay").status().message()),
              HasSubstr("RecordPayment or MatchLine is not possible now"));
  EXPECT_THAT(std::string(kMachine.Next("o", Actor::SYSTEM, "remind").status().message()),
              HasSubstr("remind is not possible now"));
}

// Reminding is the service's own step: nobody can call for it.
TEST(StateMachineTest, OwnStepsAreNotNamed) {
  EXPECT_EQ(kMachine.Allowed(Actor::BUYER), "CloseOrder");
}

TEST(StateMachineTest, AStateOfALaterReleaseIsAnErrorNotACrash) {
  const absl::Status status = kMachine.Next("n", static_cast<State>(77), "pay").status();
  EXPECT_EQ(ErrorMetadataOf(status, "state"), "77");
}

TEST(StateMachineTest, IsDrawn) {
  const std::string text = kMachine.ToMarkdown();
  EXPECT_THAT(text, HasSubstr("### trade\n"));
  EXPECT_THAT(text, HasSubstr("  AGENT --> BUYER: pay\n"));
  EXPECT_THAT(text, HasSubstr("| AGENT | pay | BUYER | amount covered | 72 h |\n"));
  EXPECT_THAT(text, HasSubstr("| BUYER | close | SYSTEM |  |  |\n"));
}

}  // namespace
}  // namespace shopdesk
