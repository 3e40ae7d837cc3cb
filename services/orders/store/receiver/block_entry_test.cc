#include "services/orders/store/receiver/block_entry.h"

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::BlockEntry;

class BlockEntryTest : public StoreTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, BlockEntryTest, testing::BothDatabases(), testing::NameOf);

TEST_P(BlockEntryTest, IsFoundUntilItIsDeleted) {
  for (const char* id : {"b", "a", "c"}) {
    const auto entry = Named<BlockEntry>(std::string("shops/s/blockEntries/") + id);
    ASSERT_OK(Write([&](sql::Transaction& txn) { return InsertBlockEntry(txn, entry); }));
    EXPECT_THAT(Write([&](sql::Transaction& txn) { return InsertBlockEntry(txn, entry); }),
                StatusIs(absl::StatusCode::kAlreadyExists));
  }
  ASSERT_OK_AND_ASSIGN(const auto page, Get(ListBlockEntries, "s", "a", 1));
  EXPECT_THAT(IdsOf(page), ElementsAre("b"));
  const auto has = [&](const std::string& shop, const std::array<std::string, 3>& ids) {
    const auto found = Get(HasBlockEntry, shop, ids);
    EXPECT_OK(found);
    return *found;
  };
  EXPECT_TRUE(has("s", {"x", "b", "y"}));
  EXPECT_FALSE(has("other", {"x", "b", "y"}));
  EXPECT_FALSE(has("s", {"x", "y", "z"}));
  ASSERT_OK(Write(
      [&](sql::Transaction& txn) { return DeleteBlockEntry(txn, "shops/s/blockEntries/b"); }));
  EXPECT_FALSE(has("s", {"x", "b", "y"}));
  EXPECT_THAT(Get(LoadBlockEntry, "shops/s/blockEntries/b"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders::store
