// Payment by bank transfer and payouts, on both databases.
#include "services/orders/handlers/transfer/transfer.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "libs/work/service.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/handlers/transfer/bank_account.h"
#include "services/orders/handlers/transfer/payout.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using orders::testing::World;
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

constexpr char kAccount[] = "shops/s/bankAccounts/icbc";
constexpr char kPayerAccount[] = "6222020200112230001";

StatementRow Row(const std::string& id, int64_t minor, const std::string& payer = "",
                 const std::string& reference = "") {
  StatementRow row;
  row.set_line_id(id);
  *row.mutable_amount() = MakeMoney("CNY", minor);
  *row.mutable_value_time() = ToProto(absl::FromUnixSeconds(1700000000));
  row.set_payer_name(payer);
  if (!payer.empty()) row.set_payer_account(kPayerAccount);
  row.set_reference(reference);
  return row;
}

class TransfersTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  TransfersTest() {
    world_.catalog().SetStock("a", 100, 19900);
    EXPECT_THAT(MakeAccount("icbc", "ICBC"), IsOk());
  }

  absl::StatusOr<BankAccount> MakeAccount(const std::string& id, const std::string& bank) {
    CreateBankAccountRequest request;
    request.set_parent("shops/s");
    request.set_bank_account_id(id);
    request.mutable_bank_account()->set_bank_code(bank);
    request.mutable_bank_account()->set_holder("某某商店");
    request.mutable_bank_account()->set_number("6222000011112222");
    request.set_request_id("account-" + id);
    return world_.Write<BankAccount>(request, handlers::CreateBankAccount);
  }

  // An order of 199.00 that has an account.
  Order Placed(const std::string& id, const std::string& buyer = "buyer") {
    PlaceOrderRequest place = PlaceRequest(id, BANK_TRANSFER);
    place.set_buyer(buyer);
    EXPECT_THAT(world_.Place(place), IsOk());
    ChooseBankAccountRequest choose;
    choose.set_name("shops/s/orders/" + id);
    choose.set_reason(BankTransfer::INCONVENIENT);
    choose.set_buyer_bank_code("ICBC");
    choose.set_request_id("choose-" + id);
    const auto chosen = world_.Write<Order>(choose, handlers::ChooseBankAccount);
    EXPECT_THAT(chosen, IsOk());
    return chosen.ok() ? *chosen : Order();
  }

  ClaimTransferRequest ClaimRequest(const std::string& id, int64_t minor,
                                    const std::string& payer) {
    ClaimTransferRequest claim;
    claim.set_name("shops/s/orders/" + id);
    *claim.mutable_amount() = MakeMoney("CNY", minor);
    claim.set_payer_name(payer);
    claim.set_request_id("claim-" + id);
    return claim;
  }

  absl::StatusOr<Order> Claim(const std::string& id, int64_t minor = 19900,
                              const std::string& payer = "张三丰") {
    return world_.Write<Order>(ClaimRequest(id, minor, payer), handlers::ClaimTransfer);
  }

  RecordStatementLinesResponse Record(const std::vector<StatementRow>& rows,
                                      const std::string& request_id) {
    RecordStatementLinesRequest request;
    request.set_parent(kAccount);
    for (const StatementRow& row : rows) *request.add_rows() = row;
    request.set_request_id(request_id);
    const auto recorded =
        world_.Write<RecordStatementLinesResponse>(request, handlers::RecordStatementLines);
    EXPECT_THAT(recorded, IsOk());
    return recorded.ok() ? *recorded : RecordStatementLinesResponse();
  }

  StatementLine::Match MatchOf(const StatementRow& row) {
    const RecordStatementLinesResponse recorded = Record({row}, "record-" + row.line_id());
    return recorded.statement_lines_size() == 1 ? recorded.statement_lines(0).match()
                                                : StatementLine::MATCH_UNSPECIFIED;
  }

  std::vector<std::string> Work(const std::string& kind) {
    work::v1::ListWorkItemsRequest request;
    request.set_parent("shops/s");
    request.set_kind(kind);
    const auto listed = world_.Read<work::v1::ListWorkItemsResponse>(request, work::ListWorkItems);
    EXPECT_THAT(listed, IsOk());
    std::vector<std::string> resources;
    for (const auto& item : listed->work_items()) {
      EXPECT_EQ(item.role(), "finance");
      resources.push_back(item.resource());
    }
    return resources;
  }

  std::vector<Payout> PayoutsOf(const std::string& order) {
    ListPayoutsRequest request;
    request.set_parent("shops/s");
    request.set_order("shops/s/orders/" + order);
    const auto listed = world_.Read<ListPayoutsResponse>(request, handlers::ListPayouts);
    EXPECT_THAT(listed, IsOk());
    return {listed->payouts().begin(), listed->payouts().end()};
  }

  template <class Request, class Handler>
  absl::StatusOr<Payout> Step(const std::string& payout, const std::string& request_id,
                              Handler handler, Request request = Request()) {
    request.set_name(payout);
    request.set_request_id(request_id);
    return world_.Write<Payout>(request, handler);
  }

  // What orders owe and what was asked back is the same at any time.
  void CheckBooks() {
    const OrderFigures figures = world_.Figures();
    int64_t owed = 0;
    int64_t paid_out = 0;
    for (int state = Payout::ASKED; state <= Payout::BOUNCED; ++state) {
      ListPayoutsRequest request;
      request.set_parent("shops/s");
      request.set_state(static_cast<Payout::State>(state));
      const auto listed = world_.Read<ListPayoutsResponse>(request, handlers::ListPayouts);
      ASSERT_THAT(listed, IsOk());
      for (const Payout& payout : listed->payouts()) {
        owed += payout.amount().minor();
        if (state == Payout::CONFIRMED) paid_out += payout.amount().minor();
      }
    }
    EXPECT_EQ(
        figures.bank().refunded() + figures.freight_refunded_minor() + figures.bank().surplus(),
        owed);
    EXPECT_EQ(figures.bank().paid_out(), paid_out);
    EXPECT_EQ(figures.paid_minor(), figures.bank().received());
    EXPECT_EQ(figures.refunded_minor(), figures.bank().refunded());
  }

  World world_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, TransfersTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(TransfersTest, APartThenTheRest) {
  Placed("order-1");
  ASSERT_THAT(Claim("order-1"), IsOk());
  const RecordStatementLinesResponse part = Record({Row("1", 19800, "张三丰")}, "r1");
  ASSERT_THAT(part.statement_lines(), SizeIs(1));
  EXPECT_EQ(part.statement_lines(0).match(), StatementLine::PARTIAL);
  Order order = world_.Get("shops/s/orders/order-1");
  EXPECT_EQ(order.state(), WAIT_BUYER_PAY);
  EXPECT_EQ(order.payment().state(), PARTLY_PAID);
  EXPECT_EQ(order.payment().paid_minor(), 19800);
  EXPECT_THAT(Work("bank_transfer_partial"), ElementsAre("shops/s/orders/order-1"));
  ShipOrderRequest ship;
  ship.set_name("shops/s/orders/order-1");
  ship.set_request_id("ship");
  EXPECT_THAT(world_.Ship(ship), HasReason("WRONG_STATE"));

  EXPECT_EQ(MatchOf(Row("2", 100, "张三丰")), StatementLine::MATCHED);
  order = world_.Get("shops/s/orders/order-1");
  EXPECT_EQ(order.state(), WAIT_SELLER_SEND_GOODS);
  EXPECT_EQ(order.payment().state(), RECEIVED);
  EXPECT_EQ(order.reservation_state(), Order::CONFIRMED);
  EXPECT_THAT(Work("bank_transfer_partial"), IsEmpty());
  EXPECT_THAT(world_.EventsOf("shops/s/orders/order-1"),
              ElementsAre("order.placed", "order.bank_account_chosen", "order.transfer_claimed",
                          "order.partly_paid", "order.paid"));
  EXPECT_EQ(world_.Figures().units_sold(), 1);
  CheckBooks();
  // The trade goes on as any other that is paid.
  ConfirmReceiverRequest confirm;
  confirm.set_name(order.name());
  confirm.set_channel(type::v1::IM);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
  ship.set_request_id("ship-2");
  ASSERT_THAT(world_.Ship(ship), IsOk());
  world_.Advance(absl::Hours(24 * 20));
  EXPECT_EQ(world_.Get(order.name()).state(), TRADE_FINISHED);
  EXPECT_EQ(world_.Get(order.name()).payment().state(), RECEIVED);
}

