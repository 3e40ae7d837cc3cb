#include "services/logistics/domain/shipment/shipment.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;
using ::testing::HasSubstr;

const absl::Time kShipmentTime = absl::FromUnixSeconds(1'700'000'000);

// "post" takes its own numbers only, "road" any.
RateIndex Rates() {
  return RateIndex(ParseText<v1::Policy>("currency_code: 'CNY'"),
                   {ParseText<v1::Carrier>("name: 'shops/1/carriers/post' modes: EMS "
                                           "waybill_rules { pattern: 'EE[0-9]+' }"),
                    ParseText<v1::Carrier>("name: 'shops/1/carriers/road' modes: COURIER_ROAD")},
                   {});
}

absl::Status ShipmentCheck(const char* request) {
  return CheckQuote(Rates(), "1", ParseText<v1::QuoteRequest>(request));
}

absl::StatusOr<v1::Offer> Choose(const char* request, const char* quote) {
  return ChooseOffer(Rates(), ParseText<v1::CreateShipmentRequest>(request),
                     ParseText<v1::QuoteResponse>(quote));
}

constexpr char kBoth[] = "offers { carrier_id: 'post' } offers { carrier_id: 'road' }";

TEST(CheckQuoteTest, AmountsAreTheShopsAndCarriersExist) {
  EXPECT_THAT(ShipmentCheck(""), IsOk());
  EXPECT_THAT(ShipmentCheck("carrier_id: 'post' goods_value { minor: 0 } "
                            "cod_amount { currency_code: 'CNY' minor: 5 }"),
              IsOk());
  for (const char* bad :
       {"goods_value { minor: -1 }", "declared_value { currency_code: 'GBP' minor: 1 }",
        "cod_amount { currency_code: 'CNY' minor: -1 }"}) {
    EXPECT_THAT(ShipmentCheck(bad), HasReason("INVALID_ARGUMENT")) << bad;
  }
  const absl::Status unknown = ShipmentCheck("carrier_id: 'a b'");
  EXPECT_THAT(unknown, HasReason("NOT_FOUND"));
  EXPECT_EQ(ErrorMetadataOf(unknown, "resource"), "shops/1/carriers/a%20b");
}

TEST(CheckQuoteTest, ABoxHasThreeSidesOrNone) {
  const auto check = [](const char* sides) {
    auto request = ParseText<v1::QuoteRequest>("parcels { weight_grams: 1 }");
    *request.add_parcels()->mutable_dimensions() = ParseText<type::v1::Dimensions>(sides);
    return CheckQuote(Rates(), "1", request);
  };
  EXPECT_THAT(check(""), IsOk());
  EXPECT_THAT(check("length_mm: 1 width_mm: 2 height_mm: 3"), IsOk());
  for (const char* sides :
       {"length_mm: 1", "length_mm: 1 width_mm: 2", "width_mm: 2 height_mm: 3"}) {
    EXPECT_THAT(check(sides), HasReason("INVALID_ARGUMENT")) << sides;
  }
}

TEST(ChooseOfferTest, TheFirstWhoseCarrierTakesTheNumber) {
  const auto offer = Choose("waybill_number: 'EE1'", kBoth);
  ASSERT_THAT(offer, IsOk());
  EXPECT_EQ(offer->carrier_id(), "post");
  EXPECT_EQ(Choose("waybill_number: '42'", kBoth)->carrier_id(), "road");
  // The post doesn't take a number of ours.
  EXPECT_EQ(Choose("", kBoth)->carrier_id(), "road");
}

TEST(ChooseOfferTest, ANumberThatNobodyTakes) {
  const absl::Status wrong =
      Choose("waybill_number: '42'", "offers { carrier_id: 'post' }").status();
  EXPECT_THAT(wrong, HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(std::string(wrong.message()), HasSubstr("post: EE[0-9]+"));
  const absl::Status missing = Choose("", "offers { carrier_id: 'post' }").status();
  EXPECT_THAT(std::string(missing.message()), HasSubstr("is required"));
  EXPECT_THAT(Choose("receiver { address { region_code: 'GB' } }", ""), HasReason("NO_DELIVERY"));
}

TEST(MakeShipmentTest, ItIsWhatWasAskedAndOffered) {
  const auto request = ParseText<v1::CreateShipmentRequest>(R"pb(
    order: "shops/1/orders/o"
    waybill_number: "EE1"
    receiver {
      name: "x"
      address { region_code: "CN" }
    }
    parcels { weight_grams: 5 }
    declared_value { currency_code: "CNY" minor: 7 }
    buyer: "b"
    language_code: "en"
    gift: true
  )pb");
  const auto offer = ParseText<v1::Offer>(
      "carrier_id: 'post' mode: EMS total { currency_code: 'CNY' minor: 900 } "
      "insurance { declared_value { currency_code: 'CNY' minor: 7 } }");
  const v1::QuoteRequest wanted = QuoteFor(request, v1::Policy());
  const v1::Shipment shipment =
      MakeShipment(request, wanted, offer, "shops/1/shipments/s", kShipmentTime);
  EXPECT_EQ(shipment.name(), "shops/1/shipments/s");
  EXPECT_EQ(shipment.carrier_id(), "post");
  EXPECT_EQ(shipment.status(), v1::TrackingStatus::PENDING);
  EXPECT_THAT(shipment.freight(), EqualsProto(offer.total()));
  EXPECT_THAT(shipment.receiver(), EqualsProto(request.receiver()));
  EXPECT_EQ(FromProto(shipment.create_time()), kShipmentTime);
  EXPECT_TRUE(shipment.gift());
  EXPECT_FALSE(shipment.has_cod_amount());
  EXPECT_FALSE(shipment.has_promised_time());
  EXPECT_THAT(wanted.destination(), EqualsProto(request.receiver().address()));
  EXPECT_EQ(wanted.declared_value().minor(), 7);
  EXPECT_FALSE(wanted.has_cod_amount());
  EXPECT_FALSE(shipment.has_origin());
  // Elsewhere by the same way.
  const v1::QuoteRequest elsewhere =
      QuoteOf(shipment, ParseText<type::v1::PostalAddress>("region_code: 'GB'"));
  EXPECT_EQ(elsewhere.destination().region_code(), "GB");
  EXPECT_EQ(elsewhere.carrier_id(), "post");
  EXPECT_EQ(elsewhere.mode(), v1::Mode::EMS);
  EXPECT_EQ(elsewhere.declared_value().minor(), 7);
}

// What was to be insured and isn't, for want of a fee, isn't said to be.
TEST(MakeShipmentTest, NothingIsDeclaredThatTheOfferDoesNotInsure) {
  const auto request =
      ParseText<v1::CreateShipmentRequest>("declared_value { currency_code: 'CNY' minor: 7 }");
  auto offer =
      ParseText<v1::Offer>("insurance { declared_value { currency_code: 'CNY' minor: 7 } }");
  v1::Shipment shipment =
      MakeShipment(request, v1::QuoteRequest(), v1::Offer(), "shops/1/shipments/s", kShipmentTime);
  EXPECT_FALSE(shipment.has_declared_value());
  TakeOffer(offer, shipment);
  EXPECT_EQ(shipment.declared_value().minor(), 7);
  offer.clear_insurance();
  TakeOffer(offer, shipment);
  EXPECT_FALSE(shipment.has_declared_value());
}

TEST(ReplaceTest, OnlyGoodsOfTheOrderThatDidNotArrive) {
  const auto replace = [](const char* order, v1::Shipment lost) {
    auto shipment = ParseText<v1::Shipment>("name: 'shops/1/shipments/again'");
    shipment.set_order(order);
    return Replace(lost, shipment, kShipmentTime);
  };
  auto lost = ParseText<v1::Shipment>(
      "name: 'shops/1/shipments/lost' order: 'shops/1/orders/a' "
      "merged_orders: 'shops/1/orders/b' status: EXPIRED");
  EXPECT_THAT(replace("shops/1/orders/a", lost), IsOk());
  EXPECT_THAT(replace("shops/1/orders/b", lost), IsOk());
  const absl::Status other = replace("shops/1/orders/c", lost);
  EXPECT_THAT(other, HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(other.message(), HasSubstr("replaces"));
  EXPECT_THAT(other.message(), HasSubstr("shops/1/orders/c"));
  for (const auto status : {v1::TrackingStatus::DELIVERED, v1::TrackingStatus::RETURNED,
                            v1::TrackingStatus::CANCELLED}) {
    lost.set_status(status);
    const absl::Status over = replace("shops/1/orders/a", lost);
    EXPECT_THAT(over, HasReason("WRONG_STATE"));
    EXPECT_EQ(ErrorMetadataOf(over, "allowed"), "CorrectTracking");
  }
  lost.set_status(v1::TrackingStatus::IN_TRANSIT);
  lost.set_refund("shops/1/orders/a/refunds/r");
  EXPECT_THAT(replace("shops/1/orders/a", lost), HasReason("INVALID_ARGUMENT"));
}

TEST(ReplaceTest, NamesAllThatWereSentInItsPlace) {
  auto lost = ParseText<v1::Shipment>("name: 'shops/1/shipments/lost' order: 'shops/1/orders/a'");
  auto shipment = ParseText<v1::Shipment>("order: 'shops/1/orders/a'");
  for (int i = 0; i < kMostReplacements; ++i) {
    shipment.set_name(absl::StrCat("shops/1/shipments/", i));
    ASSERT_OK(Replace(lost, shipment, kShipmentTime));
  }
  EXPECT_EQ(lost.replaced_by_size(), kMostReplacements);
  EXPECT_EQ(lost.replaced_by(0), "shops/1/shipments/0");
  EXPECT_EQ(FromProto(lost.update_time()), kShipmentTime);
  EXPECT_THAT(Replace(lost, shipment, kShipmentTime), HasReason("INVALID_ARGUMENT"));
}

TEST(MakeShipmentTest, ItIsSentFromWhereTheRequestTheSenderOrThePolicySays) {
  auto request = ParseText<v1::CreateShipmentRequest>(
      "receiver { address { region_code: 'CN' } } parcels { weight_grams: 5 }");
  v1::Policy policy;
  policy.mutable_origin()->set_region_code("GB");
  policy.mutable_origin()->set_street("1 High Street");
  EXPECT_THAT(QuoteFor(request, policy).origin(), EqualsProto("region_code: 'GB'"));
  type::v1::PostalAddress& from = *request.mutable_sender()->mutable_address();
  from.set_region_code("CN");
  from.set_administrative_area("33");
  from.set_locality("杭州市");
  EXPECT_THAT(QuoteFor(request, policy).origin(),
              EqualsProto("region_code: 'CN' administrative_area: '33' locality: '杭州市'"));
  request.mutable_origin()->set_region_code("DE");
  const v1::QuoteRequest wanted = QuoteFor(request, policy);
  EXPECT_THAT(wanted.origin(), EqualsProto("region_code: 'DE'"));
  // Quoted anew it is sent from there, whatever the policy says by then.
  const v1::Shipment shipment =
      MakeShipment(request, wanted, v1::Offer(), "shops/1/shipments/s", kShipmentTime);
  EXPECT_THAT(QuoteOf(shipment, shipment.receiver().address()).origin(),
              EqualsProto("region_code: 'DE'"));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
