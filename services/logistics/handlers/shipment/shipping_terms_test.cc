#include "services/logistics/handlers/shipment/shipping_terms.h"

#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using v1::ShippingTerms;

constexpr char kTermsOfA[] = "shops/1/shipments/a/shippingTerms";

class ShippingTermsHandlerTest : public testing::LogisticsTest {
 protected:
  void SetUp() override {
    ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' origin { region_code: 'ES' } }"));
    ASSERT_OK(CreateShipment("a", "carrier_id: 'road'"));
  }
  absl::StatusOr<ShippingTerms> Set(const char* more = "", const char* name = kTermsOfA) {
    auto request = ParseText<v1::SetShippingTermsRequest>(R"pb(
      freight_payer: SENDER
      contents: SALE_OF_GOODS
      incoterm: DDP
      lines {
        description: "olive oil"
        hs_code: "150920"
        quantity: 2
        net_grams: 900
        value { currency_code: "CNY" minor: 30000 }
        origin_region_code: "ES"
      }
    )pb");
    request.set_name(name);
    request.MergeFrom(ParseText<v1::SetShippingTermsRequest>(more));
    return WriteAnew<ShippingTerms>(SetShippingTerms, request);
  }
  absl::StatusOr<ShippingTerms> Get() {
    v1::GetShippingTermsRequest request;
    request.set_name(kTermsOfA);
    return Read<ShippingTerms>(GetShippingTerms, request);
  }
  absl::StatusOr<v1::CustomsForm> Form(const char* purpose) {
    v1::RevealCustomsFormRequest request;
    request.set_name(kTermsOfA);
    request.set_purpose(purpose);
    return WriteAnew<v1::CustomsForm>(RevealCustomsForm, request);
  }
};

TEST_P(ShippingTermsHandlerTest, AreSetReplacedAndPrinted) {
  EXPECT_THAT(Get(), HasReason("NOT_FOUND"));
  EXPECT_THAT(Form("label"), HasReason("NOT_FOUND"));
  ASSERT_OK(Set());
  ASSERT_OK_AND_ASSIGN(const ShippingTerms first, Get());
  EXPECT_EQ(first.duty_payer(), v1::TermsPayer::SENDER);
  EXPECT_THAT(Set("etag: 'v9'"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK(Set("invoice: 'I-7'"));
  ASSERT_OK_AND_ASSIGN(const ShippingTerms second, Get());
  EXPECT_EQ(second.invoice(), "I-7");
  EXPECT_NE(second.etag(), first.etag());
  EXPECT_THAT(EventTypes(kTermsOfA), ElementsAre("shipping_terms.set", "shipping_terms.set"));
  ASSERT_OK_AND_ASSIGN(const v1::CustomsForm form, Form("label"));
  EXPECT_EQ(form.kind(), v1::CustomsForm::CN22);
  EXPECT_EQ(form.receiver().name(), "张三丰");
  EXPECT_EQ(form.sender().region_code(), "ES");
  EXPECT_EQ(form.total_value().minor(), 30000);
  EXPECT_EQ(form.gross_grams(), 1000);
}

TEST_P(ShippingTermsHandlerTest, TheFormNamesWhoSendsIt) {
  ASSERT_OK(CreateShipment("b", R"pb(
    carrier_id: 'road'
    sender {
      name: "Ana García"
      phone: "+34912345678"
      address { region_code: "PT" locality: "Lisboa" street: "Rua Augusta 100, 2.º andar" }
    })pb"));
  const std::string name = "shops/1/shipments/b/shippingTerms";
  ASSERT_OK(Set("", name.c_str()));
  v1::RevealCustomsFormRequest request;
  request.set_name(name);
  request.set_purpose("label");
  ASSERT_OK_AND_ASSIGN(const v1::CustomsForm form,
                       WriteAnew<v1::CustomsForm>(RevealCustomsForm, request));
  EXPECT_EQ(form.sender_name(), "Ana García");
  EXPECT_EQ(form.sender_phone(), "+34912345678");
  EXPECT_EQ(form.sender().region_code(), "PT");
  EXPECT_EQ(form.sender().street(), "Rua Augusta 100, 2.º andar");
  ASSERT_OK(Set());
  ASSERT_OK_AND_ASSIGN(const v1::CustomsForm unnamed, Form("label"));
  EXPECT_EQ(unnamed.sender_name(), "");
}

TEST_P(ShippingTermsHandlerTest, AreFixedOnceTheCarrierHasTheParcel) {
  ASSERT_OK(Set());
  ASSERT_OK(Record("a", {"PICKED_UP@1"}));
  EXPECT_THAT(Set("invoice: 'late'"), HasReason("WRONG_STATE"));
  EXPECT_THAT(Set("", "shops/1/shipments/none/shippingTerms"), HasReason("NOT_FOUND"));
}

INSTANTIATE_TEST_SUITE_P(Databases, ShippingTermsHandlerTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
