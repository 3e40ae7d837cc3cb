#include "tools/shopdesk/texts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::cli {
namespace {

using Json = nlohmann::ordered_json;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

TextStyle In(const char* language, const char* zone = "UTC") {
  TextStyle style{language, absl::UTCTimeZone()};
  EXPECT_TRUE(absl::LoadTimeZone(zone, &style.zone));
  return style;
}

Json Money(const char* minor) { return {{"currency_code", "CNY"}, {"minor", minor}}; }

Json CodOrder() {
  return {{"name", "shops/s/orders/7"},
          {"payment", {{"method", "COD"}}},
          {"cod_surcharge", Money("500")},
          {"total", Money("20400")}};
}

TEST(TextsTest, CodTellsWhatItCostsMore) {
  const auto text = CodText(CodOrder(), In("en"));
  ASSERT_THAT(text, IsOk());
  EXPECT_THAT(*text, HasSubstr("CN¥199.00 for goods and freight, CN¥5.00 for the collection, "
                               "CN¥204.00 in all"));
  EXPECT_THAT(*text, HasSubstr("order 7"));
}

TEST(TextsTest, AmountsHaveTheirCurrencysDecimals) {
  Json order = CodOrder();
  order["name"] = "shops/s/orders/A%2F7";
  order["total"] = {{"currency_code", "JPY"}, {"minor", "2040"}};
  order["cod_surcharge"] = {{"currency_code", "JPY"}, {"minor", "50"}};
  const auto text = CodText(order, In("en"));
  ASSERT_THAT(text, IsOk());
  EXPECT_THAT(*text, HasSubstr("order A/7 is"));
  EXPECT_THAT(*text, HasSubstr("¥1,990 for goods and freight, ¥50 for the collection, "
                               "¥2,040 in all"));
}

TEST(TextsTest, CodOnlyForCod) {
  Json order = CodOrder();
  order["payment"]["method"] = "ESCROW";
  EXPECT_THAT(CodText(order, In("en")).status(), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(TextsTest, CouriersWithPriceAndDate) {
  const Json couriers = {{"options",
                          {{{"display_name", "圆通速递"}, {"price", Money("1000")}},
                           {{"display_name", "顺丰速运"},
                            {"price", Money("1800")},
                            {"promised_time", "2026-03-04T18:00:00Z"}}}}};
  const auto text = CourierText(couriers, In("zh", "Asia/Shanghai"));
  ASSERT_THAT(text, IsOk());
  // In Shanghai it is the next day.
  EXPECT_THAT(*text, HasSubstr("圆通速递（¥10.00）、顺丰速运（¥18.00，预计2026年3月5日送达）"));
  EXPECT_THAT(CourierText(Json::object(), In("zh")).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(TextsTest, DelayNamesBothDates) {
  const Json order = {
      {"name", "shops/s/orders/7"},
      {"ship_date_proposal",
       {{"previous_time", "2026-03-02T10:00:00Z"}, {"ship_time", "2026-03-09T10:00:00Z"}}}};
  const auto text = DelayText(order, In("es"));
  ASSERT_THAT(text, IsOk());
  EXPECT_THAT(*text,
              HasSubstr("antes del 2 de marzo de 2026; saldrá a más tardar el 9 de marzo de 2026"));
  EXPECT_THAT(DelayText({{"name", "shops/s/orders/7"}}, In("es")).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(TextsTest, PortugueseIsBrazils) {
  const auto text = CodText(CodOrder(), In("pt"));
  ASSERT_THAT(text, IsOk());
  EXPECT_THAT(*text, HasSubstr("você economiza"));
  EXPECT_THAT(*text, Not(HasSubstr("poupa")));
}

TEST(TextsTest, NothingIsLeftToFillInAnyLanguage) {
  for (const char* language : {"zh", "en", "es", "pt"}) {
    const auto text = CodText(CodOrder(), In(language));
    ASSERT_THAT(text, IsOk());
    EXPECT_THAT(*text, Not(HasSubstr("{")));
  }
}

TEST(TextsTest, TellsAHitInALine) {
  Json hit = {{"level", "A"}, {"category", "PAID_PRAISE"}, {"end", 4}, {"text", "好评返现"}};
  EXPECT_EQ(HitText(hit), "A PAID_PRAISE 0-4 “好评返现”: leave it out");
  hit["begin"] = 2;
  hit["replacement"] = "谢谢";
  EXPECT_EQ(HitText(hit), "A PAID_PRAISE 2-4 “好评返现”: say “谢谢”");
}

}  // namespace
}  // namespace shopdesk::cli
