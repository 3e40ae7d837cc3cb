#include "services/catalog/domain/shop/states.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/calls.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::HasReason;

// Asks every event in every state: exactly the expected ones lead somewhere.
template <class State>
void CheckAll(const StateMachine<State>& machine, const std::set<State>& states,
              const std::map<std::pair<State, std::string>, State>& expected) {
  std::set<std::string> events;
  for (const auto& row : machine.table()) events.insert(row.event);
  EXPECT_EQ(machine.table().size(), expected.size());
  for (const State state : states) {
    for (const std::string& event : events) {
      const auto next = machine.Next("shops/s/x/1", state, event);
      const auto wanted = expected.find({state, event});
      if (wanted == expected.end()) {
        EXPECT_THAT(next, HasReason("WRONG_STATE")) << state << " " << event;
        EXPECT_EQ(ErrorMetadataOf(next.status(), "allowed"), machine.Allowed(state));
        EXPECT_FALSE(machine.Can(state, event));
      } else {
        ASSERT_OK(next) << state << " " << event;
        EXPECT_EQ(*next, wanted->second) << state << " " << event;
      }
    }
  }
}

TEST(StatesTest, EveryProductStateAndEvent) {
  using P = v1::Product;
  CheckAll<P::State>(kProductMachine, {P::DRAFT, P::ON_SALE, P::OFF_SALE},
                     {{{P::DRAFT, "publish"}, P::ON_SALE},
                      {{P::DRAFT, "schedule_publish"}, P::DRAFT},
                      {{P::DRAFT, "cancel_publish"}, P::DRAFT},
                      {{P::OFF_SALE, "publish"}, P::ON_SALE},
                      {{P::OFF_SALE, "schedule_publish"}, P::OFF_SALE},
                      {{P::OFF_SALE, "cancel_publish"}, P::OFF_SALE},
                      {{P::ON_SALE, "delist"}, P::OFF_SALE},
                      {{P::ON_SALE, "schedule_delist"}, P::ON_SALE},
                      {{P::ON_SALE, "cancel_delist"}, P::ON_SALE}});
}

TEST(StatesTest, EveryReservationStateAndEvent) {
  using R = v1::Reservation;
  CheckAll<R::State>(kReservationMachine,
                     {R::TENTATIVE, R::CONFIRMED, R::COMMITTED, R::RELEASED, R::EXPIRED},
                     {{{R::TENTATIVE, "confirm"}, R::CONFIRMED},
                      {{R::TENTATIVE, "release"}, R::TENTATIVE},
                      {{R::TENTATIVE, "release_all"}, R::RELEASED},
                      {{R::TENTATIVE, "expire"}, R::EXPIRED},
                      {{R::CONFIRMED, "confirm"}, R::CONFIRMED},
                      {{R::CONFIRMED, "commit"}, R::CONFIRMED},
                      {{R::CONFIRMED, "commit_rest"}, R::COMMITTED},
                      {{R::CONFIRMED, "release"}, R::CONFIRMED},
                      {{R::CONFIRMED, "release_rest"}, R::COMMITTED},
                      {{R::CONFIRMED, "release_all"}, R::RELEASED},
                      {{R::COMMITTED, "confirm"}, R::COMMITTED},
                      {{R::COMMITTED, "release_rest"}, R::COMMITTED},
                      {{R::RELEASED, "release_all"}, R::RELEASED},
                      {{R::EXPIRED, "release_all"}, R::EXPIRED}});
}

TEST(StatesTest, EveryBargainStateAndEvent) {
  using B = v1::Bargain;
  CheckAll<B::State>(kBargainMachine, {B::OPEN, B::ACCEPTED, B::REFUSED, B::EXPIRED},
                     {{{B::OPEN, "counter_offer"}, B::OPEN},
                      {{B::OPEN, "accept"}, B::ACCEPTED},
                      {{B::OPEN, "refuse"}, B::REFUSED},
                      {{B::OPEN, "expire"}, B::EXPIRED}});
}

