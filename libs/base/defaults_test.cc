#include "libs/base/defaults.h"

#include "gtest/gtest.h"
#include "shopdesk/type/v1/calendar.pb.h"
#include "shopdesk/type/v1/contact.pb.h"

namespace shopdesk {
namespace {

TEST(DefaultsTest, FillsWhatIsNotSet) {
  type::v1::ContactRule rule;
  FillDefaults(rule);
  EXPECT_EQ(rule.attempts(), 3);
  EXPECT_EQ(rule.channels(), 2);
  EXPECT_EQ(rule.apart_seconds(), 7200);
}

TEST(DefaultsTest, ZeroIsZero) {
  type::v1::ContactRule rule;
  rule.set_apart_seconds(0);
  rule.set_attempts(5);
  FillDefaults(rule);
  EXPECT_EQ(rule.apart_seconds(), 0);
  EXPECT_EQ(rule.attempts(), 5);
  EXPECT_EQ(rule.channels(), 2);
}

// What has no default stays as it is, and so do the elements of lists.
TEST(DefaultsTest, LeavesTheRestAlone) {
  type::v1::ShopCalendar calendar;
  calendar.add_service_hours();
  FillDefaults(calendar);
  EXPECT_EQ(calendar.quiet_start_minute(), 1260);
  EXPECT_EQ(calendar.time_zone(), "");
  EXPECT_EQ(calendar.service_hours(0).ByteSizeLong(), 0u);
}

}  // namespace
}  // namespace shopdesk
