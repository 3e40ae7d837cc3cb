#include "services/feedback/definition.h"

#include "gtest/gtest.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

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
  std::vector<std::string> names;
  for (const runtime::SnapshotTable& table : runtime_->snapshots()) {
    std::string after;
    for (bool more = true; more;) {
      more = false;
      const std::string from = after;
      ASSERT_OK(testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) {
        return ctx.txn().Query(table.page, {"1", from, 2}, [&](const sql::Row& row) {
          names.emplace_back(row.Text(0));
          EXPECT_GT(names.back(), after);
          EXPECT_FALSE(row.Bytes(1).empty());
          after = names.back();
          more = true;
          return absl::OkStatus();
        });
      }));
    }
  }
  EXPECT_EQ(
      names,
      (std::vector<std::string>{
          "shops/1/policy", "shops/1/agents/a", "shops/1/agents/b2", "shops/1/agents/lead",
          "shops/1/conversations/o1", "shops/1/conversations/o2", "shops/1/conversations/o3",
          "shops/1/reviews/o1.1", "shops/1/reviews/o2.1", "shops/1/reviews/o3.1",
          "shops/1/buyerReviews/o1", "shops/1/buyerReviews/o2", "shops/1/buyerReviews/o3",
          "shops/1/reviewCases/o1.1", "shops/1/reviewCases/o2.1", "shops/1/reviewCases/o3.1"}));
}

}  // namespace
}  // namespace shopdesk::feedback
