#include "services/orders/domain/refund/refund_states.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::orders::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOkAndHolds;
using ::testing::Eq;

const std::string kEvents[] = {"open",       "give",      "agree_money",   "agree_return",
                               "refuse",     "revise",    "withdraw",      "escalate",
                               "send_back",  "grant_all", "confirm_goods", "refuse_goods",
                               "grant_part", "expire",    "grant_nothing"};

const std::map<std::pair<RefundState, std::string>, RefundState> kExpected = {
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
};

TEST(RefundMachineTest, EveryStateTimesEveryEvent) {
  for (int number = 0; number <= v1::RefundState_MAX; ++number) {
    ASSERT_TRUE(v1::RefundState_IsValid(number));
    const auto state = static_cast<RefundState>(number);
    for (const std::string& event : kEvents) {
      SCOPED_TRACE(v1::RefundState_Name(state) + " × " + event);
      const auto result = kRefundMachine.Next("r", state, event);
      const auto expected = kExpected.find({state, event});
      if (expected == kExpected.end()) {
        EXPECT_THAT(result, HasReason("WRONG_STATE"));
        EXPECT_FALSE(kRefundMachine.Can(state, event));
      } else {
        EXPECT_THAT(result, IsOkAndHolds(Eq(expected->second)));
      }
    }
  }
  EXPECT_EQ(kRefundMachine.table().size(), kExpected.size());
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
  const std::string file = "docs/states/refunds.md";
  const std::string text =
      "# States of refunds\n\nDrawn from services/orders/domain/refund_states.h. "
      "`REFUND_STATE_UNSPECIFIED` is a refund that doesn't\nexist yet. `PLATFORM_REVIEW` has no "
      "deadline: the platform decides, and nothing happens by itself.\n\n" +
      kRefundMachine.ToMarkdown();
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(file) << text;
  std::stringstream present;
  present << std::ifstream(file).rdbuf();
  EXPECT_EQ(present.str(), text) << "run this test with UPDATE_GOLDEN=1 and look at the difference";
}

}  // namespace
}  // namespace shopdesk::orders::domain
