#include "services/logistics/domain/rate/pricing.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/logistics/domain/rate/negotiated_rate.h"

namespace shopdesk::logistics::domain {
namespace {

// Basis points in the whole.
constexpr int64_t kBasisPoints = 10'000;
// Minor units: the largest amount that shopdesk.type.v1.Money holds.
constexpr int64_t kMaxMinor = 1'000'000'000'000'000;
// Thousandths in a minor unit: prices a gram are that fine.
constexpr int64_t kMilli = 1'000;
constexpr int64_t kMm3PerM3 = 1'000'000'000;
// Grams. Couriers round up to half kilogrammes, and to whole ones from 100 kg on.
constexpr int64_t kCourierStepGrams = 500;
constexpr int64_t kCourierHeavyStepGrams = 1'000;
constexpr int64_t kCourierHeavyGrams = 100'000;

int64_t CeilDivide(int64_t value, int64_t divisor) {
  return value / divisor + (value % divisor != 0 ? 1 : 0);
}

int64_t RoundUp(int64_t value, int64_t step) { return CeilDivide(value, step) * step; }

// A sum that knows when it no longer fits; all amounts are ≥ 0.
class Tally {
 public:
  void Add(int64_t amount) {
    if (__builtin_add_overflow(sum_, amount, &sum_) || sum_ > kMaxMinor) fits_ = false;
  }
  void AddProduct(int64_t a, int64_t b) { Add(Multiply(a, b)); }
  // ceil(a · b / divisor)
  void AddRatioUp(int64_t a, int64_t b, int64_t divisor) {
    Add(CeilDivide(Multiply(a, b), divisor));
  }
  bool fits() const { return fits_; }
  int64_t sum() const { return sum_; }

 private:
  int64_t Multiply(int64_t a, int64_t b) {
    int64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product)) fits_ = false;
    return fits_ ? product : 0;
  }

  int64_t sum_ = 0;
  bool fits_ = true;
};

Objection TooHeavy(int64_t grams, int64_t limit) {
  return {"TOO_HEAVY", absl::StrCat("a parcel has ", grams, " g, at most ", limit, " g"),
          "max_grams", limit, grams};
}

Objection DoesNotFit() { return {"NO_RATE", "the price is larger than an amount can be"}; }

// First weight and steps.
absl::optional<Objection> AddSteps(const v1::ZoneRate& rate, int64_t grams, Tally& tally) {
  if (rate.first_grams() == 0 && rate.first_minor() == 0 && !rate.has_step_grams())
    return absl::nullopt;
  tally.Add(rate.first_minor());
  const int64_t beyond = grams - rate.first_grams();
  if (beyond <= 0) return absl::nullopt;
  if (rate.step_grams() > 0) {
    tally.AddProduct(CeilDivide(beyond, rate.step_grams()), rate.step_minor());
  } else if (rate.first_grams() > 0) {
    return TooHeavy(grams, rate.first_grams());
  }
  return absl::nullopt;
}

absl::optional<Objection> AddBand(const v1::ZoneRate& rate, int64_t grams, Tally& tally) {
  if (rate.bands().empty()) return absl::nullopt;
  for (const v1::WeightBand& band : rate.bands()) {
    if (band.has_up_to_grams() && grams > band.up_to_grams()) continue;
    tally.Add(band.price_minor());
    tally.AddRatioUp(grams, band.per_gram_milli_minor(), kMilli);
    return absl::nullopt;
  }
  return TooHeavy(grams, rate.bands(rate.bands_size() - 1).up_to_grams());
}

absl::optional<Objection> AddParcel(const v1::ZoneRate& rate, const Consignment::Parcel& parcel,
                                    int64_t grams, Tally& tally) {
  if (auto objection = AddSteps(rate, grams, tally)) return objection;
  if (auto objection = AddBand(rate, grams, tally)) return objection;
  tally.AddProduct(rate.per_piece_minor(), parcel.pieces);
  if (rate.per_cubic_metre_minor() > 0) {
    if (parcel.volume_mm3 == 0)
      return Objection{"NO_RATE", "the rate counts volume: give all three sides"};
    tally.AddRatioUp(parcel.volume_mm3, rate.per_cubic_metre_minor(), kMm3PerM3);
  }
  tally.AddRatioUp(grams, rate.per_gram_milli_minor(), kMilli);
  tally.Add(rate.registration_minor());
  return absl::nullopt;
}

