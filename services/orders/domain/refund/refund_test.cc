#include "services/orders/domain/refund/refund.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::LedgerEntry;

RefundRequest Want(v1::RefundKind::Value kind, v1::RefundReason::Value reason) {
  RefundRequest request;
  request.kind = kind;
  request.reason = reason;
  return request;
}

void AddLine(RefundRequest& request, int32_t number, int64_t quantity) {
  RefundLine& line = *request.lines.Add();
  line.set_line(number);
  line.set_quantity(quantity);
}

void AddLine(RefundRequest& request, int32_t number, int64_t quantity, int64_t amount_minor) {
  AddLine(request, number, quantity);
  request.lines.rbegin()->set_amount_minor(amount_minor);
}

// An order, and what is done to it at `now`.
class RefundTest : public ::testing::Test {
 protected:
  Moment moment() const { return At(now_ - kNow); }

  absl::StatusOr<Refund> Ask(const RefundRequest& request) {
    Order order = order_;
    Refund refund = Named();
    const absl::Status status = AskRefund(order, others_, request, policy_, moment(), refund);
    if (!status.ok()) return status;
    order_ = order;
    return refund;
  }
  absl::StatusOr<Refund> Give(const RefundRequest& request) {
    Order order = order_;
    Refund refund = Named();
    const absl::Status status =
        GiveRefund(order, others_, request, policy_, moment(), refund, ledger_);
    if (!status.ok()) return status;
    order_ = order;
    return refund;
  }
  absl::Status Agree(Refund& refund) {
    return AgreeRefund(order_, refund, policy_, moment(), ledger_);
  }
  absl::Status Expire(Refund& refund) {
    return ExpireRefund(order_, refund, policy_, moment(), ledger_);
  }
  Refund Named() const {
    Refund refund;
    refund.set_name(order_.name() + "/refunds/r" + std::to_string(others_.size() + 1));
    return refund;
  }
  std::vector<LedgerEntry::Kind> Kinds() const {
    std::vector<LedgerEntry::Kind> kinds;
    for (const LedgerEntry& entry : ledger_) kinds.push_back(entry.kind());
    return kinds;
  }
  absl::Time DeadlineOf(const Refund& refund) const { return FromProto(refund.deadline_time()); }

  absl::Time now_ = kNow;
  Order order_;
  v1::Policy policy_ = ShopPolicy();
  std::vector<Refund> others_;
  std::vector<LedgerEntry> ledger_;
};

TEST_F(RefundTest, BeforeShippingLocksCantBeRefusedAndClosesTheTrade) {
  order_ = PaidOrder({{2, 2000}, {1, 500}}, 800);
  ASSERT_OK_AND_ASSIGN(Refund refund, Ask(Want(v1::RefundKind::MONEY_ONLY,
                                               v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING)));
  EXPECT_TRUE(refund.before_shipping());
  EXPECT_EQ(refund.total().minor(), 3300);
  EXPECT_EQ(refund.freight_minor(), 800);
  EXPECT_EQ(refund.deadline_event(), "auto_agree");
  EXPECT_EQ(DeadlineOf(refund), now_ + 2 * kDay);
  EXPECT_EQ(order_.lines(0).locked(), 2);
  EXPECT_EQ(order_.lines(1).locked(), 1);
  EXPECT_EQ(order_.open_refunds(), 1);
  Refund copy = refund;
  EXPECT_THAT(RefuseRefund(copy, "no way", policy_, moment()), HasReason("NOT_REFUSABLE"));

  now_ += 2 * kDay;
  ASSERT_OK(Expire(refund));
  EXPECT_EQ(refund.state(), v1::RefundState::SUCCESS);
  EXPECT_EQ(refund.refunded().minor(), 3300);
  EXPECT_EQ(order_.state(), v1::OrderState::TRADE_CLOSED);
  EXPECT_EQ(order_.lines(0).refunded(), 2);
  EXPECT_EQ(order_.lines(0).locked(), 0);
  EXPECT_EQ(order_.open_refunds(), 0);
  EXPECT_EQ(order_.payment().held_minor(), 0);
  EXPECT_EQ(order_.payment().refunded_minor(), 3300);
  EXPECT_THAT(Kinds(), ElementsAre(LedgerEntry::REFUNDED));
}

