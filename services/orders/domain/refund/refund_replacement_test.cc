#include "services/orders/domain/refund/refund_replacement.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/refund/refund.h"
#include "services/orders/domain/refund/refund_stock.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOkAndHolds;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::RefundKind;
using v1::RefundState;
using v1::Replacement;

constexpr char kSecond[] = "shops/s/shipments/2";

// A delivered order of two lines, and what is asked of one piece of the first.
class ReplacementTest : public ::testing::Test {
 protected:
  absl::StatusOr<Refund> Ask(RefundKind::Value kind, const std::string& other_sku = "") {
    RefundRequest request;
    request.kind = kind;
    request.reason = v1::RefundReason::QUALITY;
    RefundLine& line = *request.lines.Add();
    line.set_line(1);
    line.set_quantity(1);
    line.set_exchange_sku_id(other_sku);
    Refund refund;
    refund.set_name(order_.name() + "/refunds/r1");
    RETURN_IF_ERROR(AskRefund(order_, {}, request, policy_, At(), refund));
    return refund;
  }
  // Asked, agreed to and, where goods come back, taken in.
  Refund Waiting(RefundKind::Value kind, const std::string& other_sku = "") {
    absl::StatusOr<Refund> refund = Ask(kind, other_sku);
    EXPECT_OK(refund);
    EXPECT_OK(AgreeRefund(order_, *refund, policy_, At(), ledger_));
    if (kind != RefundKind::RESEND) {
      EXPECT_OK(SendBackGoods(*refund, {"sf", "SF1", false}, policy_, At()));
      EXPECT_OK(
          ConfirmReturnedGoods(order_, *refund, v1::Inspection::DAMAGED, policy_, At(), ledger_));
    }
    EXPECT_EQ(refund->state(), RefundState::WAIT_SELLER_SEND_AGAIN);
    return *refund;
  }
  // Sent at `after`.
  Refund Sent(RefundKind::Value kind, absl::Duration after = absl::ZeroDuration()) {
    Refund refund = Waiting(kind);
    refund.mutable_replacement()->set_reservation("shops/s/reservations/again");
    EXPECT_OK(IntendReplacement(order_, refund, {kSecond}, policy_, At(after)));
    EXPECT_THAT(ShipReplacement(refund, Tracked(logistics::v1::TrackingStatus::PENDING), policy_,
                                At(after)),
                IsOkAndHolds(true));
    return refund;
  }
  static logistics::v1::Shipment Tracked(logistics::v1::TrackingStatus::Value status) {
    return ShipmentOf(kSecond, logistics::v1::Mode::COURIER_ROAD, status);
  }
  absl::StatusOr<bool> Told(Refund& refund, logistics::v1::TrackingStatus::Value status,
                            int64_t sequence, absl::Duration after) {
    return TrackReplacement(order_, refund, Tracked(status), sequence, policy_, At(after), ledger_);
  }

  Order order_ = DeliveredOrder({{2, 2000}, {1, 500}});
  v1::Policy policy_ = ShopPolicy();
  std::vector<v1::LedgerEntry> ledger_;
};

