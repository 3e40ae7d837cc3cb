#include "services/orders/handlers/refund/refund.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "libs/base/money.h"
#include "libs/sql/dialect.h"
#include "libs/testing/stored.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/testing/dialects.h"
#include "services/orders/testing/fakes.h"
#include "services/orders/testing/refunds.h"

namespace shopdesk::orders::handlers {
namespace {

using domain::kDay;
using shopdesk::testing::HasReason;
using shopdesk::testing::kTestTime;
using shopdesk::testing::RunRead;
using shopdesk::testing::RunWrite;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class RefundsTest : public RefundHandlerTest {
 protected:
  absl::Status Ship(const std::string& id) {
    v1::ShipOrderRequest request;
    request.set_name("shops/s/orders/" + id);
    request.set_request_id("ship-" + id);
    runtime::CallInfo call = shopdesk::testing::TestCall(request.request_id());
    v1::Order response;
    return runtime().Workflow(call, &request, &response, [&](runtime::WorkflowContext& ctx) {
      return ShipOrder(ctx, request, &response, logistics_);
    });
  }

  orders::testing::FakeLogistics logistics_;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, RefundsTest, orders::testing::BothDatabases(),
                         orders::testing::NameOf);

v1::Order Verified(v1::Order order) {
  order.mutable_verification()->set_state(v1::Verification::CONFIRMED);
  return order;
}

TEST_P(RefundsTest, BeforeShippingLocksAgreesAfter48HoursAndClosesTheTrade) {
  Put(Verified(domain::PaidOrder({{2, 2000}, {1, 700}}, 300)));
  ASSERT_OK_AND_ASSIGN(
      const v1::Refund one,
      Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING, {Line(1, 2)}));
  ASSERT_OK_AND_ASSIGN(
      const v1::Refund two,
      Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING, {Line(2, 1)}));
  EXPECT_TRUE(one.before_shipping());
  EXPECT_THAT(WaitingRefunds(), ElementsAre(one.name(), two.name()));
  EXPECT_THAT(Ship("o1"), HasReason("LINES_LOCKED"));
  v1::RefuseRefundRequest refuse;
  refuse.set_name(one.name());
  refuse.set_refusal("packed already");
  EXPECT_THAT(Call<v1::Refund>(RefuseRefund, refuse), HasReason("NOT_REFUSABLE"));

  AdvanceTo(kTestTime + 2 * kDay - absl::Seconds(1));
  EXPECT_EQ(RefundNow(one.name()).state(), v1::RefundState::WAIT_SELLER_AGREE);
  AdvanceTo(kTestTime + 2 * kDay);
  EXPECT_EQ(RefundNow(one.name()).state(), v1::RefundState::SUCCESS);
  EXPECT_EQ(RefundNow(two.name()).state(), v1::RefundState::SUCCESS);
  EXPECT_THAT(WaitingRefunds(), IsEmpty());
  EXPECT_EQ(RefundNow(one.name()).refunded().minor() + RefundNow(two.name()).refunded().minor(),
            3000)
      << "freight goes back";
  const v1::Order order = OrderNow();
  EXPECT_EQ(order.state(), v1::OrderState::TRADE_CLOSED);
  EXPECT_EQ(order.payment().held_minor(), 0);
  EXPECT_EQ(order.payment().refunded_minor(), 3000);
  EXPECT_EQ(order.payment().state(), v1::PaymentState::REFUNDED);
  EXPECT_THAT(Ledger(), SizeIs(2));
  EXPECT_THAT(Ship("o1"), HasReason("WRONG_STATE"));
  EXPECT_THAT(EventTypes(), ElementsAre("refund.opened", "order.refund_asked", "refund.opened",
                                        "order.refund_asked", "refund.succeeded", "order.refunded",
                                        "refund.succeeded", "order.closed"));
}

