#include "services/orders/handlers/transfer/transfer.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/transfer/bank_account.h"
#include "services/orders/testing/transfers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::kAccount;
using testing::kPayerAccount;
using testing::Row;
using testing::TransferTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PlaceRequest;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class StatementTest : public TransferTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, StatementTest, testing::BothDatabases(), testing::NameOf);

TEST_P(StatementTest, TheSameLineAndTheSameTransactionCountOnce) {
  Placed("order-1");
  ASSERT_THAT(Claim("order-1"), IsOk());
  StatementRow row = Row("1", 19800, "张三丰");
  row.set_transaction_id("t-1");
  RecordStatementLinesResponse recorded = Record({row, row}, "r1");
  EXPECT_THAT(recorded.statement_lines(), SizeIs(1));
  EXPECT_EQ(recorded.known_count(), 1);
  recorded = Record({row}, "r2");
  EXPECT_THAT(recorded.statement_lines(), IsEmpty());
  EXPECT_EQ(recorded.known_count(), 1);
  // Another file numbers its lines otherwise.
  row.set_line_id("file2-1");
  recorded = Record({row}, "r3");
  ASSERT_THAT(recorded.statement_lines(), SizeIs(1));
  EXPECT_EQ(recorded.statement_lines(0).match(), StatementLine::REPEATED);
  EXPECT_EQ(recorded.statement_lines(0).repeats(), std::string(kAccount) + "/statementLines/1");
  // The same line with another amount is nobody's.
  row = Row("1", 100, "张三丰");
  recorded = Record({row}, "r4");
  EXPECT_THAT(recorded.statement_lines(), IsEmpty());
  ASSERT_THAT(recorded.errors(), SizeIs(1));
  EXPECT_EQ(recorded.errors(0).id(), "1");
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().paid_minor(), 19800);
  CheckBooks();
}

TEST_P(StatementTest, BadRowsDontStopTheOthers) {
  Placed("order-1");
  StatementRow no_amount = Row("2", 0);
  StatementRow no_id = Row("", 100);
  const RecordStatementLinesResponse recorded =
      Record({no_amount, Row("1", 19900, "", "订单order-1"), no_id}, "r");
  ASSERT_THAT(recorded.errors(), SizeIs(2));
  EXPECT_EQ(recorded.errors(0).index(), 0);
  EXPECT_EQ(recorded.errors(1).index(), 2);
  ASSERT_THAT(recorded.statement_lines(), SizeIs(1));
  // The reference names the order: no claim is needed.
  EXPECT_EQ(recorded.statement_lines(0).match(), StatementLine::MATCHED);
  RecordStatementLinesRequest request;
  request.set_parent("shops/s/bankAccounts/none");
  *request.add_rows() = Row("1", 100);
  request.set_request_id("none");
  EXPECT_THAT(world_.Write<RecordStatementLinesResponse>(request, handlers::RecordStatementLines),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(StatementTest, TwoClaimsOfOneAmountAreToldByThePayer) {
  Placed("order-1", "b1");
  Placed("order-2", "b2");
  ASSERT_THAT(Claim("order-1", 19900, "张三丰"), IsOk());
  ASSERT_THAT(Claim("order-2", 19900, "Li Si"), IsOk());
  // Nobody knows whose.
  EXPECT_EQ(MatchOf(Row("1", 19900)), StatementLine::UNKNOWN);
  EXPECT_THAT(Work("unknown_transfer"), ElementsAre(std::string(kAccount) + "/statementLines/1"));
  EXPECT_EQ(MatchOf(Row("2", 19900, "LI SI")), StatementLine::MATCHED);
  EXPECT_EQ(world_.Get("shops/s/orders/order-2").payment().state(), PaymentState::RECEIVED);
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().state(), PaymentState::CLAIMED);
  // Somebody finds out.
  MatchStatementLineRequest match;
  match.set_name(std::string(kAccount) + "/statementLines/1");
  match.set_order("shops/s/orders/order-1");
  match.set_request_id("match");
  const auto matched = world_.Write<StatementLine>(match, handlers::MatchStatementLine);
  ASSERT_THAT(matched, IsOk());
  EXPECT_EQ(matched->match(), StatementLine::MATCHED);
  EXPECT_THAT(Work("unknown_transfer"), IsEmpty());
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().state(), PaymentState::RECEIVED);
  match.set_request_id("again");
  EXPECT_THAT(world_.Write<StatementLine>(match, handlers::MatchStatementLine),
              HasReason("WRONG_STATE"));
}

TEST_P(StatementTest, ALineThatComesBeforeItsClaim) {
  Placed("order-1");
  EXPECT_EQ(MatchOf(Row("1", 19800, "张三丰")), StatementLine::UNKNOWN);
  EXPECT_EQ(MatchOf(Row("2", 100, "张三丰")), StatementLine::UNKNOWN);
  EXPECT_EQ(MatchOf(Row("3", 19900, "somebody else")), StatementLine::UNKNOWN);
  const auto claimed = Claim("order-1");
  ASSERT_THAT(claimed, IsOk());
  EXPECT_EQ(claimed->payment().state(), PaymentState::RECEIVED);
  EXPECT_THAT(Work("unknown_transfer"), ElementsAre(std::string(kAccount) + "/statementLines/3"));
  // The repetition is answered the same.
  const auto again = Claim("order-1");
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*claimed));
  CheckBooks();
}

