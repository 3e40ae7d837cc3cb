// Which order a line of a statement is booked to, proposed for, or neither; on both databases.
#include "services/orders/handlers/transfer/match.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/transfer/bank_account.h"
#include "services/orders/handlers/transfer/transfer.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using orders::testing::PlaceRequest;
using orders::testing::World;
using shopdesk::testing::IsOk;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kAccount[] = "shops/s/bankAccounts/icbc";
constexpr int64_t kPrice = 19900;

std::string OrderName(const std::string& id) { return "shops/s/orders/" + id; }

class MatchTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  MatchTest() {
    world_.catalog().SetStock("a", 100, kPrice);
    CreateBankAccountRequest request;
    request.set_parent("shops/s");
    request.set_bank_account_id("icbc");
    request.mutable_bank_account()->set_bank_code("ICBC");
    request.mutable_bank_account()->set_holder("某某商店");
    request.mutable_bank_account()->set_number("6222000011112222");
    request.set_request_id("account");
    EXPECT_THAT(world_.Write<BankAccount>(request, handlers::CreateBankAccount), IsOk());
  }

  void Place(const std::string& id, const std::string& buyer) {
    PlaceOrderRequest place = PlaceRequest(id, PaymentMethod::BANK_TRANSFER);
    place.set_buyer(buyer);
    ASSERT_THAT(world_.Place(place), IsOk());
    ChooseBankAccountRequest choose;
    choose.set_name(OrderName(id));
    choose.set_reason(BankTransfer::INCONVENIENT);
    choose.set_request_id("choose-" + id);
    ASSERT_THAT(world_.Write<Order>(choose, handlers::ChooseBankAccount), IsOk());
  }

  void Claim(const std::string& id, const std::string& payer = "", int64_t minor = kPrice) {
    ClaimTransferRequest claim;
    claim.set_name(OrderName(id));
    *claim.mutable_amount() = MakeMoney("CNY", minor);
    claim.set_payer_name(payer);
    claim.set_request_id("claim-" + id);
    ASSERT_THAT(world_.Write<Order>(claim, handlers::ClaimTransfer), IsOk());
  }

  StatementRow Row(const std::string& payer, const std::string& reference, int64_t minor = kPrice) {
    StatementRow row;
    row.set_line_id(absl::StrCat(++lines_));
    *row.mutable_amount() = MakeMoney("CNY", minor);
    *row.mutable_value_time() = ToProto(world_.runtime().clock().Now());
    row.set_payer_name(payer);
    row.set_reference(reference);
    return row;
  }

  RecordStatementLinesResponse Record(const std::vector<StatementRow>& rows) {
    RecordStatementLinesRequest request;
    request.set_parent(kAccount);
    for (const StatementRow& row : rows) *request.add_rows() = row;
    request.set_request_id(absl::StrCat("record-", ++calls_));
    const auto recorded =
        world_.Write<RecordStatementLinesResponse>(request, handlers::RecordStatementLines);
    EXPECT_THAT(recorded, IsOk());
    return recorded.ok() ? *recorded : RecordStatementLinesResponse();
  }

  StatementLine Take(const StatementRow& row) {
    const RecordStatementLinesResponse recorded = Record({row});
    EXPECT_EQ(recorded.statement_lines_size(), 1);
    return recorded.statement_lines_size() == 1 ? recorded.statement_lines(0) : StatementLine();
  }

  World world_{GetParam()};
  int lines_ = 0;
  int calls_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Databases, MatchTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(MatchTest, AReferenceNamesItsOrderHoweverItIsWritten) {
  int number = 0;
  for (const char* written : {"a-1002", "A1002", "Ａ－１００２", "order A 1002"}) {
    const std::string id = absl::StrCat(++number, "x");
    Place(absl::StrCat("A-1002", id), "b1");
    EXPECT_EQ(Take(Row("", written + id)).order(), OrderName("A-1002" + id)) << written;
  }
}