TEST_P(RefundsTest, PausesTheReceiptTimerAndGoesOnWithTheRest) {
  Put(domain::ShippedOrder({{2, 2000}}));
  const absl::Time deadline = FromProto(OrderNow().deadline_time());
  AdvanceTo(kTestTime + 3 * kDay);
  ASSERT_OK_AND_ASSIGN(const v1::Refund refund, Open(v1::RefundKind::RETURN_AND_REFUND,
                                                     v1::RefundReason::NO_REASON, {Line(1, 1)}));
  const absl::Duration rest = deadline - (kTestTime + 3 * kDay);
  EXPECT_EQ(OrderNow().paused_seconds_left(), absl::ToInt64Seconds(rest));
  // Silent for 5 days: agreed; not sent back for 5 more: closed. All that time nothing finishes.
  AdvanceTo(kTestTime + 8 * kDay);
  EXPECT_EQ(RefundNow(refund.name()).state(), v1::RefundState::WAIT_BUYER_RETURN_GOODS);
  AdvanceTo(kTestTime + 13 * kDay - absl::Seconds(1));
  EXPECT_EQ(OrderNow().state(), v1::OrderState::WAIT_BUYER_CONFIRM_GOODS);
  AdvanceTo(kTestTime + 13 * kDay);
  EXPECT_EQ(RefundNow(refund.name()).state(), v1::RefundState::CLOSED);
  const absl::Time resumed = kTestTime + 13 * kDay + rest;
  EXPECT_EQ(FromProto(OrderNow().deadline_time()), resumed);
  AdvanceTo(resumed - absl::Seconds(1));
  EXPECT_EQ(OrderNow().state(), v1::OrderState::WAIT_BUYER_CONFIRM_GOODS);
  AdvanceTo(resumed);
  EXPECT_EQ(OrderNow().state(), v1::OrderState::TRADE_FINISHED);
  EXPECT_EQ(OrderNow().payment().released_minor(), 2000);
}

TEST_P(RefundsTest, ReturnIsConfirmedAndALaterRefundTakesTheMoneyBack) {
  Put(domain::FinishedOrder({{3, 3000}}));
  ASSERT_OK_AND_ASSIGN(v1::Refund refund, Open(v1::RefundKind::RETURN_AND_REFUND,
                                               v1::RefundReason::QUALITY, {Line(1, 1)}));
  ASSERT_OK_AND_ASSIGN(refund, Go<v1::AgreeRefundRequest>(AgreeRefund, refund.name()));
  EXPECT_EQ(refund.state(), v1::RefundState::WAIT_BUYER_RETURN_GOODS);
  EXPECT_THAT(WaitingRefunds(), IsEmpty());
  v1::SendBackGoodsRequest send;
  send.set_name(refund.name());
  send.set_carrier_id("sf");
  send.set_waybill_number("SF42");
  ASSERT_OK_AND_ASSIGN(refund, Call<v1::Refund>(SendBackGoods, send));
  EXPECT_EQ(refund.return_waybill_number(), "SF42");
  EXPECT_THAT(WaitingRefunds(), ElementsAre(refund.name()));
  v1::ConfirmReturnedGoodsRequest confirm;
  confirm.set_name(refund.name());
  confirm.set_inspection(v1::Inspection::DAMAGED);
  ASSERT_OK_AND_ASSIGN(refund, Call<v1::Refund>(ConfirmReturnedGoods, confirm));
  EXPECT_EQ(refund.state(), v1::RefundState::SUCCESS);
  EXPECT_EQ(refund.lines(0).came_back(), 1);
  EXPECT_FALSE(refund.has_deadline_time());
  const v1::Order order = OrderNow();
  EXPECT_EQ(order.state(), v1::OrderState::TRADE_FINISHED);
  EXPECT_EQ(order.payment().released_minor(), 2000);
  ASSERT_THAT(Ledger(), SizeIs(1));
  EXPECT_EQ(Ledger()[0].kind(), v1::LedgerEntry::TAKEN_BACK);
  EXPECT_EQ(Ledger()[0].reference(), refund.name());
  EXPECT_THAT(EventTypes(), ElementsAre("refund.opened", "order.refund_asked", "refund.agreed",
                                        "refund.sent_back", "refund.succeeded", "order.refunded"));
}

