#include "services/orders/followers/notices.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
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

}  // namespace
}  // namespace shopdesk::orders
