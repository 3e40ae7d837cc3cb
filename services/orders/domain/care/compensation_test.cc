#include "services/orders/domain/care/compensation.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/care/figure_names.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;

v1::GiveCompensationRequest GiveRequest(int64_t minor) {
  v1::GiveCompensationRequest request;
  request.set_parent("shops/s/orders/o1");
  request.set_cause(Compensation::GOODWILL);
  request.set_means(Compensation::MONEY);
  *request.mutable_amount() = MakeMoney("CNY", minor);
  request.set_note("a scratch");
  return request;
}

Moment As(Role::Value role, const char* number, absl::Duration after = absl::ZeroDuration()) {
  Moment moment = At(after);
  moment.actor.set_role(role);
  moment.actor.set_id(number);
  return moment;
}

Compensation Opened(int64_t minor, Role::Value role, const Given& given = {}) {
  const Order order = PaidOrder({{1, 20000}});
  Compensation compensation = *MakeCompensation(order, GiveRequest(minor), As(role, "7"));
  OpenCompensation(order, ShopPolicy(), given, As(role, "7"), compensation);
  return compensation;
}

TEST(CompensationTest, EveryStateAndEvent) {
  using C = Compensation;
  testing::CheckMachine<C::State>(CompensationMachine(), C::State_MAX,
                                  {{{C::STATE_UNSPECIFIED, "give"}, C::GIVEN},
                                   {{C::STATE_UNSPECIFIED, "ask"}, C::WAIT_APPROVAL},
                                   {{C::WAIT_APPROVAL, "approve"}, C::GIVEN},
                                   {{C::WAIT_APPROVAL, "decline"}, C::DECLINED}});
}

TEST(CompensationTest, ARoleGivesWhatItsBudgetsAllow) {
  const struct {
    Role::Value role;
    int64_t minor;
    Given given;
    Compensation::Budget exceeded;
  } cases[] = {
      {Role::AGENT, 1000, {}, Compensation::BUDGET_UNSPECIFIED},
      {Role::AGENT, 1001, {}, Compensation::ORDER},
      {Role::AGENT, 600, {.by_desk = 401, .for_order = 401}, Compensation::ORDER},
      {Role::AGENT, 600, {.by_desk = 400, .for_order = 400}, Compensation::BUDGET_UNSPECIFIED},
      {Role::AGENT, 500, {.in_month = 49500}, Compensation::BUDGET_UNSPECIFIED},
      {Role::AGENT, 501, {.in_month = 49500}, Compensation::MONTH},
      {Role::COMPLAINT, 1001, {}, Compensation::ORDER},
      {Role::LEAD, 5000, {}, Compensation::BUDGET_UNSPECIFIED},
      {Role::LEAD, 5001, {}, Compensation::ORDER},
      {Role::LEAD, 500, {.for_order = 19501}, Compensation::PAID},
      {Role::OWNER,
       9000000,
       {.by_desk = 20000, .for_order = 20000, .in_month = 9000000},
       Compensation::BUDGET_UNSPECIFIED},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.minor);
    const Compensation compensation = Opened(one.minor, one.role, one.given);
    EXPECT_EQ(compensation.exceeded(), one.exceeded);
    const bool waits = one.exceeded != Compensation::BUDGET_UNSPECIFIED;
    EXPECT_EQ(compensation.state(), waits ? Compensation::WAIT_APPROVAL : Compensation::GIVEN);
    EXPECT_EQ(compensation.has_deadline_time(), waits);
    EXPECT_EQ(compensation.budget_month(), waits ? "" : "2024-03");
  }
}

TEST(CompensationTest, ASecondPersonApprovesOutOfHisOwnBudget) {
  const Order order = PaidOrder({{1, 20000}});
  const v1::Policy policy = ShopPolicy();
  Compensation waits = Opened(2000, Role::AGENT);
  Compensation tried = waits;
  EXPECT_THAT(ApproveCompensation(order, policy, {}, As(Role::LEAD, "7"), tried),
              HasReason("SECOND_PERSON_REQUIRED"));
  const absl::Status above =
      ApproveCompensation(order, policy, {.in_month = 199000}, As(Role::LEAD, "2"), tried);
  EXPECT_THAT(above, HasReason("ABOVE_BUDGET"));
  EXPECT_EQ(ErrorMetadataOf(above, "budget"), "MONTH");
  EXPECT_EQ(ErrorMetadataOf(above, "left"), "1000");
  ASSERT_THAT(ApproveCompensation(order, policy, {}, As(Role::LEAD, "2", kDay), waits), IsOk());
  EXPECT_EQ(waits.state(), Compensation::GIVEN);
  EXPECT_EQ(waits.budget_agent(), "2");
  EXPECT_FALSE(waits.has_deadline_time());
  EXPECT_THAT(ApproveCompensation(order, policy, {}, As(Role::OWNER, "1"), waits),
              HasReason("WRONG_STATE"));
  EXPECT_THAT(DeclineCompensation(As(Role::LEAD, "2"), waits), HasReason("WRONG_STATE"));
}