TEST_P(RefundsTest, RefusedRevisedEscalatedDecided) {
  Put(domain::DeliveredOrder({{2, 2000}}));
  ASSERT_OK_AND_ASSIGN(v1::Refund refund,
                       Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, {Line(1, 2)}));
  v1::RefuseRefundRequest refuse;
  refuse.set_name(refund.name());
  refuse.set_refusal("no fault seen");
  ASSERT_OK(Call<v1::Refund>(RefuseRefund, refuse));
  v1::ReviseRefundRequest revise;
  revise.set_name(refund.name());
  revise.add_lines()->set_line(1);
  revise.mutable_lines(0)->set_quantity(1);
  ASSERT_OK_AND_ASSIGN(refund, Call<v1::Refund>(ReviseRefund, revise));
  EXPECT_EQ(refund.state(), v1::RefundState::WAIT_SELLER_AGREE);
  EXPECT_EQ(refund.total().minor(), 1000);
  ASSERT_OK(Call<v1::Refund>(RefuseRefund, refuse));
  ASSERT_OK_AND_ASSIGN(refund, Go<v1::EscalateRefundRequest>(EscalateRefund, refund.name()));
  EXPECT_THAT(WaitingRefunds(), ElementsAre(refund.name())) << "the desk may show evidence";
  AdvanceTo(kTestTime + 5 * kDay - absl::Seconds(1));
  EXPECT_EQ(RefundNow(refund.name()).state(), v1::RefundState::PLATFORM_REVIEW);
  EXPECT_EQ(OrderNow().state(), v1::OrderState::WAIT_BUYER_CONFIRM_GOODS);
  v1::DecideRefundRequest decide;
  decide.set_name(refund.name());
  *decide.mutable_granted() = MakeMoney("CNY", 250);
  ASSERT_OK_AND_ASSIGN(refund, Call<v1::Refund>(DecideRefund, decide));
  EXPECT_EQ(refund.state(), v1::RefundState::PARTIAL);
  EXPECT_EQ(OrderNow().payment().refunded_minor(), 250);
  EXPECT_THAT(Go<v1::WithdrawRefundRequest>(WithdrawRefund, refund.name()),
              HasReason("WRONG_STATE"));
}

TEST_P(RefundsTest, ThePlatformTakesEvidenceOfBothSidesAndADefaultDecides) {
  Put(domain::DeliveredOrder({{2, 2000}}));
  ASSERT_OK_AND_ASSIGN(v1::Refund refund,
                       Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, {Line(1, 1)}));
  v1::RefuseRefundRequest refuse;
  refuse.set_name(refund.name());
  refuse.set_refusal("no fault seen");
  ASSERT_OK(Call<v1::Refund>(RefuseRefund, refuse));
  v1::SubmitRefundEvidenceRequest submit;
  submit.set_name(refund.name());
  submit.set_text("call 13812345678, he saw it whole");
  EXPECT_THAT(Call<v1::Refund>(SubmitRefundEvidence, submit), HasReason("WRONG_STATE"));
  ASSERT_OK(Go<v1::EscalateRefundRequest>(EscalateRefund, refund.name()));
  submit.set_request_id("evidence");
  ASSERT_OK_AND_ASSIGN(refund, Call<v1::Refund>(SubmitRefundEvidence, submit));
  ASSERT_OK_AND_ASSIGN(const v1::Refund again, Call<v1::Refund>(SubmitRefundEvidence, submit));
  EXPECT_THAT(again, shopdesk::testing::EqualsProto(refund));
  ASSERT_THAT(refund.evidence(), SizeIs(1));
  EXPECT_EQ(refund.evidence(0).side(), v1::RefundEvidence::SHOP) << "an agent called";
  EXPECT_THAT(refund.evidence(0).text(), Not(HasSubstr("13812345678")));
  EXPECT_OK(RunRead(runtime(), [&](runtime::ReadContext& ctx) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string original,
                     ctx.vault().OpenText(ctx.txn(), refund.name(), "evidence/0"));
    EXPECT_THAT(original, HasSubstr("13812345678"));
    return absl::OkStatus();
  }));
  v1::SubmitRefundEvidenceRequest nothing;
  nothing.set_name(refund.name());
  EXPECT_THAT(Call<v1::Refund>(SubmitRefundEvidence, nothing),
              StatusIs(absl::StatusCode::kInvalidArgument));
  AdvanceTo(kTestTime + 5 * kDay);
  EXPECT_EQ(RefundNow(refund.name()).state(), v1::RefundState::CLOSED)
      << "only the shop showed something";
  EXPECT_TRUE(RefundNow(refund.name()).refused_for_good());
  EXPECT_EQ(OrderNow().open_refunds(), 0);
  EXPECT_THAT(WaitingRefunds(), IsEmpty());
  EXPECT_THAT(EventTypes(), ElementsAre("refund.opened", "order.refund_asked", "refund.refused",
                                        "refund.escalated", "refund.evidence_submitted",
                                        "refund.closed", "order.refund_closed"));
}

