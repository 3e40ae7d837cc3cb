#include "services/logistics/domain/carrier/zone_matcher.h"

#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::ParseText;

bool Matches(const char* zone, const char* address) {
  PlaceNumbers numbers;
  const ZoneMatcher matcher(ParseText<v1::Zone>(zone), numbers);
  const Destination destination = FoldAddress(ParseText<type::v1::PostalAddress>(address));
  return matcher.Matches(NumberedDestination(destination, numbers));
}

TEST(ZoneMatcherTest, RegionNumbersAreOfTwoCapitalLetters) {
  EXPECT_EQ(RegionNumber("AA"), 0);
  EXPECT_EQ(RegionNumber("ZZ"), kRegions - 1);
  for (const char* none : {"", "A", "GBR", "gb", "4A"}) EXPECT_EQ(RegionNumber(none), -1) << none;
}

TEST(ZoneMatcherTest, EmptyListsMatchEverything) {
  EXPECT_TRUE(Matches("", "region_code: 'GB'"));
  EXPECT_TRUE(Matches("", ""));
  EXPECT_FALSE(Matches("region_codes: 'GB'", ""));
}

TEST(ZoneMatcherTest, EveryListThatIsNotEmptyMustMatch) {
  constexpr char kZone[] =
      "region_codes: 'GB' administrative_areas: ' England ' localities: 'London' "
      "postal_code_prefixes: 'SW' postal_code_prefixes: 'n1 9'";
  EXPECT_TRUE(Matches(kZone,
                      "region_code: 'GB' administrative_area: 'england' locality: ' LONDON' "
                      "postal_code: 'sw1a 1aa'"));
  EXPECT_TRUE(Matches(kZone,
                      "region_code: 'GB' administrative_area: 'England' locality: 'London' "
                      "postal_code: 'N19GU'"));
  EXPECT_TRUE(Matches(kZone,
                      "region_code: 'GB' administrative_area: 'England' locality: 'London' "
                      "postal_code: 'ＳＷ－1A'"));
  for (const char* other :
       {"region_code: 'IE' administrative_area: 'England' locality: 'London' postal_code: 'SW1'",
        "region_code: 'GB' administrative_area: 'Wales' locality: 'London' postal_code: 'SW1'",
        "region_code: 'GB' administrative_area: 'England' locality: 'Leeds' postal_code: 'SW1'",
        "region_code: 'GB' administrative_area: 'England' locality: 'London' postal_code: 'S'"}) {
    EXPECT_FALSE(Matches(kZone, other)) << other;
  }
}

TEST(ZoneMatcherTest, AProvinceIsTheSameByCodeAndByName) {
  for (const char* zone : {"region_codes: 'CN' administrative_areas: '上海市'",
                           "region_codes: 'CN' administrative_areas: '31'",
                           "administrative_areas: '上海' localities: '上海市'"}) {
    EXPECT_TRUE(Matches(zone, "region_code: 'CN' administrative_area: '31' locality: '市辖区'"))
        << zone;
    EXPECT_TRUE(Matches(zone, "region_code: 'CN' administrative_area: '上海市' locality: '上海'"))
        << zone;
    EXPECT_FALSE(Matches(zone, "region_code: 'CN' administrative_area: '11' locality: '北京市'"))
        << zone;
  }
}

}  // namespace
}  // namespace shopdesk::logistics::domain
