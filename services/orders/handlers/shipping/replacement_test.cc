#include "services/orders/handlers/shipping/replacement.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/return.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::Fault;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::Contains;
using ::testing::Not;
using ::testing::SizeIs;

// An order of one piece of "a" that was delivered, against fakes.
class ReplacementOutboxTest : public WorldTest {
 protected:
  void SetUp() override {
    const Order shipped = world_.Shipped("o");
    world_.Track(shipped.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
    order_ = shipped.name();
  }

  template <class Request>
  Request Of(const Refund& refund) {
    Request request;
    request.set_name(refund.name());
    request.set_request_id(absl::StrCat(Request::descriptor()->name(), ++requests_));
    return request;
  }
  Refund Now(const Refund& refund) {
    GetRefundRequest request;
    request.set_name(refund.name());
    const auto now = world_.Read<Refund>(request, handlers::GetRefund);
    EXPECT_THAT(now, IsOk());
    return *now;
  }
  Refund Agreed(RefundKind::Value kind, const std::string& other_sku = "") {
    OpenRefundRequest open;
    open.set_parent(order_);
    open.set_kind(kind);
    open.set_reason(RefundReason::NOT_RECEIVED);
    open.add_lines()->set_line(1);
    open.mutable_lines(0)->set_quantity(1);
    open.mutable_lines(0)->set_exchange_sku_id(other_sku);
    open.set_request_id(absl::StrCat("open", ++requests_));
    const auto refund = world_.Write<Refund>(open, handlers::OpenRefund);
    EXPECT_THAT(refund, IsOk());
    EXPECT_THAT(world_.Write<Refund>(Of<AgreeRefundRequest>(*refund), handlers::AgreeRefund),
                IsOk());
    return Now(*refund);
  }
  void TakeIn(const Refund& refund, Inspection::Value inspection) {
    auto send = Of<SendBackGoodsRequest>(refund);
    send.set_carrier_id("sf");
    send.set_waybill_number("SF1");
    ASSERT_THAT(world_.Write<Refund>(send, handlers::SendBackGoods), IsOk());
    auto confirm = Of<ConfirmReturnedGoodsRequest>(refund);
    confirm.set_inspection(inspection);
    ASSERT_THAT(world_.Write<Refund>(confirm, handlers::ConfirmReturnedGoods), IsOk());
  }

  std::string order_;
  int requests_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ReplacementOutboxTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(ReplacementOutboxTest, WhatDidNotComeIsReservedSentAndConfirmed) {
  Refund refund = Agreed(RefundKind::RESEND);
  EXPECT_EQ(refund.state(), RefundState::WAIT_SELLER_SEND_AGAIN);
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  EXPECT_EQ(world_.catalog().OrderOf(refund.replacement().reservation()), order_);
  const auto send = Of<SendAgainRequest>(refund);
  ASSERT_THAT(world_.SendAgain(send), IsOk());
  ASSERT_THAT(world_.SendAgain(send), IsOk());
  EXPECT_THAT(world_.logistics().shipments(), SizeIs(2)) << "one for each parcel";
  refund = Now(refund);
  EXPECT_EQ(refund.state(), RefundState::WAIT_BUYER_CONFIRM);
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
  EXPECT_EQ(world_.catalog().shipped("a"), 2);
  const Order before = world_.Get(order_);
  world_.Track(refund.replacement().shipment(), logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(Now(refund).replacement().state(), Replacement::DELIVERED);
  EXPECT_EQ(world_.Get(order_).parcels_size(), 1) << "the first parcel's news are its own";
  EXPECT_EQ(world_.Get(order_).lines(0).delivered(), before.lines(0).delivered());
  world_.Advance(absl::Hours(10 * 24));
  refund = Now(refund);
  EXPECT_EQ(refund.state(), RefundState::SUCCESS);
  EXPECT_EQ(refund.refunded().minor(), 0);
  EXPECT_THAT(world_.EventsOf(refund.name()), Contains("refund.replaced"));
  EXPECT_EQ(world_.Get(order_).open_refunds(), 0);
}

TEST_P(ReplacementOutboxTest, AnExchangeWithoutStockFallsToMoney) {
  const int64_t available = world_.catalog().available("a");
  world_.catalog().SetStock("other", 0);
  const Refund refund = Agreed(RefundKind::EXCHANGE, "other");
  EXPECT_EQ(refund.state(), RefundState::WAIT_BUYER_RETURN_GOODS);
  TakeIn(refund, Inspection::RESTOCK);
  const Refund done = Now(refund);
  EXPECT_EQ(done.state(), RefundState::SUCCESS);
  EXPECT_EQ(done.replacement().failure(), Replacement::NONE_LEFT);
  EXPECT_EQ(done.refunded().minor(), 500);
  EXPECT_EQ(world_.catalog().available("a"), available + 1) << "booked once";
  EXPECT_EQ(world_.Get(order_).lines(0).returned(), 1);
  EXPECT_EQ(world_.Get(order_).state(), OrderState::TRADE_CLOSED);
}

TEST_P(ReplacementOutboxTest, WhatWasExchangedComesBackAsWhatItIs) {
  const int64_t available = world_.catalog().available("a");
  world_.catalog().SetStock("other", 5);
  world_.catalog().SetStock("third", 5);
  for (const char* sku : {"other", "third"}) {
    const Refund refund = Agreed(RefundKind::EXCHANGE, sku);
    TakeIn(refund, Inspection::RESTOCK);
    ASSERT_THAT(world_.SendAgain(Of<SendAgainRequest>(refund)), IsOk());
    ASSERT_THAT(
        world_.Write<Refund>(Of<ConfirmSentAgainRequest>(refund), handlers::ConfirmSentAgain),
        IsOk());
  }
  EXPECT_EQ(world_.catalog().available("a"), available + 1);
  EXPECT_EQ(world_.catalog().available("other"), 5) << "it went and came back";
  EXPECT_EQ(world_.catalog().available("third"), 4);
  TakeIn(Agreed(RefundKind::RETURN_AND_REFUND), Inspection::RESTOCK);
  EXPECT_EQ(world_.catalog().available("third"), 5);
  EXPECT_EQ(world_.catalog().available("a"), available + 1);
}

TEST_P(ReplacementOutboxTest, AReturnThatNobodyAnnouncedIsOfTheSkuThatWasSent) {
  world_.catalog().SetStock("other", 5);
  const Refund exchange = Agreed(RefundKind::EXCHANGE, "other");
  TakeIn(exchange, Inspection::RESTOCK);
  ASSERT_THAT(world_.SendAgain(Of<SendAgainRequest>(exchange)), IsOk());
  ASSERT_THAT(
      world_.Write<Refund>(Of<ConfirmSentAgainRequest>(exchange), handlers::ConfirmSentAgain),
      IsOk());
  AcceptReturnRequest request;
  request.set_parent("shops/s");
  request.set_buyer(world_.Get(order_).buyer());
  request.set_product(world_.Get(order_).lines(0).snapshot().product());
  request.set_quantity(1);
  request.set_inspection(Inspection::RESTOCK);
  request.set_request_id("back");
  ASSERT_THAT(world_.Write<Return>(request, handlers::AcceptReturn), IsOk());
  EXPECT_EQ(world_.catalog().available("other"), 5);
}

TEST_P(ReplacementOutboxTest, AnExchangeForAnotherPriceFallsToMoney) {
  world_.catalog().SetStock("other", 5, 600);
  const Refund refund = Agreed(RefundKind::EXCHANGE, "other");
  TakeIn(refund, Inspection::RESTOCK);
  EXPECT_EQ(Now(refund).replacement().failure(), Replacement::OTHER_PRICE);
  EXPECT_EQ(Now(refund).state(), RefundState::SUCCESS);
  EXPECT_EQ(world_.catalog().available("other"), 5);
}

TEST_P(ReplacementOutboxTest, WhatIsNotSentInTimeIsGivenBackAndPaid) {
  const int64_t available = world_.catalog().available("a");
  const Refund refund = Agreed(RefundKind::RESEND);
  EXPECT_EQ(world_.catalog().available("a"), available - 1);
  world_.Advance(absl::Hours(5 * 24));
  EXPECT_EQ(Now(refund).replacement().failure(), Replacement::NOT_SENT);
  EXPECT_EQ(Now(refund).refunded().minor(), 500);
  EXPECT_EQ(world_.catalog().available("a"), available);
  EXPECT_THAT(world_.SendAgain(Of<SendAgainRequest>(refund)), HasReason("WRONG_STATE"));
}

TEST_P(ReplacementOutboxTest, ARepairSendsTheSamePiece) {
  const int64_t available = world_.catalog().available("a");
  const Refund refund = Agreed(RefundKind::REPAIR);
  TakeIn(refund, Inspection::DAMAGED);
  ASSERT_THAT(world_.SendAgain(Of<SendAgainRequest>(refund)), IsOk());
  ASSERT_THAT(world_.Write<Refund>(Of<ConfirmSentAgainRequest>(refund), handlers::ConfirmSentAgain),
              IsOk());
  EXPECT_EQ(Now(refund).state(), RefundState::SUCCESS);
  EXPECT_EQ(world_.catalog().available("a"), available);
  EXPECT_EQ(world_.catalog().damaged("a"), 0);
  EXPECT_EQ(world_.catalog().shipped("a"), 1);
}

TEST_P(ReplacementOutboxTest, AParcelThatComesBackIsRestockedAndPaid) {
  const int64_t available = world_.catalog().available("a");
  const Refund refund = Agreed(RefundKind::RESEND);
  ASSERT_THAT(world_.SendAgain(Of<SendAgainRequest>(refund)), IsOk());
  world_.Track(Now(refund).replacement().shipment(), logistics::v1::TrackingStatus::RETURNED);
  EXPECT_EQ(Now(refund).replacement().failure(), Replacement::CAME_BACK);
  EXPECT_EQ(Now(refund).refunded().minor(), 500);
  EXPECT_EQ(world_.catalog().available("a"), available);
}

TEST_P(ReplacementOutboxTest, WhatNeverArrivesIsPaidAndRestockedIfItComesBackAfterAll) {
  const int64_t available = world_.catalog().available("a");
  const Refund refund = Agreed(RefundKind::RESEND);
  ASSERT_THAT(world_.SendAgain(Of<SendAgainRequest>(refund)), IsOk());
  const std::string shipment = Now(refund).replacement().shipment();
  world_.Track(shipment, logistics::v1::TrackingStatus::EXPIRED);
  world_.Advance(absl::Hours(10 * 24));
  EXPECT_EQ(Now(refund).replacement().failure(), Replacement::LOST);
  EXPECT_EQ(Now(refund).refunded().minor(), 500);
  EXPECT_EQ(world_.catalog().available("a"), available - 1);
  world_.Track(shipment, logistics::v1::TrackingStatus::RETURNED);
  EXPECT_EQ(world_.catalog().available("a"), available);
  EXPECT_THAT(world_.WorkOf(refund.name()), Not(Contains("tracking_contradicted")));
  world_.Track(shipment, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(world_.catalog().available("a"), available - 1);
  EXPECT_THAT(world_.WorkOf(refund.name()), Contains("tracking_contradicted"));
}

TEST_P(ReplacementOutboxTest, WhatTheBuyerCountsAsHavingAndComesBackIsWork) {
  const Refund refund = Agreed(RefundKind::RESEND);
  ASSERT_THAT(world_.SendAgain(Of<SendAgainRequest>(refund)), IsOk());
  ASSERT_THAT(world_.Write<Refund>(Of<ConfirmSentAgainRequest>(refund), handlers::ConfirmSentAgain),
              IsOk());
  const std::string shipment = Now(refund).replacement().shipment();
  const int64_t available = world_.catalog().available("a");
  world_.Track(shipment, logistics::v1::TrackingStatus::RETURNED);
  EXPECT_EQ(Now(refund).replacement().contradicted_by(), "RETURNED");
  EXPECT_THAT(world_.WorkOf(refund.name()), Contains("tracking_contradicted"));
  EXPECT_EQ(world_.catalog().available("a"), available + 1);
  world_.Track(shipment, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(world_.WorkOf(refund.name()), Not(Contains("tracking_contradicted")));
  EXPECT_EQ(world_.catalog().available("a"), available);
}

TEST_P(ReplacementOutboxTest, AShipmentLeftHalfMadeIsFinishedByTheTimer) {
  const Refund refund = Agreed(RefundKind::RESEND);
  world_.logistics().FailNext("CreateShipment", Fault::kAfter);
  EXPECT_THAT(world_.SendAgain(Of<SendAgainRequest>(refund)), Not(IsOk()));
  EXPECT_EQ(Now(refund).replacement().state(), Replacement::INTENDED);
  world_.Restart();
  world_.Advance(absl::Minutes(10));
  EXPECT_EQ(Now(refund).state(), RefundState::WAIT_BUYER_CONFIRM);
  EXPECT_THAT(world_.logistics().shipments(), SizeIs(2));
}

// Whoever makes the shipment tells logistics the same: which one was lost.
TEST_P(ReplacementOutboxTest, TheLostParcelIsToldToLogistics) {
  const Order shipped = world_.Shipped("lost");
  const std::string lost = shipped.parcels(0).shipment();
  order_ = shipped.name();
  const Refund refund = Agreed(RefundKind::RESEND);
  auto send = Of<SendAgainRequest>(refund);
  send.set_replaces("shops/s/shipments/another");
  EXPECT_THAT(world_.SendAgain(send), HasReason("INVALID_ARGUMENT"));
  EXPECT_EQ(Now(refund).replacement().shipment(), "");
  world_.logistics().FailNext("CreateShipment", Fault::kBefore);
  EXPECT_THAT(world_.SendAgain(Of<SendAgainRequest>(refund)), Not(IsOk()));
  EXPECT_EQ(Now(refund).replacement().replaces(), lost);
  world_.Restart();
  world_.Advance(absl::Minutes(10));
  const std::string again = Now(refund).replacement().shipment();
  EXPECT_EQ(Now(refund).state(), RefundState::WAIT_BUYER_CONFIRM);
  EXPECT_EQ(world_.logistics().RequestOf(again).replaces(), lost);
}

// What has arrived meanwhile can't have been lost: logistics declines.
TEST_P(ReplacementOutboxTest, AParcelThatArrivedMeanwhileIsNotReplaced) {
  const Order shipped = world_.Shipped("late");
  const std::string late = shipped.parcels(0).shipment();
  order_ = shipped.name();
  const Refund refund = Agreed(RefundKind::RESEND);
  world_.logistics().SetStatus(late, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(world_.SendAgain(Of<SendAgainRequest>(refund)), HasReason("WRONG_STATE"));
  EXPECT_EQ(Now(refund).replacement().shipment(), "");
  world_.Track(late, logistics::v1::TrackingStatus::DELIVERED);
  ASSERT_THAT(world_.SendAgain(Of<SendAgainRequest>(refund)), IsOk());
  EXPECT_EQ(Now(refund).replacement().replaces(), "");
}

TEST_P(ReplacementOutboxTest, ADeclinedShipmentCanBeAskedAnew) {
  const Refund refund = Agreed(RefundKind::RESEND);
  world_.logistics().DeclineNext();
  EXPECT_THAT(world_.SendAgain(Of<SendAgainRequest>(refund)), HasReason("NO_DELIVERY"));
  EXPECT_EQ(Now(refund).replacement().shipment(), "");
  EXPECT_THAT(world_.SendAgain(Of<SendAgainRequest>(refund)), IsOk());
}

TEST_P(ReplacementOutboxTest, CatalogIsAskedUntilItAnswers) {
  world_.catalog().FailNext("ReserveStock", Fault::kAfter);
  world_.catalog().FailNext("ConfirmReservation", Fault::kAfter);
  const Refund refund = Agreed(RefundKind::RESEND);
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  EXPECT_NE(Now(refund).replacement().reservation(), "");
  auto withdraw = Of<WithdrawRefundRequest>(refund);
  ASSERT_THAT(world_.Write<Refund>(withdraw, handlers::WithdrawRefund), IsOk());
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
}

}  // namespace
}  // namespace shopdesk::orders