TEST_P(RefundsTest, GoodsAreCountedAndAPartIsOfferedTakenOrDecided) {
  Put(domain::DeliveredOrder({{4, 4000}}));
  v1::ConfirmReturnedGoodsRequest confirm;
  v1::IntakeLine& line = *confirm.add_lines();
  line.set_line(1);
  line.set_sellable(1);
  line.set_missing(1);
  for (const bool accepts : {true, false}) {
    SCOPED_TRACE(accepts);
    ASSERT_OK_AND_ASSIGN(v1::Refund refund, Open(v1::RefundKind::RETURN_AND_REFUND,
                                                 v1::RefundReason::NO_REASON, {Line(1, 2)}));
    ASSERT_OK(Go<v1::AgreeRefundRequest>(AgreeRefund, refund.name()));
    v1::SendBackGoodsRequest send;
    send.set_name(refund.name());
    send.set_carrier_id("sf");
    send.set_waybill_number("SF42");
    ASSERT_OK(Call<v1::Refund>(SendBackGoods, send));
    confirm.set_name(refund.name());
    confirm.set_inspection(v1::Inspection::RESTOCK);
    EXPECT_THAT(Call<v1::Refund>(ConfirmReturnedGoods, confirm),
                StatusIs(absl::StatusCode::kInvalidArgument));
    confirm.clear_inspection();
    ASSERT_OK_AND_ASSIGN(refund, Call<v1::Refund>(ConfirmReturnedGoods, confirm));
    EXPECT_EQ(refund.state(), v1::RefundState::WAIT_BUYER_ACCEPT);
    EXPECT_THAT(WaitingRefunds(), IsEmpty()) << "it is the buyer's turn";
    if (accepts) {
      ASSERT_OK_AND_ASSIGN(refund,
                           Go<v1::AcceptRefundOfferRequest>(AcceptRefundOffer, refund.name()));
      EXPECT_EQ(refund.state(), v1::RefundState::PARTIAL);
      EXPECT_EQ(refund.refunded().minor(), 1000);
      continue;
    }
    ASSERT_OK_AND_ASSIGN(refund,
                         Go<v1::RefuseRefundOfferRequest>(RefuseRefundOffer, refund.name()));
    EXPECT_EQ(refund.state(), v1::RefundState::PLATFORM_REVIEW);
    EXPECT_THAT(WaitingRefunds(), ElementsAre(refund.name()));
    AdvanceTo(kTestTime + 5 * kDay);
    EXPECT_EQ(RefundNow(refund.name()).refunded().minor(), 2000) << "nobody showed anything";
  }
  EXPECT_EQ(OrderNow().payment().refunded_minor(), 3000);
  EXPECT_EQ(OrderNow().lines(0).returned(), 2);
  EXPECT_EQ(OrderNow().lines(0).refunded(), 1);
  EXPECT_EQ(OrderNow().lines(0).delivered(), 1);
}

