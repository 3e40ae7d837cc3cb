#include "services/orders/domain/refund/refund_states.h"

#include "gtest/gtest.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

TEST(RefundMachineTest, EveryStateTimesEveryEvent) {
  testing::CheckMachine<RefundState>(
      kRefundMachine, v1::RefundState_MAX,
      {
          {{v1::REFUND_STATE_UNSPECIFIED, "open"}, v1::WAIT_SELLER_AGREE},
          {{v1::REFUND_STATE_UNSPECIFIED, "give"}, v1::SUCCESS},
          {{v1::WAIT_SELLER_AGREE, "agree_money"}, v1::SUCCESS},
          {{v1::WAIT_SELLER_AGREE, "agree_return"}, v1::WAIT_BUYER_RETURN_GOODS},
          {{v1::WAIT_SELLER_AGREE, "refuse"}, v1::SELLER_REFUSE_BUYER},
          {{v1::WAIT_SELLER_AGREE, "withdraw"}, v1::CLOSED},
          {{v1::WAIT_BUYER_RETURN_GOODS, "send_back"}, v1::WAIT_SELLER_CONFIRM_GOODS},
          {{v1::WAIT_BUYER_RETURN_GOODS, "withdraw"}, v1::CLOSED},
          {{v1::WAIT_BUYER_RETURN_GOODS, "expire"}, v1::CLOSED},
          {{v1::WAIT_SELLER_CONFIRM_GOODS, "confirm_goods"}, v1::SUCCESS},
          {{v1::WAIT_SELLER_CONFIRM_GOODS, "refuse_goods"}, v1::SELLER_REFUSE_GOODS},
          {{v1::WAIT_SELLER_CONFIRM_GOODS, "withdraw"}, v1::CLOSED},
          {{v1::SELLER_REFUSE_BUYER, "revise"}, v1::WAIT_SELLER_AGREE},
          {{v1::SELLER_REFUSE_BUYER, "escalate"}, v1::PLATFORM_REVIEW},
          {{v1::SELLER_REFUSE_BUYER, "withdraw"}, v1::CLOSED},
          {{v1::SELLER_REFUSE_BUYER, "expire"}, v1::CLOSED},
          {{v1::SELLER_REFUSE_GOODS, "escalate"}, v1::PLATFORM_REVIEW},
          {{v1::SELLER_REFUSE_GOODS, "withdraw"}, v1::CLOSED},
          {{v1::SELLER_REFUSE_GOODS, "expire"}, v1::CLOSED},
          {{v1::PLATFORM_REVIEW, "grant_all"}, v1::SUCCESS},
          {{v1::PLATFORM_REVIEW, "grant_part"}, v1::PARTIAL},
          {{v1::PLATFORM_REVIEW, "grant_nothing"}, v1::CLOSED},
          {{v1::PLATFORM_REVIEW, "withdraw"}, v1::CLOSED},
      });
}

TEST(RefundMachineTest, OnlyEndedStatesAreFinalAndWaitingOnesCanBeWithdrawn) {
  for (int number = 1; number <= v1::RefundState_MAX; ++number) {
    const auto state = static_cast<RefundState>(number);
    SCOPED_TRACE(v1::RefundState_Name(state));
    EXPECT_EQ(IsEnded(state), kRefundMachine.Allowed(state).empty());
    EXPECT_EQ(kRefundMachine.Can(state, kRefundWithdraw), !IsEnded(state));
  }
}

TEST(RefundMachineTest, IsDocumented) {
  testing::CheckPage(
      "docs/states/refunds.md",
      "# States of refunds\n\nDrawn from services/orders/domain/refund/refund_states.h. "
      "`REFUND_STATE_UNSPECIFIED` is a refund that doesn't\nexist yet. `PLATFORM_REVIEW` has no "
      "deadline: the platform decides, and nothing happens by itself.\n\n" +
          kRefundMachine.ToMarkdown());
}

}  // namespace
}  // namespace shopdesk::orders::domain
