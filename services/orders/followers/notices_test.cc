#include "services/orders/followers/notices.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/trade/policy.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/return_address.h"
#include "services/orders/testing/world.h"
#include "shopdesk/orders/v1/follow_up.pb.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::IsOk;
using testing::PlaceRequest;

class NoticesTest : public WorldTest {
 protected:
  Order Place(const PlaceOrderRequest& request) {
    const auto placed = world_.Place(request);
    EXPECT_THAT(placed, IsOk());
    return placed.ok() ? world_.Get(placed->name()) : Order();
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, NoticesTest, testing::BothDatabases(), testing::NameOf);

TEST_P(NoticesTest, ABuyerWhoCantBeWrittenToIsNotReminded) {
  world_.logistics().SuppressNotices();
  const Order placed = Place(PlaceRequest("o"));
  world_.Advance(absl::Hours(5));
  EXPECT_EQ(world_.Get(placed.name()).payment_reminder().state(), PaymentReminder::NOT_SENT);
  EXPECT_EQ(world_.Figures().reminders().not_reminded(), 1);
}

TEST_P(NoticesTest, AReminderIsSentOnceHoweverOftenItIsTried) {
  world_.logistics().FailNext("SendNotice", testing::Fault::kAfter);
  const Order placed = Place(PlaceRequest("o"));
  world_.Advance(absl::Hours(5));
  EXPECT_EQ(world_.Get(placed.name()).payment_reminder().state(), PaymentReminder::REMINDED);
  EXPECT_EQ(world_.logistics().calls("SendNotice"), 2);
  EXPECT_EQ(world_.logistics().notices().size(), 1u);
}

TEST_P(NoticesTest, ABuyerIsToldWhereHisGoodsGoBackTo) {
  SetReturnAddressRequest set;
  set.set_name("shops/s/returnAddresses/main");
  *set.mutable_receiver() = testing::TestReceiver();
  set.set_request_id("address");
  ASSERT_THAT(world_.Write<ReturnAddress>(set, handlers::SetReturnAddress), IsOk());
  const Order shipped = world_.Shipped("o");
  world_.Track(shipped.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
  OpenRefundRequest open;
  open.set_parent(shipped.name());
  open.set_kind(RefundKind::RETURN_AND_REFUND);
  open.set_reason(RefundReason::QUALITY);
  open.set_request_id("open");
  const auto refund = world_.Write<Refund>(open, handlers::OpenRefund);
  ASSERT_THAT(refund, IsOk());
  AgreeRefundRequest agree;
  agree.set_name(refund->name());
  agree.set_request_id("agree");
  ASSERT_THAT(world_.Write<Refund>(agree, handlers::AgreeRefund), IsOk());
  const auto notices = world_.logistics().notices();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].kind(), logistics::v1::Notice::RETURN_ADDRESS);
  EXPECT_EQ(notices[0].buyer(), shipped.buyer());
  EXPECT_EQ(notices[0].variables().at("name"), "张三丰");
  EXPECT_NE(notices[0].variables().at("address").find("杭州市"), std::string::npos);
  EXPECT_FALSE(notices[0].variables().at("date").empty());
}

TEST_P(NoticesTest, ABuyerIsToldWhatHisSilenceAccepts) {
  const Order shipped = world_.Shipped("o");
  world_.Track(shipped.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
  int requests = 0;
  const auto call = [&](auto request, auto handler) {
    request.set_request_id(absl::StrCat("call-", ++requests));
    const auto refund = world_.Write<Refund>(request, handler);
    EXPECT_THAT(refund, IsOk());
    return refund.ok() ? *refund : Refund();
  };
  OpenRefundRequest open;
  open.set_parent(shipped.name());
  open.set_kind(RefundKind::RETURN_AND_REFUND);
  open.set_reason(RefundReason::QUALITY);
  const std::string name = call(open, handlers::OpenRefund).name();
  RefuseRefundRequest refuse;
  refuse.set_name(name);
  refuse.set_refusal("no fault");
  const Refund refused = call(refuse, handlers::RefuseRefund);
  auto notices = world_.logistics().notices();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].kind(), logistics::v1::Notice::REFUND_REFUSED);
  const std::string until = absl::FormatTime("%Y-%m-%d %H:%M", FromProto(refused.deadline_time()),
                                             domain::CalendarOf(testing::TestPolicy()).zone());
  EXPECT_EQ(notices[0].variables().at("until"), until);
  ReviseRefundRequest revise;
  revise.set_name(name);
  call(revise, handlers::ReviseRefund);
  AgreeRefundRequest agree;
  agree.set_name(name);
  call(agree, handlers::AgreeRefund);
  SendBackGoodsRequest send;
  send.set_name(name);
  send.set_carrier_id("sf");
  send.set_waybill_number("SF1");
  call(send, handlers::SendBackGoods);
  ConfirmReturnedGoodsRequest confirm;
  confirm.set_name(name);
  confirm.add_lines()->set_line(1);
  confirm.mutable_lines(0)->set_missing(1);
  confirm.mutable_lines(0)->set_offer_minor(200);
  const Refund offered = call(confirm, handlers::ConfirmReturnedGoods);
  ASSERT_EQ(offered.state(), RefundState::WAIT_BUYER_ACCEPT);
  notices = world_.logistics().notices();
  ASSERT_EQ(notices.size(), 2u);
  // By their causes.
  EXPECT_EQ(notices[0].kind(), logistics::v1::Notice::REFUND_OFFER);
  EXPECT_EQ(notices[0].variables().at("amount"), "2.00 CNY");
  EXPECT_FALSE(notices[0].unasked());
}

}  // namespace
}  // namespace shopdesk::orders
