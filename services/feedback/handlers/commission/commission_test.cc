#include "services/feedback/handlers/commission/commission.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::HasReason;
using testing::IsOk;
using testing::kTestTime;
using testing::MessageAt;
using testing::PlacedOrder;
using testing::StatusIs;

// Tests begin on 4 March 2024, 10:00 UTC.
const absl::Time kApril = absl::FromCivil(absl::CivilMonth(2024, 4), absl::UTCTimeZone());
const absl::Time kMay = absl::FromCivil(absl::CivilMonth(2024, 5), absl::UTCTimeZone());

class CommissionTest : public testing::ChatTest {
 protected:
  // An order of `buyer` for agent "a", two lines of `each`, paid at `paid`.
  static orders::v1::Order Paid(const std::string& id, int64_t each, absl::Time paid = kTestTime,
                                const std::string& buyer = "b") {
    orders::v1::Order order = PlacedOrder(id, buyer, paid);
    order.set_agent("a");
    order.mutable_total()->set_currency_code("EUR");
    for (orders::v1::OrderLine& line : *order.mutable_lines()) {
      line.mutable_total()->set_minor(each);
    }
    order.mutable_freight()->set_minor(700);
    *order.mutable_payment()->mutable_pay_time() = ToProto(paid);
    return order;
  }
  void Tell(const orders::v1::Order& order, absl::Time time) {
    feed_.Add(order, "order.changed", time);
    CatchUp();
  }
  absl::StatusOr<v1::CommissionStatement> Commission(const std::string& month,
                                                     const std::string& agent = "a") {
    v1::GetCommissionRequest request;
    request.set_name(absl::StrCat("shops/1/agents/", agent));
    request.set_month(month);
    return Read<v1::CommissionStatement>(request, handlers::GetCommission);
  }
  std::vector<v1::CommissionLine> Lines(const std::string& month) {
    v1::ListCommissionLinesRequest request;
    request.set_parent(absl::StrCat("shops/1/agents/a/commissionStatements/", month));
    request.set_page_size(1);
    std::vector<v1::CommissionLine> lines;
    do {
      const auto page =
          Read<v1::ListCommissionLinesResponse>(request, handlers::ListCommissionLines);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) return lines;
      lines.insert(lines.end(), page->commission_lines().begin(), page->commission_lines().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return lines;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, CommissionTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(CommissionTest, OnePercentOfGoodsOnceTheMonthIsClosed) {
  Tell(Paid("o1", 5000), kTestTime);
  Tell(Paid("o1", 5000), kTestTime);
  Tell(Paid("o2", 2525), kTestTime + absl::Hours(1));
  orders::v1::Order unpaid = Paid("o3", 9999);
  unpaid.mutable_payment()->clear_pay_time();
  Tell(unpaid, kTestTime);
  ASSERT_OK_AND_ASSIGN(const v1::CommissionStatement open, Commission("2024-03"));
  EXPECT_EQ(open.state(), v1::CommissionStatement::OPEN);
  EXPECT_EQ(open.currency_code(), "EUR");
  EXPECT_EQ(open.orders(), 2);
  EXPECT_EQ(open.sales_minor(), 15050) << "freight earns nothing";
  EXPECT_EQ(open.total_minor(), 151) << "100 and 50.5, half up";
  EXPECT_EQ(Figures()->commission_open_minor(), 0) << "reckoned at the next full minute";
  AdvanceTo(kTestTime + absl::Hours(2));
  EXPECT_EQ(Figures()->commission_open_minor(), 151);
  ASSERT_EQ(Lines("2024-03").size(), 2u);
  EXPECT_EQ(Lines("2024-03")[1].commission_minor(), 51);

  AdvanceTo(kApril + absl::Hours(23));
  EXPECT_EQ(Commission("2024-03")->state(), v1::CommissionStatement::OPEN);
  AdvanceTo(kApril + absl::Hours(24));
  ASSERT_OK_AND_ASSIGN(const v1::CommissionStatement closed, Commission("2024-03"));
  EXPECT_EQ(closed.state(), v1::CommissionStatement::CLOSED);
  EXPECT_EQ(closed.total_minor(), 151);
  EXPECT_EQ(FromProto(closed.close_time()), kApril + absl::Hours(24));
  EXPECT_EQ(EventTypes().back(), "commission_statement.closed");
  EXPECT_EQ(Figures()->commission_closed_minor(), 151);
  EXPECT_EQ(Figures()->commission_open_minor(), 0);
  EXPECT_EQ(Lines("2024-03")[1].order(), "shops/1/orders/o2");
  EXPECT_EQ(Lines("2024-03")[1].commission_minor(), 51);
}

TEST_P(CommissionTest, ALaterRefundIsTakenBackInTheNextMonth) {
  orders::v1::Order order = Paid("o", 5000);
  Tell(order, kTestTime);
  order.mutable_lines(0)->set_refunded_minor(1000);
  Tell(order, kTestTime + absl::Hours(48));
  EXPECT_EQ(Commission("2024-03")->total_minor(), 90) << "in the same month it is just less";
  AdvanceTo(kApril + absl::Hours(24));
  v1::Policy policy;
  policy.mutable_commission()->set_rate(1000);
  ASSERT_OK(SetPolicy(policy));
  order.mutable_lines(0)->set_refunded_minor(5000);
  Tell(order, kApril + absl::Hours(30));
  EXPECT_EQ(Commission("2024-03")->total_minor(), 90) << "a closed month stays";
  ASSERT_OK_AND_ASSIGN(const v1::CommissionStatement april, Commission("2024-04"));
  EXPECT_EQ(april.orders(), 0);
  EXPECT_EQ(april.claw_back_sales_minor(), -4000);
  EXPECT_EQ(april.claw_back_minor(), -40) << "at the rate of its month";
  EXPECT_EQ(april.total_minor(), -40);
  ASSERT_EQ(Lines("2024-04").size(), 1u);
  EXPECT_EQ(Lines("2024-04")[0].month(), "2024-03");
  AdvanceTo(kMay + absl::Hours(24));
  EXPECT_EQ(Commission("2024-04")->total_minor(), -40);
  EXPECT_EQ(Figures()->commission_closed_minor(), 50) << "what 5,000 earn";
}

TEST_P(CommissionTest, WhatHappenedInAMonthCountsInItWhileItIsOpen) {
  orders::v1::Order order = Paid("o", 5000, kApril - absl::Seconds(1));
  AdvanceTo(kApril + absl::Hours(1));
  Tell(order, kApril - absl::Seconds(1));
  EXPECT_EQ(Commission("2024-03")->total_minor(), 100) << "the news came after the month";
  order.mutable_lines(0)->set_refunded_minor(5000);
  Tell(order, kApril + absl::Seconds(1));
  EXPECT_EQ(Commission("2024-03")->total_minor(), 100);
  EXPECT_EQ(Commission("2024-04")->claw_back_minor(), -50);
  AdvanceTo(kApril + absl::Hours(25));
  Tell(Paid("late", 1000, kApril - absl::Hours(5)), kApril - absl::Hours(5));
  EXPECT_EQ(Commission("2024-03")->total_minor(), 100);
  EXPECT_EQ(Commission("2024-04")->commission_minor(), 20) << "too late for its month";
}

TEST_P(CommissionTest, TheLastAgentWhoServedBeforeTheOrder) {
  const absl::Time placed = kTestTime + absl::Hours(10);
  ASSERT_OK(Record({MessageAt(kTestTime, v1::Message::BUYER, "c1", "a", "b"),
                    MessageAt(kTestTime + absl::Minutes(1), v1::Message::AGENT, "c1", "a", "b"),
                    MessageAt(kTestTime + absl::Hours(2), v1::Message::BUYER, "c2", "b2", "b"),
                    MessageAt(kTestTime + absl::Hours(3), v1::Message::AGENT, "c2", "b2", "b"),
                    // Nobody answered.
                    MessageAt(kTestTime + absl::Hours(4), v1::Message::BUYER, "c3", "lead", "b"),
                    // After the order.
                    MessageAt(placed + absl::Hours(1), v1::Message::BUYER, "c4", "lead", "b"),
                    MessageAt(placed + absl::Hours(2), v1::Message::AGENT, "c4", "lead", "b")}));
  orders::v1::Order order = Paid("o", 5000, placed);
  order.clear_agent();
  Tell(order, placed);
  EXPECT_EQ(Commission("2024-03", "b2")->total_minor(), 100);
  EXPECT_EQ(Commission("2024-03", "lead")->total_minor(), 0);
  // Longer ago than a week: the agent of the order.
  Tell(Paid("later", 5000, placed + absl::Hours(9 * 24)), placed + absl::Hours(9 * 24));
  EXPECT_EQ(Commission("2024-03", "a")->total_minor(), 100);
  // Nobody at all.
  orders::v1::Order nobodys = Paid("n", 5000, placed, "x");
  nobodys.clear_agent();
  Tell(nobodys, placed);
  AdvanceTo(kTestTime + absl::Hours(24 * 11));
  EXPECT_EQ(Figures()->commission_open_minor(), 200);
  // Another plan changes what is open.
  v1::Policy policy;
  policy.mutable_commission()->set_rate(200);
  ASSERT_OK(SetPolicy(policy));
  AdvanceTo(kTestTime + absl::Hours(24 * 11 + 1));
  EXPECT_EQ(Figures()->commission_open_minor(), 400);
}

// The days of attribution run from what a person said, and to whom he said it last before the
// order.
TEST_P(CommissionTest, OnlyAPersonsAnswerBringsAnOrder) {
  using M = v1::Message;
  const absl::Duration day = absl::Hours(24);
  v1::Policy policy;
  policy.mutable_commission()->set_attribution_seconds(absl::ToInt64Seconds(14 * day));
  ASSERT_OK(SetPolicy(policy));
  // The same conversation and day: 10 hours later a robot answers.
  ASSERT_OK(Record(
      {MessageAt(kTestTime, M::BUYER, "c1", "b2", "b"),
       MessageAt(kTestTime + absl::Seconds(2), M::AGENT, "c1", "b2", "b"),
       MessageAt(kTestTime + absl::Hours(10), M::BUYER, "c1", "b2", "b"),
       MessageAt(kTestTime + absl::Hours(10) + absl::Seconds(1), M::ROBOT, "c1", "b2", "b")}));
  const auto place = [&](const char* id, absl::Time placed) {
    orders::v1::Order order = Paid(id, 5000, placed);
    Tell(order, placed);
  };
  place("in_time", kTestTime + absl::Seconds(2) + 14 * day);
  EXPECT_EQ(Commission("2024-03", "b2")->orders(), 1);
  place("too_late", kTestTime + absl::Seconds(3) + 14 * day);
  EXPECT_EQ(Commission("2024-03", "b2")->orders(), 1);
  EXPECT_EQ(Commission("2024-03", "a")->orders(), 1) << "the agent whom the order names";
}

TEST_P(CommissionTest, TheLastWordBeforeTheOrderCountsThoughOthersFollow) {
  using M = v1::Message;
  const auto at = [](int hours) { return kTestTime + absl::Hours(hours); };
  ASSERT_OK(Record({MessageAt(at(0), M::BUYER, "c1", "a"), MessageAt(at(1), M::AGENT, "c1", "a"),
                    MessageAt(at(2), M::BUYER, "c2", "b2"), MessageAt(at(3), M::AGENT, "c2", "b2"),
                    MessageAt(at(5), M::BUYER, "c1", "a"), MessageAt(at(6), M::AGENT, "c1", "a")}));
  orders::v1::Order order = Paid("o", 5000, at(4));
  order.clear_agent();
  Tell(order, at(4));
  EXPECT_EQ(Commission("2024-03", "b2")->total_minor(), 100);
  EXPECT_EQ(Commission("2024-03", "a")->total_minor(), 0);
}

TEST_P(CommissionTest, TiersAndOrders) {
  v1::Policy policy;
  policy.mutable_commission()->set_basis(v1::CommissionPlan::PER_ORDER);
  policy.mutable_commission()->set_rate(30);
  v1::CommissionPlan::Tier* tier = policy.mutable_commission()->add_tiers();
  tier->set_from(2);
  tier->set_rate(50);
  ASSERT_OK(SetPolicy(policy));
  Tell(Paid("o1", 5000), kTestTime);
  EXPECT_EQ(Commission("2024-03")->total_minor(), 30);
  orders::v1::Order second = Paid("o2", 1);
  Tell(second, kTestTime);
  EXPECT_EQ(Commission("2024-03")->rate(), 50);
  EXPECT_EQ(Commission("2024-03")->total_minor(), 100);
  for (orders::v1::OrderLine& line : *second.mutable_lines()) line.set_refunded_minor(1);
  Tell(second, kTestTime);
  EXPECT_EQ(Commission("2024-03")->total_minor(), 30) << "wholly refunded";
}

TEST_P(CommissionTest, StatementsByAgentAndByMonth) {
  for (const char* agent : {"a", "b2"}) {
    orders::v1::Order order = Paid(absl::StrCat("o-", agent), 5000);
    order.set_agent(agent);
    Tell(order, kTestTime);
  }
  Tell(Paid("april", 1000, kApril + absl::Hours(1)), kApril + absl::Hours(1));
  v1::ListCommissionStatementsRequest request;
  request.set_parent("shops/1");
  request.set_page_size(1);
  const auto list = [&] {
    std::vector<std::string> names;
    request.clear_page_token();
    do {
      const auto page =
          Read<v1::ListCommissionStatementsResponse>(request, handlers::ListCommissionStatements);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const v1::CommissionStatement& statement : page->commission_statements()) {
        names.push_back(statement.name().substr(15));
        EXPECT_GT(statement.total_minor(), 0) << "open ones are reckoned now";
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  };
  EXPECT_THAT(
      (Read<v1::ListCommissionStatementsResponse>(request, handlers::ListCommissionStatements)),
      StatusIs(absl::StatusCode::kInvalidArgument));
  request.set_agent("a");
  EXPECT_EQ(list(), (std::vector<std::string>{"a/commissionStatements/2024-04",
                                              "a/commissionStatements/2024-03"}));
  request.clear_agent();
  request.set_month("2024-03");
  EXPECT_EQ(list(), (std::vector<std::string>{"a/commissionStatements/2024-03",
                                              "b2/commissionStatements/2024-03"}));
  EXPECT_THAT(Commission("2024-03", "nobody"), HasReason("NOT_FOUND"));
  EXPECT_EQ(Commission("2023-01")->total_minor(), 0);
  v1::ListCommissionLinesRequest lines;
  lines.set_parent("shops/1/agents/a/commissionStatements/2020-01");
  EXPECT_THAT((Read<v1::ListCommissionLinesResponse>(lines, handlers::ListCommissionLines)),
              HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::feedback
