#include "services/feedback/definition.h"

#include "gtest/gtest.h"
#include "libs/testing/snapshot.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using shopdesk::testing::ResourceTypes;
using shopdesk::testing::SnapshotNames;
using shopdesk::testing::SnapshotTypes;
using testing::FinishedOrder;
using testing::kTestTime;
using testing::MessageAt;

class DefinitionTest : public testing::ChatTest {};

INSTANTIATE_TEST_SUITE_P(Databases, DefinitionTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(DefinitionTest, SnapshotsHoldEachResourceOnceInTheOrderOfNames) {
  v1::Policy policy;
  policy.set_auto_review_buyer(true);
  ASSERT_OK(SetPolicy(policy));
  for (const char* id : {"o1", "o2", "o3"}) {
    orders_.Put(FinishedOrder(id, "b", kTestTime));
    ASSERT_OK(Submit(ReviewOf(id, 2)));
    ASSERT_OK(Record({MessageAt(kTestTime, v1::Message::BUYER, id)}));
  }
  EXPECT_EQ(
      SnapshotNames(*runtime_, "1"),
      (std::vector<std::string>{
          "shops/1/policy", "shops/1/agents/a", "shops/1/agents/b2", "shops/1/agents/lead",
          "shops/1/conversations/o1", "shops/1/conversations/o2", "shops/1/conversations/o3",
          "shops/1/reviews/o1.1", "shops/1/reviews/o2.1", "shops/1/reviews/o3.1",
          "shops/1/buyerReviews/o1", "shops/1/buyerReviews/o2", "shops/1/buyerReviews/o3",
          "shops/1/reviewCases/o1.1", "shops/1/reviewCases/o2.1", "shops/1/reviewCases/o3.1"}));
}

TEST_P(DefinitionTest, EveryResourceIsInTheSnapshot) {
  EXPECT_EQ(SnapshotTypes(*runtime_), ResourceTypes("shopdesk.feedback.v1"));
}

}  // namespace
}  // namespace shopdesk::feedback
