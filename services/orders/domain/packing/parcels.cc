#include "services/orders/domain/packing/parcels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <set>
#include <string>

namespace shopdesk::orders::domain {
namespace {

using catalog::v1::SkuSnapshot;
using logistics::v1::ParcelSpec;
using Parcels = google::protobuf::RepeatedPtrField<ParcelSpec>;
// Longest first.
using Sides = std::array<int64_t, 3>;

// What a piece of unknown weight counts, and how much goes in a parcel.
constexpr int64_t kUnknownWeightGrams = 500;
constexpr int64_t kParcelGrams = 30000;
// What logistics takes: parcels of a shipment, the weight and a side of one, the kinds of goods in
// it.
constexpr int64_t kMaxParcels = 100;
constexpr int64_t kMaxWeightGrams = 100000000;
constexpr int64_t kMaxSideMm = 20000;
constexpr size_t kMaxGoods = 20;
// Two parcels that stand beside each other hold more than one may, so that twice what all weigh,
// shared among this many, needs no more parcels than logistics takes.
constexpr int64_t kSharedParcels = kMaxParcels - 2;

int64_t GramsOf(const SkuSnapshot& snapshot) {
  return snapshot.weight_grams() > 0 ? snapshot.weight_grams() : kUnknownWeightGrams;
}

// How much goes in a parcel when so much is sent.
int64_t CapacityFor(const std::vector<PackedLine>& lines) {
  int64_t grams = 0;
  for (const PackedLine& line : lines) grams += GramsOf(line.snapshot) * line.quantity;
  return std::max(kParcelGrams, (2 * grams + kSharedParcels - 1) / kSharedParcels);
}

// Whole millimetres; what floating point adds to a root doesn't count as one.
int64_t RoundUp(double side) { return static_cast<int64_t>(std::ceil(side - 1e-6)); }

// A parcel while it is filled.
class Box {
 public:
  bool empty() const { return grams_ == 0; }
  // How many of so many pieces go in.
  int64_t RoomFor(const SkuSnapshot& snapshot, int64_t quantity, int64_t capacity) const {
    if (!TakesGoodsOf(snapshot)) return 0;
    return std::clamp<int64_t>((capacity - grams_) / GramsOf(snapshot), 0, quantity);
  }
  void Put(const SkuSnapshot& snapshot, int64_t quantity) {
    grams_ += GramsOf(snapshot) * quantity;
    goods_.insert(snapshot.shipping_goods().begin(), snapshot.shipping_goods().end());
    Sides sides = {snapshot.dimensions().length_mm(), snapshot.dimensions().width_mm(),
                   snapshot.dimensions().height_mm()};
    std::sort(sides.begin(), sides.end(), std::greater<>());
    measured_ = measured_ && sides[2] > 0;
    for (size_t i = 0; i < sides.size(); ++i) least_[i] = std::max(least_[i], sides[i]);
    volume_ += static_cast<double>(sides[0]) * sides[1] * sides[2] * quantity;
  }
  void CloseInto(ParcelSpec& parcel) const {
    parcel.set_weight_grams(std::clamp<int64_t>(grams_, 1, kMaxWeightGrams));
    for (const std::string& goods : goods_) parcel.add_goods(goods);
    if (!measured_ || empty()) return;
    const Sides sides = Measure();
    type::v1::Dimensions& dimensions = *parcel.mutable_dimensions();
    dimensions.set_length_mm(std::min(sides[0], kMaxSideMm));
    dimensions.set_width_mm(std::min(sides[1], kMaxSideMm));
    dimensions.set_height_mm(std::min(sides[2], kMaxSideMm));
  }

 private:
  // Whether a parcel can name them beside those that are in it.
  bool TakesGoodsOf(const SkuSnapshot& snapshot) const {
    if (goods_.size() + static_cast<size_t>(snapshot.shipping_goods_size()) <= kMaxGoods)
      return true;
    std::set<std::string> goods = goods_;
    goods.insert(snapshot.shipping_goods().begin(), snapshot.shipping_goods().end());
    return goods.size() <= kMaxGoods;
  }
  // The flattest box of their volume that has room for the longest, the widest and the highest of
  // them: first it grows in height, then it becomes a cube.
  Sides Measure() const {
    Sides sides = least_;
    const double floor = static_cast<double>(sides[0]) * sides[1];
    sides[2] = std::max(sides[2], RoundUp(volume_ / floor));
    if (sides[2] <= sides[1]) return sides;
    sides[1] = sides[2] = std::max(sides[1], RoundUp(std::sqrt(volume_ / sides[0])));
    if (sides[1] <= sides[0]) return sides;
    sides.fill(std::max(sides[0], RoundUp(std::cbrt(volume_))));
    return sides;
  }

  int64_t grams_ = 0;
  double volume_ = 0;
  Sides least_ = {0, 0, 0};
  bool measured_ = true;
  std::set<std::string> goods_;
};

}  // namespace

Parcels PackParcels(const std::vector<PackedLine>& lines) {
  Parcels parcels;
  const int64_t capacity = CapacityFor(lines);
  Box box;
  for (const PackedLine& line : lines) {
    for (int64_t left = line.quantity; left > 0;) {
      int64_t pieces = box.RoomFor(line.snapshot, left, capacity);
      // What is too heavy for any parcel has one of its own.
      if (pieces == 0 && box.empty()) pieces = 1;
      if (pieces == 0) {
        box.CloseInto(*parcels.Add());
        box = Box();
        continue;
      }
      box.Put(line.snapshot, pieces);
      left -= pieces;
    }
  }
  if (!box.empty() || parcels.empty()) box.CloseInto(*parcels.Add());
  return parcels;
}

}  // namespace shopdesk::orders::domain