// The base price: all parcels, the increments of value, the minimum; nothing above free_over.
absl::optional<Objection> AddBase(const v1::RateTable& table, const v1::ZoneRate& rate,
                                  const Consignment& consignment, Price& price, PriceParts* parts) {
  const int64_t divisor =
      rate.has_volumetric_divisor() ? rate.volumetric_divisor() : table.volumetric_divisor();
  Tally tally;
  for (const Consignment::Parcel& parcel : consignment.parcels) {
    const int64_t grams = ChargeableGrams(table, divisor, parcel);
    price.chargeable_grams += grams;
    if (auto objection = AddParcel(rate, parcel, grams, tally)) {
      return objection;
    }
  }
  if (rate.value_step_minor() > 0) {
    const int64_t value = consignment.declared_minor.value_or(consignment.goods_minor());
    tally.AddProduct(CeilDivide(value, rate.value_step_minor()), rate.per_value_step_minor());
  }
  if (!tally.fits()) return DoesNotFit();
  price.total_minor = std::max(tally.sum(), rate.minimum_minor());
  if (parts != nullptr) parts->push_back({"base", price.total_minor});
  return absl::nullopt;
}

bool AppliesIn(const v1::Surcharge& surcharge, const std::string& zone_id) {
  return surcharge.zone_ids().empty() ||
         std::find(surcharge.zone_ids().begin(), surcharge.zone_ids().end(), zone_id) !=
             surcharge.zone_ids().end();
}

absl::optional<int64_t> BasisPointsOf(int64_t value, int64_t bps) {
  int64_t product = 0;
  if (__builtin_mul_overflow(value, bps, &product)) return absl::nullopt;
  return product / kBasisPoints + (product % kBasisPoints >= kBasisPoints / 2 ? 1 : 0);
}

// What the surcharge adds to a base price; nullopt if it doesn't fit.
absl::optional<int64_t> SurchargeOf(const v1::Surcharge& surcharge, int64_t base) {
  const absl::optional<int64_t> share = BasisPointsOf(base, surcharge.bps());
  if (!share.has_value()) return absl::nullopt;
  Tally part;
  part.Add(surcharge.fixed_minor());
  part.Add(*share);
  if (!part.fits()) return absl::nullopt;
  return part.sum();
}

// The base price, less what was negotiated, and its surcharges; the list price has those of its
// own.
absl::optional<Objection> AddSurcharges(const v1::RateTable& table, const v1::ZoneRate& rate,
                                        const v1::NegotiatedRate* negotiated, Price& price,
                                        PriceParts* parts) {
  const int64_t list_base = price.total_minor;
  const int64_t base = negotiated == nullptr ? list_base : NegotiatedBase(*negotiated, list_base);
  if (parts != nullptr) parts->back().minor = base;
  Tally tally;
  Tally list;
  tally.Add(base);
  list.Add(list_base);
  for (const v1::Surcharge& surcharge : table.surcharges()) {
    if (!AppliesIn(surcharge, rate.zone_id())) continue;
    const absl::optional<int64_t> part = SurchargeOf(surcharge, base);
    const absl::optional<int64_t> list_part =
        base == list_base ? part : SurchargeOf(surcharge, list_base);
    if (!part.has_value() || !list_part.has_value()) return DoesNotFit();
    tally.Add(*part);
    list.Add(*list_part);
    if (parts != nullptr) parts->push_back({surcharge.code(), *part});
  }
  if (!tally.fits() || !list.fits()) return DoesNotFit();
  price.total_minor = tally.sum();
  price.list_minor = list.sum();
  return absl::nullopt;
}

// Insurance and COD: what was asked for, which the table has a fee for.
absl::optional<Objection> AddValueFee(absl::string_view code, const v1::ValueFee& fee,
                                      int64_t value, Price& price, PriceParts* parts) {
  const absl::optional<int64_t> minor = ValueFeeOf(fee, value);
  if (!minor.has_value()) return DoesNotFit();
  Tally tally;
  tally.Add(std::max(price.total_minor, price.list_minor));
  tally.Add(*minor);
  if (!tally.fits()) return DoesNotFit();
  price.total_minor += *minor;
  price.list_minor += *minor;
  if (parts != nullptr) parts->push_back({code, *minor});
  return absl::nullopt;
}

