#include "services/orders/store/payment/ledger.h"

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::testing::ElementsAre;

class LedgerTest : public StoreTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, LedgerTest, testing::BothDatabases(), testing::NameOf);

TEST_P(LedgerTest, CountsWithinTheOrder) {
  for (int round = 0; round < 2; ++round) {
    for (const char* name : {"shops/s/orders/a", "shops/s/orders/b"}) {
      std::vector<v1::LedgerEntry> entries(2);
      ASSERT_OK(Write(
          [&](sql::Transaction& txn) { return AppendLedger(txn, name, absl::MakeSpan(entries)); }));
      EXPECT_EQ(entries[0].sequence(), round * 2 + 1);
      EXPECT_EQ(entries[1].sequence(), round * 2 + 2);
      EXPECT_EQ(entries[1].order(), name);
    }
  }
  ASSERT_OK_AND_ASSIGN(const auto page, Get(ListLedger, "shops/s/orders/a", int64_t{1}, 2));
  std::vector<int64_t> sequences;
  for (const v1::LedgerEntry& entry : page) sequences.push_back(entry.sequence());
  EXPECT_THAT(sequences, ElementsAre(2, 3));
}

TEST_P(LedgerTest, TheShopsByTimeNewestFirst) {
  const auto book = [&](const char* name, int64_t ms) {
    std::vector<v1::LedgerEntry> entries(1);
    *entries[0].mutable_create_time() = ToProto(FromMillis(ms));
    ASSERT_OK(Write(
        [&](sql::Transaction& txn) { return AppendLedger(txn, name, absl::MakeSpan(entries)); }));
  };
  book("shops/s/orders/a", 10);
  book("shops/s/orders/b", 20);
  book("shops/s/orders/a", 20);
  book("shops/z/orders/c", 20);
  book("shops/s/orders/b", 30);
  std::vector<std::string> seen;
  LedgerKey before = {30, "", 0};
  while (true) {
    ASSERT_OK_AND_ASSIGN(const auto page, Get(ListLedgerOfShop, "s", before, int64_t{11}, 1));
    if (page.empty()) break;
    before = LedgerKeyOf(page[0]);
    seen.push_back(absl::StrCat(LastSegment(page[0].order()), page[0].sequence()));
  }
  EXPECT_THAT(seen, ElementsAre("b1", "a2"));
}

TEST_P(LedgerTest, NothingToAppendIsNoError) {
  std::vector<v1::LedgerEntry> none;
  EXPECT_OK(Write([&](sql::Transaction& txn) {
    return AppendLedger(txn, "shops/s/orders/a", absl::MakeSpan(none));
  }));
  ASSERT_OK_AND_ASSIGN(const auto page, Get(ListLedger, "shops/s/orders/a", int64_t{0}, 9));
  EXPECT_TRUE(page.empty());
}

TEST_P(LedgerTest, ATransactionPaysOneOrder) {
  ASSERT_OK_AND_ASSIGN(const bool first, Get(InsertPayment, "shops/s/orders/a", "t", false));
  EXPECT_TRUE(first);
  ASSERT_OK_AND_ASSIGN(const bool second, Get(InsertPayment, "shops/s/orders/b", "t", false));
  EXPECT_FALSE(second);
  ASSERT_OK_AND_ASSIGN(const bool elsewhere, Get(InsertPayment, "shops/z/orders/b", "t", true));
  EXPECT_TRUE(elsewhere);
  ASSERT_OK_AND_ASSIGN(const auto order, Get(FindPayment, "s", "t"));
  EXPECT_EQ(order, "shops/s/orders/a");
  ASSERT_OK_AND_ASSIGN(const auto none, Get(FindPayment, "other", "t"));
  EXPECT_FALSE(none.has_value());
}

}  // namespace
}  // namespace shopdesk::orders::store
