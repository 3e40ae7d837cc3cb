#include "services/logistics/domain/carrier/branch.h"

#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;

bool ServesIn(const char* branch, const char* address) {
  return Serves(ParseText<v1::Branch>(branch), ParseText<type::v1::PostalAddress>(address));
}

TEST(BranchTest, ItsServicesAndModesMustBeKnown) {
  EXPECT_OK(CheckBranch(ParseText<v1::Branch>("services: DELIVERY modes: EMS")));
  EXPECT_THAT(CheckBranch(v1::Branch()), HasReason("INVALID_ARGUMENT"));
  v1::Branch branch = ParseText<v1::Branch>("services: DELIVERY postal_code_prefixes: ' '");
  EXPECT_THAT(CheckBranch(branch), HasReason("INVALID_ARGUMENT"));
  branch = ParseText<v1::Branch>("services: DELIVERY modes: MODE_UNSPECIFIED");
  EXPECT_THAT(CheckBranch(branch), HasReason("INVALID_ARGUMENT"));
}

TEST(BranchTest, ItServesItsPlace) {
  constexpr char kBranch[] = "region_code: 'CN' administrative_area: '浙江省' locality: '杭州市'";
  EXPECT_TRUE(ServesIn(kBranch, "region_code: 'CN' locality: ' 杭州市 '"));
  EXPECT_TRUE(ServesIn(
      kBranch,
      "region_code: 'CN' administrative_area: '浙江省' locality: '杭州市' district: '西湖区'"));
  EXPECT_FALSE(ServesIn(kBranch, "region_code: 'CN' locality: '宁波市'"));
  EXPECT_FALSE(
      ServesIn(kBranch, "region_code: 'CN' administrative_area: '江苏省' locality: '杭州市'"));
  EXPECT_FALSE(ServesIn(kBranch, "region_code: 'TW' locality: '杭州市'"));
}

TEST(BranchTest, DistrictsAndPostalCodesNarrowIt) {
  constexpr char kBranch[] =
      "region_code: 'GB' locality: 'London' districts: 'Camden' postal_code_prefixes: 'SW1A'";
  EXPECT_TRUE(ServesIn(kBranch, "region_code: 'GB' locality: 'london' district: 'CAMDEN'"));
  EXPECT_TRUE(ServesIn(kBranch, "region_code: 'GB' locality: 'London' postal_code: 'sw1 a1AA'"));
  EXPECT_FALSE(ServesIn(kBranch, "region_code: 'GB' locality: 'London' postal_code: 'N1 9GU'"));
  constexpr char kByCode[] = "region_code: 'GB' postal_code_prefixes: 'IV'";
  EXPECT_TRUE(ServesIn(kByCode, "region_code: 'GB' locality: 'Inverness' postal_code: 'IV1 1AA'"));
}

TEST(BranchTest, WhatItOffers) {
  const auto branch = ParseText<v1::Branch>("services: DELIVERY services: DROP_OFF");
  EXPECT_TRUE(Offers(branch, v1::Branch::DROP_OFF));
  EXPECT_FALSE(Offers(branch, v1::Branch::PICKUP_POINT));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
