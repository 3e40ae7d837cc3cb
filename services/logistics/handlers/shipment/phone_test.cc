#include <string>

#include "absl/strings/str_cat.h"
#include "services/logistics/handlers/carrier/branch.h"
#include "services/logistics/handlers/carrier/carrier.h"
#include "services/logistics/handlers/intercept/intercept.h"
#include "services/logistics/handlers/notice/notice.h"
#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/testing/world.h"

// What is no phone number is refused wherever one is told, by the rules of libs/base/phone.h.
namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::HasSubstr;

class PhonesTest : public testing::LogisticsTest {
 protected:
  absl::StatusOr<v1::Shipment> Ship(const std::string& id, const std::string& phone) {
    return CreateShipment(id,
                          absl::StrCat("buyer: 'b1' receiver { phone: '", phone, "' }").c_str());
  }
  type::v1::Receiver Revealed(const std::string& id) {
    v1::RevealReceiverRequest request;
    request.set_name("shops/1/shipments/" + id);
    request.set_purpose("label");
    const auto response = Write<v1::RevealReceiverResponse>(RevealReceiver, request);
    EXPECT_OK(response);
    return response.ok() ? response->receiver() : type::v1::Receiver();
  }
  absl::StatusOr<v1::Intercept> Readdress(const std::string& id, const std::string& phone) {
    auto request = ParseText<v1::RequestInterceptRequest>(R"pb(
      kind: ADDRESS_CHANGE
      payer: BUYER
      reason: 'moved'
      new_receiver {
        name: '李四'
        address {
          region_code: 'CN'
          postal_code: '200000'
          administrative_area: '31'
          locality: '上海市'
          street: '南京路 1 号'
        }
      }
    )pb");
    request.set_parent("shops/1/shipments/" + id);
    request.mutable_new_receiver()->set_phone(phone);
    return Write<v1::Intercept>(RequestIntercept, request, rates_);
  }
};

TEST_P(PhonesTest, ShipmentsTakeWhatOrdersTake) {
  const auto refused = Ship("a", "not a phone");
  EXPECT_THAT(refused, HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("receiver.phone"));
  ASSERT_OK_AND_ASSIGN(const v1::Shipment known, Ship("b", "010-62345678-801"));
  EXPECT_FALSE(known.receiver().phone_unverified());
  EXPECT_EQ(Revealed("b").phone(), "+861062345678;ext=801");
  ASSERT_OK_AND_ASSIGN(const v1::Shipment unknown, Ship("c", "+852 4545 1234"));
  EXPECT_TRUE(unknown.receiver().phone_unverified());
}

TEST_P(PhonesTest, NewReceiversAreCheckedAsTheFirst) {
  ASSERT_OK(Ship("a", "13812345678"));
  EXPECT_THAT(Readdress("a", "not a phone"), HasReason("INVALID_ARGUMENT"));
  ASSERT_OK(Readdress("a", "139 8765 4321"));
  EXPECT_EQ(Revealed("a").phone(), "+8613987654321");
}

TEST_P(PhonesTest, NoticesGoToPhones) {
  auto request = ParseText<v1::SendNoticeRequest>(
      "parent: 'shops/1' kind: SHIPPING_DELAY buyer: 'b1' phone: 'not a phone'");
  EXPECT_THAT(Write<v1::Notice>(SendNotice, request), HasReason("INVALID_ARGUMENT"));
}

TEST_P(PhonesTest, BusinessesHaveShortNumbersAndNoTexts) {
  auto create = ParseText<v1::CreateCarrierRequest>(
      "parent: 'shops/1' carrier_id: 'x' carrier { display_name: 'x' service_phone: 'call us' }");
  EXPECT_THAT(Write<v1::Carrier>(CreateCarrier, create), HasReason("INVALID_ARGUMENT"));
  create.mutable_carrier()->set_service_phone("95338");
  create.mutable_carrier()->set_complaint_phone("none");
  EXPECT_THAT(Write<v1::Carrier>(CreateCarrier, create), HasReason("INVALID_ARGUMENT"));
  create.mutable_carrier()->set_complaint_phone("0345 774 0740");
  EXPECT_OK(Write<v1::Carrier>(CreateCarrier, create));

  auto import = ParseText<v1::ImportBranchesRequest>(R"pb(
    parent: "shops/1"
    branches {
      carrier_id: "post"
      branch_id: "b"
      branch { display_name: "b" region_code: "CN" services: DELIVERY phone: "ask at the desk" }
    }
  )pb");
  ASSERT_OK_AND_ASSIGN(v1::ImportBranchesResponse response,
                       Write<v1::ImportBranchesResponse>(ImportBranches, import));
  ASSERT_EQ(response.errors_size(), 1);
  EXPECT_THAT(response.errors(0).message(), HasSubstr("phone"));
  import.mutable_branches(0)->mutable_branch()->set_phone("0571-11185");
  ASSERT_OK_AND_ASSIGN(response, Write<v1::ImportBranchesResponse>(ImportBranches, import));
  EXPECT_EQ(response.errors_size(), 0);
}

INSTANTIATE_TEST_SUITE_P(Databases, PhonesTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
