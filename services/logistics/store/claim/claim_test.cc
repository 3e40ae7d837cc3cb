#include "services/logistics/store/claim/claim.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::Claim;

class ClaimStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, int64_t ms, Claim::State state,
                      const std::string& order = "o") {
    return Write([&](sql::Transaction& txn) {
      Claim claim;
      claim.set_name(absl::StrCat("shops/1/claims/", id));
      claim.set_order("shops/1/orders/" + order);
      claim.set_state(state);
      *claim.mutable_create_time() = ToProto(FromMillis(ms));
      return InsertClaim(txn, claim);
    });
  }
};

TEST_P(ClaimStoreTest, KeepsVersions) {
  constexpr char kName[] = "shops/1/claims/i";
  ASSERT_OK(Insert("i", 1, Claim::DRAFT));
  EXPECT_THAT(Insert("i", 2, Claim::DRAFT), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(Claim claim, LoadClaimForUpdate(txn, kName));
    claim.set_state(Claim::PAID);
    return SaveClaim(txn, claim);
  }));
  ASSERT_OK_AND_ASSIGN(const Claim claim,
                       Find<Claim>([&](sql::Transaction& txn) { return LoadClaim(txn, kName); }));
  EXPECT_EQ(claim.etag(), "v2");
  EXPECT_EQ(claim.state(), Claim::PAID);
  EXPECT_THAT(Find<Claim>([](sql::Transaction& txn) {
                return LoadClaimForUpdate(txn, "shops/1/claims/none");
              }),
              HasReason("NOT_FOUND"));
}

TEST_P(ClaimStoreTest, NewestFirstByOrderAndState) {
  ASSERT_OK(Insert("1", 10, Claim::PAID));
  ASSERT_OK(Insert("3", 20, Claim::DRAFT));
  ASSERT_OK(Insert("2", 20, Claim::PAID, "p"));
  const auto list = [&](ClaimFilter filter, const CreationKey& before = kNewest, int limit = 9) {
    return Ids<Claim>(
        [&](sql::Transaction& txn) { return ListClaims(txn, "1", filter, before, limit); });
  };
  EXPECT_THAT(list({}), ElementsAre("3", "2", "1"));
  EXPECT_THAT(list({}, CreationKey(20, "3"), 1), ElementsAre("2"));
  EXPECT_THAT(list({.state = Claim::PAID}), ElementsAre("2", "1"));
  EXPECT_THAT(list({.order = "o"}), ElementsAre("3", "1"));
  EXPECT_THAT(list({.order = "o"}, CreationKey(20, "3")), ElementsAre("1"));
  EXPECT_THAT(list({.order = "o", .state = Claim::DRAFT}), ElementsAre("3"));
  EXPECT_THAT(list({.order = "none"}), ElementsAre());
  EXPECT_THAT(Snapshot(Claim::descriptor(), kClaimSnapshot, 1),
              ElementsAre("shops/1/claims/1", "shops/1/claims/2", "shops/1/claims/3"));
}

INSTANTIATE_TEST_SUITE_P(Databases, ClaimStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
