#include "services/logistics/domain/shipment/shipping_terms.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;
using ::testing::HasSubstr;
using v1::Incoterm;
using v1::TermsPayer;

const absl::Time kTermsTime = absl::FromUnixSeconds(1'700'000'000);

std::string LineText(int net_grams = 400, int minor = 20000, const char* currency = "CNY") {
  return absl::StrCat("description: 'tea' hs_code: '090210' quantity: 2 origin_region_code: 'CN' ",
                      "net_grams: ", net_grams, " value { currency_code: '", currency,
                      "' minor: ", minor, " } ");
}

// The terms of a parcel of 1 kg, 50.00, from China to `to`.
absl::StatusOr<v1::ShippingTerms> Terms(const std::string& request, const char* to = "ES",
                                        const std::string& shipment = "status: PENDING") {
  return MakeShippingTerms(
      ParseText<v1::SetShippingTermsRequest>(request.c_str()),
      ParseText<v1::Shipment>(
          absl::StrCat("name: 's' parcels { weight_grams: 1000 } freight { currency_code: 'CNY' "
                       "minor: 5000 } receiver { address { region_code: '",
                       to, "' } } ", shipment)
              .c_str()),
      ParseText<v1::Policy>("currency_code: 'CNY' origin { region_code: 'CN' } "
                            "customs_short_form_minor: 20000"),
      kTermsTime);
}

std::string Abroad(const std::string& more = "", const std::string& line = LineText()) {
  return absl::StrCat("freight_payer: SENDER contents: SALE_OF_GOODS incoterm: DAP lines { ", line,
                      " } ", more);
}

TEST(ShippingTermsTest, WhatCrossesABorderSaysWhatItIs) {
  EXPECT_THAT(Terms(Abroad()), IsOk());
  EXPECT_THAT(Terms("freight_payer: SENDER"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Terms("freight_payer: SENDER", "CN"), IsOk());
  EXPECT_THAT(Terms(Abroad(), "CN"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Terms(absl::StrCat("freight_payer: SENDER incoterm: DAP lines { ", LineText(), " }")),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Terms("freight_payer: SENDER contents: GIFT", "CN"), HasReason("INVALID_ARGUMENT"));
}

TEST(ShippingTermsTest, LinesFitTheParcelAndTheShop) {
  EXPECT_THAT(Terms(Abroad("", LineText(1000))), IsOk());
  EXPECT_THAT(Terms(Abroad("", LineText(1001))), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Terms(Abroad("", LineText(400, 20000, "EUR"))), HasReason("INVALID_ARGUMENT"));
  const std::string battery = absl::StrCat(LineText(), "battery: IN_EQUIPMENT");
  EXPECT_THAT(Terms(Abroad("", battery)), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Terms(Abroad("", battery), "ES",
                    "status: PENDING parcels { weight_grams: 1 goods: 'battery' }"),
              IsOk());
}

TEST(ShippingTermsTest, TheIncotermSaysWhoPays) {
  for (int i = Incoterm::EXW; i <= Incoterm::DDP; ++i) {
    const auto incoterm = static_cast<Incoterm::Value>(i);
    const bool collect = incoterm == Incoterm::EXW || incoterm == Incoterm::FCA;
    EXPECT_EQ(FreightPayerOf(incoterm), collect ? TermsPayer::RECEIVER : TermsPayer::SENDER);
    EXPECT_EQ(DutyPayerOf(incoterm),
              incoterm == Incoterm::DDP ? TermsPayer::SENDER : TermsPayer::RECEIVER);
    for (const bool receiver : {false, true}) {
      const auto terms =
          Terms(absl::StrCat("freight_payer: ", receiver ? "RECEIVER" : "SENDER",
                             " contents: GIFT incoterm: ", Incoterm::Value_Name(incoterm),
                             " lines { ", LineText(), " }"));
      EXPECT_EQ(terms.ok(), receiver == collect) << Incoterm::Value_Name(incoterm);
      if (terms.ok()) EXPECT_EQ(terms->duty_payer(), DutyPayerOf(incoterm));
    }
  }
}

TEST(ShippingTermsTest, TheFreightIsPaidByOneOrBoth) {
  const auto both = [](int64_t minor, const char* more = "") {
    return Terms(absl::StrCat("freight_payer: BOTH receiver_freight { currency_code: 'CNY' minor: ",
                              minor, " } ", more),
                 "CN");
  };
  EXPECT_THAT(both(1), IsOk());
  EXPECT_THAT(both(4999), IsOk());
  EXPECT_THAT(both(0), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(both(5000), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Terms("freight_payer: BOTH", "CN"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Terms("freight_payer: SENDER receiver_freight { minor: 1 }", "CN"),
              HasReason("INVALID_ARGUMENT"));
  const auto collect = Terms("freight_payer: RECEIVER", "CN");
  ASSERT_THAT(collect, IsOk());
  EXPECT_EQ(collect->receiver_freight().minor(), 5000);
  EXPECT_FALSE(Terms("freight_payer: SENDER", "CN")->has_receiver_freight());
}

TEST(ShippingTermsTest, AreSetBeforeTheCarrierHasIt) {
  EXPECT_THAT(Terms(Abroad(), "ES", "status: INFO_RECEIVED"), IsOk());
  EXPECT_THAT(Terms(Abroad(), "ES", "status: PICKED_UP"), HasReason("WRONG_STATE"));
  EXPECT_THAT(Terms(Abroad(), "ES", "status: CANCELLED"), HasReason("WRONG_STATE"));
  EXPECT_THAT(Terms(Abroad(), "ES", "status: PENDING refund: 'r'"), HasReason("IS_RETURN"));
}

TEST(ShippingTermsTest, TheFormHasTheSumsAndIsShortForWhatIsWorthLittle) {
  const auto form = [](const std::string& request) {
    return MakeCustomsForm(
        Terms(request).value(),
        ParseText<v1::Shipment>("waybill_number: 'EE123456785CN' parcels { weight_grams: 600 } "
                                "parcels { weight_grams: 400 } freight { minor: 5000 } "
                                "receiver { name: '李**' }"),
        ParseText<v1::Policy>("currency_code: 'CNY' origin { region_code: 'CN' locality: 'x' } "
                              "customs_short_form_minor: 20000"));
  };
  const v1::CustomsForm small = form(Abroad("invoice: 'I-1'"));
  EXPECT_EQ(small.kind(), v1::CustomsForm::CN22);
  EXPECT_EQ(small.gross_grams(), 1000);
  EXPECT_EQ(small.net_grams(), 400);
  EXPECT_EQ(small.total_value().minor(), 20000);
  EXPECT_EQ(small.postage().minor(), 5000);
  EXPECT_EQ(small.sender().locality(), "x");
  EXPECT_EQ(small.receiver().name(), "李**");
  EXPECT_EQ(small.invoice(), "I-1");
  EXPECT_EQ(small.waybill_number(), "EE123456785CN");
  const v1::CustomsForm large = form(Abroad(absl::StrCat("lines { ", LineText(400, 1), " }")));
  EXPECT_EQ(large.kind(), v1::CustomsForm::CN23);
  EXPECT_EQ(large.total_value().minor(), 20001);
  EXPECT_EQ(large.net_grams(), 800);
}

}  // namespace
}  // namespace shopdesk::logistics::domain
