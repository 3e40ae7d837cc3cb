#include "services/orders/store/trade/remark.h"

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::Remark;

class RemarkStoreTest : public StoreTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, RemarkStoreTest, testing::BothDatabases(), testing::NameOf);

TEST_P(RemarkStoreTest, ListsOfAnOrderByNumber) {
  for (const char* name : {"shops/s/orders/o/remarks/2", "shops/s/orders/o/remarks/10",
                           "shops/s/orders/o/remarks/1", "shops/s/orders/p/remarks/3"}) {
    const auto remark = Named<Remark>(name);
    ASSERT_OK(Write([&](sql::Transaction& txn) { return InsertRemark(txn, remark); }));
  }
  ASSERT_OK_AND_ASSIGN(const auto all, Get(ListRemarks, "shops/s/orders/o", int64_t{0}, 9));
  EXPECT_THAT(IdsOf(all), ElementsAre("1", "2", "10"));
  ASSERT_OK_AND_ASSIGN(const auto page, Get(ListRemarks, "shops/s/orders/o", int64_t{1}, 1));
  EXPECT_THAT(IdsOf(page), ElementsAre("2"));
  ASSERT_OK_AND_ASSIGN(const Remark loaded, Get(LoadRemark, "shops/s/orders/o/remarks/10"));
  EXPECT_EQ(loaded.name(), "shops/s/orders/o/remarks/10");
  EXPECT_THAT(Get(LoadRemark, "shops/s/orders/o/remarks/3"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(RemarkStoreTest, OnlyANumberIsANumber) {
  EXPECT_EQ(RemarkNumberOf("shops/s/orders/o/remarks/7"), 7);
  EXPECT_EQ(RemarkNumberOf("shops/s/orders/o/remarks/x7"), 0);
  EXPECT_EQ(RemarkNumberOf(""), 0);
  EXPECT_THAT(Get(LoadRemark, "shops/s/orders/o/remarks/none"),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders::store
