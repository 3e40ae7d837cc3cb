#include "services/orders/domain/receiver/receiver.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/state_table.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using V = Verification;
using namespace v1;  // NOLINT: the states
using shopdesk::testing::IsOkAndHolds;
using shopdesk::testing::ParseText;
using shopdesk::testing::StatusIs;

TEST(VerificationTest, EveryVerificationStateAndEvent) {
  std::map<std::pair<V::State, std::string>, V::State> expected = {
      {{V::CONFIRMED, "change"}, V::CHANGED},
      {{V::CONFIRMED, "change_unconfirmed"}, V::UNVERIFIED},
      {{V::CHANGED, "change"}, V::CHANGED},
      {{V::CHANGED, "change_unconfirmed"}, V::UNVERIFIED}};
  for (const V::State state : {V::UNVERIFIED, V::ASKED, V::UNREACHABLE}) {
    expected[{state, "ask"}] = V::ASKED;
    expected[{state, "confirm"}] = V::CONFIRMED;
    expected[{state, "change"}] = V::CHANGED;
    expected[{state, "change_unconfirmed"}] = V::UNVERIFIED;
    expected[{state, "unreachable"}] = V::UNREACHABLE;
  }
  testing::CheckMachine<V::State>(VerificationMachine(), V::State_MAX, expected);
}

TEST(ReceiverTest, PhonesAreReadForTheCountry) {
  EXPECT_THAT(NormalizePhone("138 1234 5678", "CN", "phone"),
              ::shopdesk::testing::IsOkAndHolds("+8613812345678"));
  EXPECT_THAT(NormalizePhone("020 7946 0018 x5", "GB", "phone"),
              ::shopdesk::testing::IsOkAndHolds("+442079460018;ext=5"));
  EXPECT_THAT(NormalizePhone("12", "CN", "phone"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(NormalizePhone("13812345678", "GB", "phone"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(PhoneIndexValue("+442079460018;ext=5"), "+442079460018");
}

TEST(ReceiverTest, ChinesePostalCodesHaveSixDigits) {
  type::v1::Receiver receiver;
  receiver.set_phone("13812345678");
  receiver.mutable_address()->set_region_code("CN");
  for (const auto& [code, good] : std::vector<std::pair<std::string, bool>>{
           {"", true}, {"310000", true}, {"31000", false}, {"3100001", false}, {"31000a", false}}) {
    receiver.mutable_address()->set_postal_code(code);
    Violations violations;
    CheckReceiver(receiver, "receiver", violations);
    EXPECT_EQ(violations.empty(), good) << code;
  }
  EXPECT_EQ(receiver.phone(), "+8613812345678");
}

TEST(PhoneTest, ExtensionsAsTheyAreWrittenInChina) {
  for (const char* written : {"13812345678-1234", "13812345678转1234", "138 1234 5678 轉 1234",
                              "+86 13812345678 分机1234", "+8613812345678-1234"}) {
    EXPECT_THAT(NormalizePhone(written, "CN", "phone"), IsOkAndHolds("+8613812345678;ext=1234"))
        << written;
  }
  EXPECT_THAT(NormalizePhone("138-1234-5678", "CN", "phone"), IsOkAndHolds("+8613812345678"));
  EXPECT_THAT(NormalizePhone("0571-8888 6666", "CN", "phone"), IsOkAndHolds("+8657188886666"));
  EXPECT_THAT(NormalizePhone("13812345678转", "CN", "phone"),
              ::testing::AnyOf(StatusIs(absl::StatusCode::kInvalidArgument),
                               IsOkAndHolds("+8613812345678")));
}

TEST(DeliveryProblemTest, NamesWhatIsMissing) {
  Order order;
  type::v1::PostalAddress& address = *order.mutable_receiver()->mutable_address();
  address.set_region_code("CN");
  EXPECT_EQ(DeliveryProblem(order, kNow), "the address has no street");
  address.set_street("文三**");
  EXPECT_EQ(DeliveryProblem(order, kNow), "the address has no town");
  address.set_locality("杭州市");
  EXPECT_EQ(DeliveryProblem(order, kNow), "the address has no province");
  address.set_administrative_area("33");
  EXPECT_EQ(DeliveryProblem(order, kNow), "");
  *order.mutable_phone_expire_time() = ToProto(kNow);
  EXPECT_EQ(DeliveryProblem(order, kNow), "the receiver's virtual number has expired");
  EXPECT_EQ(DeliveryProblem(order, kNow - absl::Seconds(1)), "");
}

TEST(ReceiverTest, IsFilledInForChinaWhereItIsMissing) {
  const auto checked = [](const char* address) {
    type::v1::Receiver receiver;
    receiver.set_phone("13812345678");
    *receiver.mutable_address() = ParseText<type::v1::PostalAddress>(address);
    Violations violations;
    CheckReceiver(receiver, "receiver", violations);
    return receiver.address().postal_code();
  };
  EXPECT_EQ(checked("region_code: 'CN' locality: '上海市' district: '黄浦区'"), "200001");
  EXPECT_EQ(
      checked("region_code: 'CN' locality: '上海市' district: '黄浦区' postal_code: '200002'"),
      "200002");
  EXPECT_EQ(checked("region_code: 'TW' locality: '上海市' district: '黄浦区'"), "");
}

}  // namespace
}  // namespace shopdesk::orders::domain