TEST_P(StatementTest, AClaimMovesTheCloseToBankingDays) {
  const Order placed = Placed("order-1");
  const auto claimed = Claim("order-1");
  ASSERT_THAT(claimed, IsOk());
  EXPECT_GT(FromProto(claimed->deadline_time()), FromProto(placed.deadline_time()));
  // Past the ordinary 72 hours, before the third banking day ends.
  world_.Advance(absl::Hours(72) + absl::Seconds(1));
  EXPECT_EQ(world_.Get(placed.name()).state(), OrderState::WAIT_BUYER_PAY);
  world_.Advance(absl::Hours(24 * 6));
  EXPECT_EQ(world_.Get(placed.name()).state(), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
  ClaimTransferRequest claim = ClaimRequest("order-1", 19900, "张三丰");
  claim.set_request_id("late-claim");
  EXPECT_THAT(world_.Write<Order>(claim, handlers::ClaimTransfer), HasReason("WRONG_STATE"));
  // What he paid comes after all.
  EXPECT_EQ(MatchOf(Row("1", 19900, "张三丰")), StatementLine::LATE);
  ASSERT_THAT(PayoutsOf("order-1"), SizeIs(1));
  EXPECT_EQ(PayoutsOf("order-1")[0].cause(), Payout::PAID_LATE);
  EXPECT_EQ(PayoutsOf("order-1")[0].amount().minor(), 19900);
  EXPECT_THAT(world_.EventsOf(placed.name()), Contains("order.stray_transfer"));
  CheckBooks();
}

TEST_P(StatementTest, AnotherCurrencyIsNotBooked) {
  Placed("order-1");
  ASSERT_THAT(Claim("order-1"), IsOk());
  StatementRow row = Row("1", 19900, "张三丰", "order-1");
  row.mutable_amount()->set_currency_code("EUR");
  EXPECT_EQ(MatchOf(row), StatementLine::UNKNOWN);
  MatchStatementLineRequest match;
  match.set_name(std::string(kAccount) + "/statementLines/1");
  match.set_order("shops/s/orders/order-1");
  match.set_request_id("match");
  EXPECT_THAT(world_.Write<StatementLine>(match, handlers::MatchStatementLine),
              HasReason("CURRENCY_MISMATCH"));
  // Nor is an order of another method, or another shop's.
  ASSERT_THAT(world_.Place(PlaceRequest("escrow")), IsOk());
  EXPECT_EQ(MatchOf(Row("2", 555, "", "order escrow")), StatementLine::UNKNOWN);
  match.set_name(std::string(kAccount) + "/statementLines/2");
  match.set_order("shops/s/orders/escrow");
  match.set_request_id("match-2");
  EXPECT_THAT(world_.Write<StatementLine>(match, handlers::MatchStatementLine),
              HasReason("WRONG_STATE"));
  match.set_order("shops/t/orders/escrow");
  match.set_request_id("match-3");
  EXPECT_THAT(world_.Write<StatementLine>(match, handlers::MatchStatementLine),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().paid_minor(), 0);
}

TEST_P(StatementTest, EightImportsOfOneLinePayOnce) {
  Placed("order-1");
  ASSERT_THAT(Claim("order-1"), IsOk());
  std::vector<std::thread> callers;
  std::atomic<int> fresh = 0;
  std::atomic<int> known = 0;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&, i] {
      ImportStatementLinesRequest request;
      request.set_parent(kAccount);
      *request.add_rows() = Row("1", 9950, "张三丰");
      *request.add_rows() = Row("2", 9950, "张三丰");
      request.set_request_id(absl::StrCat("caller-", i));
      const runtime::CallInfo call = world_.CallOf("Import", request.request_id());
      ImportStatementLinesResponse response;
      const absl::Status status =
          world_.runtime().WriteAndWait(call, &request, &response, [&](runtime::WriteContext& ctx) {
            return handlers::ImportStatementLines(ctx, request, &response);
          });
      EXPECT_THAT(status, IsOk());
      fresh += response.statement_lines_size();
      known += response.known_count();
    });
  }
  for (std::thread& caller : callers) caller.join();
  world_.Settle();
  EXPECT_EQ(fresh, 2);
  EXPECT_EQ(known, 14);
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().state(), PaymentState::RECEIVED);
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().paid_minor(), 19900);
  EXPECT_THAT(PayoutsOf("order-1"), IsEmpty());
  EXPECT_EQ(world_.Ledger("shops/s/orders/order-1").size(), 2u);
}

