#include "services/orders/store/packing/sent_again.h"

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using domain::SentAgainParcel;

class SentAgainStoreTest : public StoreTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, SentAgainStoreTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(SentAgainStoreTest, TheNewestHasTheCode) {
  SentAgainParcel older = {"shops/s/orders/o/refunds/a", "shops/s/shipments/1", "s f", "SF1", ""};
  SentAgainParcel newer = {"shops/s/orders/o/refunds/b", "shops/s/shipments/2", "s f", "SF1", ""};
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    RETURN_IF_ERROR(InsertSentAgain(txn, newer, FromMillis(6)));
    return InsertSentAgain(txn, older, FromMillis(5));
  }));
  newer.hand_over_list = "shops/s/handOverLists/l";
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveSentAgain(txn, newer); }));
  const auto find = [&](absl::string_view shop, absl::string_view code) {
    const auto found = Get(FindSentAgainForUpdate, shop, code);
    EXPECT_OK(found);
    return *found;
  };
  const absl::optional<SentAgainParcel> found = find("s", "SF1");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->refund, newer.refund);
  EXPECT_EQ(found->shipment, newer.shipment);
  EXPECT_EQ(found->carrier_id, "s f");
  EXPECT_EQ(found->hand_over_list, newer.hand_over_list);
  EXPECT_FALSE(find("s", "SF2").has_value());
  EXPECT_FALSE(find("t", "SF1").has_value());
}

}  // namespace
}  // namespace shopdesk::orders::store
