#include "services/catalog/store/knowledge/quiz.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::Optional;

class QuizStoreTest : public testing::StoreTest {
 protected:
  static v1::Quiz MakeQuiz(const std::string& id, const std::string& agent, int second) {
    return ParseText<v1::Quiz>(absl::StrCat("name: 'shops/s/quizzes/", id, "' state: OPEN agent: '",
                                            agent, "' create_time { seconds: ", second, " }"));
  }
  absl::Status Insert(v1::Quiz& quiz) {
    const auto solution = ParseText<v1::Quiz>("questions { right_choice: 2 }");
    return Write([&](sql::Transaction& txn) { return InsertQuiz(txn, solution, quiz); });
  }
};
ON_BOTH_DATABASES(QuizStoreTest);

TEST_P(QuizStoreTest, KeepsTheSolutionApart) {
  v1::Quiz quiz = MakeQuiz("q", "1", 5);
  ASSERT_OK(Insert(quiz));
  EXPECT_EQ(quiz.etag(), "v1");
  const auto load = [](sql::Transaction& txn) { return LoadQuiz(txn, "s", "q"); };
  EXPECT_THAT(Get(load), IsOkAndHolds(EqualsProto(quiz)));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadSolution(txn, "s", "q"); }),
              IsOkAndHolds(EqualsProto(ParseText<v1::Quiz>("questions { right_choice: 2 }"))));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadSolution(txn, "s", "none"); }),
              HasReason("NOT_FOUND"));
  quiz.set_state(v1::Quiz::GRADED);
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveQuiz(txn, quiz); }));
  EXPECT_EQ(quiz.etag(), "v2");
  EXPECT_THAT(Get(load), IsOkAndHolds(EqualsProto(quiz)));
}

TEST_P(QuizStoreTest, AnAgentHasOneOpen) {
  v1::Quiz first = MakeQuiz("a", "1", 5);
  v1::Quiz second = MakeQuiz("b", "1", 6);
  v1::Quiz other = MakeQuiz("c", "2", 7);
  ASSERT_OK(Insert(first));
  EXPECT_THAT(Insert(second), StatusIs(absl::StatusCode::kAborted));
  ASSERT_OK(Insert(other));
  const auto open = [](sql::Transaction& txn) { return FindOpenQuizForUpdate(txn, "s", "1"); };
  EXPECT_THAT(Get(open), IsOkAndHolds(Optional(EqualsProto(first))));
  first.set_state(v1::Quiz::EXPIRED);
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveQuiz(txn, first); }));
  EXPECT_THAT(Get(open), IsOkAndHolds(Not(Optional(_))));
  EXPECT_OK(Insert(second));
}

TEST_P(QuizStoreTest, ListedNewestFirst) {
  v1::Quiz first = MakeQuiz("a", "1", 5);
  v1::Quiz second = MakeQuiz("b", "2", 6);
  v1::Quiz third = MakeQuiz("c", "3", 6);
  for (v1::Quiz* quiz : {&first, &second, &third}) ASSERT_OK(Insert(*quiz));
  third.set_state(v1::Quiz::GRADED);
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveQuiz(txn, third); }));
  const auto list = [&](const QuizFilter& filter, const CreatedKey& before) {
    return Get([&](sql::Transaction& txn) { return ListQuizzes(txn, "s", filter, before, 10); });
  };
  EXPECT_THAT(
      list({}, BeforeNewest()),
      IsOkAndHolds(ElementsAre(EqualsProto(third), EqualsProto(second), EqualsProto(first))));
  EXPECT_THAT(list({}, CreatedKeyOf(second)), IsOkAndHolds(ElementsAre(EqualsProto(first))));
  EXPECT_THAT(list({.state = v1::Quiz::OPEN}, BeforeNewest()),
              IsOkAndHolds(ElementsAre(EqualsProto(second), EqualsProto(first))));
  EXPECT_THAT(list({.agent = "2"}, BeforeNewest()), IsOkAndHolds(ElementsAre(EqualsProto(second))));
}

}  // namespace
}  // namespace shopdesk::catalog::store