template <class Limits>
absl::optional<Objection> CheckParcel(const Limits& limits, const Consignment::Parcel& parcel) {
  if (limits.has_max_grams() && parcel.grams > limits.max_grams()) {
    return TooHeavy(parcel.grams, limits.max_grams());
  }
  if (limits.has_max_side_mm() && parcel.longest_mm > limits.max_side_mm()) {
    return Objection{"TOO_LARGE",
                     absl::StrCat("a side has ", parcel.longest_mm, " mm, at most ",
                                  limits.max_side_mm(), " mm"),
                     "max_side_mm", limits.max_side_mm(), parcel.longest_mm};
  }
  if (limits.has_max_girth_mm() && parcel.girth_mm > limits.max_girth_mm()) {
    return Objection{"TOO_LARGE",
                     absl::StrCat("length and girth are ", parcel.girth_mm, " mm, at most ",
                                  limits.max_girth_mm(), " mm"),
                     "max_girth_mm", limits.max_girth_mm(), parcel.girth_mm};
  }
  return absl::nullopt;
}

template <class Limits>
bool NeedsSides(const Limits& limits, const Consignment::Parcel& parcel) {
  return (limits.has_max_side_mm() && parcel.longest_mm == 0) ||
         (limits.has_max_girth_mm() && parcel.girth_mm == 0);
}

// Of one parcel, in minor units: they share what all are worth.
int64_t ValueOfEach(const Consignment& consignment) {
  const int64_t value = std::max(consignment.goods_minor(), consignment.declared_minor.value_or(0));
  return CeilDivide(value, std::max<int64_t>(consignment.parcels.size(), 1));
}

// `limits`: a rate table, or a zone's rate.
template <class Limits>
absl::optional<Objection> CheckLimitsOf(const Limits& limits, const Consignment& consignment) {
  for (const Consignment::Parcel& parcel : consignment.parcels) {
    if (auto objection = CheckParcel(limits, parcel)) return objection;
  }
  if (limits.has_max_value_minor()) {
    const int64_t each = ValueOfEach(consignment);
    if (each > limits.max_value_minor()) {
      return Objection{"TOO_VALUABLE",
                       absl::StrCat("a parcel is worth ", each, ", at most ",
                                    limits.max_value_minor(), " minor units"),
                       "max_value_minor", limits.max_value_minor(), each};
    }
  }
  return CheckGoods(limits.prohibited_goods(), consignment);
}

}  // namespace

Consignment MeasureParcels(const google::protobuf::RepeatedPtrField<v1::ParcelSpec>& parcels) {
  Consignment consignment;
  for (const v1::ParcelSpec& spec : parcels) {
    Consignment::Parcel& parcel = consignment.parcels.emplace_back();
    const type::v1::Dimensions& sides = spec.dimensions();
    parcel.grams = spec.weight_grams();
    parcel.volume_mm3 = sides.length_mm() * sides.width_mm() * sides.height_mm();
    parcel.longest_mm = std::max({sides.length_mm(), sides.width_mm(), sides.height_mm()});
    if (parcel.volume_mm3 > 0) {
      parcel.girth_mm =
          2 * (sides.length_mm() + sides.width_mm() + sides.height_mm()) - parcel.longest_mm;
    }
    parcel.pieces = std::max(1, spec.pieces());
    consignment.goods.insert(consignment.goods.end(), spec.goods().begin(), spec.goods().end());
  }
  return consignment;
}

int64_t ChargeableGrams(const v1::RateTable& table, int64_t divisor,
                        const Consignment::Parcel& parcel) {
  int64_t grams = parcel.grams;
  if (divisor > 0 && parcel.longest_mm >= table.volumetric_min_side_mm()) {
    // cm³ / (cm³ a kg) in grams is mm³ / divisor.
    grams = std::max(grams, CeilDivide(parcel.volume_mm3, divisor));
  }
  if (table.rounding() == v1::WeightRounding::COURIER) {
    return RoundUp(grams, grams < kCourierHeavyGrams ? kCourierStepGrams : kCourierHeavyStepGrams);
  }
  if (table.rounding() == v1::WeightRounding::UP && table.rounding_grams() > 0) {
    return RoundUp(grams, table.rounding_grams());
  }
  return grams;
}

