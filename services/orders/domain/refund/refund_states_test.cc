#include "services/orders/domain/refund/refund_states.h"

#include "gtest/gtest.h"
#include "services/orders/domain/refund/scan_payment_states.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

TEST(RefundMachineTest, EveryStateTimesEveryEvent) {
  testing::CheckMachine<RefundState::Value>(
      kRefundMachine, v1::RefundState::Value_MAX,
      {
          {{v1::RefundState::REFUND_STATE_UNSPECIFIED, "open"}, v1::RefundState::WAIT_SELLER_AGREE},
          {{v1::RefundState::REFUND_STATE_UNSPECIFIED, "give"}, v1::RefundState::SUCCESS},
          {{v1::RefundState::WAIT_SELLER_AGREE, "agree_money"}, v1::RefundState::SUCCESS},
          {{v1::RefundState::WAIT_SELLER_AGREE, "agree_return"},
           v1::RefundState::WAIT_BUYER_RETURN_GOODS},
          {{v1::RefundState::WAIT_SELLER_AGREE, "agree_again"},
           v1::RefundState::WAIT_SELLER_SEND_AGAIN},
          {{v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, "take_in"},
           v1::RefundState::WAIT_SELLER_SEND_AGAIN},
          {{v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, "correct_waybill"},
           v1::RefundState::WAIT_SELLER_CONFIRM_GOODS},
          {{v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, "track_return"},
           v1::RefundState::WAIT_SELLER_CONFIRM_GOODS},
          {{v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, "pay_at_scan"}, v1::RefundState::SUCCESS},
          {{v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, "offer"},
           v1::RefundState::WAIT_BUYER_ACCEPT},
          {{v1::RefundState::WAIT_BUYER_ACCEPT, "accept_offer"}, v1::RefundState::PARTIAL},
          {{v1::RefundState::WAIT_BUYER_ACCEPT, "refuse_offer"}, v1::RefundState::PLATFORM_REVIEW},
          {{v1::RefundState::WAIT_BUYER_ACCEPT, "withdraw"}, v1::RefundState::CLOSED},
          {{v1::RefundState::WAIT_SELLER_SEND_AGAIN, "send_again"},
           v1::RefundState::WAIT_BUYER_CONFIRM},
          {{v1::RefundState::WAIT_SELLER_SEND_AGAIN, "pay_instead"}, v1::RefundState::SUCCESS},
          {{v1::RefundState::WAIT_SELLER_SEND_AGAIN, "withdraw"}, v1::RefundState::CLOSED},
          {{v1::RefundState::WAIT_BUYER_CONFIRM, "confirm_again"}, v1::RefundState::SUCCESS},
          {{v1::RefundState::WAIT_BUYER_CONFIRM, "moved"}, v1::RefundState::WAIT_BUYER_CONFIRM},
          {{v1::RefundState::WAIT_BUYER_CONFIRM, "pay_instead"}, v1::RefundState::SUCCESS},
          {{v1::RefundState::WAIT_SELLER_AGREE, "refuse"}, v1::RefundState::SELLER_REFUSE_BUYER},
          {{v1::RefundState::WAIT_SELLER_AGREE, "withdraw"}, v1::RefundState::CLOSED},
          {{v1::RefundState::WAIT_BUYER_RETURN_GOODS, "send_back"},
           v1::RefundState::WAIT_SELLER_CONFIRM_GOODS},
          {{v1::RefundState::WAIT_BUYER_RETURN_GOODS, "withdraw"}, v1::RefundState::CLOSED},
          {{v1::RefundState::WAIT_BUYER_RETURN_GOODS, "expire"}, v1::RefundState::CLOSED},
          {{v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, "confirm_goods"}, v1::RefundState::SUCCESS},
          {{v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, "refuse_goods"},
           v1::RefundState::SELLER_REFUSE_GOODS},
          {{v1::RefundState::WAIT_SELLER_CONFIRM_GOODS, "withdraw"}, v1::RefundState::CLOSED},
          {{v1::RefundState::SELLER_REFUSE_BUYER, "revise"}, v1::RefundState::WAIT_SELLER_AGREE},
          {{v1::RefundState::SELLER_REFUSE_BUYER, "escalate"}, v1::RefundState::PLATFORM_REVIEW},
          {{v1::RefundState::SELLER_REFUSE_BUYER, "withdraw"}, v1::RefundState::CLOSED},
          {{v1::RefundState::SELLER_REFUSE_BUYER, "expire"}, v1::RefundState::CLOSED},
          {{v1::RefundState::SELLER_REFUSE_GOODS, "escalate"}, v1::RefundState::PLATFORM_REVIEW},
          {{v1::RefundState::SELLER_REFUSE_GOODS, "withdraw"}, v1::RefundState::CLOSED},
          {{v1::RefundState::SELLER_REFUSE_GOODS, "expire"}, v1::RefundState::CLOSED},
          {{v1::RefundState::PLATFORM_REVIEW, "submit_evidence"}, v1::RefundState::PLATFORM_REVIEW},
          {{v1::RefundState::PLATFORM_REVIEW, "grant_all"}, v1::RefundState::SUCCESS},
          {{v1::RefundState::PLATFORM_REVIEW, "grant_part"}, v1::RefundState::PARTIAL},
          {{v1::RefundState::PLATFORM_REVIEW, "grant_nothing"}, v1::RefundState::CLOSED},
          {{v1::RefundState::PLATFORM_REVIEW, "withdraw"}, v1::RefundState::CLOSED},
      });
}

TEST(RefundMachineTest, OnlyEndedStatesAreFinalAndWaitingOnesCanBeWithdrawn) {
  for (int number = 1; number <= v1::RefundState::Value_MAX; ++number) {
    const auto state = static_cast<RefundState::Value>(number);
    SCOPED_TRACE(v1::RefundState::Value_Name(state));
    EXPECT_EQ(IsEnded(state), kRefundMachine.Allowed(state).empty());
    // What was sent again is on its way, or there.
    const bool sent = state == v1::RefundState::WAIT_BUYER_CONFIRM;
    EXPECT_EQ(kRefundMachine.Can(state, kRefundWithdraw), !IsEnded(state) && !sent);
  }
}

TEST(RefundMachineTest, IsDocumented) {
  testing::CheckPage(
      "docs/states/refunds.md",
      "# States of refunds\n\nDrawn from services/orders/domain/refund/refund_states.h. "
      "`REFUND_STATE_UNSPECIFIED` is a refund that doesn't\nexist yet. Every waiting state "
      "has a deadline and a default outcome.\n\n" +
          kRefundMachine.ToMarkdown() +
          "\nOf a refund that was paid at the first scan of the goods' way back; drawn from "
          "scan_payment_states.h. `STATE_UNSPECIFIED` is\none that wasn't.\n\n" +
          kScanPaymentMachine.ToMarkdown());
}

}  // namespace
}  // namespace shopdesk::orders::domain