TEST_F(RefundTest, FreightGoesBackWithTheLastUnshippedLine) {
  order_ = PaidOrder({{1, 1000}, {1, 500}}, 800);
  RefundRequest first =
      Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  AddLine(first, 1, 1);
  ASSERT_OK_AND_ASSIGN(Refund one, Ask(first));
  EXPECT_EQ(one.freight_minor(), 0);
  others_ = {one};
  RefundRequest second =
      Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  ASSERT_OK_AND_ASSIGN(Refund two, Ask(second));
  EXPECT_EQ(two.lines_size(), 1);
  EXPECT_EQ(two.freight_minor(), 0) << "the first may still be withdrawn";

  ASSERT_OK(Agree(one));
  EXPECT_EQ(one.refunded().minor(), 1000);
  EXPECT_EQ(order_.state(), v1::OrderState::WAIT_SELLER_SEND_GOODS);
  ASSERT_OK(Agree(two));
  EXPECT_EQ(two.freight_minor(), 800);
  EXPECT_EQ(two.total().minor(), 1300);
  EXPECT_EQ(two.refunded().minor(), 1300);
  EXPECT_EQ(order_.state(), v1::OrderState::TRADE_CLOSED);
  EXPECT_EQ(order_.payment().refunded_minor(), 2300);
}

TEST_F(RefundTest, PausesTheReceiptTimerAndResumesWithTheRest) {
  order_ = DeliveredOrder({{2, 2000}});
  const absl::Time deadline = FromProto(order_.deadline_time());
  RefundRequest request = Want(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::QUALITY);
  AddLine(request, 1, 1);
  ASSERT_OK_AND_ASSIGN(Refund refund, Ask(request));
  EXPECT_FALSE(order_.has_deadline_time());
  EXPECT_EQ(order_.paused_seconds_left(), absl::ToInt64Seconds(deadline - now_));
  std::vector<LedgerEntry> none;
  Order copy = order_;
  EXPECT_THAT(Finish(copy, kConfirmReceipt, moment(), none), HasReason("REFUND_OPEN"));

  now_ += 3 * kDay;
  ASSERT_OK(WithdrawRefund(order_, refund, moment()));
  EXPECT_EQ(refund.state(), v1::RefundState::CLOSED);
  EXPECT_FALSE(refund.has_deadline_time());
  EXPECT_EQ(FromProto(order_.deadline_time()), deadline + 3 * kDay);
  EXPECT_EQ(order_.deadline_event(), "auto_confirm");
  EXPECT_EQ(order_.paused_seconds_left(), 0);
}

TEST_F(RefundTest, ReturnGoesThroughAllItsStates) {
  order_ = DeliveredOrder({{2, 2000}}, 300);
  RefundRequest request = Want(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::NO_REASON);
  AddLine(request, 1, 1);
  ASSERT_OK_AND_ASSIGN(Refund refund, Ask(request));
  EXPECT_FALSE(refund.before_shipping());
  EXPECT_EQ(DeadlineOf(refund), now_ + 5 * kDay);
  ASSERT_OK(Agree(refund));
  EXPECT_EQ(refund.state(), v1::RefundState::WAIT_BUYER_RETURN_GOODS);
  EXPECT_EQ(DeadlineOf(refund), now_ + 5 * kDay);
  EXPECT_EQ(refund.deadline_event(), "auto_close");
  ASSERT_OK(SendBackGoods(refund, {"sf", "SF1", false}, policy_, moment()));
  EXPECT_EQ(DeadlineOf(refund), now_ + 10 * kDay);
  EXPECT_EQ(refund.deadline_event(), "auto_success");
  ASSERT_OK(
      ConfirmReturnedGoods(order_, refund, v1::Inspection::RESTOCK, policy_, moment(), ledger_));
  EXPECT_EQ(refund.state(), v1::RefundState::SUCCESS);
  EXPECT_EQ(refund.lines(0).came_back(), 1);
  EXPECT_EQ(order_.lines(0).returned(), 1);
  EXPECT_EQ(order_.lines(0).delivered(), 1);
  EXPECT_EQ(order_.payment().held_minor(), 1300);
  EXPECT_EQ(order_.state(), v1::OrderState::WAIT_BUYER_CONFIRM_GOODS);
}

