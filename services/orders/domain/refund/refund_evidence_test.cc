#include "services/orders/domain/refund/refund_evidence.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/refund/refund.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using shopdesk::testing::HasReason;
using v1::RefundEvidence;

RefundEvidence EvidenceFrom(RefundEvidence::Side side) {
  RefundEvidence evidence;
  evidence.set_side(side);
  evidence.set_text("as the picture shows");
  return evidence;
}

// A refund that the platform is to decide, asked just now.
class RefundEvidenceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    order_ = DeliveredOrder({{2, 2000}});
    refund_.set_name(order_.name() + "/refunds/r1");
    RefundRequest request;
    request.kind = v1::RefundKind::MONEY_ONLY;
    request.reason = v1::RefundReason::QUALITY;
    ASSERT_OK(AskRefund(order_, {}, request, policy_, At(), refund_));
    ASSERT_OK(RefuseRefund(refund_, "no fault", policy_, At()));
    ASSERT_OK(EscalateRefund(refund_, policy_, At()));
  }

  // The state that the deadline leads to with evidence of these sides.
  v1::RefundState::Value Ends(const std::vector<RefundEvidence::Side>& sides) {
    Order order = order_;
    Refund refund = refund_;
    std::vector<v1::LedgerEntry> ledger;
    for (const RefundEvidence::Side side : sides) {
      EXPECT_OK(SubmitEvidence(refund, EvidenceFrom(side), At()));
    }
    EXPECT_OK(ExpireRefund(order, refund, policy_, At(5 * kDay), ledger));
    EXPECT_EQ(order.payment().refunded_minor(),
              refund.state() == v1::RefundState::SUCCESS ? 2000 : 0);
    EXPECT_EQ(refund.refused_for_good(), refund.state() == v1::RefundState::CLOSED);
    EXPECT_EQ(order.open_refunds(), 0);
    return refund.state();
  }

  v1::Policy policy_ = ShopPolicy();
  Order order_;
  Refund refund_;
};

TEST_F(RefundEvidenceTest, IsTakenFor48HoursAndDecidedAfter5Days) {
  EXPECT_EQ(FromProto(refund_.evidence_due_time()), kNow + 2 * kDay);
  EXPECT_EQ(FromProto(refund_.deadline_time()), kNow + 5 * kDay);
  EXPECT_EQ(refund_.deadline_event(), "auto_decide");
  ASSERT_OK(SubmitEvidence(refund_, EvidenceFrom(RefundEvidence::BUYER), At(2 * kDay)));
  EXPECT_EQ(FromProto(refund_.deadline_time()), kNow + 5 * kDay) << "as it was";
  EXPECT_EQ(refund_.evidence(0).actor().id(), "7");
  EXPECT_EQ(FromProto(refund_.evidence(0).submit_time()), kNow + 2 * kDay);
  const absl::Status late =
      SubmitEvidence(refund_, EvidenceFrom(RefundEvidence::SHOP), At(2 * kDay + absl::Seconds(1)));
  EXPECT_THAT(late, HasReason("EVIDENCE_OVER"));
  EXPECT_EQ(ErrorMetadataOf(late, "ended"), "2024-03-06T10:00:00+00:00");
  EXPECT_EQ(refund_.evidence_size(), 1);
}

TEST_F(RefundEvidenceTest, OnlyWhileThePlatformDecides) {
  refund_.set_state(v1::RefundState::SELLER_REFUSE_BUYER);
  EXPECT_THAT(SubmitEvidence(refund_, EvidenceFrom(RefundEvidence::BUYER), At()),
              HasReason("WRONG_STATE"));
}

TEST_F(RefundEvidenceTest, OfEachSideHasAMost) {
  for (int i = 0; i < 10; ++i) {
    ASSERT_OK(SubmitEvidence(refund_, EvidenceFrom(RefundEvidence::SHOP), At()));
  }
  EXPECT_THAT(SubmitEvidence(refund_, EvidenceFrom(RefundEvidence::SHOP), At()),
              HasReason("TOO_MUCH_EVIDENCE"));
  EXPECT_OK(SubmitEvidence(refund_, EvidenceFrom(RefundEvidence::BUYER), At()))
      << "the other is heard all the same";
}

TEST_F(RefundEvidenceTest, WhoAloneShowedSomethingWinsElseTheBuyer) {
  EXPECT_EQ(Ends({}), v1::RefundState::SUCCESS);
  EXPECT_EQ(Ends({RefundEvidence::BUYER}), v1::RefundState::SUCCESS);
  EXPECT_EQ(Ends({RefundEvidence::SHOP}), v1::RefundState::CLOSED);
  EXPECT_EQ(Ends({RefundEvidence::SHOP, RefundEvidence::BUYER}), v1::RefundState::SUCCESS);
}

TEST_F(RefundEvidenceTest, ThePolicyMayDecideForOneSide) {
  policy_.set_review_default(v1::Policy::FOR_SELLER);
  EXPECT_EQ(Ends({RefundEvidence::BUYER}), v1::RefundState::CLOSED);
  policy_.set_review_default(v1::Policy::FOR_BUYER);
  EXPECT_EQ(Ends({RefundEvidence::SHOP}), v1::RefundState::SUCCESS);
}

}  // namespace
}  // namespace shopdesk::orders::domain