TEST_P(RefundsTest, RefusalNotEscalatedIsForGood) {
  Put(domain::DeliveredOrder({{2, 2000}}));
  ASSERT_OK_AND_ASSIGN(const v1::Refund refund,
                       Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NO_REASON, {Line(1, 1)}));
  v1::RefuseRefundRequest refuse;
  refuse.set_name(refund.name());
  refuse.set_refusal("worn");
  ASSERT_OK(Call<v1::Refund>(RefuseRefund, refuse));
  AdvanceTo(kTestTime + 5 * kDay);
  EXPECT_EQ(RefundNow(refund.name()).state(), v1::RefundState::CLOSED);
  EXPECT_TRUE(RefundNow(refund.name()).refused_for_good());
  EXPECT_THAT(Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NO_REASON, {Line(1, 1)}),
              HasReason("REFUSED_BEFORE"));
  EXPECT_OK(Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, {Line(1, 1)}));
}

TEST_P(RefundsTest, TimersOfPastStatesDoNothing) {
  Put(domain::DeliveredOrder({{2, 2000}}));
  ASSERT_OK_AND_ASSIGN(v1::Refund refund, Open(v1::RefundKind::RETURN_AND_REFUND,
                                               v1::RefundReason::NO_REASON, {Line(1, 1)}));
  AdvanceTo(kTestTime + 4 * kDay);
  ASSERT_OK(Go<v1::AgreeRefundRequest>(AgreeRefund, refund.name()));
  AdvanceTo(kTestTime + 8 * kDay);
  EXPECT_EQ(RefundNow(refund.name()).state(), v1::RefundState::WAIT_BUYER_RETURN_GOODS);
  // A timer that was taken before the refund went on.
  timer::Due stale{kRefundDeadline, refund.name(), kTestTime + 5 * kDay};
  EXPECT_OK(RunWrite(runtime(),
                     [&](runtime::WriteContext& ctx) { return OnRefundDeadline(ctx, stale); }));
  EXPECT_EQ(RefundNow(refund.name()).state(), v1::RefundState::WAIT_BUYER_RETURN_GOODS);
  stale.resource_name = "shops/s/orders/none/refunds/none";
  EXPECT_OK(RunWrite(runtime(),
                     [&](runtime::WriteContext& ctx) { return OnRefundDeadline(ctx, stale); }));
  ASSERT_OK(Go<v1::WithdrawRefundRequest>(WithdrawRefund, refund.name()));
  EXPECT_THAT(Go<v1::AgreeRefundRequest>(AgreeRefund, refund.name()), HasReason("WRONG_STATE"));
}

TEST_P(RefundsTest, GivenSucceedsAtOnceAndRepeatsToTheSame) {
  Put(domain::PaidOrder({{1, 1000}}, 50));
  v1::OpenRefundRequest request;
  request.set_parent("shops/s/orders/o1");
  request.set_kind(v1::RefundKind::MONEY_ONLY);
  request.set_reason(v1::RefundReason::PAID_OUT_OF_STOCK_REFUND);
  request.set_seller_initiated(true);
  request.set_request_id("give");
  ASSERT_OK_AND_ASSIGN(const v1::Refund refund, Call<v1::Refund>(OpenRefund, request));
  EXPECT_EQ(refund.state(), v1::RefundState::SUCCESS);
  EXPECT_EQ(refund.refunded().minor(), 1050);
  ASSERT_OK_AND_ASSIGN(const v1::Refund again, Call<v1::Refund>(OpenRefund, request));
  EXPECT_THAT(again, shopdesk::testing::EqualsProto(refund));
  EXPECT_THAT(Ledger(), SizeIs(1));
  EXPECT_EQ(OrderNow().state(), v1::OrderState::TRADE_CLOSED);
}