absl::optional<Objection> CheckGoods(
    const google::protobuf::RepeatedPtrField<std::string>& prohibited,
    const Consignment& consignment) {
  for (const std::string& goods : consignment.goods) {
    if (std::find(prohibited.begin(), prohibited.end(), goods) == prohibited.end()) continue;
    Objection objection{"PROHIBITED", absl::StrCat(goods, " isn't taken")};
    objection.limit = "prohibited_goods";
    objection.goods = goods;
    return objection;
  }
  return absl::nullopt;
}

absl::optional<Objection> CheckLimits(const v1::RateTable& table, const Consignment& consignment) {
  const int64_t declared = consignment.declared_minor.value_or(0);
  if (table.has_max_declared_minor() && declared > table.max_declared_minor()) {
    return Objection{"TOO_VALUABLE",
                     absl::StrCat(declared, " minor units are to be insured, at most ",
                                  table.max_declared_minor()),
                     "max_declared_minor", table.max_declared_minor(), declared};
  }
  return CheckLimitsOf(table, consignment);
}

absl::optional<Objection> CheckLimits(const v1::ZoneRate& rate, const Consignment& consignment) {
  const int64_t each = rate.has_min_value_minor() ? ValueOfEach(consignment) : 0;
  if (each < rate.min_value_minor()) {
    return Objection{"BELOW_VALUE",
                     absl::StrCat("a parcel is worth ", each, ", at least ", rate.min_value_minor(),
                                  " minor units"),
                     "min_value_minor", rate.min_value_minor(), each};
  }
  return CheckLimitsOf(rate, consignment);
}

bool LacksSides(const v1::RateTable& table, const v1::ZoneRate& rate,
                const Consignment& consignment) {
  return std::any_of(consignment.parcels.begin(), consignment.parcels.end(),
                     [&](const Consignment::Parcel& parcel) {
                       return NeedsSides(table, parcel) || NeedsSides(rate, parcel);
                     });
}

absl::optional<Objection> PriceInZone(const v1::RateTable& table, const v1::ZoneRate& rate,
                                      const Consignment& consignment,
                                      const v1::NegotiatedRate* negotiated, Price& price,
                                      PriceParts* parts) {
  if (auto objection = AddBase(table, rate, consignment, price, parts)) return objection;
  if (rate.has_free_over_minor() && consignment.goods_minor() >= rate.free_over_minor()) {
    price.total_minor = 0;
    price.list_minor = 0;
    if (parts != nullptr) parts->back().minor = 0;
  } else if (auto objection = AddSurcharges(table, rate, negotiated, price, parts)) {
    return objection;
  }
  const absl::optional<int64_t> declared = consignment.declared_minor;
  price.no_insurance_data = declared.has_value() && !table.has_insurance();
  if (declared.has_value() && table.has_insurance()) {
    const int64_t before = price.total_minor;
    if (auto objection = AddValueFee(kPremium, table.insurance(), *declared, price, parts)) {
      return objection;
    }
    price.premium_minor = price.total_minor - before;
  }
  const absl::optional<int64_t> cod = consignment.cod_minor;
  price.no_cod_data = cod.has_value() && !table.has_cod_fee();
  if (!cod.has_value() || !table.has_cod_fee()) return absl::nullopt;
  return AddValueFee(kCollectionFee, table.cod_fee(), *cod, price, parts);
}

absl::optional<int64_t> ValueFeeOf(const v1::ValueFee& fee, int64_t value) {
  const absl::optional<int64_t> share = BasisPointsOf(value, fee.bps());
  int64_t sum = 0;
  if (!share.has_value() || __builtin_add_overflow(*share, fee.plus_minor(), &sum)) {
    return absl::nullopt;
  }
  sum = std::max(sum, fee.minimum_minor());
  if (fee.has_maximum_minor()) sum = std::min(sum, fee.maximum_minor());
  return sum;
}

}  // namespace shopdesk::logistics::domain
