#include "libs/privacy/text_mask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

namespace shopdesk::privacy {
namespace {

using ::testing::Values;

size_t TextMaskCodePoints(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

class MaskedTest : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(MaskedTest, IsMaskedOnce) {
  const auto& [text, masked] = GetParam();
  EXPECT_EQ(MaskText(text), masked);
  EXPECT_EQ(MaskText(masked), masked);
  EXPECT_LE(TextMaskCodePoints(masked), TextMaskCodePoints(text) + 8);
}

INSTANTIATE_TEST_SUITE_P(Separators, MaskedTest,
                         Values(std::pair("138 - 1234 - 5678", "138****5678"),  //
                                std::pair("138–1234–5678", "138****5678"),      // En dash.
                                std::pair("138—1234—5678", "138****5678"),      // Em dash.
                                std::pair("138−1234−5678", "138****5678"),      // Minus.
                                std::pair("138.12.34.56.78", "138****5678"),    //
                                std::pair("138/1234/5678", "138****5678"),      //
                                std::pair("138_1234_5678", "138****5678"),      //
                                std::pair("138·1234·5678", "138****5678"),      // Middle dot.
                                std::pair("138・1234・5678",
                                          "138****5678"),  // Katakana middle dot.
                                std::pair("138，1234，5678", "138****5678"),          //
                                std::pair("138、1234、5678", "138****5678"),          //
                                std::pair("138:1234:5678", "138****5678"),            //
                                std::pair("138|1234~5678", "138****5678"),            //
                                std::pair("138😀1234😀5678", "138****5678"),            //
                                std::pair("【138】1234【5678】", "【138****5678】"),  //
                                std::pair("1-3-8-1-2-3-4-5-6-7-8", "138****5678"),    //
                                std::pair("13 81 23 45 67 8", "138****5678"),         //
                                std::pair("(+86) 138 1234 5678", "(+86138****5678"),  //
                                std::pair("＋８６－１３８－１２３４－５６７８", "+86138****5678"),
                                std::pair("0086 138 1234 5678", "008****5678")));

INSTANTIATE_TEST_SUITE_P(LinesAndWhatIsNotSeen, MaskedTest,
                         Values(std::pair("138\n1234\n5678", "138****5678"),
                                std::pair("call 138\r\n1234\r\n5678!", "call 138****5678!"),
                                std::pair("138\u20281234\u00855678", "138****5678"),
                                std::pair("138\u200b1234\u200d5678", "138****5678"),
                                std::pair("1\ufeff3\u20608\u00ad1234\u034f5678", "138****5678"),
                                std::pair("138\u00a01234\u30005678", "138****5678"),
                                std::pair("+44 20\u200b 7946\n0958", "+44207****0958"),
                                std::pair("010\n6234\n5678", "010****5678")));

INSTANTIATE_TEST_SUITE_P(
    Digits, MaskedTest,
    Values(
        std::pair("١٣٨١٢٣٤٥٦٧٨", "138****5678"),    // Arabic-Indic.
        std::pair("۱۳۸ ۱۲۳۴ ۵۶۷۸", "138****5678"),  // Persian.
        std::pair("१३८१२३४५६७८", "138****5678"),    // Devanagari.
        std::pair("𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "138****5678"),    // Mathematical bold.
        std::pair("①③⑧①②③④⑤⑥⑦⑧", "138****5678"),    //
        std::pair("1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
                  "138****5678"),  // Key caps.
        std::pair("电话一三八一二三四五六七八", "电话138****5678"),
        std::pair("壹叁捌壹贰叁肆伍陆柒捌", "138****5678"),
        std::pair("壹參捌壹貳參肆伍陸柒捌", "138****5678"),
        std::pair("一三八〇零○〇零五六七", "138****0567"),
        std::pair("幺三八 幺二三四 五六七八", "138****5678"),
        std::pair("1三8一2三4五6七8", "138****5678"),
        std::pair("周一13812345678一次", "周一138****5678一次")));

INSTANTIATE_TEST_SUITE_P(
    OtherNumbers, MaskedTest,
    Values(std::pair("tel (010) 6234 5678", "tel (010****5678"),
           std::pair("010-62345678-801", "010****8801"),
           std::pair("2件 010 6234 5678 3件", "2件 010****5678 3件"),
           std::pair("0571 8815 7838", "057****7838"),  //
           std::pair("400-820-8820", "400****8820"),    //
           std::pair("0044 20 7946 0958", "004****0958"),
           std::pair("+1 (212) 555-0123 or +852 6123 4567", "+1212****0123 or +852****67"),
           std::pair("(212) 555-1234", "(212****1234"),                                 //
           std::pair("212 555 1234", "212****1234"),                                    //
           std::pair("06 23 14 56 78", "062****5678"),                                  //
           std::pair("6234-5671", "****71"), std::pair("座机6234 5671", "座机****71"),  //
           std::pair("电话: 555 123", "电话: 555 123"),                                 //
           std::pair("电话: 5551 899", "电话: ****99"),                                 //
           std::pair("5678 1234 9012 3456", "567****3456"),
           std::pair("13812345678 13912345678", "138****5678 139****5678"),
           std::pair("13812345678 2 38 39", "138****5678 2 38 39")));

INSTANTIATE_TEST_SUITE_P(
    Mail, MaskedTest,
    Values(std::pair("test＠example.com", "te**＠example.com"),
           std::pair("test﹫example．com", "te**﹫example．com"),
           std::pair("josé@correo.es", "jo**@correo.es"),  //
           std::pair("почта@пример.рф", "по***@пример.рф"),
           std::pair("张三@例子.中国", "张*@例子.中国"),
           std::pair("user@xn--fsqu00a.xn--fiqs8s", "us**@xn--fsqu00a.xn--fiqs8s"),
           std::pair("请写信到bob@example.com谢谢", "请写信到b**@example.com谢谢"),
           std::pair("bob @ example.com", "b** @ example.com"),
           std::pair("te\u200bst@example.com", "te***@example.com"),
           std::pair("a@b.cn。13812345678", "*@b.cn。138****5678"),
           std::pair("x@138.1234.5678.com", "x@138****5678.com")));

class KeptTest : public ::testing::TestWithParam<const char*> {};

TEST_P(KeptTest, StaysAsItIs) { EXPECT_EQ(MaskText(GetParam()), GetParam()); }

INSTANTIATE_TEST_SUITE_P(Sizes, KeptTest,
                         Values("sizes 38 39 40 41", "尺码 36 37 38 39 40 41 42",
                                "S/M/L 38/39/40/41", "38-39-40-41", "38、39、40、41、42",
                                "身高 150 155 160 165 170", "90 100 110 120 130 140",
                                "三五 三六 三七 三八", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
                                "1 3 5 7 9 11 13 15 17"));

INSTANTIATE_TEST_SUITE_P(Prices, KeptTest,
                         Values("12345.67元", "¥1299.00 ¥1399.00", "￥ 1,234,567.89",
                                "1299 1599 1999", "1299-1599元", "199.00 299.00 5元",
                                "199.00, 299.00, 399.00", "$1500000", "1234567元", "160 - 128 = 32",
                                "1399+1299+1199", "买199减100 满399减250"));

INSTANTIATE_TEST_SUITE_P(Dates, KeptTest,
                         Values("2024-01-15", "2024-01-15 10:30:45", "2024/1/5 8:05",
                                "15.01.2024 10:30", "01/15/2024", "2024-01-15 10:30:45.123",
                                "2024年01月15日 10时30分", "20240115", "2023-2024", "2019 2020",
                                "2024-01-15 - 2024-02-15", "08:30-20:45 13:00-15:30"));

INSTANTIATE_TEST_SUITE_P(OrderNumbers, KeptTest,
                         Values("order 536365", "C536379", "536365, 536366, 536367",
                                "536365 536366", "536365 2件", "536365 2", "order 536365-1",
                                "order-1", "shops/hz/orders/20240115000123",
                                "shops/hz/orders/01902378-1234-7123-8123-123456789012",
                                "5 01902378-1234-7123-8123-123456789012", "6681 6680 比",
                                "房间 1607 1107", "好 66666666 好"));

INSTANTIATE_TEST_SUITE_P(Measures, KeptTest,
                         Values("1200x600x750", "1200×600×750mm", "1200*600*750", "120-60-75cm",
                                "1000 2000 3000ml", "90-60-90", "1200 600 750 mm", "5000-6000mAh",
                                "37.5°C 38.5°C", "90210-1234"));

INSTANTIATE_TEST_SUITE_P(NoMail, KeptTest,
                         Values("no personal data @ all", "@客服小二 在吗", "3 @ 5.00", "a@b",
                                "user@localhost"));

// Twice the text takes about twice the time: what is asked of libphonenumber is bounded, and no
// part is read again and again.
TEST(MaskTextTest, LongTextsOfEveryKindAreMasked) {
  for (const std::string piece :
       {"a",   "1",     "1 ",     "0 1 ",    "+1 ", "010 ",        "a@",           "@",
        "1\n", "(",     "\u200b", "1\u200b", "一",  "2024-01-15 ", "13812345678 ", "38 39 40 41 ",
        "*",   "1****", "a@b.",   "0190"}) {
    std::string text;
    while (text.size() < 100'000) text += piece;
    const std::string masked = MaskText(text);
    EXPECT_EQ(MaskText(masked), masked) << piece;
    EXPECT_LE(TextMaskCodePoints(masked), TextMaskCodePoints(text) + 8) << piece;
  }
}

}  // namespace
}  // namespace shopdesk::privacy
