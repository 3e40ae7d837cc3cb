#include "services/orders/store/trade/order_parts.h"

#include "gmock/gmock.h"
#include "services/orders/store/payment/ledger.h"
#include "services/orders/store/trade/outcomes.h"
#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

constexpr char kWhole[] = "shops/s/orders/whole";

class OrderPartsTest : public StoreTest {
 protected:
  OrderParts Find(const char* order) {
    const absl::StatusOr<OrderParts> parts = Get(FindOrderParts, order);
    EXPECT_THAT(parts, shopdesk::testing::IsOk());
    return parts.value_or(OrderParts());
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, OrderPartsTest, testing::BothDatabases(), testing::NameOf);

TEST_P(OrderPartsTest, ThereIsWhatWasStoredOfThatOrder) {
  OrderParts parts = Find(kWhole);
  EXPECT_FALSE(parts.ledger || parts.refunds || parts.advice || parts.promises ||
               parts.compensations || parts.outcomes);
  ASSERT_OK(Write([](sql::Transaction& txn) {
    return AddOutcome(txn, kWhole, Outcome::kShippedLate, FromMillis(1));
  }));
  parts = Find(kWhole);
  EXPECT_TRUE(parts.outcomes);
  EXPECT_FALSE(parts.ledger);
  std::vector<v1::LedgerEntry> entries(1);
  ASSERT_OK(Write(
      [&](sql::Transaction& txn) { return AppendLedger(txn, kWhole, absl::MakeSpan(entries)); }));
  EXPECT_TRUE(Find(kWhole).ledger);
  parts = Find("shops/s/orders/other");
  EXPECT_FALSE(parts.ledger || parts.outcomes);
}

}  // namespace
}  // namespace shopdesk::orders::store
