#include "services/orders/store/trade/outcomes.h"

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

class OutcomesTest : public StoreTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, OutcomesTest, testing::BothDatabases(), testing::NameOf);

TEST_P(OutcomesTest, CountsAnOrderOnce) {
  for (const auto& [order, outcome] :
       std::vector<std::pair<const char*, Outcome>>{{"1", Outcome::kShippedInTime},
                                                    {"1", Outcome::kShippedInTime},
                                                    {"2", Outcome::kShippedInTime},
                                                    {"3", Outcome::kShippedLate},
                                                    {"1", Outcome::kConfirmedDelivered},
                                                    {"2", Outcome::kConfirmedRefused},
                                                    {"3", Outcome::kUnconfirmedRefused}}) {
    ASSERT_OK(Write([&](sql::Transaction& txn) {
      return AddOutcome(txn, std::string("shops/s/orders/") + order, outcome, FromMillis(1));
    }));
  }
  const auto rates = Get([](sql::Transaction& txn) -> absl::StatusOr<v1::OrderFigures> {
    v1::OrderFigures figures;
    RETURN_IF_ERROR(LoadRates(txn, "s", figures));
    return figures;
  });
  ASSERT_OK(rates);
  EXPECT_EQ(rates->ship_by().shipped(), 3);
  EXPECT_EQ(rates->ship_by().shipped_late(), 1);
  // Rounded up.
  EXPECT_EQ(rates->ship_by().late_bps(), 3334);
  EXPECT_EQ(rates->cod_rates().all().delivered(), 1);
  EXPECT_EQ(rates->cod_rates().all().refused(), 2);
  EXPECT_EQ(rates->cod_rates().all().refused_bps(), 6667);
  EXPECT_EQ(rates->cod_rates().confirmed().refused_bps(), 5000);
  EXPECT_EQ(rates->cod_rates().unconfirmed().refused_bps(), 10000);
}

}  // namespace
}  // namespace shopdesk::orders::store