TEST_F(ReplacementTest, AnExchangeEndsWithGoodsAndNoMoney) {
  Refund refund = Waiting(RefundKind::EXCHANGE, "other");
  EXPECT_EQ(FromProto(refund.deadline_time()), kNow + 5 * kDay);
  EXPECT_EQ(refund.deadline_event(), "auto_refund");
  const std::vector<StockBooking> in = BookedOnTakeIn(order_, refund);
  ASSERT_EQ(in.size(), 1u);
  EXPECT_EQ(in[0].quantity, 1);
  EXPECT_EQ(in[0].bucket, catalog::v1::StockBucket::DAMAGED);
  const std::vector<SkuPieces> skus = ReplacedSkus(order_, refund);
  ASSERT_EQ(skus.size(), 1u);
  EXPECT_EQ(skus[0].sku_id, "other");
  EXPECT_THAT(IntendReplacement(order_, refund, {kSecond}, policy_, At()),
              HasReason("NOT_RESERVED"));
  refund.mutable_replacement()->set_reservation("shops/s/reservations/again");
  policy_.set_insure_parcels(true);
  ASSERT_OK(IntendReplacement(order_, refund, {kSecond, "sf"}, policy_, At()));
  EXPECT_EQ(ReplacementParcel(refund).declared_value().minor(), 1000);
  EXPECT_THAT(IntendReplacement(order_, refund, {"shops/s/shipments/3"}, policy_, At()),
              HasReason("WRONG_STATE"));
  EXPECT_EQ(ReplacementParcel(refund).lines(0).quantity(), 1);
  EXPECT_THAT(
      ShipReplacement(refund, Tracked(logistics::v1::TrackingStatus::PENDING), policy_, At(kDay)),
      IsOkAndHolds(true));
  EXPECT_THAT(
      ShipReplacement(refund, Tracked(logistics::v1::TrackingStatus::PENDING), policy_, At(kDay)),
      IsOkAndHolds(false))
      << "told twice";
  EXPECT_EQ(refund.state(), RefundState::WAIT_BUYER_CONFIRM);
  EXPECT_EQ(FromProto(refund.deadline_time()), kNow + 11 * kDay);
  EXPECT_THAT(WithdrawRefund(order_, refund, At()), HasReason("WRONG_STATE"));
  ASSERT_OK(ConfirmReplacement(order_, refund, policy_, At(2 * kDay), ledger_));
  EXPECT_TRUE(WasReplaced(refund));
  EXPECT_EQ(refund.refunded().minor(), 0);
  EXPECT_EQ(order_.open_refunds(), 0);
  EXPECT_EQ(order_.lines(0).delivered(), 2) << "the buyer has as many as before";
  EXPECT_EQ(order_.payment().refunded_minor(), 0);
  EXPECT_THAT(ledger_, IsEmpty());
}

TEST_F(ReplacementTest, TheConfirmationRunsAgainFromDelivery) {
  Refund refund = Sent(RefundKind::REPAIR);
  EXPECT_THAT(Told(refund, logistics::v1::TrackingStatus::DELIVERED, 8, 3 * kDay),
              IsOkAndHolds(true));
  EXPECT_EQ(refund.replacement().state(), Replacement::DELIVERED);
  EXPECT_EQ(FromProto(refund.deadline_time()), kNow + 13 * kDay);
  EXPECT_THAT(Told(refund, logistics::v1::TrackingStatus::EXCEPTION, 7, 4 * kDay),
              IsOkAndHolds(false))
      << "late news";
  ASSERT_OK(ExpireRefund(order_, refund, policy_, At(13 * kDay), ledger_));
  EXPECT_TRUE(WasReplaced(refund));
}

TEST_F(ReplacementTest, WhatIsInTroubleWhenTheTimeComesIsPaid) {
  for (const logistics::v1::TrackingStatus::Value status :
       {logistics::v1::TrackingStatus::EXCEPTION, logistics::v1::TrackingStatus::EXPIRED,
        logistics::v1::TrackingStatus::RETURNING}) {
    SCOPED_TRACE(logistics::v1::TrackingStatus::Value_Name(status));
    order_ = DeliveredOrder({{2, 2000}, {1, 500}});
    Refund refund = Sent(RefundKind::RESEND);
    EXPECT_THAT(Told(refund, status, 8, 3 * kDay), IsOkAndHolds(true));
    EXPECT_EQ(FromProto(refund.deadline_time()), kNow + 13 * kDay);
    EXPECT_EQ(refund.deadline_event(), "auto_refund");
    ASSERT_OK(ExpireRefund(order_, refund, policy_, At(13 * kDay), ledger_));
    EXPECT_FALSE(WasReplaced(refund));
    EXPECT_EQ(refund.replacement().failure(), Replacement::LOST);
    EXPECT_EQ(refund.refunded().minor(), 1000);
    EXPECT_THAT(BookedOnSuccess(order_, refund), IsEmpty()) << "it isn't back";
  }
}

