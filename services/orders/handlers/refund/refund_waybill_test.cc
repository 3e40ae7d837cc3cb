#include "services/orders/handlers/refund/refund_waybill.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/return_address.h"
#include "services/orders/handlers/shipping/replacement.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A return that was agreed to, of an order that was delivered, against fakes.
class ReturnWaybillTest : public WorldTest {
 protected:
  void SetUp() override {
    SetReturnAddressRequest set;
    set.set_name("shops/s/returnAddresses/main");
    *set.mutable_receiver() = testing::TestReceiver();
    set.set_request_id("address");
    ASSERT_THAT(world_.Write<ReturnAddress>(set, handlers::SetReturnAddress), IsOk());
    const Order shipped = world_.Shipped("o");
    world_.Track(shipped.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
    order_ = shipped.name();
    Agree(RefundReason::QUALITY);
  }

  // The seller agrees to a return for that reason.
  void Agree(RefundReason::Value reason, RefundKind::Value kind = RefundKind::RETURN_AND_REFUND) {
    OpenRefundRequest open;
    open.set_parent(order_);
    open.set_kind(kind);
    open.set_reason(reason);
    open.set_request_id(absl::StrCat("open-", reason));
    const auto refund = world_.Write<Refund>(open, handlers::OpenRefund);
    ASSERT_THAT(refund, IsOk());
    name_ = refund->name();
    AgreeRefundRequest agree;
    agree.set_name(name_);
    agree.set_request_id(absl::StrCat("agree-", reason));
    ASSERT_THAT(world_.Write<Refund>(agree, handlers::AgreeRefund), IsOk());
  }

  Refund Now() {
    GetRefundRequest request;
    request.set_name(name_);
    const auto now = world_.Read<Refund>(request, handlers::GetRefund);
    EXPECT_THAT(now, IsOk());
    return *now;
  }
  void SendBack(const std::string& waybill, int64_t freight_minor = 0) {
    SendBackGoodsRequest send;
    if (freight_minor > 0) {
      send.mutable_freight()->set_currency_code("CNY");
      send.mutable_freight()->set_minor(freight_minor);
    }
    send.set_name(name_);
    send.set_carrier_id("sf");
    send.set_waybill_number(waybill);
    send.set_request_id("send");
    ASSERT_THAT(world_.Write<Refund>(send, handlers::SendBackGoods), IsOk());
  }
  absl::StatusOr<Refund> Correct(const std::string& waybill) {
    CorrectReturnWaybillRequest correct;
    correct.set_name(name_);
    correct.set_carrier_id("sf");
    correct.set_waybill_number(waybill);
    correct.set_request_id(absl::StrCat("correct-", waybill));
    return world_.Write<Refund>(correct, handlers::CorrectReturnWaybill);
  }

  void NothingAtTheScan() {
    Policy policy = testing::TestPolicy();
    policy.set_scan_refund_off(true);
    ASSERT_THAT(world_.SetPolicy(policy, "no-scan"), IsOk());
  }
  void Track(logistics::v1::TrackingStatus::Value status) {
    world_.Track(Now().return_shipment(), status);
  }
  absl::StatusOr<Refund> TakeIn(int64_t sellable, const std::string& id) {
    ConfirmReturnedGoodsRequest confirm;
    confirm.set_name(name_);
    IntakeLine& line = *confirm.add_lines();
    line.set_line(1);
    line.set_sellable(sellable);
    line.set_missing(1 - sellable);
    confirm.set_request_id(id);
    return world_.Write<Refund>(confirm, handlers::ConfirmReturnedGoods);
  }
  absl::StatusOr<Refund> Settle(int64_t minor, ScanPayment::Source source) {
    SettleReturnClaimRequest settle;
    settle.set_name(name_);
    if (minor > 0) settle.set_recovered_minor(minor);
    settle.set_source(source);
    settle.set_request_id(absl::StrCat("settle-", minor));
    return world_.Write<Refund>(settle, handlers::SettleReturnClaim);
  }

  // Whoever bears the way back by the reason, after the goods are in.
  ReturnFreightPayer::Value PayerAfterSuccess() {
    SendBack("SF1", 1000);
    ConfirmReturnedGoodsRequest confirm;
    confirm.set_name(name_);
    confirm.set_inspection(Inspection::RESTOCK);
    confirm.set_request_id("confirm");
    EXPECT_THAT(world_.Write<Refund>(confirm, handlers::ConfirmReturnedGoods), IsOk());
    world_.Settle();
    EXPECT_EQ(Now().state(), RefundState::SUCCESS);
    return Now().return_freight_payer();
  }
  void AskWithoutReason(RefundKind::Value kind = RefundKind::RETURN_AND_REFUND) {
    WithdrawRefundRequest withdraw;
    withdraw.set_name(name_);
    withdraw.set_request_id("withdraw");
    ASSERT_THAT(world_.Write<Refund>(withdraw, handlers::WithdrawRefund), IsOk());
    Agree(RefundReason::NO_REASON, kind);
  }

  std::string order_;
  std::string name_;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ReturnWaybillTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(ReturnWaybillTest, TheWayBackIsFollowedAndLeaves48Hours) {
  NothingAtTheScan();
  world_.logistics().FailNext("CreateReturnShipment", testing::Fault::kAfter);
  SendBack("SF1");
  const std::string shipment = Now().return_shipment();
  ASSERT_NE(shipment, "");
  world_.Track(shipment, logistics::v1::TrackingStatus::PICKED_UP);
  EXPECT_TRUE(Now().has_return_scan_time());
  EXPECT_THAT(Correct("SF2"), HasReason("TOO_LATE"));
  world_.Track(shipment, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_TRUE(Now().has_return_arrive_time());
  EXPECT_EQ(Now().state(), RefundState::WAIT_SELLER_CONFIRM_GOODS);
  world_.Advance(absl::Hours(48));
  EXPECT_EQ(Now().state(), RefundState::SUCCESS);
  EXPECT_EQ(Now().refunded().minor(), 500);
}

TEST_P(ReturnWaybillTest, TheFirstScanPaysAndTheGoodsAreTakenInLater) {
  SendBack("SF1", 1000);
  Track(logistics::v1::TrackingStatus::PICKED_UP);
  EXPECT_EQ(Now().state(), RefundState::SUCCESS);
  EXPECT_EQ(Now().refunded().minor(), 500);
  EXPECT_EQ(Now().scan_payment().state(), ScanPayment::GOODS_AWAITED);
  EXPECT_THAT(world_.WorkOf(name_), ElementsAre("refund"));
  EXPECT_EQ(world_.Get(order_).state(), OrderState::TRADE_CLOSED);
  const size_t ledger = world_.Ledger(order_).size();
  // The same news again, and later ones.
  Track(logistics::v1::TrackingStatus::PICKED_UP);
  Track(logistics::v1::TrackingStatus::IN_TRANSIT);
  Track(logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(world_.Ledger(order_).size(), ledger);
  EXPECT_TRUE(Now().has_return_arrive_time());
  const int64_t before = world_.catalog().available("a");
  ASSERT_THAT(TakeIn(1, "in"), IsOk());
  EXPECT_EQ(Now().scan_payment().state(), ScanPayment::GOODS_IN);
  EXPECT_EQ(world_.Get(order_).lines(0).returned(), 1);
  EXPECT_EQ(world_.catalog().available("a"), before + 1);
  EXPECT_THAT(world_.WorkOf(name_), IsEmpty());
  EXPECT_THAT(TakeIn(1, "again"), HasReason("WRONG_STATE"));
  EXPECT_THAT(Settle(0, ScanPayment::SOURCE_UNSPECIFIED), HasReason("WRONG_STATE"));
  world_.Advance(absl::Hours(24 * 30));
  EXPECT_EQ(Now().scan_payment().state(), ScanPayment::GOODS_IN);
}

TEST_P(ReturnWaybillTest, WhatNeverComesIsClaimedBack) {
  SendBack("SF1");
  Track(logistics::v1::TrackingStatus::PICKED_UP);
  world_.Advance(absl::Hours(24 * 10));
  EXPECT_EQ(Now().scan_payment().state(), ScanPayment::OWED);
  EXPECT_EQ(Now().scan_payment().owed().minor(), 500);
  EXPECT_THAT(world_.WorkOf(name_), ElementsAre("return_claim"));
  ASSERT_THAT(Settle(300, ScanPayment::CARRIER), IsOk());
  EXPECT_EQ(Now().scan_payment().state(), ScanPayment::RECOVERED);
  EXPECT_THAT(world_.WorkOf(name_), IsEmpty());
  const LedgerEntry last = world_.Ledger(order_).back();
  EXPECT_EQ(last.kind(), LedgerEntry::RECLAIMED);
  EXPECT_EQ(last.total().minor(), 300);
  EXPECT_EQ(world_.Get(order_).payment().refunded_minor(), 500);
}

TEST_P(ReturnWaybillTest, AnEmptyParcelIsClaimedBack) {
  SendBack("SF1");
  Track(logistics::v1::TrackingStatus::DELIVERED);
  ASSERT_EQ(Now().state(), RefundState::SUCCESS) << "the first scan may be the last";
  ASSERT_THAT(TakeIn(0, "empty"), IsOk());
  EXPECT_EQ(Now().scan_payment().owed().minor(), 500);
  EXPECT_THAT(world_.WorkOf(name_), ElementsAre("return_claim"));
  ASSERT_THAT(Settle(0, ScanPayment::SOURCE_UNSPECIFIED), IsOk());
  EXPECT_EQ(Now().scan_payment().state(), ScanPayment::WRITTEN_OFF);
}

TEST_P(ReturnWaybillTest, AScanAfterIntakeOrWithdrawalPaysNothing) {
  SendBack("SF1");
  const std::string shipment = Now().return_shipment();
  WithdrawRefundRequest withdraw;
  withdraw.set_name(name_);
  withdraw.set_request_id("withdraw");
  ASSERT_THAT(world_.Write<Refund>(withdraw, handlers::WithdrawRefund), IsOk());
  world_.Track(shipment, logistics::v1::TrackingStatus::PICKED_UP);
  EXPECT_EQ(Now().state(), RefundState::CLOSED);
  EXPECT_FALSE(Now().has_scan_payment());
  Agree(RefundReason::WRONG_GOODS);
  SendBackGoodsRequest send;
  send.set_name(name_);
  send.set_carrier_id("sf");
  send.set_waybill_number("SF2");
  send.set_request_id("send-2");
  ASSERT_THAT(world_.Write<Refund>(send, handlers::SendBackGoods), IsOk());
  ASSERT_THAT(TakeIn(1, "in"), IsOk());
  ASSERT_EQ(Now().state(), RefundState::SUCCESS);
  Track(logistics::v1::TrackingStatus::PICKED_UP);
  EXPECT_FALSE(Now().has_scan_payment());
  EXPECT_EQ(world_.Get(order_).payment().refunded_minor(), 500);
}

TEST_P(ReturnWaybillTest, ACorrectedDeliveryGivesTheTimeBack) {
  NothingAtTheScan();
  SendBack("SF1");
  const std::string due = Now().deadline_time().ShortDebugString();
  Track(logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_NE(Now().deadline_time().ShortDebugString(), due);
  Track(logistics::v1::TrackingStatus::EXCEPTION);
  EXPECT_FALSE(Now().has_return_arrive_time());
  EXPECT_EQ(Now().deadline_time().ShortDebugString(), due);
  world_.Advance(absl::Hours(3 * 24));
  EXPECT_EQ(Now().state(), RefundState::WAIT_SELLER_CONFIRM_GOODS) << "nothing is there";
}

TEST_P(ReturnWaybillTest, WhoReturnsTooMuchWaits) {
  Policy policy = testing::TestPolicy();
  policy.set_scan_refund_rate_bps(0);
  ASSERT_THAT(world_.SetPolicy(policy, "never-returned"), IsOk());
  SendBack("SF1");
  Track(logistics::v1::TrackingStatus::PICKED_UP);
  ASSERT_EQ(Now().state(), RefundState::SUCCESS) << "he has returned nothing before";
  const Order second = world_.Shipped("o2");
  world_.Track(second.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
  order_ = second.name();
  Agree(RefundReason::WRONG_GOODS);
  SendBackGoodsRequest send;
  send.set_name(name_);
  send.set_carrier_id("sf");
  send.set_waybill_number("SF3");
  send.set_request_id("send-3");
  ASSERT_THAT(world_.Write<Refund>(send, handlers::SendBackGoods), IsOk());
  Track(logistics::v1::TrackingStatus::PICKED_UP);
  EXPECT_EQ(Now().state(), RefundState::WAIT_SELLER_CONFIRM_GOODS);
}

TEST_P(ReturnWaybillTest, ANumberThatIsNoneIsToldAndCorrected) {
  SendBack("X1");
  EXPECT_EQ(Now().return_untracked(), "INVALID_ARGUMENT");
  EXPECT_EQ(Now().return_shipment(), "");
  ASSERT_THAT(Correct("SF1"), IsOk());
  EXPECT_EQ(Now().return_untracked(), "");
  EXPECT_NE(Now().return_shipment(), "");
  ASSERT_THAT(Correct("SF2"), IsOk());
  EXPECT_EQ(world_.logistics().calls("CorrectWaybill"), 1);
  EXPECT_EQ(Now().return_waybill_number(), "SF2");
}

TEST_P(ReturnWaybillTest, ANumberThatWasCorrectedMovesNothingAnyMore) {
  SendBack("SF1");
  // Logistics refuses the other number, and goes on following the first.
  ASSERT_THAT(Correct("X2"), IsOk());
  EXPECT_EQ(Now().return_untracked(), "INVALID_ARGUMENT");
  Track(logistics::v1::TrackingStatus::PICKED_UP);
  Track(logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(Now().state(), RefundState::WAIT_SELLER_CONFIRM_GOODS);
  EXPECT_FALSE(Now().has_return_scan_time());
  EXPECT_FALSE(Now().has_return_arrive_time());
}

TEST_P(ReturnWaybillTest, TheInsurerBearsWhatTheBuyerWould) {
  world_.logistics().Insure(order_);
  AskWithoutReason();
  world_.logistics().FailNext("ClaimReturnInsurance", testing::Fault::kAfter);
  EXPECT_EQ(PayerAfterSuccess(), ReturnFreightPayer::INSURER);
  const auto claimed = world_.logistics().claimed();
  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed.begin()->second.freight().minor(), 1000);
  EXPECT_EQ(claimed.begin()->second.refund(), name_);
}

TEST_P(ReturnWaybillTest, TheInsurerBearsItToWhereGoodsAreSentForGoods) {
  world_.logistics().Insure(order_);
  AskWithoutReason(RefundKind::EXCHANGE);
  SendBack("SF1", 1000);
  ASSERT_THAT(TakeIn(1, "in"), IsOk());
  SendAgainRequest again;
  again.set_name(name_);
  again.set_request_id("again");
  ASSERT_THAT(world_.SendAgain(again), IsOk());
  ConfirmSentAgainRequest confirm;
  confirm.set_name(name_);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.Write<Refund>(confirm, handlers::ConfirmSentAgain), IsOk());
  EXPECT_EQ(Now().state(), RefundState::SUCCESS);
  EXPECT_EQ(Now().return_freight_payer(), ReturnFreightPayer::INSURER);
}

TEST_P(ReturnWaybillTest, WithoutInsuranceTheBuyerBearsIt) {
  AskWithoutReason();
  EXPECT_EQ(PayerAfterSuccess(), ReturnFreightPayer::BUYER);
  EXPECT_TRUE(world_.logistics().claimed().empty());
}

TEST_P(ReturnWaybillTest, WhatTheShopBearsIsNotClaimed) {
  world_.logistics().Insure(order_);
  EXPECT_EQ(PayerAfterSuccess(), ReturnFreightPayer::SHOP);
  EXPECT_TRUE(world_.logistics().claimed().empty());
}

}  // namespace
}  // namespace shopdesk::orders