TEST_P(TransfersTest, TheSameLineAndTheSameTransactionCountOnce) {
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
  EXPECT_EQ(recorded.errors(0).line_id(), "1");
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().paid_minor(), 19800);
  CheckBooks();
}

TEST_P(TransfersTest, BadRowsDontStopTheOthers) {
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

TEST_P(TransfersTest, TwoClaimsOfOneAmountAreToldByThePayer) {
  Placed("order-1", "b1");
  Placed("order-2", "b2");
  ASSERT_THAT(Claim("order-1", 19900, "张三丰"), IsOk());
  ASSERT_THAT(Claim("order-2", 19900, "Li Si"), IsOk());
  // Nobody knows whose.
  EXPECT_EQ(MatchOf(Row("1", 19900)), StatementLine::UNKNOWN);
  EXPECT_THAT(Work("unknown_transfer"), ElementsAre(std::string(kAccount) + "/statementLines/1"));
  EXPECT_EQ(MatchOf(Row("2", 19900, "LI SI")), StatementLine::MATCHED);
  EXPECT_EQ(world_.Get("shops/s/orders/order-2").payment().state(), RECEIVED);
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().state(), CLAIMED);
  // Somebody finds out.
  MatchStatementLineRequest match;
  match.set_name(std::string(kAccount) + "/statementLines/1");
  match.set_order("shops/s/orders/order-1");
  match.set_request_id("match");
  const auto matched = world_.Write<StatementLine>(match, handlers::MatchStatementLine);
  ASSERT_THAT(matched, IsOk());
  EXPECT_EQ(matched->match(), StatementLine::MATCHED);
  EXPECT_THAT(Work("unknown_transfer"), IsEmpty());
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().state(), RECEIVED);
  match.set_request_id("again");
  EXPECT_THAT(world_.Write<StatementLine>(match, handlers::MatchStatementLine),
              HasReason("WRONG_STATE"));
}

