#include "services/orders/store/transfer/transfer.h"

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using domain::Claimed;
using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::BankAccount;
using v1::StatementLine;

class TransferStoreTest : public StoreTest {
 protected:
  // 5.00 by "p" from an account that ends in 1234.
  LineRow Stored(const std::string& id, int64_t created_ms, StatementLine::Match match,
                 const std::string& order = "") {
    LineRow row;
    row.line = Named<StatementLine>("shops/s/bankAccounts/x/statementLines/" + id, created_ms);
    row.line.mutable_amount()->set_minor(500);
    row.line.set_match(match);
    row.line.set_order(order);
    row.line.set_transaction_id("t-" + id);
    row.payer = "p";
    row.digits = "1234";
    row.fingerprint = "f";
    EXPECT_OK(Put(InsertLine, row));
    return row;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, TransferStoreTest, testing::BothDatabases(),
                         testing::NameOf);

constexpr char kAccount[] = "shops/s/bankAccounts/x";

TEST_P(TransferStoreTest, AccountsAreKept) {
  for (const char* id : {"b", "a"}) {
    BankAccount account = Named<BankAccount>(std::string("shops/s/bankAccounts/") + id);
    ASSERT_OK(Put(InsertBankAccount, account));
    EXPECT_THAT(Put(InsertBankAccount, account), StatusIs(absl::StatusCode::kAlreadyExists));
    account.set_holder("h");
    account.set_etag("v1");
    ASSERT_OK(Put(SaveBankAccount, account));
    ASSERT_OK_AND_ASSIGN(const BankAccount loaded, Get(LoadBankAccountForUpdate, account.name()));
    EXPECT_THAT(loaded, EqualsProto(account));
  }
  ASSERT_OK_AND_ASSIGN(const auto all, Get(ListBankAccounts, "s", "", 9));
  EXPECT_THAT(IdsOf(all), ElementsAre("a", "b"));
  ASSERT_OK_AND_ASSIGN(const auto rest, Get(ListBankAccounts, "s", "a", 9));
  EXPECT_THAT(IdsOf(rest), ElementsAre("b"));
  EXPECT_THAT(Get(LoadBankAccount, kAccount), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(TransferStoreTest, ClaimsAreFoundByAmountPayerOrDigits) {
  for (const Claimed& claim :
       {Claimed{"amount", "CNY", 500, 900, "", ""}, Claimed{"open", "CNY", 100, 500, "", ""},
        Claimed{"payer", "CNY", 1, 1, "p", ""}, Claimed{"digits", "CNY", 1, 1, "", "1234"}}) {
    ASSERT_OK(Write([&](sql::Transaction& txn) {
      return InsertClaim(txn, kAccount, 1, "shops/s/orders/" + claim.order_id, claim);
    }));
  }
  const auto find = [&](ClaimState state, const domain::Credit& credit) {
    const auto found = Get(FindClaims, kAccount, state, credit);
    EXPECT_OK(found);
    std::vector<std::string> orders;
    for (const Claimed& claim : *found) orders.push_back(claim.order_id);
    return orders;
  };
  EXPECT_THAT(find(ClaimState::kWaits, {"CNY", 500, "", ""}), ElementsAre("amount", "open"));
  EXPECT_THAT(find(ClaimState::kWaits, {"CNY", 7, "p", "1234"}), ElementsAre("payer", "digits"));
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    return UpdateClaims(txn, "shops/s/orders/open", ClaimState::kPaid, 0);
  }));
  EXPECT_THAT(find(ClaimState::kWaits, {"CNY", 500, "", ""}), ElementsAre("amount"));
  EXPECT_THAT(find(ClaimState::kPaid, {"CNY", 100, "", ""}), ElementsAre("open"));
}

TEST_P(TransferStoreTest, ALineIsFoundByNameTransactionAndOrder) {
  LineRow row = Stored("a", 5, StatementLine::UNKNOWN);
  EXPECT_THAT(Get([&](sql::Transaction& txn) -> absl::StatusOr<int> {
                RETURN_IF_ERROR(InsertLine(txn, row));
                return 0;
              }),
              StatusIs(absl::StatusCode::kAlreadyExists));
  ASSERT_OK_AND_ASSIGN(const std::string by_transaction, Get(FindTransaction, kAccount, "t-a"));
  EXPECT_EQ(by_transaction, row.line.name());
  ASSERT_OK_AND_ASSIGN(const std::string no_transaction, Get(FindTransaction, kAccount, ""));
  EXPECT_EQ(no_transaction, "");
  row.line.set_match(StatementLine::MATCHED);
  row.line.set_order("shops/s/orders/o");
  row.line.set_etag("v1");
  ASSERT_OK(Put(SaveLine, row));
  Stored("b", 6, StatementLine::MATCHED, "shops/s/orders/o");
  ASSERT_OK_AND_ASSIGN(const LineRow loaded, Get(LoadLine, row.line.name()));
  EXPECT_THAT(loaded.line, EqualsProto(row.line));
  EXPECT_EQ(loaded.fingerprint, "f");
  ASSERT_OK_AND_ASSIGN(const auto last, Get(LastLineOf, "shops/s/orders/o"));
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(LastSegment(last->name()), "b");
  ASSERT_OK_AND_ASSIGN(const auto none, Get(LastLineOf, "shops/s/orders/none"));
  EXPECT_FALSE(none.has_value());
  EXPECT_THAT(Get(LoadLine, "shops/s/bankAccounts/x/statementLines/z"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(TransferStoreTest, UnknownLinesAreFoundOnceOldestFirst) {
  Stored("b", 6, StatementLine::UNKNOWN);
  Stored("a", 5, StatementLine::UNKNOWN);
  Stored("c", 4, StatementLine::MATCHED, "shops/s/orders/o");
  const auto find = [&](const Claimed& claim) {
    const auto found = Get(FindUnknownLines, kAccount, claim);
    EXPECT_OK(found);
    std::vector<std::string> ids;
    for (const LineRow& row : *found) ids.emplace_back(LastSegment(row.line.name()));
    return ids;
  };
  EXPECT_THAT(find({"o", "CNY", 500, 500, "p", "1234"}), ElementsAre("a", "b"));
  EXPECT_THAT(find({"o", "CNY", 1, 500, "", ""}), ElementsAre("a", "b"));
  EXPECT_THAT(find({"o", "CNY", 1, 1, "", "1234"}), ElementsAre("a", "b"));
  EXPECT_THAT(find({"o", "CNY", 1, 1, "", ""}), IsEmpty());
}

TEST_P(TransferStoreTest, LinesAreListedByAccountMatchOrOrder) {
  Stored("a", 5, StatementLine::UNKNOWN);
  Stored("b", 5, StatementLine::MATCHED, "shops/s/orders/o");
  Stored("c", 6, StatementLine::UNKNOWN);
  const auto list = [&](const LineQuery& query, const ChildCreationKey& after = OldestChild()) {
    const auto found = Get(ListLines, query, after, 9);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list({.shop = "s", .account_id = "x"}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(list({.shop = "s", .account_id = "x"}, ChildCreationKey(5, "x", "a")),
              ElementsAre("b", "c"));
  EXPECT_THAT(list({.shop = "s", .account_id = "x", .match = StatementLine::UNKNOWN}),
              ElementsAre("a", "c"));
  EXPECT_THAT(list({.shop = "s", .match = StatementLine::MATCHED}), ElementsAre("b"));
  EXPECT_THAT(list({.shop = "s", .order_id = "o"}), ElementsAre("b"));
}

}  // namespace
}  // namespace shopdesk::orders::store
