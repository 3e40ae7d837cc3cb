#include "services/orders/domain/packing/shortage.h"

#include <vector>

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;

using Answer = v1::AnswerShortageRequest;

struct Short {
  Order order = ReadyOrder();
  PackingJob job;
  Shortage shortage;
};

// One of two pieces of line 1 is missing; one lies there.
Short OneShort() {
  Short made;
  const Shelves shelves = {{{made.order.name(), 1}, {"b7", ""}}};
  const std::vector<Order> orders = {made.order};
  made.job = *MakePackingJob(orders, {}, shelves, At());
  v1::ReportShortageRequest request;
  request.set_line(1);
  request.set_quantity(1);
  request.set_counted(1);
  const auto shortage = ReportShortage(made.order, made.job, request, ShopPolicy(), At());
  EXPECT_THAT(shortage, IsOk());
  made.shortage = shortage.value_or(Shortage());
  return made;
}

Answer AnswerOf(Answer::Answer answer) {
  Answer request;
  request.set_answer(answer);
  request.set_channel(type::v1::ContactChannel::PHONE);
  return request;
}

TEST(ShortageTest, EveryStateAndEvent) {
  using S = Shortage;
  testing::CheckMachine<S::State>(ShortageMachine(), S::State_MAX,
                                  {{{S::ASKED, "wait"}, S::WAITING},
                                   {{S::ASKED, "substitute"}, S::SUBSTITUTED},
                                   {{S::ASKED, "refund"}, S::REFUNDED},
                                   {{S::ASKED, "find"}, S::FOUND},
                                   {{S::ASKED, "lapse"}, S::LAPSED}});
}

TEST(ShortageTest, WhatIsMissingIsNeitherPackedNorShipped) {
  const Short made = OneShort();
  EXPECT_EQ(made.order.lines(0).to_ship(), 1);
  EXPECT_EQ(made.order.lines(0).short_(), 1);
  EXPECT_EQ(LinesOf(made.job, made.order.name())[0].quantity(), 1);
  EXPECT_EQ(made.shortage.location(), "b7");
  EXPECT_EQ(made.shortage.counted(), 1);
  EXPECT_EQ(FromProto(made.shortage.due_time()), kNow + 2 * kDay);
  Order order = made.order;
  for (OrderLine& line : *order.mutable_lines()) line.set_to_ship(0);
  EXPECT_FALSE(NothingToShip(order));
}

TEST(ShortageTest, NobodyIsAskedAboutWhatARefundAsksBack) {
  Short made = OneShort();
  made.order.mutable_lines(0)->set_locked(1);
  v1::ReportShortageRequest request;
  request.set_line(1);
  request.set_quantity(1);
  EXPECT_THAT(ReportShortage(made.order, made.job, request, ShopPolicy(), At()),
              HasReason("LINES_LOCKED"));
  made.order.mutable_lines(0)->set_locked(2);
  ASSERT_OK(LeaveToRefund(made.order, made.shortage, At()));
  EXPECT_EQ(made.shortage.state(), Shortage::LAPSED);
  EXPECT_EQ(made.order.lines(0).to_ship(), 2);
  EXPECT_EQ(made.order.lines(0).short_(), 0);
  EXPECT_THAT(LeaveToRefund(made.order, made.shortage, At()), HasReason("WRONG_STATE"));
}

TEST(ShortageTest, AnAnswerPutsThePiecesBackOnce) {
  Short made = OneShort();
  ASSERT_OK(AnswerShortage(made.order, made.shortage, AnswerOf(Answer::REFUND), At()));
  EXPECT_EQ(made.shortage.state(), Shortage::REFUNDED);
  EXPECT_EQ(made.order.lines(0).to_ship(), 2);
  EXPECT_EQ(made.order.lines(0).short_(), 0);
  EXPECT_THAT(AnswerShortage(made.order, made.shortage, AnswerOf(Answer::REFUND), At()),
              HasReason("WRONG_STATE"));
  EXPECT_THAT(ExpireShortage(made.order, made.shortage, At()), HasReason("WRONG_STATE"));
  EXPECT_THAT(LapseShortage(made.shortage, At()), HasReason("WRONG_STATE"));
}

TEST(ShortageTest, TellsWhatAnAnswerLacks) {
  Answer wait = AnswerOf(Answer::WAIT);
  EXPECT_THAT(CheckShortageAnswer(wait), HasReason("INVALID_ARGUMENT"));
  *wait.mutable_wait_time() = ToProto(kNow + kDay);
  EXPECT_OK(CheckShortageAnswer(wait));
  wait.clear_channel();
  EXPECT_THAT(CheckShortageAnswer(wait), HasReason("INVALID_ARGUMENT"));
  Answer other = AnswerOf(Answer::SUBSTITUTE);
  EXPECT_THAT(CheckShortageAnswer(other), HasReason("INVALID_ARGUMENT"));
  other.set_substitute_sku_id("b2");
  EXPECT_OK(CheckShortageAnswer(other));
  Answer found = AnswerOf(Answer::PIECES_FOUND);
  found.clear_channel();
  EXPECT_OK(CheckShortageAnswer(found));
  found.set_substitute_sku_id("b2");
  EXPECT_THAT(CheckShortageAnswer(found), HasReason("INVALID_ARGUMENT"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