TEST_P(TransfersTest, ALineThatComesBeforeItsClaim) {
  Placed("order-1");
  EXPECT_EQ(MatchOf(Row("1", 19800, "张三丰")), StatementLine::UNKNOWN);
  EXPECT_EQ(MatchOf(Row("2", 100, "张三丰")), StatementLine::UNKNOWN);
  EXPECT_EQ(MatchOf(Row("3", 19900, "somebody else")), StatementLine::UNKNOWN);
  const auto claimed = Claim("order-1");
  ASSERT_THAT(claimed, IsOk());
  EXPECT_EQ(claimed->payment().state(), RECEIVED);
  EXPECT_THAT(Work("unknown_transfer"), ElementsAre(std::string(kAccount) + "/statementLines/3"));
  // The repetition is answered the same.
  const auto again = Claim("order-1");
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*claimed));
  CheckBooks();
}

TEST_P(TransfersTest, AClaimMovesTheCloseToBankingDays) {
  const Order placed = Placed("order-1");
  const auto claimed = Claim("order-1");
  ASSERT_THAT(claimed, IsOk());
  EXPECT_GT(FromProto(claimed->deadline_time()), FromProto(placed.deadline_time()));
  // Past the ordinary 72 hours, before the third banking day ends.
  world_.Advance(absl::Hours(72) + absl::Seconds(1));
  EXPECT_EQ(world_.Get(placed.name()).state(), WAIT_BUYER_PAY);
  world_.Advance(absl::Hours(24 * 6));
  EXPECT_EQ(world_.Get(placed.name()).state(), TRADE_CLOSED_UNPAID);
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

TEST_P(TransfersTest, TooMuchAndTwice) {
  Placed("order-1");
  ASSERT_THAT(Claim("order-1"), IsOk());
  EXPECT_EQ(MatchOf(Row("1", 20000, "张三丰")), StatementLine::OVER);
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().state(), RECEIVED);
  EXPECT_EQ(MatchOf(Row("2", 19900, "张三丰")), StatementLine::TWICE);
  // With another order waiting, nobody knows.
  Placed("order-2");
  EXPECT_EQ(MatchOf(Row("3", 19900, "张三丰")), StatementLine::UNKNOWN);
  const std::vector<Payout> payouts = PayoutsOf("order-1");
  ASSERT_THAT(payouts, SizeIs(2));
  EXPECT_EQ(payouts[0].cause(), Payout::OVERPAID);
  EXPECT_EQ(payouts[0].amount().minor(), 100);
  EXPECT_EQ(payouts[0].reference(), std::string(kAccount) + "/statementLines/1");
  EXPECT_EQ(payouts[1].cause(), Payout::PAID_TWICE);
  EXPECT_THAT(Work("payout"), SizeIs(2));
  CheckBooks();
}

