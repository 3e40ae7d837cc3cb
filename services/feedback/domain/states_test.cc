#include "services/feedback/domain/states.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::domain {
namespace {

TEST(StatesTest, TheBuyersStepsExhaustively) {
  using R = v1::Review;
  const std::map<std::pair<R::State, std::string>, R::State> expected = {
      {{R::SUBMITTED, "append"}, R::APPENDED},
      {{R::SUBMITTED, "change"}, R::CHANGED},
      {{R::APPENDED, "change"}, R::APPENDED_AND_CHANGED},
      {{R::CHANGED, "append"}, R::APPENDED_AND_CHANGED},
  };
  for (int state = R::State_MIN; state <= R::State_MAX; ++state) {
    for (const char* event : {"append", "change", "reply", ""}) {
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

TEST(StatesTest, TheDocumentShowsTheTables) {
  const std::string text = absl::StrCat(
      "# States of feedback\n\nDrawn from the tables in the code "
      "(`services/feedback/domain/states.h`).\n\n",
      kReviewStates.ToMarkdown(), "\n", kReplyStates.ToMarkdown());
  const char* file = "docs/states/feedback.md";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(file) << text;
  std::stringstream kept;
  kept << std::ifstream(file).rdbuf();
  EXPECT_EQ(kept.str(), text) << "regenerate with UPDATE_GOLDEN=1";
}

}  // namespace
}  // namespace shopdesk::feedback::domain