TEST_F(RefundTest, SurfaceGivesTheSellerLonger) {
  order_ = DeliveredOrder({{1, 1000}});
  ASSERT_OK_AND_ASSIGN(Refund refund,
                       Ask(Want(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::NO_REASON)));
  ASSERT_OK(Agree(refund));
  ASSERT_OK(SendBackGoods(refund, {"post", "RR1", true}, policy_, moment()));
  EXPECT_EQ(DeadlineOf(refund), now_ + 30 * kDay);
  ASSERT_OK(Expire(refund));
  EXPECT_EQ(refund.state(), v1::RefundState::SUCCESS);
  EXPECT_EQ(refund.inspection(), v1::Inspection::INSPECTION_UNSPECIFIED) << "nobody looked";
  EXPECT_EQ(order_.lines(0).returned(), 1);
  EXPECT_EQ(order_.state(), v1::OrderState::TRADE_CLOSED);
}

TEST_F(RefundTest, EveryWaitingStateHasItsDefaultOutcome) {
  order_ = DeliveredOrder({{4, 4000}});
  RefundRequest request =
      Want(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::NOT_AS_DESCRIBED);
  AddLine(request, 1, 1);
  ASSERT_OK_AND_ASSIGN(Refund silent, Ask(request));
  ASSERT_OK(Expire(silent));
  EXPECT_EQ(silent.state(), v1::RefundState::WAIT_BUYER_RETURN_GOODS);
  ASSERT_OK(Expire(silent));
  EXPECT_EQ(silent.state(), v1::RefundState::CLOSED);
  EXPECT_FALSE(silent.refused_for_good());

  ASSERT_OK_AND_ASSIGN(Refund refused, Ask(request));
  ASSERT_OK(RefuseRefund(refused, "worn", policy_, moment()));
  EXPECT_EQ(DeadlineOf(refused), now_ + 5 * kDay);
  ASSERT_OK(Expire(refused));
  EXPECT_EQ(refused.state(), v1::RefundState::CLOSED);
  EXPECT_TRUE(refused.refused_for_good());
  EXPECT_EQ(refused.refusal(), "worn");

  RefundRequest quality = Want(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::QUALITY);
  AddLine(quality, 1, 1);
  ASSERT_OK_AND_ASSIGN(Refund goods, Ask(quality));
  ASSERT_OK(Agree(goods));
  ASSERT_OK(SendBackGoods(goods, {"sf", "SF1", false}, policy_, moment()));
  ASSERT_OK(RefuseReturnedGoods(goods, "empty box", policy_, moment()));
  ASSERT_OK(Expire(goods));
  EXPECT_EQ(goods.state(), v1::RefundState::CLOSED);
  EXPECT_TRUE(goods.refused_for_good());
  EXPECT_EQ(order_.lines(0).delivered(), 4);
  EXPECT_EQ(order_.open_refunds(), 0);
  EXPECT_THAT(ledger_, IsEmpty());

  ASSERT_OK_AND_ASSIGN(Refund review, Ask(quality));
  ASSERT_OK(RefuseRefund(review, "no fault", policy_, moment()));
  ASSERT_OK(EscalateRefund(review, policy_, moment()));
  EXPECT_EQ(DeadlineOf(review), now_ + 5 * kDay);
  ASSERT_OK(Expire(review));
  EXPECT_EQ(review.state(), v1::RefundState::SUCCESS) << "nobody showed anything: for the buyer";
}

