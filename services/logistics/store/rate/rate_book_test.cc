#include "services/logistics/store/rate/rate_book.h"

#include "libs/base/status_macros.h"
#include "services/logistics/store/carrier/carrier.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;

using Index = std::shared_ptr<const domain::RateIndex>;

constexpr sql::Statement kInsertPolicy = {
    "test.insert_policy", "INSERT INTO policies (shop, version, data) VALUES ($1, 1, $2)"};

class RateBookTest : public testing::StoreTest {
 protected:
  absl::Status Change(const char* shop) {
    return Write([&](sql::Transaction& txn) { return ChangeRates(txn, shop, absl::Now()); });
  }
  void MakeShop(const char* shop) {
    ASSERT_OK(Write([&](sql::Transaction& txn) {
      return txn.Execute(kInsertPolicy, {shop, sql::Blob{""}}).status();
    }));
    ASSERT_OK(Change(shop));
  }
  absl::StatusOr<Index> Get(RateBook& book, const char* shop) {
    return Find<Index>([&](sql::Transaction& txn) { return book.Get(txn, shop); });
  }
};

TEST_P(RateBookTest, CompilesAnewAfterAChangeOnly) {
  MakeShop("1");
  RateBook book;
  ASSERT_OK_AND_ASSIGN(const Index first, Get(book, "1"));
  ASSERT_OK_AND_ASSIGN(const Index again, Get(book, "1"));
  EXPECT_EQ(again, first);
  EXPECT_FALSE(first->HasCarrier("c"));
  ASSERT_OK(Write([](sql::Transaction& txn) {
    v1::Carrier carrier;
    carrier.set_name("shops/1/carriers/c");
    return InsertCarrier(txn, carrier);
  }));
  ASSERT_OK(Change("1"));
  ASSERT_OK_AND_ASSIGN(const Index changed, Get(book, "1"));
  EXPECT_TRUE(changed->HasCarrier("c"));
  EXPECT_THAT(Get(book, "2"), HasReason("UNKNOWN_SHOP"));
}

TEST_P(RateBookTest, TheLeastUsedRatesAreForgotten) {
  for (const char* shop : {"1", "2", "3"}) MakeShop(shop);
  RateBook small(2);
  ASSERT_OK_AND_ASSIGN(const Index first, Get(small, "1"));
  ASSERT_OK_AND_ASSIGN(const Index second, Get(small, "2"));
  // The first is used again, so that the second goes.
  ASSERT_OK(Get(small, "1"));
  ASSERT_OK(Get(small, "3"));
  ASSERT_OK_AND_ASSIGN(const Index first_again, Get(small, "1"));
  EXPECT_EQ(first_again, first);
  ASSERT_OK_AND_ASSIGN(const Index second_again, Get(small, "2"));
  EXPECT_NE(second_again, second);
}

INSTANTIATE_TEST_SUITE_P(Databases, RateBookTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
