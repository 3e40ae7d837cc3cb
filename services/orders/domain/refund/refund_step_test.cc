#include "services/orders/domain/refund/refund_step.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using shopdesk::testing::HasReason;
using ::testing::IsEmpty;

Refund WaitingRefund() {
  Refund refund;
  refund.set_name("shops/s/orders/o1/refunds/r1");
  refund.set_state(v1::RefundState::WAIT_SELLER_AGREE);
  *refund.mutable_total() = MakeMoney("CNY", 100);
  SetRefundDeadline(refund, kAutoAgree, 60, At());
  return refund;
}

TEST(RefundStepTest, AStepEndsTheDeadline) {
  Refund refund = WaitingRefund();
  EXPECT_EQ(FromProto(refund.deadline_time()), kNow + absl::Minutes(1));
  ASSERT_OK(StepRefund(refund, kRefundRefuse, At(kDay)));
  EXPECT_EQ(refund.state(), v1::RefundState::SELLER_REFUSE_BUYER);
  EXPECT_EQ(FromProto(refund.update_time()), kNow + kDay);
  EXPECT_FALSE(refund.has_deadline_time());
  EXPECT_EQ(refund.deadline_event(), "");
  EXPECT_THAT(StepRefund(refund, kRefundRefuse, At()), HasReason("WRONG_STATE"));
}

TEST(RefundStepTest, OnlyUnshippedPiecesAreLocked) {
  Refund refund = WaitingRefund();
  refund.add_lines()->set_line(1);
  refund.add_lines()->set_line(2);
  refund.mutable_lines(1)->set_never_shipped(3);
  const std::vector<v1::LineQuantity> locked = LockedBy(refund);
  ASSERT_EQ(locked.size(), 1u);
  EXPECT_EQ(locked[0].line(), 2);
  EXPECT_EQ(locked[0].quantity(), 3);
}

TEST(RefundStepTest, TheShopPaysItsWayBackUpToTheLimit) {
  const Order order = DeliveredOrder({{1, 1000}});
  const v1::Policy policy = ShopPolicy();
  Refund refund = WaitingRefund();
  std::vector<v1::LedgerEntry> ledger;
  *refund.mutable_return_freight() = MakeMoney("CNY", 900);
  refund.set_return_freight_payer(v1::ReturnFreightPayer::BUYER);
  PayReturnFreight(order, refund, policy, At(), ledger);
  EXPECT_THAT(ledger, IsEmpty());
  refund.set_return_freight_payer(v1::ReturnFreightPayer::SHOP);
  PayReturnFreight(order, refund, policy, At(), ledger);
  refund.mutable_return_freight()->set_minor(3001);
  PayReturnFreight(order, refund, policy, At(), ledger);
  ASSERT_EQ(ledger.size(), 2u);
  EXPECT_EQ(ledger[0].kind(), v1::LedgerEntry::RETURN_FREIGHT);
  EXPECT_EQ(ledger[0].total().minor(), 900);
  EXPECT_EQ(ledger[1].total().minor(), 3000);
}

}  // namespace
}  // namespace shopdesk::orders::domain