TEST_F(RefundTest, RefusedForGoodCantBeAskedAgainExceptQuality) {
  order_ = DeliveredOrder({{2, 2000}, {1, 100}});
  for (const v1::RefundReason::Value reason :
       {v1::RefundReason::NO_REASON, v1::RefundReason::QUALITY}) {
    RefundRequest request = Want(v1::RefundKind::MONEY_ONLY, reason);
    AddLine(request, 1, 1);
    ASSERT_OK_AND_ASSIGN(Refund refund, Ask(request));
    ASSERT_OK(RefuseRefund(refund, "no", policy_, moment()));
    ASSERT_OK(Expire(refund));
    others_.push_back(refund);
  }
  RefundRequest again = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NO_REASON);
  EXPECT_THAT(Ask(again), HasReason("REFUSED_BEFORE"));
  AddLine(again, 2, 1);
  EXPECT_OK(Ask(again)) << "another line";
  RefundRequest other = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::WRONG_GOODS);
  AddLine(other, 1, 1);
  EXPECT_OK(Ask(other)) << "another reason";
  RefundRequest quality = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY);
  AddLine(quality, 1, 1);
  EXPECT_OK(Ask(quality));
  now_ += 15 * kDay + absl::Seconds(1);
  EXPECT_THAT(Ask(quality), HasReason("WINDOW_OVER"));
  again = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NO_REASON);
  AddLine(again, 1, 1);
  EXPECT_OK(Give(again)) << "the seller gives what he wants";
}

TEST_F(RefundTest, WindowsCountFromDelivery) {
  order_ = DeliveredOrder({{5, 5000}});
  RefundRequest any = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NO_REASON);
  AddLine(any, 1, 1);
  RefundRequest quality = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::DAMAGED_ON_THE_WAY);
  AddLine(quality, 1, 1);
  // Without a reason they count from the midnight after it.
  const absl::Duration until_midnight = absl::Hours(14);
  now_ += 7 * kDay + until_midnight;
  EXPECT_OK(Ask(any));
  now_ += absl::Milliseconds(1);
  EXPECT_THAT(Ask(any), HasReason("WINDOW_OVER"));
  EXPECT_OK(Ask(quality));
  now_ += 8 * kDay - until_midnight;
  EXPECT_THAT(Ask(quality), HasReason("WINDOW_OVER"));
  policy_.set_return_any_time(true);
  EXPECT_OK(Ask(any));
  policy_.set_return_any_time(false);
  order_ = ShippedOrder({{5, 5000}});
  EXPECT_OK(Ask(any)) << "not delivered: no window";
}

TEST_F(RefundTest, RevisedIsAskedAgain) {
  order_ = DeliveredOrder({{3, 3000}});
  RefundRequest request =
      Want(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::NOT_AS_DESCRIBED);
  AddLine(request, 1, 2);
  ASSERT_OK_AND_ASSIGN(Refund refund, Ask(request));
  RefundRequest changed = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY);
  AddLine(changed, 1, 1, 600);
  Order copy = order_;
  EXPECT_THAT(ReviseRefund(copy, {}, changed, policy_, moment(), refund), HasReason("WRONG_STATE"));
  ASSERT_OK(RefuseRefund(refund, "used", policy_, moment()));
  now_ += kDay;
  ASSERT_OK(ReviseRefund(order_, {}, changed, policy_, moment(), refund));
  EXPECT_EQ(refund.state(), v1::RefundState::WAIT_SELLER_AGREE);
  EXPECT_EQ(refund.kind(), v1::RefundKind::MONEY_ONLY);
  EXPECT_EQ(refund.reason(), v1::RefundReason::QUALITY);
  EXPECT_EQ(refund.total().minor(), 600);
  EXPECT_EQ(refund.refusal(), "");
  EXPECT_EQ(DeadlineOf(refund), now_ + 5 * kDay);
  EXPECT_EQ(order_.open_refunds(), 1);
  ASSERT_OK(RefuseRefund(refund, "still", policy_, moment()));
  ASSERT_OK(ReviseRefund(order_, {}, RefundRequest(), policy_, moment(), refund));
  EXPECT_EQ(refund.total().minor(), 600) << "what is unset stays";
}

