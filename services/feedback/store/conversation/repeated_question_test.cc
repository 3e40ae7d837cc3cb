#include "services/feedback/store/conversation/repeated_question.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using Question = v1::RepeatedQuestion;

class RepeatedQuestionStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, const std::string& product, int64_t created_ms) {
    Question question;
    question.set_name(absl::StrCat("shops/1/repeatedQuestions/", id));
    question.set_product(absl::StrCat("shops/1/products/", product));
    question.set_state(Question::CHECKING);
    *question.mutable_create_time() = ToProto(FromMillis(created_ms));
    return Run([&](sql::Transaction& txn) { return InsertRepeatedQuestion(txn, question); });
  }
  std::vector<std::string> List(const std::string& product, int64_t state) {
    std::vector<std::string> ids;
    const auto found = Run([&](sql::Transaction& txn) {
      return ListRepeatedQuestions(txn, "1", product, state, NewestFirst(), 10);
    });
    EXPECT_OK(found.status());
    for (const Question& question : *found) ids.emplace_back(LastSegment(question.name()));
    return ids;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, RepeatedQuestionStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(RepeatedQuestionStoreTest, TheListFollowsWhatIsSaved) {
  ASSERT_OK(Insert("a", "mug", 1));
  ASSERT_OK(Insert("b", "mug", 2));
  ASSERT_OK(Insert("c", "cup", 3));
  EXPECT_THAT(Insert("c", "cup", 3), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Run([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(Question question, LoadRepeatedQuestionForUpdate(txn, "1", "b"));
    question.set_state(Question::OPEN);
    return SaveRepeatedQuestion(txn, question);
  }));
  EXPECT_THAT(List("", 0), ElementsAre("c", "b", "a"));
  EXPECT_THAT(List("", Question::CHECKING), ElementsAre("c", "a"));
  EXPECT_THAT(List("shops/1/products/mug", 0), ElementsAre("b", "a"));
  EXPECT_THAT(List("shops/1/products/mug", Question::OPEN), ElementsAre("b"));
  const auto unasked = Run(
      [](sql::Transaction& txn) { return ListUnaskedForUpdate(txn, "1", "shops/1/products/mug"); });
  ASSERT_OK(unasked.status());
  ASSERT_EQ(unasked->size(), 1u);
  EXPECT_EQ(LastSegment((*unasked)[0].name()), "b");
  const auto missing =
      Run([](sql::Transaction& txn) { return LoadRepeatedQuestion(txn, "1", "d"); });
  EXPECT_EQ(ErrorMetadataOf(missing.status(), "resource"), "shops/1/repeatedQuestions/d");
}

}  // namespace
}  // namespace shopdesk::feedback::store
