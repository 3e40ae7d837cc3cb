#include "services/feedback/store/commission/commission.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::HasReason;
using testing::IsOkAndHolds;

class CommissionStoreTest : public testing::StoreTest {
 protected:
  static constexpr AgentMonth kMarch = {"1", "a", 3};
  static constexpr AgentMonth kApril = {"1", "a", 4};

  absl::Status Open(const AgentMonth& key) {
    v1::CommissionStatement statement;
    statement.set_name(absl::StrCat("shops/1/agents/", std::string(key.agent),
                                    "/commissionStatements/", key.month));
    return Run([&](sql::Transaction& txn) { return InsertStatement(txn, key, statement); });
  }
  absl::Status Close(const AgentMonth& key, int64_t total_minor) {
    return Run([&](sql::Transaction& txn) -> absl::Status {
      ASSIGN_OR_RETURN(absl::optional<v1::CommissionStatement> statement,
                       FindStatementForUpdate(txn, key));
      statement->set_total_minor(total_minor);
      return SaveClosedStatement(txn, key, *statement);
    });
  }
  absl::Status Add(const AgentMonth& key, const char* order, Month home, int64_t sales_minor) {
    return Run(
        [&](sql::Transaction& txn) { return AddToLine(txn, key, order, home, sales_minor); });
  }
  static std::vector<std::string> IdsOf(
      const absl::StatusOr<std::vector<v1::CommissionStatement>>& statements) {
    EXPECT_OK(statements.status());
    std::vector<std::string> ids;
    for (const v1::CommissionStatement& found : *statements) {
      ids.push_back(absl::StrCat(std::string(LastSegment(ParentOf(found.name()))), "/",
                                 std::string(LastSegment(found.name()))));
    }
    return ids;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, CommissionStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(CommissionStoreTest, ACreditKeepsItsAgentAndMonth) {
  const auto put = [&](const Credit& credit) {
    return Run([&](sql::Transaction& txn) { return PutCredit(txn, "1", "o", credit); });
  };
  ASSERT_OK(put({.agent = "a", .home = 3, .sales_minor = 100}));
  ASSERT_OK(put({.agent = "z", .home = 4, .sales_minor = 60}));
  ASSERT_OK_AND_ASSIGN(const absl::optional<Credit> credit,
                       Run([](sql::Transaction& txn) { return FindCredit(txn, "1", "o"); }));
  ASSERT_TRUE(credit.has_value());
  EXPECT_EQ(credit->agent, "a");
  EXPECT_EQ(credit->home, 3);
  EXPECT_EQ(credit->sales_minor, 60);
  EXPECT_FALSE(
      Run([](sql::Transaction& txn) { return FindCredit(txn, "1", "p"); }).value().has_value());
}

TEST_P(CommissionStoreTest, AStatementIsOpenedAndClosedOnce) {
  ASSERT_OK(Open(kMarch));
  EXPECT_THAT(Open(kMarch), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Open(kApril));
  const auto last_closed = [&] {
    return Run([](sql::Transaction& txn) { return FindLastClosedMonth(txn, "1", "a"); });
  };
  const auto open = [&] {
    return Run([](sql::Transaction& txn) { return ListOpenStatements(txn, "1"); }).value();
  };
  EXPECT_THAT(last_closed(), IsOkAndHolds(0));
  EXPECT_THAT(open(), ElementsAre(EndsWith("a/commissionStatements/3"),
                                  EndsWith("a/commissionStatements/4")));
  ASSERT_OK(Close(kMarch, 70));
  EXPECT_THAT(last_closed(), IsOkAndHolds(3));
  EXPECT_THAT(open(), ElementsAre(EndsWith("a/commissionStatements/4")));
  ASSERT_OK_AND_ASSIGN(const absl::optional<v1::CommissionStatement> closed,
                       Run([](sql::Transaction& txn) { return FindStatement(txn, kMarch); }));
  EXPECT_EQ(closed->etag(), "v2");
  EXPECT_FALSE(Run([](sql::Transaction& txn) {
                 return FindStatement(txn, {"1", "a", 5});
               })
                   .value()
                   .has_value());
}

TEST_P(CommissionStoreTest, OpenTotalsAreSummed) {
  for (const AgentMonth& key : {kMarch, kApril, AgentMonth{"2", "a", 3}}) ASSERT_OK(Open(key));
  const auto keep = [&](const AgentMonth& key, int64_t total_minor) {
    return Run([&](sql::Transaction& txn) { return SaveOpenTotal(txn, key, total_minor); });
  };
  const auto sum = [&] {
    return Run([](sql::Transaction& txn) { return SumOpenTotals(txn, "1"); });
  };
  EXPECT_THAT(sum(), IsOkAndHolds(0));
  ASSERT_OK(keep(kMarch, 70));
  ASSERT_OK(keep(kApril, -20));
  ASSERT_OK(keep({"2", "a", 3}, 1000));
  EXPECT_THAT(sum(), IsOkAndHolds(50));
  // A closed one keeps what it was closed with.
  ASSERT_OK(Close(kMarch, 71));
  ASSERT_OK(keep(kMarch, 1));
  EXPECT_THAT(sum(), IsOkAndHolds(-20));
  EXPECT_EQ(
      Run([](sql::Transaction& txn) { return FindStatement(txn, kMarch); }).value()->total_minor(),
      71);
}

TEST_P(CommissionStoreTest, StatementsByAgentNewestFirstAndByMonth) {
  for (const AgentMonth& key : {kMarch, kApril, AgentMonth{"1", "z", 3}}) ASSERT_OK(Open(key));
  const auto of_agent = [&](Month before, int limit) {
    return IdsOf(Run([&](sql::Transaction& txn) {
      return ListStatementsOfAgent(txn, "1", "a", before, limit);
    }));
  };
  const auto of_month = [&](const char* after) {
    return IdsOf(
        Run([&](sql::Transaction& txn) { return ListStatementsOfMonth(txn, "1", 3, after, 10); }));
  };
  EXPECT_THAT(of_agent(INT64_MAX, 10), ElementsAre("a/4", "a/3"));
  EXPECT_THAT(of_agent(INT64_MAX, 1), ElementsAre("a/4"));
  EXPECT_THAT(of_agent(4, 10), ElementsAre("a/3"));
  EXPECT_THAT(of_month(""), ElementsAre("a/3", "z/3"));
  EXPECT_THAT(of_month("a"), ElementsAre("z/3"));
}

TEST_P(CommissionStoreTest, LinesAddUpAndKnowWhatWentBefore) {
  ASSERT_OK(Add(kMarch, "o", 3, 100));
  ASSERT_OK(Add(kMarch, "o", 3, -10));
  ASSERT_OK(Add(kApril, "o", 3, -40));
  ASSERT_OK(Add(kApril, "n", 4, 5));
  const auto load = [&](const AgentMonth& key) {
    return Run([&](sql::Transaction& txn) { return LoadEntries(txn, key); }).value();
  };
  const std::vector<domain::CommissionEntry> march = load(kMarch);
  ASSERT_EQ(march.size(), 1u);
  EXPECT_EQ(march[0].sales_minor, 90);
  EXPECT_EQ(march[0].before_minor, 0);
  const std::vector<domain::CommissionEntry> april = load(kApril);
  ASSERT_EQ(april.size(), 2u);
  EXPECT_EQ(april[0].order_id, "n");
  EXPECT_EQ(april[0].before_minor, 0);
  EXPECT_EQ(april[1].home, 3);
  EXPECT_EQ(april[1].sales_minor, -40);
  EXPECT_EQ(april[1].before_minor, 90);
}

TEST_P(CommissionStoreTest, ClosedLinesKeepWhatTheyEarned) {
  for (const char* order : {"o1", "o2"}) ASSERT_OK(Add(kMarch, order, 3, 100));
  ASSERT_OK(Run([](sql::Transaction& txn) {
    return FreezeEntries(
        txn, kMarch,
        {{.order_id = "o1", .commission_minor = 7}, {.order_id = "o2", .commission_minor = 8}});
  }));
  const auto list = [&](const char* after, int limit) {
    return Run([&](sql::Transaction& txn) { return ListClosedEntries(txn, kMarch, after, limit); })
        .value();
  };
  EXPECT_EQ(list("", 1)[0].commission_minor, 7);
  ASSERT_EQ(list("o1", 10).size(), 1u);
  EXPECT_EQ(list("o1", 10)[0].commission_minor, 8);
}

}  // namespace
}  // namespace shopdesk::feedback::store
