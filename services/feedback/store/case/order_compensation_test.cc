#include "services/feedback/store/case/order_compensation.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using orders::v1::Compensation;

class OrderCompensationStoreTest : public testing::StoreTest {
 protected:
  static Compensation Given(const std::string& id, int64_t ms, int64_t minor,
                            Compensation::State state = Compensation::GIVEN) {
    Compensation compensation;
    compensation.set_name("shops/1/orders/o/compensations/" + id);
    compensation.set_state(state);
    *compensation.mutable_amount() = MakeMoney("CNY", minor);
    *compensation.mutable_decide_time() = ToProto(FromMillis(ms));
    return compensation;
  }
  void Put(const Compensation& compensation) {
    EXPECT_OK(Run([&](sql::Transaction& txn) { return PutCompensation(txn, compensation); }));
  }
  absl::optional<domain::Compensated> Find(const std::string& order = "o") {
    auto found = Run([&](sql::Transaction& txn) { return FindCompensated(txn, "1", order); });
    EXPECT_OK(found.status());
    return found.ok() ? *found : absl::nullopt;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, OrderCompensationStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(OrderCompensationStoreTest, TheFirstAndTheSumOfWhatStands) {
  EXPECT_FALSE(Find().has_value());
  Put(Given("a", 7, 300));
  Put(Given("b", 5, 200));
  Put(Given("b", 5, 200));
  Put(Given("c", 1, 900, Compensation::WAIT_APPROVAL));
  Put(Given("d", 1, 900, Compensation::DECLINED));
  ASSERT_TRUE(Find().has_value());
  EXPECT_EQ(Find()->first, FromMillis(5));
  EXPECT_EQ(Find()->total.minor(), 500);
  EXPECT_EQ(Find()->total.currency_code(), "CNY");
  EXPECT_FALSE(Find("other").has_value());
  Put(Given("a", 7, 350));
  EXPECT_EQ(Find()->total.minor(), 550) << "it was corrected";
  Put(Given("b", 5, 200, Compensation::DECLINED));
  EXPECT_EQ(Find()->first, FromMillis(7)) << "one doesn't stand any more";
  ASSERT_OK(Run(
      [&](sql::Transaction& txn) { return ForgetCompensation(txn, Given("a", 7, 350).name()); }));
  EXPECT_FALSE(Find().has_value());
}

}  // namespace
}  // namespace shopdesk::feedback::store