TEST_P(TransfersTest, AnotherCurrencyIsNotBooked) {
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

TEST_P(TransfersTest, EightImportsOfOneLinePayOnce) {
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
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().state(), RECEIVED);
  EXPECT_EQ(world_.Get("shops/s/orders/order-1").payment().paid_minor(), 19900);
  EXPECT_THAT(PayoutsOf("order-1"), IsEmpty());
  EXPECT_EQ(world_.Ledger("shops/s/orders/order-1").size(), 2u);
}

TEST_P(TransfersTest, ARefundIsAPayoutThatTwoPeopleMake) {
  Placed("order-1");
  ASSERT_THAT(Claim("order-1"), IsOk());
  EXPECT_EQ(MatchOf(Row("1", 19900, "张三丰")), StatementLine::MATCHED);
  OpenRefundRequest open;
  open.set_parent("shops/s/orders/order-1");
  open.set_kind(MONEY_ONLY);
  open.set_reason(NOT_WANTED_BEFORE_SHIPPING);
  open.set_seller_initiated(true);
  open.set_request_id("refund");
  const auto refund = world_.Write<Refund>(open, handlers::OpenRefund);
  ASSERT_THAT(refund, IsOk());
  EXPECT_EQ(refund->state(), SUCCESS);
  const Order order = world_.Get("shops/s/orders/order-1");
  EXPECT_EQ(order.state(), TRADE_CLOSED);
  EXPECT_EQ(order.payment().state(), REFUNDED);
  const std::vector<Payout> payouts = PayoutsOf("order-1");
  ASSERT_THAT(payouts, SizeIs(1));
  const Payout& payout = payouts[0];
  EXPECT_EQ(payout.state(), Payout::ASKED);
  EXPECT_EQ(payout.cause(), Payout::REFUND);
  EXPECT_EQ(payout.reference(), refund->name());
  EXPECT_EQ(payout.amount().minor(), 19900);
  // To where it came from.
  EXPECT_EQ(payout.payee().holder(), "张**");
  EXPECT_THAT(payout.payee().number(), Not(HasSubstr("0001")));
  CheckBooks();

  EXPECT_THAT(Step<ApprovePayoutRequest>(payout.name(), "p1", handlers::ApprovePayout),
              HasReason("SECOND_PERSON_REQUIRED"));
  EXPECT_THAT(Step<SendPayoutRequest>(payout.name(), "p2", handlers::SendPayout),
              HasReason("WRONG_STATE"));
  world_.agent = "8";
  ASSERT_THAT(Step<ApprovePayoutRequest>(payout.name(), "p3", handlers::ApprovePayout), IsOk());
  ASSERT_THAT(Step<SendPayoutRequest>(payout.name(), "p4", handlers::SendPayout), IsOk());
  BouncePayoutRequest bounce;
  bounce.set_reason("account closed");
  ASSERT_THAT(Step(payout.name(), "p5", handlers::BouncePayout, bounce), IsOk());
  EXPECT_THAT(Work("payout"), ElementsAre(payout.name()));
  EXPECT_EQ(world_.Figures().bank().paid_out(), 0);
  AskPayoutRequest ask;
  ask.mutable_payee()->set_holder("张三丰");
  ask.mutable_payee()->set_number("6217000000009999");
  ASSERT_THAT(Step(payout.name(), "p6", handlers::AskPayout, ask), IsOk());
  world_.agent = "9";
  ASSERT_THAT(Step<ApprovePayoutRequest>(payout.name(), "p7", handlers::ApprovePayout), IsOk());
  RevealPayeeRequest reveal;
  reveal.set_name(payout.name());
  reveal.set_purpose("payout");
  const auto revealed = [&]() -> absl::StatusOr<Payee> {
    Payee payee;
    RETURN_IF_ERROR(world_.runtime().WriteAndWait(
        world_.CallOf("Reveal", ""), nullptr, &payee,
        [&](runtime::WriteContext& ctx) { return handlers::RevealPayee(ctx, reveal, &payee); }));
    return payee;
  };
  world_.role = "presale";
  EXPECT_THAT(revealed(), HasReason("REVEAL_NOT_ALLOWED"));
  world_.role = "finance";
  ASSERT_THAT(revealed(), IsOk());
  EXPECT_EQ(revealed()->number(), "6217000000009999");
  ASSERT_THAT(Step<SendPayoutRequest>(payout.name(), "p8", handlers::SendPayout), IsOk());
  const auto confirmed = Step<ConfirmPayoutRequest>(payout.name(), "p9", handlers::ConfirmPayout);
  ASSERT_THAT(confirmed, IsOk());
  EXPECT_EQ(confirmed->state(), Payout::CONFIRMED);
  EXPECT_THAT(Work("payout"), IsEmpty());
  EXPECT_THAT(world_.EventsOf(payout.name()),
              ElementsAre("payout.asked", "payout.approved", "payout.sent", "payout.bounced",
                          "payout.asked", "payout.approved", "payout.sent", "payout.confirmed"));
  CheckBooks();
  EXPECT_EQ(world_.Figures().bank().paid_out(), 19900);
}

