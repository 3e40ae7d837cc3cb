#include "services/orders/followers/notices.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
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

}  // namespace
}  // namespace shopdesk::orders