TEST_F(RefundTest, PlatformGrantsAllPartOrNothing) {
  order_ = DeliveredOrder({{3, 3000}, {1, 500}});
  RefundRequest request = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY);
  AddLine(request, 1, 1);
  AddLine(request, 2, 1);
  const auto escalated = [&]() -> absl::StatusOr<Refund> {
    ASSIGN_OR_RETURN(Refund refund, Ask(request));
    RETURN_IF_ERROR(RefuseRefund(refund, "no", policy_, moment()));
    RETURN_IF_ERROR(EscalateRefund(refund, policy_, moment()));
    return refund;
  };
  ASSERT_OK_AND_ASSIGN(Refund refund, escalated());
  Order copy = order_;
  Refund tried = refund;
  EXPECT_THAT(DecideRefund(copy, tried, MakeMoney("CNY", 1501), policy_, moment(), ledger_),
              HasReason("AMOUNT_EXCEEDED"));
  EXPECT_THAT(DecideRefund(copy, tried, MakeMoney("EUR", 1), policy_, moment(), ledger_),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(DecideRefund(copy, tried, MakeMoney("CNY", -1), policy_, moment(), ledger_),
              StatusIs(absl::StatusCode::kInvalidArgument));

  ASSERT_OK(DecideRefund(order_, refund, MakeMoney("CNY", 1000), policy_, moment(), ledger_));
  EXPECT_EQ(refund.state(), v1::RefundState::PARTIAL);
  EXPECT_EQ(refund.refunded().minor(), 1000);
  EXPECT_EQ(refund.total().minor(), 1500);
  EXPECT_EQ(order_.lines(0).refunded_minor(), 667) << "two thirds, by the largest remainder";
  EXPECT_EQ(order_.lines(1).refunded_minor(), 333);
  EXPECT_EQ(order_.lines(0).delivered(), 3)
      << "the buyer keeps the goods he was granted a part for";
  others_ = {refund};

  request.lines.RemoveLast();
  ASSERT_OK_AND_ASSIGN(Refund nothing, escalated());
  ASSERT_OK(DecideRefund(order_, nothing, MakeMoney("CNY", 0), policy_, moment(), ledger_));
  EXPECT_EQ(nothing.state(), v1::RefundState::CLOSED);
  EXPECT_TRUE(nothing.refused_for_good());

  ASSERT_OK_AND_ASSIGN(Refund all, escalated());
  ASSERT_OK(DecideRefund(order_, all, MakeMoney("CNY", 1000), policy_, moment(), ledger_));
  EXPECT_EQ(all.state(), v1::RefundState::SUCCESS);
  EXPECT_EQ(order_.lines(0).refunded(), 1);
}

TEST_F(RefundTest, PartForGoodsThatCameBackLeavesThemReturned) {
  order_ = DeliveredOrder({{1, 1000}});
  ASSERT_OK_AND_ASSIGN(Refund refund,
                       Ask(Want(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::QUALITY)));
  ASSERT_OK(Agree(refund));
  ASSERT_OK(SendBackGoods(refund, {"sf", "SF1", false}, policy_, moment()));
  ASSERT_OK(RefuseReturnedGoods(refund, "used", policy_, moment()));
  ASSERT_OK(EscalateRefund(refund, policy_, moment()));
  ASSERT_OK(DecideRefund(order_, refund, MakeMoney("CNY", 400), policy_, moment(), ledger_));
  EXPECT_EQ(order_.lines(0).returned(), 1);
  EXPECT_EQ(order_.state(), v1::OrderState::TRADE_CLOSED);
  EXPECT_EQ(order_.payment().refunded_minor(), 400);
  EXPECT_EQ(order_.payment().released_minor(), 600) << "the rest is the shop's";
  EXPECT_THAT(Kinds(), ElementsAre(LedgerEntry::REFUNDED, LedgerEntry::RELEASED));
}

