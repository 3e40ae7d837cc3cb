#include "services/feedback/store/ticket/refund.h"

#include "gtest/gtest.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

class RefundStoreTest : public testing::StoreTest {};

INSTANTIATE_TEST_SUITE_P(Databases, RefundStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(RefundStoreTest, TheLastNewsCountAndNothingThatPeopleWroteIsKept) {
  orders::v1::Refund refund;
  refund.set_name("shops/1/orders/o/refunds/r");
  refund.set_state(orders::v1::RefundState::WAIT_SELLER_AGREE);
  refund.set_note("call me");
  const auto find = [&] {
    return Run([&](sql::Transaction& txn) { return FindRefund(txn, refund.name()); });
  };
  EXPECT_FALSE(find()->has_value());
  ASSERT_OK(Run([&](sql::Transaction& txn) { return PutRefund(txn, refund); }));
  refund.set_state(orders::v1::RefundState::SUCCESS);
  refund.mutable_refunded()->set_minor(500);
  ASSERT_OK(Run([&](sql::Transaction& txn) { return PutRefund(txn, refund); }));
  const auto known = find();
  ASSERT_TRUE(known.ok() && known->has_value());
  EXPECT_EQ((*known)->state(), orders::v1::RefundState::SUCCESS);
  EXPECT_EQ((*known)->refunded().minor(), 500);
  EXPECT_EQ((*known)->note(), "");
}

}  // namespace
}  // namespace shopdesk::feedback::store