TEST_P(TransfersTest, AClosedOrderAsksBackWhatCame) {
  Placed("order-1");
  ASSERT_THAT(Claim("order-1"), IsOk());
  EXPECT_EQ(MatchOf(Row("1", 19800, "张三丰")), StatementLine::PARTIAL);
  EXPECT_THAT(Work("bank_transfer_partial"), SizeIs(1));
  world_.Advance(absl::Hours(24 * 10));
  const Order order = world_.Get("shops/s/orders/order-1");
  EXPECT_EQ(order.state(), TRADE_CLOSED_UNPAID);
  EXPECT_EQ(order.payment().state(), CANCELLED);
  EXPECT_EQ(order.payment().refunded_minor(), 19800);
  EXPECT_THAT(Work("bank_transfer_partial"), IsEmpty());
  const std::vector<Payout> payouts = PayoutsOf("order-1");
  ASSERT_THAT(payouts, SizeIs(1));
  EXPECT_EQ(payouts[0].cause(), Payout::CLOSED_PARTLY_PAID);
  EXPECT_EQ(payouts[0].amount().minor(), 19800);
  CheckBooks();
}

TEST_P(TransfersTest, PaidWhenNothingIsLeft) {
  Placed("order-1");
  const Order order = world_.Get("shops/s/orders/order-1");
  world_.catalog().Expire(order.reservation());
  world_.SetReservationState(order.name(), Order::LOST, "");
  world_.catalog().SetStock("a", 0);
  EXPECT_EQ(MatchOf(Row("1", 19900, "张三丰", "order-1")), StatementLine::MATCHED);
  const Order held = world_.Get(order.name());
  ASSERT_THAT(held.holds(), SizeIs(1));
  EXPECT_EQ(held.holds(0).kind(), Hold::PAID_OUT_OF_STOCK);
  // Refunded by policy: by a payout.
  world_.Advance(absl::Hours(24));
  EXPECT_EQ(world_.Get(order.name()).state(), TRADE_CLOSED);
  ASSERT_THAT(PayoutsOf("order-1"), SizeIs(1));
  EXPECT_EQ(PayoutsOf("order-1")[0].cause(), Payout::REFUND);
  // Or something is left after all.
  world_.catalog().SetStock("a", 5, 19900);
  Placed("order-2");
  const Order second = world_.Get("shops/s/orders/order-2");
  world_.catalog().Expire(second.reservation());
  world_.SetReservationState(second.name(), Order::LOST, "");
  EXPECT_EQ(MatchOf(Row("2", 19900, "张三丰", "order-2")), StatementLine::MATCHED);
  EXPECT_EQ(world_.Get(second.name()).reservation_state(), Order::CONFIRMED);
  EXPECT_THAT(world_.Get(second.name()).holds(), IsEmpty());
}

