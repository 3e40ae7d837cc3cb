#include "services/catalog/store/bargain/bargain.h"

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

class BargainStoreTest : public testing::StoreTest {
 protected:
  // One of "b1" for "A", saved.
  v1::Bargain Add(const std::string& id, int64_t created_ms, v1::Bargain::State state,
                  const std::string& buyer = "b1") {
    v1::Bargain bargain;
    bargain.set_name("shops/s/bargains/" + id);
    bargain.set_state(state);
    bargain.set_buyer(buyer);
    bargain.set_sku_id("A");
    *bargain.mutable_create_time() = ToProto(FromMillis(created_ms));
    EXPECT_OK(Write([&](sql::Transaction& txn) { return SaveBargain(txn, bargain); }));
    return bargain;
  }
  std::vector<std::string> List(const BargainFilter& filter, const CreatedKey& before, int limit) {
    const auto bargains =
        Get([&](sql::Transaction& txn) { return ListBargains(txn, "s", filter, before, limit); });
    EXPECT_OK(bargains);
    std::vector<std::string> ids;
    for (const v1::Bargain& bargain : *bargains) ids.emplace_back(LastSegment(bargain.name()));
    return ids;
  }
};
ON_BOTH_DATABASES(BargainStoreTest);

TEST_P(BargainStoreTest, KeepsEachVersion) {
  v1::Bargain bargain = Add("1", 5, v1::Bargain::OPEN);
  EXPECT_EQ(bargain.etag(), "v1");
  const auto open = [](sql::Transaction& txn) {
    return FindOpenBargainForUpdate(txn, "s", "b1", "A");
  };
  EXPECT_THAT(Get(open), IsOkAndHolds(Optional(EqualsProto(bargain))));
  v1::Bargain stale = bargain;
  bargain.set_state(v1::Bargain::REFUSED);
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveBargain(txn, bargain); }));
  EXPECT_EQ(bargain.etag(), "v2");
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadBargain(txn, "s", "1"); }),
              IsOkAndHolds(EqualsProto(bargain)));
  EXPECT_THAT(Get(open), IsOkAndHolds(::testing::Eq(absl::nullopt)));
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::Bargain again = stale;
                return SaveBargain(txn, again);
              }),
              StatusIs(absl::StatusCode::kAborted));
  const auto none = Get([](sql::Transaction& txn) { return LoadBargain(txn, "s", "none"); });
  EXPECT_THAT(none, HasReason("NOT_FOUND"));
  EXPECT_EQ(ErrorMetadataOf(none.status(), "resource"), "shops/s/bargains/none");
}

TEST_P(BargainStoreTest, ASecondOpenOneOfBuyerAndSkuIsAConflict) {
  Add("1", 5, v1::Bargain::OPEN);
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::Bargain second;
                second.set_name("shops/s/bargains/2");
                second.set_state(v1::Bargain::OPEN);
                second.set_buyer("b1");
                second.set_sku_id("A");
                return SaveBargain(txn, second);
              }),
              StatusIs(absl::StatusCode::kAborted));
}

TEST_P(BargainStoreTest, ListsTheNewestFirstFromAKeyOn) {
  const v1::Bargain oldest = Add("c", 1, v1::Bargain::ACCEPTED);
  Add("a", 2, v1::Bargain::REFUSED);
  const v1::Bargain twin = Add("b", 2, v1::Bargain::OPEN);
  Add("d", 3, v1::Bargain::OPEN, "b2");
  EXPECT_THAT(List({}, BeforeNewest(), 10), ElementsAre("d", "b", "a", "c"));
  EXPECT_THAT(List({}, BeforeNewest(), 2), ElementsAre("d", "b"));
  EXPECT_THAT(List({}, CreatedKeyOf(twin), 10), ElementsAre("a", "c"));
  EXPECT_THAT(List({}, CreatedKeyOf(oldest), 10), IsEmpty());
  EXPECT_THAT(List({.state = v1::Bargain::OPEN}, BeforeNewest(), 10), ElementsAre("d", "b"));
  EXPECT_THAT(List({.buyer = "b1"}, BeforeNewest(), 10), ElementsAre("b", "a", "c"));
  EXPECT_THAT(List({.state = v1::Bargain::OPEN, .buyer = "b1"}, BeforeNewest(), 10),
              ElementsAre("b"));
}

}  // namespace
}  // namespace shopdesk::catalog::store