TEST_F(RefundTest, AfterReleaseTheMoneyIsTakenBackAndTheTradeStaysFinished) {
  order_ = FinishedOrder({{1, 1000}}, 200);
  ASSERT_OK_AND_ASSIGN(Refund refund,
                       Ask(Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY)));
  EXPECT_EQ(refund.total().minor(), 1000) << "freight was used";
  ASSERT_OK(Agree(refund));
  EXPECT_EQ(order_.state(), v1::OrderState::TRADE_FINISHED);
  EXPECT_EQ(order_.payment().released_minor(), 200);
  EXPECT_EQ(order_.payment().refunded_minor(), 1000);
  EXPECT_THAT(Kinds(), ElementsAre(LedgerEntry::TAKEN_BACK));
  EXPECT_EQ(order_.lines(0).refunded(), 1);
}

TEST_F(RefundTest, CollectedCodIsRefunded) {
  order_ = AsCod(FinishedOrder({{2, 2000}}));
  RefundRequest request = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY);
  AddLine(request, 1, 1);
  ASSERT_OK_AND_ASSIGN(Refund refund, Ask(request));
  ASSERT_OK(Agree(refund));
  EXPECT_THAT(Kinds(), ElementsAre(LedgerEntry::COD_REFUNDED));
  EXPECT_EQ(order_.payment().refunded_minor(), 1000);
  EXPECT_EQ(order_.payment().state(), v1::PaymentState::PARTLY_REFUNDED);
}

TEST_F(RefundTest, SignedCodPausesItsTimer) {
  order_ = AsCod(DeliveredOrder({{2, 2000}}));
  RefundRequest request = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY);
  AddLine(request, 1, 1);
  ASSERT_OK_AND_ASSIGN(Refund refund, Ask(request));
  EXPECT_EQ(order_.paused_seconds_left(), 7 * 86400);
  ASSERT_OK(Agree(refund));
  EXPECT_EQ(order_.deadline_event(), "cod_finish");
}

TEST_F(RefundTest, CodThatIsNotCollectedCanOnlyBeLeftUnshipped) {
  order_ = AsCod(ShippedOrder({{2, 2000}}));
  EXPECT_THAT(Ask(Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY)),
              HasReason("WRONG_STATE"));
  order_ = AsCod(PaidOrder({{2, 2000}}));
  ASSERT_OK_AND_ASSIGN(Refund refund, Ask(Want(v1::RefundKind::MONEY_ONLY,
                                               v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING)));
  ASSERT_OK(Agree(refund));
  EXPECT_EQ(refund.refunded().minor(), 0) << "nothing had been paid";
  EXPECT_EQ(order_.state(), v1::OrderState::TRADE_CLOSED);
  EXPECT_EQ(order_.payment().due().minor(), 0);
}

TEST_F(RefundTest, GivenReturnsAreBackAndInspected) {
  order_ = FinishedOrder({{2, 2000}});
  RefundRequest request =
      Want(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::GOODS_CAME_BACK);
  request.inspection = v1::Inspection::DAMAGED;
  AddLine(request, 1, 1);
  now_ += 60 * kDay;
  ASSERT_OK_AND_ASSIGN(Refund refund, Give(request));
  EXPECT_EQ(refund.state(), v1::RefundState::SUCCESS);
  EXPECT_TRUE(refund.seller_initiated());
  EXPECT_EQ(refund.inspection(), v1::Inspection::DAMAGED);
  EXPECT_EQ(refund.lines(0).came_back(), 1);
  EXPECT_EQ(order_.lines(0).returned(), 1);
  EXPECT_EQ(order_.open_refunds(), 0);
}

