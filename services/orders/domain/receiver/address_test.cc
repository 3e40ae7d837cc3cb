#include "services/orders/domain/receiver/address.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/orders/domain/receiver/postal_code.h"
#include "services/orders/domain/receiver/receiver.h"

namespace shopdesk::orders::domain {
namespace {

using type::v1::PostalAddress;

PostalAddress AddressOf(const char* province, const char* city, const char* district,
                        const char* street) {
  PostalAddress address;
  address.set_region_code("CN");
  address.set_administrative_area(province);
  address.set_locality(city);
  address.set_district(district);
  address.set_street(street);
  return address;
}

std::string IndexOf(const char* province, const char* city, const char* district,
                    const char* street) {
  return AddressIndexValue(AddressOf(province, city, district, street));
}

TEST(AddressTest, OneStreetHoweverItIsWritten) {
  const struct {
    const char* one;
    const char* other;
    bool equal;
  } kCases[] = {
      {"中山东一路100号", "中山東一路１００號", true},
      {"中山东一路100号", "中山东1路一百号", true},
      {"中山东路一百零五号", "中山东路105号", true},
      {"中山东路一百五号", "中山东路150号", true},
      {"中山东路一百十五号", "中山东路壹佰壹拾伍號", true},
      {"中山东路二〇一室", "中山东路201室", true},
      {"中山东路十号", "中山东路 10 号。", true},
      {"A座 12-3", "a座12—3", true},
      {"A座 12/3", "Ａ座１２＃３", true},
      {"Calle Núñez 5, 2º", "calle nunez 5 2o", true},
      {"1号", "11号", false},
      {"十一号", "一号", false},
      {"东路5号", "西路5号", false},
      {"A座12-3", "A座123", false},
      {"5号 301", "5号 3-01", false},
      {"5号1室", "51室", false},
      {"千山路", "1000山路", false},
  };
  for (const auto& [one, other, equal] : kCases) {
    EXPECT_EQ(FoldAddress(one) == FoldAddress(other), equal)
        << one << " " << FoldAddress(one) << " " << other << " " << FoldAddress(other);
  }
}

TEST(AddressTest, OnePlaceHoweverItIsWritten) {
  const std::string bund = IndexOf("31", "上海市", "黄浦区", "中山东一路12号");
  EXPECT_EQ(IndexOf("上海", "上海", "黄浦", "中山东一路12号"), bund);
  EXPECT_EQ(IndexOf("上海市", "市辖区", "黃浦區", "中山東一路12號"), bund);
  EXPECT_EQ(IndexOf("310000", "", "黄浦区", "中山东一路12号"), bund);
  EXPECT_EQ(IndexOf("", "上海市", "黄浦区", "中山东一路12号"), bund);
  EXPECT_EQ(IndexOf("31", "上海市", "黄浦区", "上海市黄浦区中山东一路12号"), bund);
  EXPECT_EQ(IndexOf("31", "上海市", "黄浦区", "上海 黄浦区，中山东一路12号"), bund);
  EXPECT_EQ(IndexOf("31", "上海市", "黄浦区", "上海市上海市黄浦区中山东一路12号"), bund);
  EXPECT_NE(IndexOf("31", "上海市", "静安区", "中山东一路12号"), bund);
  EXPECT_NE(IndexOf("31", "上海市", "黄浦区", "中山东一路112号"), bund);
  EXPECT_EQ(IndexOf("河北省", "邢台市", "邢台县", "邢台县五号"),
            IndexOf("13", "邢台", "邢台", "5号"));
  EXPECT_EQ(IndexOf("四川", "绵阳", "三台", "四川省绵阳市三台县五号"),
            IndexOf("51", "绵阳市", "三台县", "5号"));
  // A road is no place.
  EXPECT_NE(IndexOf("31", "上海市", "黄浦区", "上海路5号"),
            IndexOf("31", "上海市", "黄浦区", "路5号"));
  EXPECT_NE(IndexOf("31", "上海市", "黄浦区", "黄浦路5号"),
            IndexOf("31", "上海市", "黄浦区", "路5号"));
  // A county and a city of one name.
  EXPECT_NE(IndexOf("65", "和田地区", "和田县", "1号"), IndexOf("65", "和田地区", "和田市", "1号"));
  // Nothing but the place is a street too.
  EXPECT_NE(IndexOf("31", "上海市", "黄浦区", "黄浦区"), IndexOf("31", "上海市", "黄浦区", ""));
}

TEST(AddressTest, PostalCodesAreOfThePlace) {
  const struct {
    PostalAddress address;
    const char* given;
    // Empty: refused.
    const char* kept;
  } kCases[] = {
      {AddressOf("44", "深圳市", "福田区", "1号"), "518000", "518000"},
      {AddressOf("44", "深圳市", "福田区", "1号"), "５１８０３３", "518033"},
      {AddressOf("44", "深圳市", "福田区", "1号"), "100000", ""},
      {AddressOf("44", "深圳市", "福田区", "1号"), "510000", ""},
      {AddressOf("44", "深圳市", "福田区", "1号"), "999999", ""},
      {AddressOf("", "深圳", "", "1号"), "100000", ""},
      {AddressOf("广东", "nowhere", "", "1号"), "100000", ""},
      {AddressOf("广东", "nowhere", "", "1号"), "518000", "518000"},
      {AddressOf("", "nowhere", "", "1号"), "999999", ""},
      // The district came from another city with its code.
      {AddressOf("37", "济南市", "莱芜区", "1号"), "271100", "271100"},
      {AddressOf("44", "东莞市", "长安镇", "1号"), "510000", ""},
      // Reached through a neighbour.
      {AddressOf("33", "舟山市", "嵊泗县", "1号"), "202450", "202450"},
      {AddressOf("15", "呼伦贝尔市", "阿荣旗", "1号"), "162750", "162750"},
      {AddressOf("81", "香港", "", "1号"), "999077", "999077"},
      // Derived.
      {AddressOf("44", "深圳市", "市辖区", "1号"), "", "518000"},
      {AddressOf("44", "深圳市", "440301", "1号"), "", "518000"},
      {AddressOf("44", "东莞市", "长安镇", "1号"), "", "523000"},
      {AddressOf("31", "市辖区", "黄浦", "1号"), "", "200001"},
      {AddressOf("13", "邢台市", "邢台县", "1号"), "", "054000"},
  };
  for (const auto& [address, given, kept] : kCases) {
    type::v1::Receiver receiver;
    receiver.set_phone("13812345678");
    *receiver.mutable_address() = address;
    receiver.mutable_address()->set_postal_code(given);
    Violations violations;
    CheckReceiver(receiver, "receiver", violations);
    const bool refused = *kept == '\0';
    EXPECT_EQ(violations.empty(), !refused) << address.DebugString() << given;
    if (refused) continue;
    EXPECT_EQ(receiver.address().postal_code(), kept) << address.DebugString();
  }
  // A district that the table doesn't have.
  EXPECT_EQ(PostalCodeOf("济南市", "莱芜区"), "");
}

}  // namespace
}  // namespace shopdesk::orders::domain