TEST_P(TransfersTest, NothingPersonalIsStoredInClear) {
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
  world_.role = "packing";
  EXPECT_THAT(tell(), HasReason("REVEAL_NOT_ALLOWED"));
  world_.role = "presale";
  ASSERT_THAT(tell(), IsOk());
  EXPECT_EQ(told.number(), "6222000011112222");
  EXPECT_EQ(told.holder(), "某某商店");
  RevealStatementLineRequest line;
  line.set_name(std::string(kAccount) + "/statementLines/2");
  line.set_purpose("match");
  StatementLine seen;
  world_.role = "finance";
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
  EXPECT_THAT(audits, ElementsAre("finance:match", "presale:transfer"));
}

TEST_P(TransfersTest, AccountsAreListedAndChanged) {
  ASSERT_THAT(MakeAccount("ccb", "CCB"), IsOk());
  EXPECT_THAT(MakeAccount("ccb", "CCB"), IsOk());
  ListBankAccountsRequest list;
  list.set_parent("shops/s");
  list.set_page_size(1);
  const auto first = world_.Read<ListBankAccountsResponse>(list, handlers::ListBankAccounts);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(first->bank_accounts(), SizeIs(1));
  EXPECT_EQ(first->bank_accounts(0).bank_code(), "CCB");
  EXPECT_THAT(first->bank_accounts(0).number(), Not(HasSubstr("2222")));
  list.set_page_token(first->next_page_token());
  const auto second = world_.Read<ListBankAccountsResponse>(list, handlers::ListBankAccounts);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->bank_accounts(0).name(), kAccount);
  EXPECT_EQ(second->next_page_token(), "");
  UpdateBankAccountRequest update;
  update.mutable_bank_account()->set_name(kAccount);
  update.mutable_bank_account()->set_closed(true);
  update.mutable_bank_account()->set_number("1111");
  update.set_request_id("close");
  const auto closed = world_.Write<BankAccount>(update, handlers::UpdateBankAccount);
  ASSERT_THAT(closed, IsOk());
  EXPECT_TRUE(closed->closed());
  EXPECT_EQ(closed->number(), second->bank_accounts(0).number());
  EXPECT_EQ(Placed("order-1").transfer().bank_code(), "CCB");
  update.mutable_bank_account()->set_name("shops/s/bankAccounts/ccb");
  update.set_request_id("close-2");
  ASSERT_THAT(world_.Write<BankAccount>(update, handlers::UpdateBankAccount), IsOk());
  ASSERT_THAT(world_.Place(PlaceRequest("order-2")), IsOk());
  ChooseBankAccountRequest choose;
  choose.set_name("shops/s/orders/order-2");
  choose.set_reason(BankTransfer::INCONVENIENT);
  choose.set_request_id("choose");
  EXPECT_THAT(world_.Write<Order>(choose, handlers::ChooseBankAccount),
              HasReason("NO_BANK_ACCOUNT"));
  RevealBankAccountRequest reveal;
  reveal.set_name("shops/s/orders/order-2");
  reveal.set_purpose("transfer");
  BankAccount told;
  EXPECT_THAT(world_.runtime().WriteAndWait(world_.CallOf("Reveal", ""), nullptr, &told,
                                            [&](runtime::WriteContext& ctx) {
                                              return handlers::RevealBankAccount(ctx, reveal,
                                                                                 &told);
                                            }),
              HasReason("NO_ACCOUNT_CHOSEN"));
}

TEST_P(TransfersTest, LinesAreListed) {
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

TEST_P(TransfersTest, AnEscrowPaymentOfAnOrderThatWentToTheBankGoesBack) {
  const Order placed = Placed("order-1");
  ASSERT_THAT(world_.Pay(PayRequest(placed, "1")), IsOk());
  EXPECT_EQ(world_.Get(placed.name()).state(), WAIT_BUYER_PAY);
  EXPECT_THAT(world_.EventsOf(placed.name()), Contains("order.stray_payment"));
  EXPECT_THAT(PayoutsOf("order-1"), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::orders
