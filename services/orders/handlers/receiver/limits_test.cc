#include <string>

#include "gtest/gtest.h"
#include "libs/runtime/validate.h"
#include "services/orders/testing/world.h"
#include "shopdesk/orders/v1/courier.pb.h"
#include "shopdesk/orders/v1/remark.pb.h"

namespace shopdesk::orders {
namespace {

std::string Repeat(absl::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all.append(text.data(), text.size());
  return all;
}

bool IsTaken(const google::protobuf::Message& request) {
  return runtime::Validator(*request.GetDescriptor()).Check(request).ok();
}

TEST(LimitsTest, WhatPeopleReadIsCountedInCharacters) {
  v1::PlaceOrderRequest request = testing::PlaceRequest("o");
  type::v1::Receiver& receiver = *request.mutable_receiver();
  for (const char* character : {"a", "é", "张", "😀"}) {
    receiver.set_name(Repeat(character, 50));
    receiver.mutable_address()->set_street(Repeat(character, 228));
    request.set_buyer_message(Repeat(character, 1000));
    EXPECT_TRUE(IsTaken(request)) << character;
    receiver.set_name(Repeat(character, 51));
    EXPECT_FALSE(IsTaken(request)) << character;
    receiver.set_name(Repeat(character, 50));
    receiver.mutable_address()->set_street(Repeat(character, 229));
    EXPECT_FALSE(IsTaken(request)) << character;
    receiver.mutable_address()->set_street(character);
    request.set_buyer_message(Repeat(character, 1001));
    EXPECT_FALSE(IsTaken(request)) << character;
  }
  v1::AddRemarkRequest remark;
  remark.set_parent("shops/s/orders/o");
  remark.set_reason(v1::Remark::OTHER);
  remark.set_request_id("r");
  remark.set_text(Repeat("备", 1000));
  EXPECT_TRUE(IsTaken(remark));
  remark.set_text(Repeat("备", 1001));
  EXPECT_FALSE(IsTaken(remark));
}

TEST(LimitsTest, WhatIsOptionalIsNotBlankWhenGiven) {
  v1::ChooseCourierRequest courier;
  courier.set_name("shops/s/orders/o");
  courier.set_request_id("r");
  EXPECT_TRUE(IsTaken(courier));
  // The shop bears nothing without a reason.
  courier.set_shop_bears_reason(" \u3000\u200b");
  EXPECT_FALSE(IsTaken(courier));
  v1::PlaceOrderRequest request = testing::PlaceRequest("o");
  EXPECT_TRUE(IsTaken(request));
  request.mutable_receiver()->mutable_address()->set_district("\u3000");
  EXPECT_FALSE(IsTaken(request));
  request.mutable_receiver()->mutable_address()->clear_district();
  request.mutable_receiver()->mutable_address()->set_street("\t");
  EXPECT_FALSE(IsTaken(request));
}

}  // namespace
}  // namespace shopdesk::orders
