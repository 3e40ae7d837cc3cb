#include "services/catalog/store/bargain/grant.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

class GrantStoreTest : public testing::StoreTest {
 protected:
  static v1::Grant Make(const std::string& id, v1::Grant::State state) {
    v1::Grant grant;
    grant.set_name("shops/s/grants/" + id);
    grant.set_state(state);
    grant.set_buyer("b1");
    grant.set_sku_id("A");
    grant.set_product("shops/s/products/p");
    grant.mutable_actor()->set_kind(type::v1::Actor::AGENT);
    grant.mutable_actor()->set_id("1001");
    return grant;
  }
  absl::Status Save(v1::Grant& grant) {
    return Write([&](sql::Transaction& txn) {
      v1::Grant saved = grant;
      RETURN_IF_ERROR(SaveGrant(txn, saved));
      grant = saved;
      return absl::OkStatus();
    });
  }
};
ON_BOTH_DATABASES(GrantStoreTest);

TEST_P(GrantStoreTest, KeepsEachVersion) {
  v1::Grant grant = Make("1", v1::Grant::ACTIVE);
  ASSERT_OK(Save(grant));
  EXPECT_EQ(grant.etag(), "v1");
  const auto active = [](sql::Transaction& txn) {
    return FindActiveGrantForUpdate(txn, "s", "b1", "A");
  };
  EXPECT_THAT(Get(active), IsOkAndHolds(Optional(EqualsProto(grant))));
  grant.set_state(v1::Grant::REDEEMED);
  ASSERT_OK(Save(grant));
  EXPECT_EQ(grant.etag(), "v2");
  EXPECT_THAT(Get(active), IsOkAndHolds(::testing::Eq(absl::nullopt)));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadGrant(txn, "s", "1"); }),
              IsOkAndHolds(EqualsProto(grant)));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadGrant(txn, "s", "none"); }),
              HasReason("NOT_FOUND"));
}

TEST_P(GrantStoreTest, ASecondActiveOneOfBuyerAndSkuIsAConflict) {
  v1::Grant first = Make("1", v1::Grant::ACTIVE);
  ASSERT_OK(Save(first));
  v1::Grant second = Make("2", v1::Grant::ACTIVE);
  EXPECT_THAT(Save(second), StatusIs(absl::StatusCode::kAborted));
  second.set_state(v1::Grant::REDEEMED);
  ASSERT_OK(Save(second));
  // Also when it becomes active later.
  second.set_state(v1::Grant::ACTIVE);
  EXPECT_THAT(Save(second), StatusIs(absl::StatusCode::kAborted));
}

TEST_P(GrantStoreTest, OnlyAnAgentIsFoundAsAgent) {
  v1::Grant by_agent = Make("1", v1::Grant::REDEEMED);
  v1::Grant by_other = Make("2", v1::Grant::REDEEMED);
  by_other.mutable_actor()->set_kind(type::v1::Actor::SYSTEM);
  ASSERT_OK(Save(by_agent));
  ASSERT_OK(Save(by_other));
  const auto list = [&](const GrantFilter& filter) {
    return Get(
        [&](sql::Transaction& txn) { return ListGrants(txn, "s", filter, BeforeNewest(), 10); });
  };
  EXPECT_THAT(list({.agent = "1001"}), IsOkAndHolds(ElementsAre(EqualsProto(by_agent))));
  EXPECT_THAT(list({.buyer = "b1"}),
              IsOkAndHolds(ElementsAre(EqualsProto(by_other), EqualsProto(by_agent))));
  EXPECT_THAT(list({.state = v1::Grant::ACTIVE, .product = "p"}), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace shopdesk::catalog::store