TEST_P(RefundsTest, NotesAreSealedAndMasked) {
  Put(domain::DeliveredOrder({{1, 1000}}));
  v1::OpenRefundRequest request;
  request.set_parent("shops/s/orders/o1");
  request.set_kind(v1::RefundKind::MONEY_ONLY);
  request.set_reason(v1::RefundReason::QUALITY);
  request.set_note("broken, call 13812345678");
  ASSERT_OK_AND_ASSIGN(const v1::Refund refund, Call<v1::Refund>(OpenRefund, request));
  EXPECT_THAT(refund.note(), Not(HasSubstr("13812345678")));
  EXPECT_THAT(RefundNow(refund.name()).note(), HasSubstr("broken"));
  EXPECT_OK(RunRead(runtime(), [&](runtime::ReadContext& ctx) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string original,
                     ctx.vault().OpenText(ctx.txn(), refund.name(), "note"));
    EXPECT_EQ(original, "broken, call 13812345678");
    return absl::OkStatus();
  }));
}

// Nothing is sealed of it.
TEST_P(RefundsTest, ABlankNoteIsNone) {
  Put(domain::DeliveredOrder({{1, 1000}}));
  v1::OpenRefundRequest request;
  request.set_parent("shops/s/orders/o1");
  request.set_kind(v1::RefundKind::MONEY_ONLY);
  request.set_reason(v1::RefundReason::QUALITY);
  request.set_note(" \u3000\u200b\n");
  ASSERT_OK_AND_ASSIGN(const v1::Refund refund, Call<v1::Refund>(OpenRefund, request));
  EXPECT_EQ(refund.note(), "");
  EXPECT_EQ(RefundNow(refund.name()).note(), "");
  EXPECT_THAT(shopdesk::testing::TablesHolding(runtime().database(), refund.name()),
              Not(::testing::Contains("sealed")));
}

TEST_P(RefundsTest, WhatIsNotThereOrChanged) {
  EXPECT_THAT(Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Go<v1::AgreeRefundRequest>(AgreeRefund, "shops/s/orders/o1/refunds/r"),
              StatusIs(absl::StatusCode::kNotFound));
  Put(domain::DeliveredOrder({{1, 1000}}));
  const absl::Status missing =
      Go<v1::AgreeRefundRequest>(AgreeRefund, "shops/s/orders/o1/refunds/r").status();
  EXPECT_EQ(ErrorMetadataOf(missing, "resource"), "shops/s/orders/o1/refunds/r");
  ASSERT_OK_AND_ASSIGN(const v1::Refund refund,
                       Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY));
  v1::AgreeRefundRequest agree;
  agree.set_name(refund.name());
  agree.set_etag("v9");
  EXPECT_THAT(Call<v1::Refund>(AgreeRefund, agree), HasReason("ETAG_MISMATCH"));
  agree.set_etag(refund.etag());
  EXPECT_OK(Call<v1::Refund>(AgreeRefund, agree));
}