TEST_F(ReplacementTest, WhatMovesCountsAsReceivedAfterTheTimeOfItsMode) {
  Refund refund = Waiting(RefundKind::REPAIR);
  ASSERT_OK(IntendReplacement(order_, refund, {kSecond}, policy_, At()));
  ASSERT_OK(ShipReplacement(refund,
                            ShipmentOf(kSecond, logistics::v1::Mode::SURFACE_MAIL,
                                       logistics::v1::TrackingStatus::PENDING),
                            policy_, At()));
  EXPECT_EQ(FromProto(refund.deadline_time()), kNow + 30 * kDay);
  EXPECT_THAT(Told(refund, logistics::v1::TrackingStatus::EXCEPTION, 8, 3 * kDay),
              IsOkAndHolds(true));
  EXPECT_THAT(Told(refund, logistics::v1::TrackingStatus::IN_TRANSIT, 9, 4 * kDay),
              IsOkAndHolds(true));
  EXPECT_EQ(FromProto(refund.deadline_time()), kNow + 34 * kDay) << "it moves again";
  EXPECT_EQ(refund.deadline_event(), "auto_success");
  ASSERT_OK(ExpireRefund(order_, refund, policy_, At(34 * kDay), ledger_));
  EXPECT_TRUE(WasReplaced(refund));
}

TEST_F(ReplacementTest, NewsAfterTheEndSayWhetherTheySpeakAgainstIt) {
  Refund replaced = Sent(RefundKind::RESEND);
  ASSERT_OK(ConfirmReplacement(order_, replaced, policy_, At(2 * kDay), ledger_));
  const auto late = [](Refund& refund, logistics::v1::TrackingStatus::Value status,
                       int64_t sequence) {
    return TrackEndedReplacement(refund, Tracked(status), sequence, At(20 * kDay));
  };
  EXPECT_EQ(late(replaced, logistics::v1::TrackingStatus::EXCEPTION, 5), LateNews::kMoved);
  EXPECT_EQ(replaced.replacement().contradicted_by(), "EXCEPTION");
  EXPECT_EQ(late(replaced, logistics::v1::TrackingStatus::RETURNED, 4), LateNews::kNone);
  EXPECT_EQ(late(replaced, logistics::v1::TrackingStatus::RETURNED, 6), LateNews::kReturned);
  EXPECT_EQ(replaced.replacement().contradicted_by(), "RETURNED");
  const std::vector<StockBooking> back = ReturnedReplacement(order_, replaced);
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].quantity, 1);
  EXPECT_EQ(late(replaced, logistics::v1::TrackingStatus::DELIVERED, 7), LateNews::kUnreturned);
  EXPECT_EQ(replaced.replacement().contradicted_by(), "");
  EXPECT_TRUE(replaced.replacement().has_deliver_time());

  order_ = DeliveredOrder({{2, 2000}, {1, 500}});
  Refund paid = Sent(RefundKind::RESEND);
  EXPECT_THAT(Told(paid, logistics::v1::TrackingStatus::EXPIRED, 8, kDay), IsOkAndHolds(true));
  ASSERT_OK(ExpireRefund(order_, paid, policy_, At(11 * kDay), ledger_));
  EXPECT_EQ(late(paid, logistics::v1::TrackingStatus::RETURNED, 9), LateNews::kReturned);
  EXPECT_EQ(paid.replacement().contradicted_by(), "") << "the buyer has his money";
  EXPECT_EQ(late(paid, logistics::v1::TrackingStatus::DELIVERED, 10), LateNews::kUnreturned);
  EXPECT_EQ(paid.replacement().contradicted_by(), "DELIVERED");
}

