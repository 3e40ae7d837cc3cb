#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/trade/follow_up.h"
#include "services/orders/testing/world.h"
#include "shopdesk/orders/v1/follow_up.pb.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using logistics::v1::Notice;
using logistics::v1::SendNoticeRequest;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::kTestTime;
using ::testing::HasSubstr;
using testing::PlaceRequest;
using ::testing::SizeIs;
using testing::TestPolicy;
using testing::World;

// The shop opens on Monday, 4 March 2024, at 10:00 UTC.
class ReminderNoticeTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  void Set(const Policy& policy) { ASSERT_THAT(world_.SetPolicy(policy, "policy2"), IsOk()); }

  Order Place(const std::string& id, const std::string& language,
              OrderKind::Value kind = OrderKind::NORMAL) {
    PlaceOrderRequest request = PlaceRequest(id);
    request.set_language_code(language);
    request.set_order_kind(kind);
    const auto placed = world_.Place(request);
    EXPECT_THAT(placed, IsOk());
    return placed.ok() ? *placed : Order();
  }
  std::string VariableOf(const SendNoticeRequest& notice, const std::string& name) {
    const auto found = notice.variables().find(name);
    return found == notice.variables().end() ? "" : found->second;
  }
  PaymentReminder::State StateOf(const Order& order) {
    return world_.Get(order.name()).payment_reminder().state();
  }

  World world_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ReminderNoticeTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(ReminderNoticeTest, IsForTheBuyersLanguage) {
  Place("o", "pt_BR");
  world_.Advance(absl::Hours(5));
  const std::vector<SendNoticeRequest> notices = world_.logistics().notices();
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(notices[0].kind(), Notice::PAYMENT_REMINDER);
  EXPECT_EQ(notices[0].language_code(), "pt");
  EXPECT_THAT(VariableOf(notices[0], "amount"), HasSubstr(".00 CNY"));
  EXPECT_EQ(VariableOf(notices[0], "until"), "16:00");
}

TEST_P(ReminderNoticeTest, PromisesNoShippingOnADayWithoutIt) {
  Policy policy = TestPolicy();
  policy.mutable_calendar()->set_time_zone("UTC");
  for (const char* day : {"2024-03-04", "2024-03-05", "2024-03-06", "2024-03-07"}) {
    policy.mutable_calendar()->add_holidays(day);
  }
  Set(policy);
  const Order order = Place("o", "en-GB");
  world_.Advance(absl::Hours(5));
  const std::vector<SendNoticeRequest> notices = world_.logistics().notices();
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(notices[0].kind(), Notice::PAYMENT_DUE);
  EXPECT_THAT(VariableOf(notices[0], "until"), HasSubstr("2024-03-07 "));
  EXPECT_EQ(StateOf(order), PaymentReminder::REMINDED);
}

TEST_P(ReminderNoticeTest, PromisesNoShippingAfterTheCutOff) {
  world_.Advance(absl::Hours(5));
  Place("o", "zh", OrderKind::GROUP_BUY);
  world_.Advance(absl::Minutes(90));
  const std::vector<SendNoticeRequest> notices = world_.logistics().notices();
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(notices[0].kind(), Notice::PAYMENT_DUE);
  EXPECT_EQ(VariableOf(notices[0], "until"), "2024-03-04 18:00");
}

TEST_P(ReminderNoticeTest, ALaterDateIsOfTheShopsZone) {
  Policy policy = TestPolicy();
  policy.mutable_calendar()->set_time_zone("Asia/Shanghai");
  Set(policy);
  ProposeShipDateRequest request;
  request.set_name(world_.ReadyToShip("o").name());
  *request.mutable_ship_time() = ToProto(kTestTime + absl::Hours(24 * 4 + 7));
  request.set_request_id("propose");
  ASSERT_THAT(world_.Write<Order>(request, handlers::ProposeShipDate), IsOk());
  const std::vector<SendNoticeRequest> notices = world_.logistics().notices();
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(notices[0].language_code(), "zh");
  EXPECT_EQ(VariableOf(notices[0], "date"), "2024-03-09");
}

}  // namespace
}  // namespace shopdesk::orders
