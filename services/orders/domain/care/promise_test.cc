#include "services/orders/domain/care/promise.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/care/compensation.h"
#include "services/orders/domain/care/figure_names.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;

v1::MakePromiseRequest PromiseRequest(Promise::Kind kind, int64_t minor = 0) {
  v1::MakePromiseRequest request;
  request.set_parent("shops/s/orders/o1");
  request.set_kind(kind);
  request.set_note("a cup");
  if (minor != 0) *request.mutable_amount() = MakeMoney("CNY", minor);
  return request;
}

TEST(PromiseTest, EveryStateAndEvent) {
  using P = Promise;
  testing::CheckMachine<P::State>(PromiseMachine(), P::State_MAX,
                                  {{{P::OPEN, "keep"}, P::KEPT},
                                   {{P::OPEN, "withdraw"}, P::WITHDRAWN},
                                   {{P::OPEN, "break"}, P::BROKEN},
                                   {{P::BROKEN, "keep"}, P::KEPT_LATE}});
}

TEST(PromiseTest, IsTheCallersAndDueInADay) {
  const Order order = PaidOrder({{1, 500}});
  const auto promise = MakePromise(order, PromiseRequest(Promise::GIFT), ShopPolicy(), At());
  ASSERT_THAT(promise, IsOk());
  EXPECT_EQ(promise->agent(), "7");
  EXPECT_EQ(promise->buyer(), "b1");
  EXPECT_EQ(FromProto(promise->due_time()), kNow + kDay);
  Moment program = At();
  program.actor.set_kind(type::v1::Actor::SERVICE);
  EXPECT_THAT(MakePromise(order, PromiseRequest(Promise::GIFT), ShopPolicy(), program),
              HasReason("INVALID_ARGUMENT"));
}

TEST(PromiseTest, TellsWhatIsWrongWithTimeAndAmount) {
  const Order order = PaidOrder({{1, 500}});
  const v1::Policy policy = ShopPolicy();
  v1::MakePromiseRequest request = PromiseRequest(Promise::FREIGHT_BACK);
  EXPECT_THAT(MakePromise(order, request, policy, At()), HasReason("INVALID_ARGUMENT"));
  *request.mutable_amount() = MakeMoney("USD", 100);
  EXPECT_THAT(MakePromise(order, request, policy, At()), HasReason("INVALID_ARGUMENT"));
  *request.mutable_amount() = MakeMoney("CNY", -1);
  EXPECT_THAT(MakePromise(order, request, policy, At()), HasReason("INVALID_ARGUMENT"));
  *request.mutable_amount() = MakeMoney("CNY", 1);
  *request.mutable_due_time() = ToProto(kNow);
  EXPECT_THAT(MakePromise(order, request, policy, At()), HasReason("INVALID_ARGUMENT"));
  *request.mutable_due_time() = ToProto(kNow + 366 * kDay);
  EXPECT_THAT(MakePromise(order, request, policy, At()), HasReason("INVALID_ARGUMENT"));
  *request.mutable_due_time() = ToProto(kNow + absl::Seconds(1));
  EXPECT_THAT(MakePromise(order, request, policy, At()), IsOk());
}

TEST(PromiseTest, LessMoneyThanPromisedKeepsNothing) {
  Promise promise = *MakePromise(PaidOrder({{1, 500}}), PromiseRequest(Promise::DISCOUNT, 300),
                                 ShopPolicy(), At());
  Promise less = promise;
  EXPECT_THAT(KeepPromise(less, "", absl::nullopt, At()), HasReason("INVALID_ARGUMENT"));
  less = promise;
  EXPECT_THAT(KeepPromise(less, "r", MakeMoney("CNY", 299), At()), HasReason("PROMISE_NOT_MET"));
  ASSERT_THAT(KeepPromise(promise, "r", MakeMoney("CNY", 300), At(kDay)), IsOk());
  EXPECT_EQ(promise.state(), Promise::KEPT);
  EXPECT_EQ(promise.kept_by(), "r");
  EXPECT_EQ(FromProto(promise.end_time()), kNow + kDay);
}

TEST(PromiseTest, KeptLateCountsAsBroken) {
  v1::PromiseFigures::Agent total;
  JudgePromises(total);
  EXPECT_FALSE(total.has_kept_bps());
  Sums sums;
  sums.Add(kPromiseFigure, "1/7", 1);
  sums.Add(kPromiseFigure, "2/7", 2);
  sums.Add(kPromiseFigure, "3/7", 1);
  sums.Add(kPromiseFigure, "4/7", 1);
  sums.Add(kPromiseFigure, "5/7", 1);
  auto agents = PromiseCountsOf(sums);
  ASSERT_EQ(agents.size(), 1u);
  v1::PromiseFigures::Agent& agent = agents["7"];
  JudgePromises(agent);
  EXPECT_EQ(agent.made(), 6);
  EXPECT_EQ(agent.open(), 1);
  EXPECT_EQ(agent.kept(), 2);
  EXPECT_EQ(agent.broken(), 2);
  EXPECT_EQ(agent.kept_late(), 1);
  EXPECT_EQ(agent.withdrawn(), 1);
  EXPECT_EQ(agent.kept_bps(), 5000);
}

TEST(CareStatesTest, IsDocumented) {
  testing::CheckPage("docs/states/care.md",
                     "# States of what buyers were promised and given\n\nDrawn from the tables in "
                     "services/orders/domain/care.\n\n" +
                         PromiseMachine().ToMarkdown() + "\n" + CompensationMachine().ToMarkdown());
}

}  // namespace
}  // namespace shopdesk::orders::domain
