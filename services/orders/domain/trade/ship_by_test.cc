#include "services/orders/domain/trade/ship_by.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::StatusIs;

TEST(ShipByTest, EveryStateAndEvent) {
  using S = ShipDateProposal;
  testing::CheckMachine<S::State>(ShipDateMachine(), S::State_MAX,
                                  {{{S::STATE_UNSPECIFIED, "propose"}, S::PROPOSED},
                                   {{S::PROPOSED, "propose"}, S::PROPOSED},
                                   {{S::ACCEPTED, "propose"}, S::PROPOSED},
                                   {{S::REFUSED, "propose"}, S::PROPOSED},
                                   {{S::PROPOSED, "accept"}, S::ACCEPTED},
                                   {{S::PROPOSED, "refuse"}, S::REFUSED}});
}

TEST(ShipByTest, IsPromisedOnShippingDaysAndWarnedOfBefore) {
  Order order = ReadyOrder();
  EXPECT_EQ(FromProto(order.ship_by_time()), kNow + absl::Hours(48));
  EXPECT_EQ(FromProto(order.ship_by_warn_time()), kNow + absl::Hours(42));
  EXPECT_TRUE(MustShip(order));
  EXPECT_FALSE(IsShipByUrgent(order));
  WarnShipBy(order);
  EXPECT_TRUE(IsShipByUrgent(order));
  v1::Policy policy = ShopPolicy();
  // 5 March 2024 is a Tuesday.
  policy.mutable_calendar()->add_holidays("2024-03-05");
  StartShipBy(order, policy, At());
  EXPECT_EQ(FromProto(order.ship_by_time()), kNow + absl::Hours(72));
  EXPECT_FALSE(IsShipByUrgent(order));
}

TEST(ShipByTest, ALaterDateIsAfterThePromiseAndWithin90Days) {
  Order order = ReadyOrder();
  const absl::Time promised = FromProto(order.ship_by_time());
  for (const absl::Time bad : {promised, kNow + absl::Hours(90 * 24) + absl::Seconds(1)}) {
    EXPECT_THAT(ProposeShipDate(order, bad, "late", At()),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
  ASSERT_THAT(ProposeShipDate(order, kNow + absl::Hours(90 * 24), "late", At()), IsOk());
  ASSERT_THAT(ProposeShipDate(order, promised + absl::Seconds(1), "late", At()), IsOk());
  EXPECT_EQ(FromProto(order.ship_date_proposal().previous_time()), promised);
  EXPECT_EQ(FromProto(order.ship_by_time()), promised) << "not before the buyer answers";
  Order unpaid = PlacedOrder(v1::PaymentMethod::ESCROW);
  EXPECT_THAT(ProposeShipDate(unpaid, kNow + kDay, "late", At()), HasReason("WRONG_STATE"));
}

TEST(ShipByTest, TheBuyersAnswerIsThePromise) {
  Order order = ReadyOrder();
  EXPECT_THAT(AnswerShipDate(order, v1::AnswerShipDateRequest::ACCEPT, ShopPolicy(), At()),
              HasReason("WRONG_STATE"));
  const absl::Time later = kNow + 5 * kDay;
  ASSERT_THAT(ProposeShipDate(order, later, "late", At()), IsOk());
  Order refused = order;
  ASSERT_THAT(AnswerShipDate(order, v1::AnswerShipDateRequest::ACCEPT, ShopPolicy(), At()), IsOk());
  EXPECT_EQ(FromProto(order.ship_by_time()), later);
  EXPECT_EQ(FromProto(order.deadline_time()), later);
  EXPECT_FALSE(RefusedToWait(order));
  ASSERT_THAT(AnswerShipDate(refused, v1::AnswerShipDateRequest::REFUSE, ShopPolicy(), At()),
              IsOk());
  EXPECT_TRUE(RefusedToWait(refused));
  EXPECT_EQ(FromProto(refused.ship_by_time()), kNow + absl::Hours(48));
}

}  // namespace
}  // namespace shopdesk::orders::domain
