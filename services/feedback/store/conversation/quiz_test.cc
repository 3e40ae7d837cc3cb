#include "services/feedback/store/conversation/quiz.h"

#include "gtest/gtest.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

class QuizStoreTest : public testing::StoreTest {
 protected:
  QuizSum Sum(int64_t start_ms, int64_t end_ms, const char* agent = "a") {
    return Run([&](sql::Transaction& txn) { return SumQuizzes(txn, "1", agent, start_ms, end_ms); })
        .value();
  }
  absl::Status Put(const Quiz& quiz) {
    return Run([&](sql::Transaction& txn) { return PutQuiz(txn, "1", quiz); });
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, QuizStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(QuizStoreTest, SumsThoseGradedFromTheStartToBeforeTheEnd) {
  ASSERT_OK(Put({.id = "p", .agent = "a", .graded_ms = 10, .questions = 10, .right_answers = 8}));
  ASSERT_OK(Put({.id = "q", .agent = "a", .graded_ms = 19, .questions = 5, .right_answers = 5}));
  EXPECT_EQ(Sum(10, 20).questions, 15);
  EXPECT_EQ(Sum(10, 20).right_answers, 13);
  EXPECT_EQ(Sum(10, 19).right_answers, 8);
  EXPECT_EQ(Sum(11, 19).questions, 0);
  EXPECT_EQ(Sum(0, 20, "b").questions, 0);
}

TEST_P(QuizStoreTest, ToldTwiceCountsOnce) {
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK(Put({.id = "p", .agent = "a", .graded_ms = 10, .questions = 10, .right_answers = 8}));
  }
  EXPECT_EQ(Sum(0, 20).questions, 10);
}

}  // namespace
}  // namespace shopdesk::feedback::store