TEST(StatesTest, EveryGrantStateAndEvent) {
  using G = v1::Grant;
  CheckAll<G::State>(kGrantMachine, {G::ACTIVE, G::REDEEMED, G::EXPIRED},
                     {{{G::ACTIVE, "redeem"}, G::REDEEMED},
                      {{G::ACTIVE, "expire"}, G::EXPIRED},
                      {{G::REDEEMED, "hand_over"}, G::REDEEMED},
                      {{G::REDEEMED, "return"}, G::ACTIVE},
                      {{G::REDEEMED, "return_late"}, G::EXPIRED}});
}

TEST(StatesTest, EveryArticleStateAndEvent) {
  using A = v1::Article;
  CheckAll<A::State>(kArticleMachine, {A::DRAFT, A::PUBLISHED, A::WITHDRAWN},
                     {{{A::DRAFT, "publish"}, A::PUBLISHED},
                      {{A::PUBLISHED, "publish"}, A::PUBLISHED},
                      {{A::PUBLISHED, "withdraw"}, A::WITHDRAWN},
                      {{A::WITHDRAWN, "publish"}, A::PUBLISHED}});
}

TEST(StatesTest, EveryQuizStateAndEvent) {
  using Q = v1::Quiz;
  CheckAll<Q::State>(kQuizMachine, {Q::OPEN, Q::GRADED, Q::EXPIRED},
                     {{{Q::OPEN, "submit"}, Q::GRADED}, {{Q::OPEN, "expire"}, Q::EXPIRED}});
}

TEST(StatesTest, ARefusedEventLeavesTheState) {
  v1::Grant grant;
  grant.set_name("shops/s/grants/g");
  grant.set_state(v1::Grant::EXPIRED);
  EXPECT_THAT(Move(kGrantMachine, grant, "redeem"), HasReason("WRONG_STATE"));
  EXPECT_EQ(grant.state(), v1::Grant::EXPIRED);
  grant.set_state(v1::Grant::ACTIVE);
  ASSERT_OK(Move(kGrantMachine, grant, "redeem"));
  EXPECT_EQ(grant.state(), v1::Grant::REDEEMED);
}

TEST(StatesTest, ErrorsNameCallsOfCatalog) {
  const std::set<std::string> rpcs = shopdesk::testing::RpcsOf(
      {v1::Product::descriptor()->file(), v1::Reservation::descriptor()->file(),
       v1::Bargain::descriptor()->file(), v1::Article::descriptor()->file(),
       v1::Quiz::descriptor()->file()});
  shopdesk::testing::ExpectCallsAre(rpcs, kProductMachine, {});
  shopdesk::testing::ExpectCallsAre(rpcs, kReservationMachine, {"expire"});
  shopdesk::testing::ExpectCallsAre(rpcs, kBargainMachine, {"expire"});
  shopdesk::testing::ExpectCallsAre(rpcs, kGrantMachine, {"expire"});
  shopdesk::testing::ExpectCallsAre(rpcs, kArticleMachine, {});
  shopdesk::testing::ExpectCallsAre(rpcs, kQuizMachine, {"expire"});
}

TEST(StatesTest, TheDocumentIsDrawnFromTheTables) {
  const char kFile[] = "docs/states/catalog.md";
  const std::string drawn =
      absl::StrCat("# States of catalog\n\n", kProductMachine.ToMarkdown(), "\n",
                   kReservationMachine.ToMarkdown(), "\n", kBargainMachine.ToMarkdown(), "\n",
                   kGrantMachine.ToMarkdown(), "\n", kArticleMachine.ToMarkdown(), "\n",
                   kQuizMachine.ToMarkdown());
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(kFile) << drawn;
  std::stringstream stored;
  stored << std::ifstream(kFile).rdbuf();
  EXPECT_EQ(stored.str(), drawn) << "run with UPDATE_GOLDEN=1";
}

}  // namespace
}  // namespace shopdesk::catalog::domain
