#include "libs/base/province.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk {
namespace {

TEST(ProvinceTest, ByCodeOrNameInEitherScript) {
  for (const char* area : {"31", "310000", " 31 ", "３１", "上海", "上海市", "上 海 市"}) {
    EXPECT_EQ(ProvinceCode(area), "31") << area;
  }
  for (const char* area : {"45", "廣西", "广西", "廣西壯族自治區", "广西壮族自治区"}) {
    EXPECT_EQ(ProvinceCode(area), "45") << area;
  }
  EXPECT_EQ(ProvinceCode("四川省"), "51");
  EXPECT_EQ(ProvinceCode("新疆维吾尔自治区"), "65");
  EXPECT_EQ(ProvinceCode("香港特別行政區"), "81");
}

TEST(ProvinceTest, WhatIsNone) {
  for (const char* area : {"", "市", "99", "3101", "310100", "0000", "杭州市", "海南藏族自治州"}) {
    EXPECT_EQ(ProvinceCode(area), "") << area;
  }
}

TEST(ProvinceTest, EveryOneHasACodeAndAName) {
  int provinces = 0;
  for (int code = 10; code < 100; ++code) {
    const std::string digits = std::to_string(code);
    const std::string name(ProvinceName(digits));
    if (name.empty()) continue;
    ++provinces;
    EXPECT_EQ(ProvinceCode(name), digits);
  }
  EXPECT_EQ(provinces, 34);
}

TEST(ProvinceTest, FourAreCities) {
  for (const char* name : {"北京市", "天津市", "上海市", "重慶市"}) {
    EXPECT_TRUE(IsMunicipality(ProvinceCode(name))) << name;
  }
  EXPECT_FALSE(IsMunicipality(ProvinceCode("浙江省")));
  EXPECT_FALSE(IsMunicipality(""));
}

TEST(ProvinceTest, CharactersFold) {
  EXPECT_EQ(FoldCharacters("Ｓão 東京 ガ"), "sao 东京 ガ");
  // What is composed of more than one sign, and what has none.
  EXPECT_EQ(FoldCharacters("Sa\u0303o \u304B\u3099 한국 \u1112\u1161\u11AB 文三路"),
            "sao が 한국 한 文三路");
}

}  // namespace
}  // namespace shopdesk
