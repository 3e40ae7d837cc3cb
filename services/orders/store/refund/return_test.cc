#include "services/orders/store/refund/return.h"

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::Return;

class ReturnStoreTest : public StoreTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ReturnStoreTest, testing::BothDatabases(), testing::NameOf);

TEST_P(ReturnStoreTest, ListsNewestFirstAllOrWhatMatchedNothing) {
  for (const auto& [id, unmatched] :
       std::vector<std::pair<std::string, int64_t>>{{"a", 0}, {"b", 2}, {"c", 0}}) {
    Return returned = Named<Return>("shops/s/returns/" + id, 5);
    returned.set_unmatched_quantity(unmatched);
    ASSERT_OK(Put(InsertReturn, returned));
    EXPECT_THAT(Put(InsertReturn, returned), StatusIs(absl::StatusCode::kAlreadyExists));
    ASSERT_OK_AND_ASSIGN(const Return loaded, Get(LoadReturn, returned.name()));
    EXPECT_THAT(loaded, EqualsProto(returned));
  }
  const auto list = [&](bool unmatched_only, const CreationKey& before, int limit) {
    const auto found = Get(ListReturns, ReturnQuery{"s", unmatched_only}, before, limit);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list(false, Newest(), 9), ElementsAre("c", "b", "a"));
  EXPECT_THAT(list(false, CreationKey(5, "c"), 1), ElementsAre("b"));
  EXPECT_THAT(list(true, Newest(), 9), ElementsAre("b"));
  EXPECT_THAT(Get(LoadReturn, "shops/s/returns/z"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders::store
