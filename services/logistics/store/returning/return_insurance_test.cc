#include "services/logistics/store/returning/return_insurance.h"

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::ReturnInsurance;

class ReturnInsuranceStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& order, int64_t ms, ReturnInsurance::State state) {
    return Write([&](sql::Transaction& txn) {
      ReturnInsurance insurance;
      insurance.set_name(absl::StrCat("shops/1/returnInsurances/", order));
      insurance.set_state(state);
      *insurance.mutable_create_time() = ToProto(FromMillis(ms));
      return InsertReturnInsurance(txn, insurance);
    });
  }
};

TEST_P(ReturnInsuranceStoreTest, KeepsVersions) {
  ASSERT_OK(Insert("o", 1, ReturnInsurance::ACTIVE));
  EXPECT_THAT(Insert("o", 2, ReturnInsurance::ACTIVE), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(ReturnInsurance insurance,
                     LoadReturnInsuranceForUpdate(txn, "shops/1/returnInsurances/o"));
    insurance.set_state(ReturnInsurance::VOIDED);
    return SaveReturnInsurance(txn, insurance);
  }));
  ASSERT_OK_AND_ASSIGN(const ReturnInsurance insurance,
                       Find<ReturnInsurance>([](sql::Transaction& txn) {
                         return LoadReturnInsurance(txn, "shops/1/returnInsurances/o");
                       }));
  EXPECT_EQ(insurance.etag(), "v2");
  EXPECT_EQ(insurance.state(), ReturnInsurance::VOIDED);
  EXPECT_THAT(Find<ReturnInsurance>([](sql::Transaction& txn) {
                return LoadReturnInsurance(txn, "shops/1/returnInsurances/p");
              }),
              HasReason("NOT_FOUND"));
}

TEST_P(ReturnInsuranceStoreTest, NewestFirstByState) {
  ASSERT_OK(Insert("a", 10, ReturnInsurance::ACTIVE));
  ASSERT_OK(Insert("c", 20, ReturnInsurance::PAID));
  ASSERT_OK(Insert("b", 20, ReturnInsurance::ACTIVE));
  const auto list = [&](ReturnInsurance::State state, const CreationKey& before = kNewest,
                        int limit = 9) {
    return Ids<ReturnInsurance>([&](sql::Transaction& txn) {
      return ListReturnInsurances(txn, "1", state, before, limit);
    });
  };
  EXPECT_THAT(list(ReturnInsurance::STATE_UNSPECIFIED), ElementsAre("c", "b", "a"));
  EXPECT_THAT(list(ReturnInsurance::STATE_UNSPECIFIED, CreationKey(20, "c"), 1), ElementsAre("b"));
  EXPECT_THAT(list(ReturnInsurance::ACTIVE), ElementsAre("b", "a"));
  EXPECT_THAT(Snapshot(v1::ReturnInsurance::descriptor(), kReturnInsuranceSnapshot, 1),
              ElementsAre("shops/1/returnInsurances/a", "shops/1/returnInsurances/b",
                          "shops/1/returnInsurances/c"));
}

INSTANTIATE_TEST_SUITE_P(Databases, ReturnInsuranceStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
