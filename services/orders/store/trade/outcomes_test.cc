#include "services/orders/store/trade/outcomes.h"

#include "gmock/gmock.h"
#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class OutcomesTest : public StoreTest {
 protected:
  absl::Status Add(const char* order, Outcome outcome, int64_t time_ms) {
    return Write([&](sql::Transaction& txn) {
      return AddOutcome(txn, order, outcome, FromMillis(time_ms));
    });
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, OutcomesTest, testing::BothDatabases(), testing::NameOf);

TEST_P(OutcomesTest, AnOrderComesToAThingOnce) {
  ASSERT_OK(Add("shops/s/orders/1", Outcome::kConfirmedDelivered, 3));
  ASSERT_OK(Add("shops/s/orders/1", Outcome::kShippedInTime, 1));
  ASSERT_OK(Add("shops/s/orders/1", Outcome::kShippedInTime, 2));
  ASSERT_OK(Add("shops/s/orders/2", Outcome::kShippedLate, 4));
  ASSERT_OK_AND_ASSIGN(auto outcomes, Get(ListOutcomes, "shops/s/orders/1"));
  EXPECT_THAT(outcomes, ElementsAre(Pair(Outcome::kShippedInTime, FromMillis(1)),
                                    Pair(Outcome::kConfirmedDelivered, FromMillis(3))));
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    return DropOutcome(txn, "shops/s/orders/1", Outcome::kConfirmedDelivered);
  }));
  ASSERT_OK_AND_ASSIGN(outcomes, Get(ListOutcomes, "shops/s/orders/1"));
  EXPECT_THAT(outcomes, ElementsAre(Pair(Outcome::kShippedInTime, FromMillis(1))));
}

}  // namespace
}  // namespace shopdesk::orders::store
