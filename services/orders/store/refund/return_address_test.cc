#include "services/orders/store/refund/return_address.h"

#include <string>

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::ReturnAddress;

class ReturnAddressStoreTest : public StoreTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ReturnAddressStoreTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(ReturnAddressStoreTest, IsStoredChangedListedAndDeleted) {
  for (const char* id : {"b", "a", "c"}) {
    ReturnAddress address;
    address.set_name(std::string("shops/s/returnAddresses/") + id);
    ASSERT_OK(Put(InsertReturnAddress, address));
    EXPECT_THAT(Put(InsertReturnAddress, address), StatusIs(absl::StatusCode::kAlreadyExists));
  }
  ASSERT_OK_AND_ASSIGN(const auto page, Get(ListReturnAddresses, "s", "a", 1));
  EXPECT_THAT(IdsOf(page), ElementsAre("b"));
  const std::string name = "shops/s/returnAddresses/b";
  ASSERT_OK_AND_ASSIGN(auto found, Get(FindReturnAddressForUpdate, name));
  ASSERT_TRUE(found.has_value());
  const std::string etag = found->etag();
  ASSERT_OK(Put(SaveReturnAddress, *found));
  EXPECT_NE(found->etag(), etag);
  ASSERT_OK(Write([&](sql::Transaction& txn) { return DeleteReturnAddress(txn, name); }));
  EXPECT_THAT(Get(LoadReturnAddress, name), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const auto gone, Get(FindReturnAddressForUpdate, name));
  EXPECT_FALSE(gone.has_value());
}

}  // namespace
}  // namespace shopdesk::orders::store
