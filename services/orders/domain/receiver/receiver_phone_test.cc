#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/matchers.h"
#include "services/orders/domain/receiver/receiver.h"

namespace shopdesk::orders::domain {
namespace {

using ::testing::HasSubstr;

type::v1::Receiver ReceiverIn(const char* region, const char* phone) {
  type::v1::Receiver receiver;
  receiver.mutable_address()->set_region_code(region);
  receiver.set_phone(phone);
  return receiver;
}

TEST(ReceiverPhoneTest, NewNumbersAreTakenAndMarked) {
  for (const auto& [region, phone] : {std::pair("HK", "4545 1234"), {"US", "(235) 555-0123"}}) {
    type::v1::Receiver receiver = ReceiverIn(region, phone);
    Violations violations;
    CheckReceiver(receiver, "receiver", violations);
    EXPECT_TRUE(violations.empty()) << phone;
    EXPECT_TRUE(receiver.phone_unverified()) << phone;
  }
}

TEST(ReceiverPhoneTest, AMarkDoesNotOutliveItsNumber) {
  type::v1::Receiver receiver = ReceiverIn("CN", "010-62345678-801");
  receiver.set_phone_unverified(true);
  Violations violations;
  CheckReceiver(receiver, "receiver", violations);
  EXPECT_EQ(receiver.phone(), "+861062345678;ext=801");
  EXPECT_FALSE(receiver.phone_unverified());
}

TEST(ReceiverPhoneTest, ATextIsRefusedWithItsField) {
  type::v1::Receiver receiver = ReceiverIn("CN", "not a phone");
  Violations violations;
  CheckReceiver(receiver, "new_receiver", violations);
  EXPECT_THAT(std::string(violations.ToStatus().message()), HasSubstr("new_receiver.phone"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
