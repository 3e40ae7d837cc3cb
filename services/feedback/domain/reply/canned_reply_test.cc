#include "services/feedback/domain/reply/canned_reply.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/testing/matchers.h"

namespace shopdesk::feedback::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ReplyFacts AllFacts(const std::string& language) {
  ReplyFacts facts;
  facts.language = language;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &facts.zone));
  facts.product = ParseText<catalog::v1::Product>(R"pb(
    name: 'shops/s/products/p'
    title: 'Mug'
    state: ON_SALE
    brand: 'Kiln'
    attributes { key: 'material' values: 'clay' values: 'cork' }
    skus {
      sku_id: 'M-1'
      option_values { option: 'colour' value: 'red' }
      option_values { option: 'size' value: 'L' }
      price { currency_code: 'CNY' minor: 4900 }
    }
    skus {
      sku_id: 'M-2'
      price { currency_code: 'CNY' minor: 3900 }
    }
  )pb");
  facts.sku_id = "M-1";
  facts.stock = 0;
  facts.care = ParseText<catalog::v1::ProductCare>(R"pb(
    sentence: 'Wash by hand.'
    processes { text: 'hand wash' }
    entries { topic: WASHING text: 'no sponge' }
    entries { topic: WARRANTY text: 'one year' }
  )pb");
  facts.order = ParseText<orders::v1::DescribeOrderResponse>(R"pb(
    order {
      name: 'shops/s/orders/A%2F7'
      total { currency_code: 'CNY' minor: 123450 }
      deadline_time { seconds: 1709546400 }
      parcels { carrier_id: 'sf' waybill_number: 'SF1' }
      parcels { carrier_id: 'yto' waybill_number: 'YT2' }
    }
    sentence: 'It is on its way.'
  )pb");
  facts.carrier.emplace();
  facts.carrier->set_display_name("YTO");
  return facts;
}

absl::StatusOr<std::string> Fill(absl::string_view text, const ReplyFacts& facts) {
  auto parts = ParseReply(text);
  if (!parts.ok()) return parts.status();
  return FillReply(*parts, facts);
}

TEST(CannedReplyTest, FillsEveryVariable) {
  const ReplyFacts facts = AllFacts("en");
  for (const auto& [text, filled] : std::vector<std::pair<std::string, std::string>>{
           {"{product.title} by {product.brand}", "Mug by Kiln"},
           {"{product.material}", "clay, cork"},
           {"{product.price}", "CN¥39.00"},
           {"{sku.options}: {sku.price}", "red, L: CN¥49.00"},
           {"{sku.stock} left", "0 left"},
           {"{care}", "Wash by hand."},
           {"{care.washing}", "hand wash; no sponge"},
           {"{care.warranty}", "one year"},
           {"{order.id}", "A/7"},
           {"{order.total}", "CN¥1,234.50"},
           {"{order.state}", "It is on its way."},
           {"{courier} {waybill}", "YTO YT2"},
           {"{{no variable} }", "{no variable} }"}}) {
    EXPECT_THAT(Fill(text, facts), IsOkAndHolds(filled));
  }
}

TEST(CannedReplyTest, WritesAsTheLanguageDoesInTheShopsTime) {
  EXPECT_THAT(*Fill("{order.deadline}", AllFacts("zh")), HasSubstr("2024年3月4日"));
  EXPECT_THAT(*Fill("{order.deadline}", AllFacts("zh")), HasSubstr("18:00"));
  EXPECT_THAT(*Fill("{order.deadline}", AllFacts("es")), HasSubstr("4 de marzo de 2024"));
  EXPECT_THAT(Fill("{product.material}", AllFacts("zh")), IsOkAndHolds("clay、cork"));
}

TEST(CannedReplyTest, RefusesWhatIsNotKnown) {
  ReplyFacts facts = AllFacts("en");
  const absl::Status missing = Fill("until {order.ship_by}", facts).status();
  EXPECT_THAT(missing, HasReason("FACT_MISSING"));
  EXPECT_EQ(ErrorMetadataOf(missing, "variable"), "order.ship_by");
  EXPECT_EQ(ErrorMetadataOf(missing, "resource"), "shops/s/orders/A%2F7");
  EXPECT_THAT(Fill("{care.repair}", facts), HasReason("FACT_MISSING"));
  facts.sku_id = "M-2";
  EXPECT_THAT(Fill("{sku.options}", facts), HasReason("FACT_MISSING"));
  facts.carrier.reset();
  EXPECT_THAT(Fill("{courier}", facts), HasReason("FACT_MISSING"));
}

TEST(CannedReplyTest, PromisesNothingThatIsNotOnSale) {
  ReplyFacts facts = AllFacts("en");
  for (const auto state : {catalog::v1::Product::DRAFT, catalog::v1::Product::OFF_SALE}) {
    facts.product->set_state(state);
    for (const char* text : {"{product.price}", "{sku.price}", "{sku.stock}"}) {
      const absl::Status status = Fill(text, facts).status();
      EXPECT_THAT(status, HasReason("FACT_MISSING")) << text;
      EXPECT_THAT(std::string(status.message()), HasSubstr("shops/s/products/p isn't on sale"));
      EXPECT_EQ(ErrorMetadataOf(status, "resource"), "shops/s/products/p");
    }
    EXPECT_THAT(Fill("{product.title}: {care}", facts), IsOkAndHolds("Mug: Wash by hand."));
  }
}