TEST_P(RefundsTest, ListsInPagesOldestFirst) {
  Put(domain::DeliveredOrder({{9, 9000}}, 0, "o1"));
  Put(domain::DeliveredOrder({{9, 9000}}, 0, "o2"));
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) {
    AdvanceTo(kTestTime + i * absl::Minutes(1));
    ASSERT_OK_AND_ASSIGN(const v1::Refund refund,
                         Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, {Line(1, 1)},
                              i == 2 ? "o2" : "o1"));
    names.push_back(refund.name());
  }
  ASSERT_OK(Go<v1::WithdrawRefundRequest>(WithdrawRefund, names[3]));
  const auto list = [&](const std::string& parent, v1::RefundState::Value state) {
    v1::ListRefundsRequest request;
    request.set_parent(parent);
    request.set_state(state);
    request.set_page_size(2);
    std::vector<std::string> listed;
    do {
      v1::ListRefundsResponse response;
      EXPECT_OK(RunRead(runtime(), [&](runtime::ReadContext& ctx) {
        return ListRefunds(ctx, request, &response);
      }));
      // A full page that is the last one says so.
      EXPECT_FALSE(response.refunds().empty());
      for (const v1::Refund& refund : response.refunds()) listed.push_back(refund.name());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return listed;
  };
  EXPECT_THAT(list("shops/s/orders/o1", v1::RefundState::REFUND_STATE_UNSPECIFIED),
              ElementsAre(names[0], names[1], names[3], names[4]));
  EXPECT_THAT(list("shops/s/orders/o1", v1::RefundState::WAIT_SELLER_AGREE),
              ElementsAre(names[0], names[1], names[4]));
  EXPECT_THAT(list("shops/s/orders/-", v1::RefundState::WAIT_SELLER_AGREE),
              ElementsAre(names[0], names[1], names[2], names[4]));
  v1::ListRefundsRequest all;
  all.set_parent("shops/s/orders/-");
  v1::ListRefundsResponse response;
  EXPECT_THAT(RunRead(runtime(),
                      [&](runtime::ReadContext& ctx) { return ListRefunds(ctx, all, &response); }),
              StatusIs(absl::StatusCode::kInvalidArgument));
  all.set_parent("shops/none/orders/-");
  all.set_state(v1::RefundState::SUCCESS);
  EXPECT_THAT(RunRead(runtime(),
                      [&](runtime::ReadContext& ctx) { return ListRefunds(ctx, all, &response); }),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(RefundsTest, SnapshotIsInTheOrderOfNames) {
  // "/" sorts after "-" and before "0".
  for (const std::string id : {"a", "a-1", "a0"}) {
    Put(domain::PaidOrder({{1, 1000}}, 0, id));
    ASSERT_OK(Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NO_REASON, {}, id));
  }
  std::vector<std::string> names;
  std::string last;
  bool more = true;
  while (more) {
    more = false;
    ASSERT_OK(RunRead(runtime(), [&](runtime::ReadContext& ctx) {
      return ctx.txn().Query(store::kRefundSnapshot, {"s", last, 1}, [&](const sql::Row& row) {
        names.emplace_back(row.Text(0));
        more = true;
        return absl::OkStatus();
      });
    }));
    if (more) last = names.back();
    ASSERT_LE(names.size(), 3u);
  }
  EXPECT_THAT(names, SizeIs(3));
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

TEST_P(RefundsTest, TwoAtOnceForTheLastPiece) {
  for (int round = 0; round < 5; ++round) {
    const std::string id = absl::StrCat("o", round);
    Put(domain::DeliveredOrder({{1, 1000}}, 0, id));
    absl::Status results[4];
    std::vector<std::thread> threads;
    for (absl::Status& result : results) {
      threads.emplace_back([&] {
        result = Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, {Line(1, 1)}, id, true)
                     .status();
      });
    }
    for (std::thread& thread : threads) thread.join();
    int won = 0;
    for (const absl::Status& result : results) {
      if (result.ok()) {
        ++won;
      } else {
        EXPECT_THAT(ReasonOf(result), ::testing::AnyOf("QUANTITY_EXCEEDED", "WRONG_STATE"));
      }
    }
    EXPECT_EQ(won, 1);
    EXPECT_EQ(OrderNow(id).payment().refunded_minor(), 1000);
    EXPECT_THAT(Ledger(id), SizeIs(1));
  }
}

TEST_P(RefundsTest, RefundAgainstShipping) {
  for (int round = 0; round < 8; ++round) {
    const std::string id = absl::StrCat("o", round);
    Put(Verified(domain::PaidOrder({{2, 2000}}, 0, id)));
    absl::Status shipped;
    absl::StatusOr<v1::Refund> refund;
    std::thread other([&] { shipped = Ship(id); });
    refund = Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING,
                  {Line(1, 2)}, id);
    other.join();
    const v1::Order order = OrderNow(id);
    if (refund.ok() && refund->before_shipping()) {
      EXPECT_THAT(shipped, HasReason("LINES_LOCKED"));
      EXPECT_EQ(order.lines(0).locked(), 2);
      EXPECT_EQ(order.lines(0).to_ship(), 2);
    } else {
      EXPECT_OK(shipped);
      EXPECT_EQ(order.lines(0).shipped(), 2);
      EXPECT_EQ(order.lines(0).locked(), 0);
      // It came while the parcel was being made, or after it had gone.
      EXPECT_THAT(ReasonOf(refund.status()), ::testing::AnyOf("", "QUANTITY_EXCEEDED"));
    }
  }
}

}  // namespace
}  // namespace shopdesk::orders::handlers
