#include "services/orders/domain/receiver/contact.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;

type::v1::ContactReport NoAnswer(type::v1::ContactPurpose::Value purpose) {
  type::v1::ContactReport report;
  report.set_purpose(purpose);
  report.set_channel(type::v1::ContactChannel::PHONE);
  report.set_outcome(type::v1::ContactOutcome::NO_ANSWER);
  return report;
}

// Nobody answers, once an hour, until something comes of it; how often that took.
int AttemptsUntil(Order& order, type::v1::ContactPurpose::Value purpose, absl::string_view event) {
  for (int attempt = 1; attempt < 50; ++attempt) {
    type::v1::ContactReport report = NoAnswer(purpose);
    // Several channels are tried in turn.
    report.set_channel(attempt % 2 == 0 ? type::v1::ContactChannel::IM
                                        : type::v1::ContactChannel::PHONE);
    const auto emitted = LogContact(order, report, ShopPolicy(), At(attempt * absl::Hours(24)));
    EXPECT_OK(emitted);
    if (!emitted.ok() || *emitted == event) return attempt;
    EXPECT_EQ(*emitted, events::kOrderContactLogged);
  }
  ADD_FAILURE() << "nothing came of it";
  return 0;
}

TEST(ContactTest, ExhaustedAttemptsCloseAnUnconfirmedCodOrder) {
  Order order = PlacedOrder(v1::PaymentMethod::COD);
  EXPECT_GT(AttemptsUntil(order, type::v1::ContactPurpose::CONFIRM_COD, events::kOrderClosed), 1);
  EXPECT_EQ(order.state(), v1::OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_EQ(order.close_reason(), v1::CloseReason::BUYER_UNREACHABLE);
  EXPECT_THAT(
      LogContact(order, NoAnswer(type::v1::ContactPurpose::CONFIRM_COD), ShopPolicy(), At()),
      HasReason("WRONG_STATE"));
}

TEST(ContactTest, ExhaustedAttemptsLeaveTheReceiverUnreachable) {
  Order order = PlacedOrder(v1::PaymentMethod::ESCROW);
  EXPECT_GT(AttemptsUntil(order, type::v1::ContactPurpose::VERIFY_RECEIVER,
                          events::kOrderReceiverUnreachable),
            1);
  EXPECT_EQ(order.verification().state(), v1::Verification::UNREACHABLE);
  // Further attempts are noted only.
  EXPECT_THAT(LogContact(order, NoAnswer(type::v1::ContactPurpose::VERIFY_RECEIVER), ShopPolicy(),
                         At(absl::Hours(24 * 60))),
              IsOkAndHolds(events::kOrderContactLogged));
}

TEST(ContactTest, AVerifiedReceiverStaysSo) {
  Order order = ReadyOrder();
  for (int attempt = 1; attempt <= 10; ++attempt) {
    EXPECT_THAT(LogContact(order, NoAnswer(type::v1::ContactPurpose::VERIFY_RECEIVER), ShopPolicy(),
                           At(attempt * absl::Hours(24))),
                IsOkAndHolds(events::kOrderContactLogged));
  }
  EXPECT_EQ(order.verification().state(), v1::Verification::CONFIRMED);
}

}  // namespace
}  // namespace shopdesk::orders::domain