TEST_F(ReplacementTest, MoneyGoesBackWhenNothingIsSent) {
  for (const RefundKind::Value kind :
       {RefundKind::EXCHANGE, RefundKind::REPAIR, RefundKind::RESEND}) {
    SCOPED_TRACE(RefundKind::Value_Name(kind));
    order_ = DeliveredOrder({{2, 2000}, {1, 500}});
    ledger_.clear();
    Refund refund = Waiting(kind);
    ASSERT_OK(ExpireRefund(order_, refund, policy_, At(5 * kDay), ledger_));
    EXPECT_EQ(refund.state(), RefundState::SUCCESS);
    EXPECT_FALSE(WasReplaced(refund));
    EXPECT_EQ(refund.replacement().failure(), Replacement::NOT_SENT);
    EXPECT_EQ(refund.refunded().minor(), 1000);
    EXPECT_EQ(order_.payment().refunded_minor(), 1000);
    const bool back = kind != RefundKind::RESEND;
    EXPECT_EQ(order_.lines(0).returned(), back ? 1 : 0);
    EXPECT_EQ(order_.lines(0).refunded(), back ? 0 : 1);
    EXPECT_EQ(order_.lines(0).delivered(), 1);
    // An exchange's goods were booked when they came in; a repair's stay with the shop only now.
    EXPECT_EQ(BookedOnTakeIn(order_, refund).size() + BookedOnSuccess(order_, refund).size(),
              kind == RefundKind::REPAIR     ? 1u
              : kind == RefundKind::EXCHANGE ? 1u
                                             : 0u);
  }
}

TEST_F(ReplacementTest, MoneyGoesBackWhenTheParcelComesBack) {
  Refund refund = Sent(RefundKind::RESEND);
  EXPECT_THAT(Told(refund, logistics::v1::TrackingStatus::RETURNED, 9, kDay), IsOkAndHolds(true));
  EXPECT_EQ(refund.state(), RefundState::SUCCESS);
  EXPECT_EQ(refund.replacement().failure(), Replacement::CAME_BACK);
  EXPECT_EQ(refund.refunded().minor(), 1000);
  const std::vector<StockBooking> back = BookedOnSuccess(order_, refund);
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].sku_id, order_.lines(0).sku_id());
  EXPECT_EQ(back[0].bucket, catalog::v1::StockBucket::ON_HAND);
  EXPECT_THAT(Told(refund, logistics::v1::TrackingStatus::DELIVERED, 10, 2 * kDay),
              IsOkAndHolds(false));
}

TEST_F(ReplacementTest, OnlyWhatIsNotBackCanBeWithdrawn) {
  Refund exchange = Waiting(RefundKind::EXCHANGE);
  EXPECT_THAT(WithdrawRefund(order_, exchange, At()), HasReason("TOO_LATE"));
  order_ = DeliveredOrder({{2, 2000}, {1, 500}});
  Refund resend = Waiting(RefundKind::RESEND);
  resend.mutable_replacement()->set_reservation("shops/s/reservations/again");
  Refund intended = resend;
  ASSERT_OK(IntendReplacement(order_, intended, {kSecond}, policy_, At()));
  EXPECT_THAT(WithdrawRefund(order_, intended, At()), HasReason("TOO_LATE"));
  DropReplacement(intended, kSecond);
  EXPECT_EQ(intended.replacement().reservation(), "shops/s/reservations/again");
  ASSERT_OK(WithdrawRefund(order_, intended, At()));
  EXPECT_EQ(intended.state(), RefundState::CLOSED);
}

