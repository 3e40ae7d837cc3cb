#include "services/orders/domain/packing/parcels.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::orders::domain {
namespace {

using catalog::v1::SkuSnapshot;
using logistics::v1::ParcelSpec;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

SkuSnapshot PieceOf(int64_t grams, const std::vector<int64_t>& sides = {},
                    const std::vector<std::string>& goods = {}) {
  SkuSnapshot snapshot;
  snapshot.set_weight_grams(grams);
  if (sides.size() == 3) {
    snapshot.mutable_dimensions()->set_length_mm(sides[0]);
    snapshot.mutable_dimensions()->set_width_mm(sides[1]);
    snapshot.mutable_dimensions()->set_height_mm(sides[2]);
  }
  for (const std::string& name : goods) snapshot.add_shipping_goods(name);
  return snapshot;
}

std::vector<int64_t> GramsIn(const std::vector<PackedLine>& lines) {
  std::vector<int64_t> grams;
  for (const ParcelSpec& parcel : PackParcels(lines)) grams.push_back(parcel.weight_grams());
  return grams;
}

std::vector<int64_t> SidesOf(const ParcelSpec& parcel) {
  return {parcel.dimensions().length_mm(), parcel.dimensions().width_mm(),
          parcel.dimensions().height_mm()};
}

TEST(PackParcelsTest, PiecesGoTogetherUpToThirtyKilogrammes) {
  const SkuSnapshot unknown = PieceOf(0);
  const SkuSnapshot light = PieceOf(300);
  EXPECT_THAT(GramsIn({{unknown, 2}, {light, 1}}), ElementsAre(1300));
  const SkuSnapshot heavy = PieceOf(14000);
  EXPECT_THAT(GramsIn({{light, 1}, {heavy, 3}}), ElementsAre(28300, 14000));
  EXPECT_THAT(GramsIn({}), ElementsAre(1));
}

TEST(PackParcelsTest, APieceIsNeverDivided) {
  const SkuSnapshot heavy = PieceOf(50000);
  const SkuSnapshot light = PieceOf(300);
  EXPECT_THAT(GramsIn({{light, 1}, {heavy, 2}, {light, 1}}), ElementsAre(300, 50000, 50000, 300));
}

TEST(PackParcelsTest, NoMoreParcelsThanLogisticsTakes) {
  for (const int64_t grams : {400, 16000, 31000, 1000000}) {
    const SkuSnapshot piece = PieceOf(grams);
    int64_t sum = 0;
    const std::vector<int64_t> parcels = GramsIn({{piece, 1001}});
    for (const int64_t parcel : parcels) sum += parcel;
    EXPECT_LE(parcels.size(), 100u) << grams;
    EXPECT_EQ(sum, 1001 * grams);
  }
}

TEST(PackParcelsTest, OnePieceHasItsOwnSides) {
  const SkuSnapshot piece = PieceOf(800, {100, 900, 50});
  EXPECT_THAT(SidesOf(PackParcels({{piece, 1}})[0]), ElementsAre(900, 100, 50));
}

TEST(PackParcelsTest, SeveralFillABoxThatHasRoomForEach) {
  const SkuSnapshot flat = PieceOf(10, {300, 200, 10});
  EXPECT_THAT(SidesOf(PackParcels({{flat, 5}})[0]), ElementsAre(300, 200, 50));
  // A pole beside them makes the box longer, not as much higher.
  const SkuSnapshot pole = PieceOf(500, {1500, 20, 20});
  EXPECT_THAT(SidesOf(PackParcels({{flat, 5}, {pole, 1}})[0]), ElementsAre(1500, 200, 20));
  const SkuSnapshot cube = PieceOf(1, {10, 10, 10});
  EXPECT_THAT(SidesOf(PackParcels({{cube, 1000}})[0]), ElementsAre(100, 100, 100));
}

TEST(PackParcelsTest, WhatIsNotMeasuredLeavesTheParcelWithoutSides) {
  const SkuSnapshot measured = PieceOf(10, {300, 200, 10});
  const SkuSnapshot not_measured = PieceOf(10);
  EXPECT_FALSE(PackParcels({{measured, 1}, {not_measured, 1}})[0].has_dimensions());
  // A missing side is no side: the box would have no volume.
  const SkuSnapshot flat = PieceOf(10, {300, 200, 0});
  EXPECT_FALSE(PackParcels({{flat, 1}})[0].has_dimensions());
}

TEST(PackParcelsTest, GoodsAreThoseOfThePiecesInIt) {
  const SkuSnapshot lamp = PieceOf(20000, {}, {"fragile", "battery"});
  const SkuSnapshot soap = PieceOf(20000, {}, {"liquid"});
  const SkuSnapshot cup = PieceOf(100, {}, {"fragile"});
  const auto parcels = PackParcels({{lamp, 1}, {cup, 1}, {soap, 1}});
  ASSERT_EQ(parcels.size(), 2);
  EXPECT_THAT(parcels[0].goods(), ElementsAre("battery", "fragile"));
  EXPECT_THAT(parcels[1].goods(), ElementsAre("liquid"));
  const SkuSnapshot plain = PieceOf(100);
  EXPECT_THAT(PackParcels({{plain, 1}})[0].goods(), IsEmpty());
}

TEST(PackParcelsTest, MoreKindsOfGoodsThanAParcelNamesAreDivided) {
  std::vector<std::string> many;
  for (int i = 0; i < 15; ++i) many.push_back(absl::StrCat("kind_", i));
  const SkuSnapshot first = PieceOf(1, {}, many);
  for (std::string& kind : many) kind = absl::StrCat("other_", kind);
  const SkuSnapshot second = PieceOf(1, {}, many);
  const auto parcels = PackParcels({{first, 1}, {second, 1}});
  ASSERT_EQ(parcels.size(), 2);
  EXPECT_EQ(parcels[0].goods_size(), 15);
  EXPECT_EQ(parcels[1].goods_size(), 15);
}

}  // namespace
}  // namespace shopdesk::orders::domain
