#include "libs/privacy/erase.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "shopdesk/type/v1/address.pb.h"
#include "shopdesk/type/v1/contact.pb.h"

namespace shopdesk::privacy {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::ParseText;

TEST(EraseTest, NothingOfAPersonStays) {
  auto receiver = ParseText<type::v1::Receiver>(R"pb(
    name: "张**"
    phone: "138****5678"
    phone_unverified: true
    address {
      region_code: "CN"
      postal_code: "310000"
      administrative_area: "33"
      locality: "杭州市"
      district: "西湖区"
      street: "浙江省杭州市**"
    })pb");
  EraseMessage(receiver);
  EXPECT_THAT(receiver, EqualsProto(R"pb(
                phone_unverified: true
                address { region_code: "CN" administrative_area: "33" }
              )pb"));
}

TEST(EraseTest, TextsGoWhateverTheyHold) {
  auto attempt = ParseText<type::v1::ContactAttempt>(
      "promise: 'calls back at noon' agent { kind: AGENT id: '7' }");
  EraseMessage(attempt);
  EXPECT_THAT(attempt, EqualsProto("agent { kind: AGENT id: '7' }"));
  const auto before = attempt;
  EraseMessage(attempt);
  EXPECT_THAT(attempt, EqualsProto(before));
}

}  // namespace
}  // namespace shopdesk::privacy