TEST(CompensationTest, TellsWhatIsWrong) {
  const Order order = PaidOrder({{1, 20000}});
  const auto wrong = [&](const v1::GiveCompensationRequest& request) {
    EXPECT_THAT(MakeCompensation(order, request, At()), HasReason("INVALID_ARGUMENT"));
  };
  wrong(GiveRequest(0));
  wrong(GiveRequest(1'000'000'000'001));
  v1::GiveCompensationRequest request = GiveRequest(1);
  request.mutable_amount()->set_currency_code("USD");
  wrong(request);
  request = GiveRequest(1);
  request.set_coupon_code("X");
  wrong(request);
  request.set_means(Compensation::COUPON);
  EXPECT_THAT(MakeCompensation(order, request, At()), IsOk());
  request.clear_coupon_code();
  wrong(request);
  request = GiveRequest(1);
  request.set_cause(Compensation::BROKEN_PROMISE);
  wrong(request);
  request.set_promise("shops/s/orders/other/promises/p");
  wrong(request);
  request.set_promise("shops/s/orders/o1/promises/p");
  EXPECT_THAT(MakeCompensation(order, request, At()), IsOk());
  request.set_cause(Compensation::GOODWILL);
  wrong(request);
}

TEST(CompensationTest, LateIsAShareOfTheGoodsWithinBounds) {
  v1::Policy policy = ShopPolicy();
  Order order = ReadyOrder();
  Ship(order, {}, At(3 * kDay));
  EXPECT_EQ(CompensationForLate(order, policy, {}, At()).amount().minor(), 0);
  policy.set_compensate_late(true);
  // 5 % of 13.00, at least 1.00.
  EXPECT_EQ(CompensationForLate(order, policy, {}, At()).amount().minor(), 100);
  policy.set_compensation_late_bps(1000);
  EXPECT_EQ(CompensationForLate(order, policy, {}, At()).amount().minor(), 130);
  policy.set_compensation_late_max_minor(120);
  EXPECT_EQ(CompensationForLate(order, policy, {}, At()).amount().minor(), 120);
  EXPECT_EQ(CompensationForLate(order, policy, {.for_order = 1250}, At()).amount().minor(), 50);
  EXPECT_EQ(CompensationForLate(order, policy, {.for_order = 1301}, At()).amount().minor(), 0);
  Order in_time = ReadyOrder();
  Ship(in_time, {}, At(kDay));
  EXPECT_EQ(CompensationForLate(in_time, policy, {}, At()).amount().minor(), 0);
}

TEST(CompensationTest, OutOfStockIsAShareOfWhatWasRefunded) {
  v1::Policy policy = ShopPolicy();
  const Order order = PaidOrder({{1, 200000}});
  v1::Refund refund;
  refund.set_reason(v1::RefundReason::PAID_OUT_OF_STOCK_REFUND);
  refund.set_seller_initiated(true);
  *refund.mutable_refunded() = MakeMoney("CNY", 1001);
  EXPECT_EQ(CompensationForOutOfStock(order, refund, policy, {}, At()).amount().minor(), 0);
  policy.set_compensate_out_of_stock(true);
  EXPECT_EQ(CompensationForOutOfStock(order, refund, policy, {}, At()).amount().minor(), 300);
  refund.mutable_refunded()->set_minor(200000);
  EXPECT_EQ(CompensationForOutOfStock(order, refund, policy, {}, At()).amount().minor(), 50000);
  const Given some = {.for_order = 49000, .out_of_stock = 49000};
  EXPECT_EQ(CompensationForOutOfStock(order, refund, policy, some, At()).amount().minor(), 1000);
  const Given most = {.for_order = 60000, .out_of_stock = 60000};
  EXPECT_EQ(CompensationForOutOfStock(order, refund, policy, most, At()).amount().minor(), 0)
      << "the policy had more before";
  refund.clear_seller_initiated();
  EXPECT_EQ(CompensationForOutOfStock(order, refund, policy, {}, At()).amount().minor(), 0)
      << "whom nothing was given has asked for it himself";
  refund.set_seller_initiated(true);
  refund.set_reason(v1::RefundReason::QUALITY);
  EXPECT_EQ(CompensationForOutOfStock(order, refund, policy, {}, At()).amount().minor(), 0);
}

TEST(CompensationTest, FiguresAreOfWhatWasGiven) {
  Sums sums;
  sums.Add(kCompensationFigure, "3/1", 2);
  sums.Add(kCompensationMinorFigure, "3/1", 700);
  sums.Add(kCompensationFigure, "7/2", 1);
  sums.Add(kCompensationMinorFigure, "7/2", 2000);
  sums.Add(kCompensationOfAgentFigure, "a%2Fb", 3);
  sums.Add(kCompensationMinorOfAgentFigure, "a%2Fb", 2700);
  const v1::CompensationFigures figures = CompensationFiguresOf(sums);
  ASSERT_EQ(figures.causes_size(), 2);
  EXPECT_EQ(figures.causes(0).cause(), Compensation::BROKEN_PROMISE);
  EXPECT_EQ(figures.causes(0).amount_minor(), 700);
  EXPECT_EQ(figures.causes(1).means(), Compensation::COUPON);
  ASSERT_EQ(figures.agents_size(), 1);
  EXPECT_EQ(figures.agents(0).agent(), "a/b");
  EXPECT_EQ(figures.agents(0).amount_minor(), 2700);
  EXPECT_EQ(figures.count(), 3);
  EXPECT_EQ(figures.amount_minor(), 2700);
}

}  // namespace
}  // namespace shopdesk::orders::domain
