#include "services/feedback/domain/shop/states.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/testing/calls.h"

namespace shopdesk::feedback::domain {
namespace {

TEST(StatesTest, TheBuyersStepsExhaustively) {
  using R = v1::Review;
  const std::map<std::pair<R::State, std::string>, R::State> expected = {
      {{R::SUBMITTED, "append"}, R::APPENDED},
      {{R::SUBMITTED, "change"}, R::CHANGED},
      {{R::APPENDED, "change"}, R::APPENDED_AND_CHANGED},
      {{R::CHANGED, "append"}, R::APPENDED_AND_CHANGED},
      {{R::SUBMITTED, "remove"}, R::REMOVED},
      {{R::APPENDED, "remove"}, R::REMOVED},
      {{R::CHANGED, "remove"}, R::REMOVED},
      {{R::APPENDED_AND_CHANGED, "remove"}, R::REMOVED},
  };
  for (int state = R::State_MIN; state <= R::State_MAX; ++state) {
    for (const char* event : {"append", "change", "remove", "reply", ""}) {
      const auto next = kReviewStates.Next("r", static_cast<R::State>(state), event);
      const auto found = expected.find({static_cast<R::State>(state), event});
      if (found == expected.end()) {
        EXPECT_EQ(ReasonOf(next.status()), "WRONG_STATE") << state << event;
      } else {
        ASSERT_TRUE(next.ok()) << state << event;
        EXPECT_EQ(*next, found->second) << state << event;
      }
    }
  }
}

TEST(StatesTest, TheShopRepliesOnce) {
  using R = v1::Review;
  EXPECT_EQ(kReplyStates.Next("r", R::UNANSWERED, "reply").value(), R::ANSWERED);
  EXPECT_EQ(ReasonOf(kReplyStates.Next("r", R::ANSWERED, "reply").status()), "WRONG_STATE");
  EXPECT_EQ(ReasonOf(kReplyStates.Next("r", R::REPLY_STATE_UNSPECIFIED, "reply").status()),
            "WRONG_STATE");
  EXPECT_EQ(ReasonOf(kReplyStates.Next("r", R::UNANSWERED, "append").status()), "WRONG_STATE");
}

// That `machine` has these steps and no others; `last` is the highest state.
template <class State>
void ExpectExactly(const StateMachine<State>& machine, State last,
                   const std::map<std::pair<State, std::string>, State>& expected) {
  EXPECT_EQ(machine.table().size(), expected.size());
  std::set<std::string> events = {""};
  for (const Transition<State>& row : machine.table()) events.insert(row.event);
  for (int state = 0; state <= last; ++state) {
    for (const std::string& event : events) {
      const auto next = machine.Next("r", static_cast<State>(state), event);
      const auto found = expected.find({static_cast<State>(state), event});
      if (found == expected.end()) {
        EXPECT_EQ(ReasonOf(next.status()), "WRONG_STATE") << state << event;
      } else {
        ASSERT_TRUE(next.ok()) << state << event;
        EXPECT_EQ(*next, found->second) << state << event;
      }
    }
  }
}

TEST(StatesTest, ErrorsNameCallsOfFeedback) {
  const std::set<std::string> rpcs = shopdesk::testing::RpcsOf(
      {v1::Review::descriptor()->file(), v1::ReviewCase::descriptor()->file(),
       v1::Appeal::descriptor()->file(), v1::Dossier::descriptor()->file(),
       v1::Complaint::descriptor()->file(), v1::LateParcel::descriptor()->file(),
       v1::Ticket::descriptor()->file(), v1::RepeatedQuestion::descriptor()->file()});
  shopdesk::testing::ExpectCallsAre(rpcs, kReviewStates, {"remove"});
  shopdesk::testing::ExpectCallsAre(rpcs, kReplyStates, {});
  shopdesk::testing::ExpectCallsAre(rpcs, kCaseStates, {});
  shopdesk::testing::ExpectCallsAre(rpcs, kDossierStates, {"lapse"});
  shopdesk::testing::ExpectCallsAre(rpcs, kAppealStates, {"expire"});
  shopdesk::testing::ExpectCallsAre(rpcs, kComplaintStates, {"expire"});
  shopdesk::testing::ExpectCallsAre(rpcs, kTicketStates, {"miss", "lapse", "refund_changed"});
  shopdesk::testing::ExpectCallsAre(rpcs, kQuestionStates,
                                    {"lack", "cover", "lose", "lapse", "repeat"});
  shopdesk::testing::ExpectCallsAre(rpcs, kInvitationStates, {"drop"});
  shopdesk::testing::ExpectCallsAre(rpcs, kLateParcelStates, {"arrive", "end_trade"});
}

TEST(StatesTest, CasesExhaustively) {
  using C = v1::ReviewCase;
  ExpectExactly<C::State>(kCaseStates, C::State_MAX,
                          {
                              {{C::NEW, "contact"}, C::CONTACTED},
                              {{C::NEW, "unreachable"}, C::UNRESOLVED},
                              {{C::NEW, "confirm_malicious"}, C::MALICIOUS},
                              {{C::CONTACTED, "contact"}, C::CONTACTED},
                              {{C::CONTACTED, "find_cause"}, C::CAUSE_FOUND},
                              {{C::CONTACTED, "give_up"}, C::UNRESOLVED},
                              {{C::CONTACTED, "confirm_malicious"}, C::MALICIOUS},
                              {{C::CAUSE_FOUND, "contact"}, C::CAUSE_FOUND},
                              {{C::CAUSE_FOUND, "find_cause"}, C::CAUSE_FOUND},
                              {{C::CAUSE_FOUND, "offer"}, C::SOLUTION_OFFERED},
                              {{C::CAUSE_FOUND, "give_up"}, C::UNRESOLVED},
                              {{C::CAUSE_FOUND, "confirm_malicious"}, C::MALICIOUS},
                              {{C::SOLUTION_OFFERED, "contact"}, C::SOLUTION_OFFERED},
                              {{C::SOLUTION_OFFERED, "offer"}, C::SOLUTION_OFFERED},
                              {{C::SOLUTION_OFFERED, "resolve"}, C::RESOLVED},
                              {{C::SOLUTION_OFFERED, "give_up"}, C::UNRESOLVED},
                              {{C::SOLUTION_OFFERED, "confirm_malicious"}, C::MALICIOUS},
                          });
}

TEST(StatesTest, DossiersExhaustively) {
  using D = v1::Dossier;
  ExpectExactly<D::State>(kDossierStates, D::State_MAX,
                          {
                              {{D::COLLECTING, "add"}, D::COLLECTING},
                              {{D::COLLECTING, "confirm"}, D::CONFIRMED},
                              {{D::COLLECTING, "lapse"}, D::LAPSED},
                              {{D::CONFIRMED, "appeal"}, D::CONFIRMED},
                          });
}

TEST(StatesTest, AppealsExhaustively) {
  using A = v1::Appeal;
  ExpectExactly<A::State>(kAppealStates, A::State_MAX,
                          {
                              {{A::SUBMITTED, "uphold"}, A::UPHELD},
                              {{A::SUBMITTED, "reject"}, A::REJECTED},
                              {{A::SUBMITTED, "expire"}, A::REJECTED},
                          });
}

TEST(StatesTest, ComplaintsExhaustively) {
  using C = v1::Complaint;
  ExpectExactly<C::State>(kComplaintStates, C::State_MAX,
                          {
                              {{C::OPEN, "contact"}, C::OPEN},
                              {{C::OPEN, "state"}, C::OPEN},
                              {{C::OPEN, "assign"}, C::OPEN},
                              {{C::OPEN, "expire"}, C::CLOSED},
                              {{C::OPEN, "answer"}, C::ANSWERED},
                              {{C::OPEN, "withdraw"}, C::CLOSED},
                              {{C::OPEN, "settle"}, C::CLOSED},
                              {{C::ANSWERED, "contact"}, C::ANSWERED},
                              {{C::ANSWERED, "state"}, C::ANSWERED},
                              {{C::ANSWERED, "assign"}, C::ANSWERED},
                              {{C::ANSWERED, "expire"}, C::CLOSED},
                              {{C::ANSWERED, "withdraw"}, C::CLOSED},
                              {{C::ANSWERED, "settle"}, C::CLOSED},
                              {{C::ANSWERED, "decide"}, C::CLOSED},
                          });
}

TEST(StatesTest, TicketsExhaustively) {
  using T = v1::Ticket;
  std::map<std::pair<T::State, std::string>, T::State> expected = {
      {{T::OPEN, "miss"}, T::OPEN},
      {{T::WAITING_SHOP, "miss"}, T::WAITING_SHOP},
      {{T::WAITING_BUYER, "lapse"}, T::RESOLVED},
      {{T::RESOLVED, "wait_buyer"}, T::WAITING_BUYER},
      {{T::RESOLVED, "wait_shop"}, T::WAITING_SHOP},
      {{T::RESOLVED, "refund_changed"}, T::OPEN},
      {{T::RESOLVED, "lapse"}, T::CLOSED},
      {{T::CLOSED, "refund_changed"}, T::OPEN},
  };
  // What is under way takes notes, an agent and a refund where it stands, and goes on.
  for (const T::State state : {T::OPEN, T::WAITING_BUYER, T::WAITING_SHOP}) {
    for (const char* event : {"note", "assign", "refund", "refund_changed"}) {
      expected[{state, event}] = state;
    }
    expected[{state, "wait_buyer"}] = T::WAITING_BUYER;
    expected[{state, "wait_shop"}] = T::WAITING_SHOP;
    expected[{state, "resolve"}] = T::RESOLVED;
  }
  ExpectExactly<T::State>(kTicketStates, T::State_MAX, expected);
}

TEST(StatesTest, InvitationsExhaustively) {
  using I = v1::ReviewInvitation;
  ExpectExactly<I::State>(kInvitationStates, I::State_MAX,
                          {
                              {{I::DUE, "send"}, I::SENT},
                              {{I::DUE, "drop"}, I::DROPPED},
                              {{I::SENT, "review"}, I::REVIEWED},
                          });
}

TEST(StatesTest, LateParcelsExhaustively) {
  using L = v1::LateParcel;
  ExpectExactly<L::State>(kLateParcelStates, L::State_MAX,
                          {
                              {{L::TO_TELL, "contact"}, L::TOLD},
                              {{L::TO_TELL, "unreachable"}, L::UNREACHED},
                              {{L::TO_TELL, "arrive"}, L::OVERTAKEN},
                              {{L::TO_TELL, "end_trade"}, L::OVERTAKEN},
                              {{L::TOLD, "arrive"}, L::TOLD},
                              {{L::UNREACHED, "arrive"}, L::UNREACHED},
                              {{L::OVERTAKEN, "arrive"}, L::OVERTAKEN},
                          });
}

TEST(StatesTest, RepeatedQuestionsExhaustively) {
  using Q = v1::RepeatedQuestion;
  ExpectExactly<Q::State>(kQuestionStates, Q::State_MAX,
                          {
                              {{Q::CHECKING, "lack"}, Q::OPEN},
                              {{Q::CHECKING, "cover"}, Q::COVERED},
                              {{Q::CHECKING, "lose"}, Q::LAPSED},
                              {{Q::OPEN, "answer"}, Q::ANSWERED},
                              {{Q::OPEN, "dismiss"}, Q::DISMISSED},
                              {{Q::OPEN, "lapse"}, Q::LAPSED},
                              {{Q::ANSWERED, "repeat"}, Q::OPEN},
                              {{Q::COVERED, "repeat"}, Q::CHECKING},
                              {{Q::LAPSED, "repeat"}, Q::CHECKING},
                          });
}

TEST(StatesTest, TheDocumentShowsTheTables) {
  const std::string text = absl::StrCat(
      "# States of feedback\n\nDrawn from the tables in the code "
      "(`services/feedback/domain/shop/states.h`).\n\n",
      kReviewStates.ToMarkdown(), "\n", kReplyStates.ToMarkdown(), "\n", kCaseStates.ToMarkdown(),
      "\n", kDossierStates.ToMarkdown(), "\n", kAppealStates.ToMarkdown(), "\n",
      kComplaintStates.ToMarkdown(), "\n", kTicketStates.ToMarkdown(), "\n",
      kQuestionStates.ToMarkdown(), "\n", kInvitationStates.ToMarkdown(), "\n",
      kLateParcelStates.ToMarkdown());
  const char* file = "docs/states/feedback.md";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(file) << text;
  std::stringstream kept;
  kept << std::ifstream(file).rdbuf();
  EXPECT_EQ(kept.str(), text) << "regenerate with UPDATE_GOLDEN=1";
}

}  // namespace
}  // namespace shopdesk::feedback::domain