TEST_P(MatchTest, AnotherOrdersReferenceIsNoReasonToPayThisOne) {
  Place("A-100", "b1");
  EXPECT_EQ(Take(Row("", "A-1002")).match(), StatementLine::UNKNOWN);
  Place("A-2002", "b2");
  Claim("A-2002");
  const StatementLine line = Take(Row("WANG WU", "order a-2001"));
  EXPECT_EQ(line.match(), StatementLine::UNKNOWN);
  // Its amount speaks for it: finance decides.
  EXPECT_EQ(line.proposed_order(), OrderName("A-2002"));
  EXPECT_THAT(world_.WorkOf(line.name()), ElementsAre("proposed_transfer"));
  EXPECT_EQ(world_.Get(OrderName("A-2002")).payment().paid_minor(), 0);
  MatchStatementLineRequest match;
  match.set_name(line.name());
  match.set_order(line.proposed_order());
  match.set_request_id("match");
  const auto matched = world_.Write<StatementLine>(match, handlers::MatchStatementLine);
  ASSERT_THAT(matched, IsOk());
  EXPECT_EQ(matched->match(), StatementLine::MATCHED);
  EXPECT_EQ(matched->proposed_order(), "");
  EXPECT_THAT(world_.WorkOf(line.name()), IsEmpty());
}

TEST_P(MatchTest, AShortIdPaysOnlyItsAmount) {
  Place("7", "b1");
  const StatementLine part = Take(Row("", "for 7", 100));
  EXPECT_EQ(part.match(), StatementLine::UNKNOWN);
  EXPECT_EQ(part.proposed_order(), OrderName("7"));
  EXPECT_EQ(Take(Row("", "for 7")).match(), StatementLine::MATCHED);
}

TEST_P(MatchTest, NoOrderIsPaidByMoneyOfADayBeforeIt) {
  StatementRow old = Row("张三", "A-1", kPrice);
  StatementRow stranger = Row("", "", kPrice);
  EXPECT_EQ(Record({old, stranger}).statement_lines_size(), 2);
  world_.Advance(absl::Hours(20 * 24));
  Place("A-1", "b1");
  // Neither by its claim, which names no payer, nor by a line that comes late.
  Claim("A-1");
  EXPECT_EQ(world_.Get(OrderName("A-1")).payment().paid_minor(), 0);
  StatementRow late = Row("张三", "A-1");
  *late.mutable_value_time() = old.value_time();
  const StatementLine line = Take(late);
  EXPECT_EQ(line.match(), StatementLine::UNKNOWN);
  EXPECT_EQ(line.proposed_order(), "");
  EXPECT_EQ(Take(Row("张三", "A-1")).match(), StatementLine::MATCHED);
}

TEST_P(MatchTest, PayersAreOneInBothScripts) {
  Place("A-1", "b1");
  Place("A-2", "b2");
  Claim("A-1", "張三");
  Claim("A-2", "李四");
  EXPECT_EQ(Take(Row("张 三", "")).order(), OrderName("A-1"));
  EXPECT_EQ(Take(Row("李 四", "")).order(), OrderName("A-2"));
}

TEST_P(MatchTest, AClaimWithoutPayerOnlyProposesWhatWaits) {
  const StatementLine before = Take(Row("WANG WU", ""));
  EXPECT_THAT(world_.WorkOf(before.name()), ElementsAre("unknown_transfer"));
  Place("A-1", "b1");
  Claim("A-1");
  EXPECT_EQ(world_.Get(OrderName("A-1")).payment().paid_minor(), 0);
  EXPECT_THAT(world_.WorkOf(before.name()), ElementsAre("proposed_transfer"));
}

TEST_P(MatchTest, WhatThePayerWroteIsReadAgainWithTheClaim) {
  EXPECT_EQ(Take(Row("", "order A-1")).match(), StatementLine::UNKNOWN);
  Place("A-1", "b1");
  Claim("A-1", "张三");
  EXPECT_EQ(world_.Get(OrderName("A-1")).payment().state(), PaymentState::RECEIVED);
}

TEST_P(MatchTest, AnotherAmountIsBookedOnlyWhereNothingElseIsWaiting) {
  Place("A-1", "b1");
  Place("A-2", "b1");
  Claim("A-1", "张三");
  const StatementLine line = Take(Row("张三", "", 100));
  EXPECT_EQ(line.match(), StatementLine::UNKNOWN);
  EXPECT_EQ(line.proposed_order(), OrderName("A-1"));
}

TEST_P(MatchTest, AnImpossibleDayIsARowsFault) {
  Place("A-1", "b1");
  StatementRow wrong = Row("", "A-1");
  wrong.mutable_value_time()->set_seconds(32503680000 - 86400 * 300);
  const RecordStatementLinesResponse recorded = Record({wrong, Row("", "A-1")});
  ASSERT_EQ(recorded.errors_size(), 1);
  EXPECT_EQ(recorded.errors(0).index(), 0);
  ASSERT_EQ(recorded.statement_lines_size(), 1);
  EXPECT_EQ(recorded.statement_lines(0).match(), StatementLine::MATCHED);
}

}  // namespace
}  // namespace shopdesk::orders
