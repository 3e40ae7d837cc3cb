// A bank's statement in any order and in any pieces books the same.
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "services/orders/handlers/placing/placing.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/transfer/transfer.h"
#include "services/orders/store/migrations/migrations.h"
#include "services/orders/store/payment/ledger.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/store/transfer/transfer.h"
#include "services/orders/testing/histories.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::handlers {
namespace {

using namespace v1;  // NOLINT: the states

constexpr const char* kPayers[] = {"张三", "Li Si", ""};
constexpr int64_t kAmounts[] = {500, 700, 1200};
constexpr int kOrders = 4;
constexpr int kLines = 6;

// Histories in a transaction: enough that its commit doesn't count.
constexpr int kBatch = 25;
class StatementPropertyTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  StatementPropertyTest()
      : runtime_({.service = "orders",
                  .dialect = GetParam(),
                  .sqlite_migrations = store::SqliteMigrations(),
                  .postgres_migrations = store::PostgresMigrations()}) {
    UpdatePolicyRequest request;
    *request.mutable_policy() = domain::ShopPolicy();
    request.set_allow_missing(true);
    Policy policy;
    EXPECT_OK(Write([&](runtime::WriteContext& ctx) -> absl::Status {
      return UpdatePolicy(ctx, request, &policy);
    }));
  }

  template <class Body>
  absl::Status Write(Body body) {
    return shopdesk::testing::RunWrite(*runtime_, body);
  }

  // Orders of two buyers, some of them claimed, on an account of their own.
  absl::Status Open(runtime::WriteContext& ctx, int seed, const std::string& world) {
    std::mt19937 random(seed);
    BankAccount account;
    account.set_name("shops/s/bankAccounts/" + world);
    RETURN_IF_ERROR(store::InsertBankAccount(ctx.txn(), account));
    for (int i = 0; i < kOrders; ++i) {
      Order order =
          domain::PlacedOrder(PaymentMethod::BANK_TRANSFER, {{"a", 1, kAmounts[random() % 3]}});
      order.set_name(absl::StrCat("shops/s/orders/", world, "-", i));
      order.set_buyer(absl::StrCat("b", i % 2, world));
      order.mutable_transfer()->set_bank_account(account.name());
      *order.mutable_update_time() = order.create_time();
      RETURN_IF_ERROR(store::InsertOrder(ctx.txn(), order));
      RETURN_IF_ERROR(EmitPlaced(ctx, order));
      if (random() % 4 == 0) continue;
      ClaimTransferRequest claim;
      claim.set_name(order.name());
      *claim.mutable_amount() = MakeMoney("CNY", order.total().minor());
      claim.set_payer_name(kPayers[random() % 3]);
      RETURN_IF_ERROR(ClaimTransfer(ctx, claim, &order));
    }
    return absl::OkStatus();
  }

  std::vector<StatementRow> Rows(int seed, const std::string& world) {
    std::mt19937 random(seed + 1);
    std::vector<StatementRow> rows(kLines);
    for (int i = 0; i < kLines; ++i) {
      rows[i].set_line_id(absl::StrCat("l", i));
      const int64_t minor = random() % 4 == 0 ? 100 + random() % 900 : kAmounts[random() % 3];
      *rows[i].mutable_amount() = MakeMoney("CNY", minor);
      *rows[i].mutable_value_time() = ToProto(shopdesk::testing::kTestTime);
      rows[i].set_payer_name(kPayers[random() % 3]);
      if (random() % 3 == 0)
        rows[i].set_reference(absl::StrCat("order ", world, " ", random() % kOrders));
    }
    return rows;
  }

  absl::Status Take(runtime::WriteContext& ctx, const std::string& world,
                    const std::vector<StatementRow>& rows) {
    RecordStatementLinesRequest request;
    request.set_parent("shops/s/bankAccounts/" + world);
    for (const StatementRow& row : rows) *request.add_rows() = row;
    RecordStatementLinesResponse response;
    return RecordStatementLines(ctx, request, &response);
  }

  // What each order was paid and owes back, and what nobody knows.
  absl::Status Describe(runtime::WriteContext& ctx, const std::string& world,
                        std::vector<std::string>& books) {
    for (int i = 0; i < kOrders; ++i) {
      ASSIGN_OR_RETURN(const Order order,
                       store::LoadOrder(ctx.txn(), absl::StrCat("shops/s/orders/", world, "-", i)));
      ASSIGN_OR_RETURN(const std::vector<LedgerEntry> ledger,
                       store::ListLedger(ctx.txn(), order.name(), 0, 100));
      std::map<LedgerEntry::Kind, int64_t> sums;
      for (const LedgerEntry& entry : ledger) sums[entry.kind()] += entry.total().minor();
      EXPECT_EQ(sums[LedgerEntry::BANK_RECEIVED], order.payment().paid_minor());
      books.push_back(absl::StrCat(i, " ", PaymentState::Value_Name(order.payment().state()), " ",
                                   sums[LedgerEntry::BANK_RECEIVED], " ",
                                   sums[LedgerEntry::BANK_SURPLUS]));
    }
    for (int i = 0; i < kLines; ++i) {
      ASSIGN_OR_RETURN(const store::LineRow row,
                       store::LoadLine(ctx.txn(), absl::StrCat("shops/s/bankAccounts/", world,
                                                               "/statementLines/l", i)));
      if (row.line.match() == StatementLine::UNKNOWN) books.push_back(absl::StrCat("l", i));
    }
    return absl::OkStatus();
  }

  // One history as one statement, and in pieces in another order; how much was booked.
  absl::StatusOr<int> PlayBothWays(runtime::WriteContext& ctx, int seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::vector<std::string> books[2];
    for (int way = 0; way < 2; ++way) {
      const std::string world = absl::StrCat("w", seed, way == 0 ? "a" : "b");
      RETURN_IF_ERROR(Open(ctx, seed, world));
      std::vector<StatementRow> rows = Rows(seed, world);
      if (way == 1) {
        std::mt19937 random(seed + 2);
        std::shuffle(rows.begin(), rows.end(), random);
        for (const StatementRow& row : rows) {
          RETURN_IF_ERROR(Take(ctx, world, {row}));
          // Told again, it changes nothing.
          if (random() % 3 == 0) RETURN_IF_ERROR(Take(ctx, world, {row}));
        }
      }
      RETURN_IF_ERROR(Take(ctx, world, rows));
      RETURN_IF_ERROR(Describe(ctx, world, books[way]));
    }
    EXPECT_EQ(books[0], books[1]);
    return kOrders + kLines - static_cast<int>(books[0].size());
  }

  shopdesk::testing::TestRuntime runtime_;
};

TEST_P(StatementPropertyTest, BooksTheSameInAnyOrderAndInAnyPieces) {
  const orders::testing::Extent extent = orders::testing::HistoriesOn(GetParam());
  int booked = 0;
  int played = 0;
  while (played < extent.histories && absl::Now() < extent.end && !HasFailure()) {
    const int last = std::min(played + kBatch, extent.histories);
    int in_batch = 0;
    ASSERT_OK(Write([&](runtime::WriteContext& ctx) -> absl::Status {
      in_batch = 0;
      for (int seed = played + 1; seed <= last; ++seed) {
        ASSIGN_OR_RETURN(const int lines, PlayBothWays(ctx, seed));
        in_batch += lines;
      }
      return absl::OkStatus();
    }));
    booked += in_batch;
    played = last;
  }
  EXPECT_GT(booked, played);
  RecordProperty("histories", played);
}

INSTANTIATE_TEST_SUITE_P(Databases, StatementPropertyTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

}  // namespace
}  // namespace shopdesk::orders::handlers