TEST_F(RefundTest, WhatWasSentInsteadHasAWindowOfItsOwn) {
  order_ = DeliveredOrder({{1, 1000}, {1, 1000}});
  Refund exchange;
  exchange.set_name(order_.name() + "/refunds/exchange");
  exchange.set_kind(v1::RefundKind::EXCHANGE);
  exchange.set_state(v1::RefundState::SUCCESS);
  exchange.add_lines()->set_line(1);
  exchange.mutable_lines(0)->set_quantity(1);
  *exchange.mutable_replacement()->mutable_deliver_time() = ToProto(kNow + 14 * kDay);
  others_ = {exchange};
  const auto ask = [&](int32_t line, v1::RefundReason::Value reason, absl::Duration after) {
    RefundRequest request = Want(v1::RefundKind::RETURN_AND_REFUND, reason);
    AddLine(request, line, 1);
    now_ = kNow + after;
    const Order order = order_;
    const absl::Status status = Ask(request).status();
    order_ = order;
    return status;
  };
  EXPECT_OK(ask(1, v1::RefundReason::QUALITY, 29 * kDay));
  EXPECT_THAT(ask(1, v1::RefundReason::QUALITY, 30 * kDay), HasReason("WINDOW_OVER"));
  EXPECT_THAT(ask(2, v1::RefundReason::QUALITY, 16 * kDay), HasReason("WINDOW_OVER"));
  EXPECT_THAT(ask(1, v1::RefundReason::NO_REASON, 16 * kDay), HasReason("WINDOW_OVER"));
  others_[0].mutable_replacement()->set_failure(v1::Replacement::CAME_BACK);
  EXPECT_THAT(ask(1, v1::RefundReason::QUALITY, 16 * kDay), HasReason("WINDOW_OVER"));
}

TEST_F(RefundTest, ReasonsOfTheSellerAreNotAskedFor) {
  order_ = DeliveredOrder({{2, 2000}});
  for (const auto reason :
       {v1::RefundReason::PAID_OUT_OF_STOCK_REFUND, v1::RefundReason::GOODS_CAME_BACK}) {
    EXPECT_THAT(Ask(Want(v1::RefundKind::MONEY_ONLY, reason)), HasReason("INVALID_ARGUMENT"));
  }
  ASSERT_OK_AND_ASSIGN(Refund refund,
                       Ask(Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY)));
  ASSERT_OK(RefuseRefund(refund, "no", policy_, At(kDay)));
  RefundRequest revised;
  revised.reason = v1::RefundReason::PAID_OUT_OF_STOCK_REFUND;
  EXPECT_THAT(ReviseRefund(order_, {}, revised, policy_, At(kDay), refund),
              HasReason("INVALID_ARGUMENT"));
}

TEST_F(RefundTest, OpenRefundsCountAsGone) {
  order_ = DeliveredOrder({{2, 2000}}, 500);
  RefundRequest both = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY);
  AddLine(both, 1, 2, 1900);
  both.freight_minor = 400;
  ASSERT_OK_AND_ASSIGN(Refund first, Ask(both));
  others_ = {first};
  RefundRequest one = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY);
  AddLine(one, 1, 1);
  EXPECT_THAT(Ask(one), HasReason("QUANTITY_EXCEEDED"));
  EXPECT_THAT(Ask(Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY)),
              HasReason("QUANTITY_EXCEEDED"));
  RefundRequest money = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY);
  AddLine(money, 1, 0, 101);
  EXPECT_THAT(Ask(money), HasReason("AMOUNT_EXCEEDED"));
  money.lines[0].set_amount_minor(100);
  money.freight_minor = 101;
  EXPECT_THAT(Ask(money), HasReason("AMOUNT_EXCEEDED"));
  money.freight_minor = 100;
  EXPECT_OK(Ask(money));
}

