#include "services/catalog/handlers/search/failed_searches.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/store/knowledge/clarity.h"
#include "services/catalog/testing/databases.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog::handlers {
namespace {

class FailedSearchesTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  void Note(const char* query, int times) {
    for (int i = 0; i < times; ++i) {
      searches_.Note("s", query, shopdesk::testing::kTestTime + absl::Seconds(i));
    }
  }
  int64_t Count() {
    const auto counted = searches_.Count(*shop_.runtime());
    EXPECT_OK(counted);
    return counted.value_or(-1);
  }
  // What the database has.
  std::vector<std::string> Counted() {
    std::vector<std::string> queries;
    EXPECT_OK(shopdesk::testing::RunRead(
        *shop_.runtime(), [&](runtime::ReadContext& ctx) -> absl::Status {
          ASSIGN_OR_RETURN(const auto rows,
                           store::ListFailedSearches(ctx.txn(), "s", {INT64_MIN, ""}, 100));
          queries.clear();
          for (const store::FailedSearchRow& row : rows) {
            queries.push_back(absl::StrCat(row.row->query(), " ", row.row->count()));
          }
          return absl::OkStatus();
        }));
    return queries;
  }

  testing::Shop shop_{GetParam()};
  FailedSearches searches_;
};
ON_BOTH_DATABASES(FailedSearchesTest);

TEST_P(FailedSearchesTest, EachIsCountedOnce) {
  EXPECT_EQ(Count(), 0);
  Note("lamp", 3);
  Note("chair", 1);
  EXPECT_THAT(Counted(), ::testing::IsEmpty());
  EXPECT_EQ(Count(), 4);
  EXPECT_EQ(Count(), 0);
  Note("chair", 3);
  EXPECT_EQ(Count(), 3);
  EXPECT_THAT(Counted(), ::testing::ElementsAre("chair 4", "lamp 3"));
}

TEST_P(FailedSearchesTest, LeavesOutWhatIsTooMuch) {
  Note("lamp", 10 * store::kMostFailedSearches);
  EXPECT_EQ(Count(), 5 * store::kMostFailedSearches);
}

TEST_P(FailedSearchesTest, WhatCanNotBeCountedWaits) {
  Note("lamp", 3);
  shop_.runtime()->database().Close();
  EXPECT_THAT(searches_.Count(*shop_.runtime()), ::testing::Not(shopdesk::testing::IsOk()));
  EXPECT_THAT(searches_.Count(*shop_.runtime()), ::testing::Not(shopdesk::testing::IsOk()))
      << "they are still there";
}

}  // namespace
}  // namespace shopdesk::catalog::handlers