TEST(CannedReplyTest, SaysWhatHasToBeNamed) {
  const ReplyFacts nothing;
  for (const auto& [text, what] :
       std::vector<std::pair<std::string, std::string>>{{"{product.title}", "name a product"},
                                                        {"{sku.stock}", "name a SKU"},
                                                        {"{care}", "name a product"},
                                                        {"{order.id}", "name an order"},
                                                        {"{courier}", "name an order"}}) {
    const absl::Status status = Fill(text, nothing).status();
    EXPECT_THAT(status, HasReason("FACT_MISSING"));
    EXPECT_THAT(std::string(status.message()), HasSubstr(what));
    EXPECT_EQ(ErrorMetadataOf(status, "resource"), "");
  }
}

TEST(CannedReplyTest, ChecksWhatIsSaved) {
  EXPECT_OK(
      CheckCannedReply(ParseText<v1::CannedReply>("language_code: 'pt' text: 'a {courier}'")));
  EXPECT_THAT(CheckCannedReply(ParseText<v1::CannedReply>("language_code: 'de' text: 'a'")),
              StatusIs(absl::StatusCode::kInvalidArgument));
  for (const char* text : {"{receiver.phone}", "{", "{}", "{order.id", "{ order.id}", "{{{x}"}) {
    const absl::Status status = CheckCannedReply(
        ParseText<v1::CannedReply>(absl::StrCat("language_code: 'zh' text: '", text, "'")));
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument)) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("{order.state}")) << text;
  }
}

TEST(CannedReplyTest, ChoosesTheLanguageThatIsUnderstood) {
  std::vector<v1::CannedReply> replies(2);
  replies[0].set_language_code("es");
  replies[1].set_language_code("zh");
  EXPECT_EQ(ChooseReply(replies, "zh-Hant-TW").language_code(), "zh");
  EXPECT_EQ(ChooseReply(replies, "ES").language_code(), "es");
  EXPECT_EQ(ChooseReply(replies, "fr").language_code(), "es");
  EXPECT_EQ(ChooseReply(replies, "").language_code(), "es");
  replies[1].set_language_code("en");
  EXPECT_EQ(ChooseReply(replies, "fr").language_code(), "en");
}

TEST(CannedReplyTest, FindsOutWhatIsMeant) {
  const auto order = ParseText<orders::v1::Order>(R"pb(
    lines { snapshot { product: 'shops/s/products/p' sku_id: 'A' } }
    lines { snapshot { product: 'shops/s/products/p' sku_id: 'B' } }
    delivery { carrier_id: 'sf' }
  )pb");
  EXPECT_EQ(ProductOf(order), "shops/s/products/p");
  catalog::v1::Product product;
  product.set_name("shops/s/products/p");
  product.add_skus()->set_sku_id("A");
  EXPECT_EQ(SkuOf(product, nullptr), "A");
  product.add_skus()->set_sku_id("B");
  EXPECT_EQ(SkuOf(product, nullptr), "");
  EXPECT_EQ(SkuOf(product, &order), "");
  auto of_one = order;
  of_one.mutable_lines(1)->mutable_snapshot()->set_product("shops/s/products/q");
  EXPECT_EQ(ProductOf(of_one), "");
  EXPECT_EQ(SkuOf(product, &of_one), "A");
  EXPECT_EQ(CarrierOf(order), "sf");
}

TEST(CannedReplyTest, AParcelThatDoesNotGoToTheBuyerIsNotNamed) {
  ReplyFacts facts = AllFacts("en");
  auto& parcel = *facts.order->mutable_order()->mutable_parcels()->Add();
  parcel.set_carrier_id("zto");
  parcel.set_waybill_number("ZT3");
  using orders::v1::Parcel;
  for (const auto state : {Parcel::INTENDED, Parcel::REFUSED, Parcel::RETURNED}) {
    parcel.set_state(state);
    EXPECT_EQ(Fill("{waybill}", facts).value_or(""), "YT2") << state;
    EXPECT_EQ(CarrierOf(facts.order->order()), "yto") << state;
  }
  parcel.set_state(Parcel::SHIPPED);
  EXPECT_EQ(Fill("{waybill}", facts).value_or(""), "ZT3");
  parcel.set_coming_back(true);
  EXPECT_EQ(Fill("{waybill}", facts).value_or(""), "YT2");
}

TEST(CannedReplyTest, AsksForWhatIsNeededOnly) {
  const auto parts = ParseReply("{order.id} {sku.stock} text");
  ASSERT_OK(parts);
  EXPECT_TRUE(Needs(*parts, FactSource::kOrder));
  EXPECT_TRUE(Needs(*parts, FactSource::kStock));
  EXPECT_FALSE(Needs(*parts, FactSource::kCare));
  EXPECT_FALSE(Needs(*parts, FactSource::kCourier));
}

}  // namespace
}  // namespace shopdesk::feedback::domain