TEST_P(StatementTest, NothingPersonalIsStoredInClear) {
  Placed("order-1");
  ASSERT_THAT(Claim("order-1"), IsOk());
  MatchOf(Row("1", 19900, "张三丰", "order-1 电话13812345678"));
  MatchOf(Row("2", 5, "李四光", "13812345678"));
  const Order order = world_.Get("shops/s/orders/order-1");
  EXPECT_EQ(order.transfer().claims(0).payer_name(), "张**");
  EXPECT_THAT(order.transfer().number(), Not(HasSubstr("11112222")));
  const auto page = world_.runtime().events().Read("s", 0, 100, absl::InfinitePast());
  ASSERT_THAT(page, IsOk());
  for (const auto& event : page->events) {
    for (const char* secret :
         {"张三丰", "李四光", kPayerAccount, "6222000011112222", "13812345678"}) {
      EXPECT_THAT(event.resource().value(), Not(HasSubstr(secret))) << event.type();
    }
  }
  // In clear by role, with an audit row.
  RevealBankAccountRequest account;
  account.set_name(order.name());
  account.set_purpose("transfer");
  BankAccount told;
  const auto tell = [&] {
    return world_.runtime().WriteAndWait(world_.CallOf("Reveal", ""), nullptr, &told,
                                         [&](runtime::WriteContext& ctx) {
                                           return handlers::RevealBankAccount(ctx, account, &told);
                                         });
  };
  world_.role = Role::PACKING;
  EXPECT_THAT(tell(), HasReason("REVEAL_NOT_ALLOWED"));
  world_.role = Role::PRE_SALE;
  ASSERT_THAT(tell(), IsOk());
  EXPECT_EQ(told.number(), "6222000011112222");
  EXPECT_EQ(told.holder(), "某某商店");
  RevealStatementLineRequest line;
  line.set_name(std::string(kAccount) + "/statementLines/2");
  line.set_purpose("match");
  StatementLine seen;
  world_.role = Role::FINANCE;
  ASSERT_THAT(world_.runtime().WriteAndWait(world_.CallOf("Reveal", ""), nullptr, &seen,
                                            [&](runtime::WriteContext& ctx) {
                                              return handlers::RevealStatementLine(ctx, line,
                                                                                   &seen);
                                            }),
              IsOk());
  EXPECT_EQ(seen.payer_name(), "李四光");
  EXPECT_EQ(seen.reference(), "13812345678");
  static constexpr sql::Statement kAudits = {
      "test_audits", "SELECT actor_role, purpose FROM reveals ORDER BY purpose"};
  std::vector<std::string> audits;
  ASSERT_THAT(world_.runtime().database().Read(
                  absl::InfiniteFuture(),
                  [&](sql::Transaction& txn) {
                    return txn.Query(kAudits, {}, [&](const sql::Row& row) {
                      audits.push_back(std::string(row.Text(0)) + ":" + std::string(row.Text(1)));
                      return absl::OkStatus();
                    });
                  }),
              IsOk());
  EXPECT_THAT(audits, ElementsAre("finance:match", "pre_sale:transfer"));
}

TEST_P(StatementTest, LinesAreListed) {
  Placed("order-1");
  Record({Row("1", 100, "", "order-1"), Row("2", 7), Row("3", 8), Row("4", 200, "", "order-1")},
         "r");
  const auto list = [&](ListStatementLinesRequest request) {
    std::vector<std::string> ids;
    request.set_page_size(1);
    do {
      const auto page =
          world_.Read<ListStatementLinesResponse>(request, handlers::ListStatementLines);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const StatementLine& line : page->statement_lines()) {
        ids.push_back(line.name().substr(line.name().rfind('/') + 1));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  ListStatementLinesRequest request;
  request.set_parent(kAccount);
  EXPECT_THAT(list(request), ElementsAre("1", "2", "3", "4"));
  request.set_match(StatementLine::UNKNOWN);
  EXPECT_THAT(list(request), ElementsAre("2", "3"));
  request.set_parent("shops/s/bankAccounts/-");
  EXPECT_THAT(list(request), ElementsAre("2", "3"));
  request.set_match(StatementLine::PARTIAL);
  EXPECT_THAT(list(request), ElementsAre("1", "4"));
  request.clear_match();
  EXPECT_THAT(world_.Read<ListStatementLinesResponse>(request, handlers::ListStatementLines),
              StatusIs(absl::StatusCode::kInvalidArgument));
  request.set_order("shops/s/orders/order-1");
  EXPECT_THAT(list(request), ElementsAre("1", "4"));
  GetStatementLineRequest get;
  get.set_name(std::string(kAccount) + "/statementLines/4");
  const auto line = world_.Read<StatementLine>(get, handlers::GetStatementLine);
  ASSERT_THAT(line, IsOk());
  EXPECT_EQ(line->booked_minor(), 200);
  get.set_name(std::string(kAccount) + "/statementLines/5");
  EXPECT_THAT(world_.Read<StatementLine>(get, handlers::GetStatementLine),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders
