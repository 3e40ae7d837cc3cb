#include "services/feedback/store/evidence/appeal.h"

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

class AppealStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, int64_t created_ms) {
    v1::Appeal appeal;
    appeal.set_name(absl::StrCat("shops/1/appeals/", id));
    appeal.set_state(v1::Appeal::SUBMITTED);
    *appeal.mutable_create_time() = ToProto(FromMillis(created_ms));
    return Run([&](sql::Transaction& txn) { return InsertAppeal(txn, appeal); });
  }
  std::vector<std::string> List(int64_t state) {
    std::vector<std::string> ids;
    const auto found =
        Run([&](sql::Transaction& txn) { return ListAppeals(txn, "1", state, NewestFirst(), 10); });
    EXPECT_OK(found.status());
    for (const v1::Appeal& appeal : *found) ids.emplace_back(LastSegment(appeal.name()));
    return ids;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, AppealStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(AppealStoreTest, TheListFollowsWhatIsSaved) {
  ASSERT_OK(Insert("a", 1));
  ASSERT_OK(Insert("b", 2));
  EXPECT_THAT(Insert("b", 3), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Run([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(v1::Appeal appeal, LoadAppealForUpdate(txn, "1", "b"));
    appeal.set_state(v1::Appeal::UPHELD);
    return SaveAppeal(txn, appeal);
  }));
  EXPECT_THAT(List(0), ElementsAre("b", "a"));
  EXPECT_THAT(List(v1::Appeal::SUBMITTED), ElementsAre("a"));
  EXPECT_THAT(List(v1::Appeal::UPHELD), ElementsAre("b"));
  const auto missing = Run([](sql::Transaction& txn) { return LoadAppeal(txn, "1", "c"); });
  EXPECT_EQ(ErrorMetadataOf(missing.status(), "resource"), "shops/1/appeals/c");
}

}  // namespace
}  // namespace shopdesk::feedback::store