TEST_F(ReplacementTest, OnlyPiecesThatTheBuyerHasOrLacksAreReplaced) {
  order_ = PaidOrder({{2, 2000}});
  EXPECT_THAT(Ask(RefundKind::RESEND), HasReason("QUANTITY_EXCEEDED"));
  order_ = DeliveredOrder({{2, 2000}, {1, 500}});
  EXPECT_THAT(Ask(RefundKind::REPAIR, "other"), StatusIs(absl::StatusCode::kInvalidArgument));
  RefundRequest given;
  given.kind = RefundKind::EXCHANGE;
  given.reason = v1::RefundReason::QUALITY;
  Refund refund;
  EXPECT_THAT(GiveRefund(order_, {}, given, policy_, At(), refund, ledger_),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ReplacementTest, ARefusedExchangeCanBeAskedAgainAsMoney) {
  absl::StatusOr<Refund> refund = Ask(RefundKind::EXCHANGE, "other");
  ASSERT_OK(refund);
  ASSERT_OK(RefuseRefund(*refund, "no fault", policy_, At()));
  RefundRequest money;
  money.kind = RefundKind::MONEY_ONLY;
  ASSERT_OK(ReviseRefund(order_, {}, money, policy_, At(), *refund));
  EXPECT_EQ(refund->kind(), RefundKind::MONEY_ONLY);
  EXPECT_EQ(refund->lines(0).exchange_sku_id(), "");
}

TEST_F(ReplacementTest, AnotherSkuHasToCostAsMuch) {
  const Refund refund = Waiting(RefundKind::EXCHANGE, "other");
  catalog::v1::Reservation reservation;
  auto& line = *reservation.add_lines();
  line.set_sku_id("other");
  const type::v1::Money price = order_.lines(0).snapshot().price();
  *line.mutable_snapshot()->mutable_price() = MakeMoney("CNY", price.minor());
  EXPECT_TRUE(SamePrice(order_, refund, reservation));
  line.mutable_snapshot()->mutable_price()->set_minor(price.minor() + 1);
  EXPECT_FALSE(SamePrice(order_, refund, reservation));
}

// What is sent again is known to go in the place of the one parcel that can have been lost.
TEST_F(ReplacementTest, TheLostParcelIsNamed) {
  const auto intend = [&](RefundKind::Value kind, const std::string& replaces = "") {
    const Order before = order_;
    Refund refund = Waiting(kind);
    refund.mutable_replacement()->set_reservation("shops/s/reservations/again");
    SendAgainWish wish = {kSecond};
    wish.replaces = replaces;
    const absl::Status intended = IntendReplacement(order_, refund, wish, policy_, At());
    order_ = before;
    return intended.ok() ? absl::StatusOr<std::string>(refund.replacement().replaces()) : intended;
  };
  const std::string first = order_.parcels(0).shipment();
  EXPECT_THAT(intend(RefundKind::RESEND), IsOkAndHolds("")) << "it was delivered";
  EXPECT_THAT(intend(RefundKind::RESEND, first), HasReason("INVALID_ARGUMENT"));
  order_.mutable_parcels(0)->set_presumed_delivered(true);
  EXPECT_THAT(intend(RefundKind::RESEND), IsOkAndHolds(first));
  order_.mutable_parcels(0)->clear_presumed_delivered();
  order_.mutable_parcels(0)->set_state(v1::Parcel::TROUBLED);
  EXPECT_THAT(intend(RefundKind::RESEND), IsOkAndHolds(first));
  EXPECT_THAT(intend(RefundKind::EXCHANGE), IsOkAndHolds("")) << "that came back";
  EXPECT_THAT(intend(RefundKind::EXCHANGE, first), HasReason("INVALID_ARGUMENT"));
  const std::string other = "shops/s/shipments/other";
  *order_.add_parcels() = order_.parcels(0);
  order_.mutable_parcels(1)->set_shipment(other);
  EXPECT_THAT(intend(RefundKind::RESEND), IsOkAndHolds("")) << "nobody can say which";
  EXPECT_THAT(intend(RefundKind::RESEND, other), IsOkAndHolds(other));
  EXPECT_THAT(intend(RefundKind::RESEND, kSecond), HasReason("INVALID_ARGUMENT"));
  order_.mutable_parcels(1)->mutable_lines()->DeleteSubrange(0, 1);
  EXPECT_THAT(intend(RefundKind::RESEND), IsOkAndHolds(first)) << "the other holds other goods";
}

}  // namespace
}  // namespace shopdesk::orders::domain