TEST_F(RefundTest, BadRequestsSayAllThatIsWrong) {
  order_ = DeliveredOrder({{2, 2000}});
  RefundRequest request = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY);
  AddLine(request, 1, 0);
  AddLine(request, 1, 1);
  AddLine(request, 9, 1);
  const absl::Status status = Ask(request).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  RefundRequest back = Want(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::QUALITY);
  AddLine(back, 1, 0, 100);
  EXPECT_THAT(Ask(back), StatusIs(absl::StatusCode::kInvalidArgument)) << "a return of nothing";
  RefundRequest dear = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY);
  AddLine(dear, 1, 1, 1001);
  EXPECT_THAT(Ask(dear), HasReason("AMOUNT_EXCEEDED"));
  EXPECT_EQ(ErrorMetadataOf(Ask(dear).status(), "most"), "1000");
}

TEST_F(RefundTest, OnlyTradesThatArePaidAndNotClosed) {
  for (int number = 1; number <= v1::OrderState::Value_MAX; ++number) {
    order_ = PaidOrder({{1, 1000}});
    order_.set_state(static_cast<v1::OrderState::Value>(number));
    const bool possible = number >= v1::OrderState::WAIT_SELLER_SEND_GOODS &&
                          number <= v1::OrderState::TRADE_FINISHED;
    SCOPED_TRACE(v1::OrderState::Value_Name(order_.state()));
    const absl::Status status =
        Ask(Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NO_REASON)).status();
    if (possible) {
      EXPECT_OK(status);
    } else {
      EXPECT_THAT(status, HasReason("WRONG_STATE"));
    }
  }
}

TEST_F(RefundTest, ReasonAndKindSayWhichPiecesAreMeant) {
  order_ = DeliveredOrder({{3, 3000}});
  v1::OrderLine& line = *order_.mutable_lines(0);
  line.set_delivered(1);
  line.set_to_ship(2);
  order_.set_state(v1::OrderState::SELLER_CONSIGNED_PART);
  RefundRequest request = Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY);
  AddLine(request, 1, 1);
  ASSERT_OK_AND_ASSIGN(const Refund broken, Ask(request));
  EXPECT_EQ(broken.lines(0).never_shipped(), 0);
  EXPECT_FALSE(broken.before_shipping());
  request.reason = v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING;
  others_ = {broken};
  ASSERT_OK_AND_ASSIGN(Refund unwanted, Ask(request));
  EXPECT_EQ(unwanted.lines(0).never_shipped(), 1);
  EXPECT_TRUE(unwanted.before_shipping());
  others_.push_back(unwanted);
  EXPECT_THAT(order_.lines(0).locked(), 1);
  ASSERT_OK_AND_ASSIGN(Refund rest, Ask(request));
  // Everything that was not shipped is refunded: only receipt is waited for.
  ASSERT_OK(Agree(unwanted));
  EXPECT_EQ(order_.state(), v1::OrderState::SELLER_CONSIGNED_PART);
  ASSERT_OK(Agree(rest));
  EXPECT_EQ(order_.state(), v1::OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_FALSE(order_.has_deadline_time()) << "one refund is still open";
  EXPECT_GT(order_.paused_seconds_left(), 0);
}

TEST_F(RefundTest, PiecesInAParcelBeingMadeCantBeAsked) {
  order_ = PaidOrder({{2, 2000}});
  v1::Parcel& parcel = *order_.add_parcels();
  parcel.set_state(v1::Parcel::INTENDED);
  parcel.add_lines()->set_line(1);
  parcel.mutable_lines(0)->set_quantity(2);
  EXPECT_THAT(Ask(Want(v1::RefundKind::MONEY_ONLY, v1::RefundReason::NOT_WANTED_BEFORE_SHIPPING)),
              HasReason("QUANTITY_EXCEEDED"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
