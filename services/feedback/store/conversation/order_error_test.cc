#include "services/feedback/store/conversation/order_error.h"

#include "gtest/gtest.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

class OrderErrorStoreTest : public testing::StoreTest {
 protected:
  int64_t Count(int64_t start_ms, int64_t end_ms, const char* agent = "a") {
    return Run([&](sql::Transaction& txn) {
             return CountErrorsOf(txn, "1", agent, start_ms, end_ms);
           })
        .value();
  }
  absl::Status Put(const OrderError& error) {
    return Run([&](sql::Transaction& txn) { return PutOrderError(txn, "1", error); });
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, OrderErrorStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(OrderErrorStoreTest, CountsThoseRecordedFromTheStartToBeforeTheEnd) {
  ASSERT_OK(Put({.id = "e", .agent = "a", .create_ms = 10}));
  EXPECT_EQ(Count(10, 11), 1);
  EXPECT_EQ(Count(9, 10), 0);
  EXPECT_EQ(Count(11, 20), 0);
  EXPECT_EQ(Count(0, 20, "b"), 0);
}

TEST_P(OrderErrorStoreTest, LaterNewsTakeThePlaceOfTheFirst) {
  ASSERT_OK(Put({.id = "e", .agent = "a", .create_ms = 10}));
  ASSERT_OK(Put({.id = "e", .agent = "b", .create_ms = 10}));
  EXPECT_EQ(Count(0, 20), 0);
  EXPECT_EQ(Count(0, 20, "b"), 1);
  ASSERT_OK(Put({.id = "e", .agent = "b", .create_ms = 10, .counts = false}));
  EXPECT_EQ(Count(0, 20, "b"), 0) << "dismissed";
}

}  // namespace
}  // namespace shopdesk::feedback::store
