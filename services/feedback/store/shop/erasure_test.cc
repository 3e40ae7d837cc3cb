#include "services/feedback/store/shop/erasure.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_macros.h"
#include "libs/sql/dialect.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "services/feedback/store/case/review_case.h"
#include "services/feedback/store/migrations/migrations.h"
#include "services/feedback/store/review/review.h"

namespace shopdesk::feedback::store {
namespace {

using shopdesk::testing::RunWrite;
using shopdesk::testing::TestRuntime;

class ErasureStoreTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  TestRuntime runtime_{{.dialect = GetParam(),
                        .sqlite_migrations = SqliteMigrations(),
                        .postgres_migrations = PostgresMigrations()}};
};

INSTANTIATE_TEST_SUITE_P(Databases, ErasureStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return std::string(sql::DialectName(info.param));
                         });

TEST_P(ErasureStoreTest, AReviewGoesWithItsCase) {
  ASSERT_OK(RunWrite(*runtime_, [&](runtime::WriteContext& ctx) -> absl::Status {
    for (const char* id : {"o.1", "p.1"}) {
      v1::Review review;
      review.set_name(absl::StrCat("shops/s/reviews/", id));
      review.set_order(absl::StrCat("shops/s/orders/", std::string(id, 1)));
      review.set_text("bad");
      RETURN_IF_ERROR(InsertReview(ctx.txn(), 0, review));
      v1::ReviewCase review_case;
      review_case.set_name(absl::StrCat("shops/s/reviewCases/", id));
      review_case.set_cause_note("the courier, he says");
      RETURN_IF_ERROR(InsertCase(ctx.txn(), review_case));
    }
    return absl::OkStatus();
  }));
  ASSERT_OK(RunWrite(*runtime_, [&](runtime::WriteContext& ctx) -> absl::Status {
    ASSIGN_OR_RETURN(const int64_t erased,
                     EraseOrder(ctx.txn(), ctx.vault(), "s", "o", [](const auto&, auto, auto) {}));
    EXPECT_EQ(erased, 2);
    ASSIGN_OR_RETURN(const v1::ReviewCase left, LoadCaseForUpdate(ctx.txn(), "s", "o.1"));
    EXPECT_EQ(left.cause_note(), "");
    ASSIGN_OR_RETURN(const v1::ReviewCase other, LoadCaseForUpdate(ctx.txn(), "s", "p.1"));
    EXPECT_EQ(other.cause_note(), "the courier, he says");
    ASSIGN_OR_RETURN(const v1::Review review, LoadReview(ctx.txn(), "s", "p.1"));
    EXPECT_EQ(review.text(), "bad");
    return absl::OkStatus();
  }));
}

}  // namespace
}  // namespace shopdesk::feedback::store
