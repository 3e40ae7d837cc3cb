#include "services/catalog/workers/failed_search_counter.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "services/catalog/store/knowledge/clarity.h"
#include "services/catalog/store/migrations/migrations.h"
#include "services/catalog/testing/databases.h"

namespace shopdesk::catalog::workers {
namespace {

using shopdesk::testing::TestRuntime;

class FailedSearchCounterTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  std::vector<std::string> Counted() {
    std::vector<std::string> counted;
    EXPECT_OK(shopdesk::testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) -> absl::Status {
      ASSIGN_OR_RETURN(const auto rows,
                       store::ListFailedSearches(ctx.txn(), "s", {INT64_MIN, ""}, 100));
      counted.clear();
      for (const store::FailedSearchRow& row : rows) {
        counted.push_back(absl::StrCat(row.row->query(), " ", row.row->count()));
      }
      return absl::OkStatus();
    }));
    return counted;
  }
  void Note(const char* query, int times) {
    for (int i = 0; i < times; ++i) searches_->Note("s", query, shopdesk::testing::kTestTime);
  }

  const std::shared_ptr<handlers::FailedSearches> searches_ =
      std::make_shared<handlers::FailedSearches>();
  TestRuntime runtime_{{.service = "catalog",
                        .dialect = GetParam(),
                        .sqlite_migrations = store::SqliteMigrations(),
                        .postgres_migrations = store::PostgresMigrations(),
                        .compose = [this](runtime::Runtime& runtime) {
                          AddFailedSearchCounter(runtime, searches_);
                        }}};
};
ON_BOTH_DATABASES(FailedSearchCounterTest);

TEST_P(FailedSearchCounterTest, CountsWhatWaitsWhenTheClockIsMoved) {
  Note("lamp", 3);
  Note("chair", 1);
  ASSERT_OK(runtime_->AdvanceTo(shopdesk::testing::kTestTime, absl::Now() + absl::Seconds(30)));
  EXPECT_THAT(Counted(), ::testing::ElementsAre("lamp 3", "chair 1"));
}

TEST_P(FailedSearchCounterTest, CountsTheRestWhenItStops) {
  Note("lamp", 2);
  runtime_.Restart();
  EXPECT_THAT(Counted(), ::testing::ElementsAre("lamp 2"));
}

}  // namespace
}  // namespace shopdesk::catalog::workers
