#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/negotiated_rate.pb.h"
#include "shopdesk/logistics/v1/quote.pb.h"

// What one rate table charges. Whole numbers only; every result is checked.
namespace shopdesk::logistics::domain {

// What is sent, measured once for all tables. Amounts in minor units of the shop's currency.
struct Consignment {
  struct Parcel {
    int64_t grams = 0;
    // 0 unless all three sides are known.
    int64_t volume_mm3 = 0;
    int64_t longest_mm = 0;
    // Length and girth: the longest side and twice the others; 0 unless all three are known.
    int64_t girth_mm = 0;
    int64_t pieces = 1;
  };
  std::vector<Parcel> parcels;
  // What is in them that not everybody carries.
  std::vector<std::string> goods;
  // Not told: nullopt.
  absl::optional<int64_t> goods_value;
  int64_t goods_minor() const { return goods_value.value_or(0); }
  absl::optional<int64_t> declared_minor;
  absl::optional<int64_t> cod_minor;
};

Consignment MeasureParcels(const google::protobuf::RepeatedPtrField<v1::ParcelSpec>& parcels);

// What a parcel weighs for the price: the dearer of weight and volume, rounded as the table says.
// `divisor` in cm³ a kg, 0: volume doesn't count.
int64_t ChargeableGrams(const v1::RateTable& table, int64_t divisor,
                        const Consignment::Parcel& parcel);

// Why a table can't.
struct Objection {
  const char* reason = "";
  std::string detail;
  // The limit that is broken, as the table names it, with what it allows and what was asked for;
  // empty: none is.
  const char* limit = "";
  absl::optional<int64_t> allowed = absl::nullopt;
  absl::optional<int64_t> actual = absl::nullopt;
  // PROHIBITED: what isn't taken.
  std::string goods = "";
};

// The part of a price that is the fee for collecting money.
inline constexpr char kCollectionFee[] = "cod";
// The part that is the premium of the insurance.
inline constexpr char kPremium[] = "insurance";

struct Price {
  int64_t chargeable_grams = 0;
  int64_t total_minor = 0;
  // By the table alone; the same unless a negotiated rate counts.
  int64_t list_minor = 0;
  // What of the total is the premium of the insurance.
  int64_t premium_minor = 0;
  // Asked for, but the table has no value.
  bool no_insurance_data = false;
  bool no_cod_data = false;
};

// What a price is made of: "base", the surcharges that apply, "insurance", "cod". Codes refer to
// the table.
struct PricePart {
  absl::string_view code;
  int64_t minor = 0;
};
using PriceParts = absl::InlinedVector<PricePart, 4>;

// The limits of a table whatever the zone, or of its rate to one: TOO_HEAVY, TOO_LARGE,
// TOO_VALUABLE, BELOW_VALUE, PROHIBITED; nullopt: none is broken.
absl::optional<Objection> CheckLimits(const v1::RateTable& table, const Consignment& consignment);
absl::optional<Objection> CheckLimits(const v1::ZoneRate& rate, const Consignment& consignment);
// Whether nobody told the sides of a parcel that a limit of sides or girth counts for: it breaks
// none then, as far as anybody knows.
bool LacksSides(const v1::RateTable& table, const v1::ZoneRate& rate,
                const Consignment& consignment);
// PROHIBITED for what is among `prohibited`, the goods that somebody doesn't take.
absl::optional<Objection> CheckGoods(
    const google::protobuf::RepeatedPtrField<std::string>& prohibited,
    const Consignment& consignment);

// The price in one zone, less what was negotiated; null: nothing was. NO_RATE or TOO_HEAVY (beyond
// the last band) when there is none. `parts`: where what it is made of is added; null: nobody asks,
// as of the thousands of prices that a quote compares.
absl::optional<Objection> PriceInZone(const v1::RateTable& table, const v1::ZoneRate& rate,
                                      const Consignment& consignment,
                                      const v1::NegotiatedRate* negotiated, Price& price,
                                      PriceParts* parts = nullptr);

// basis points of `value` rounded half up, plus the fixed part, within the bounds; nullopt if it
// overflows.
absl::optional<int64_t> ValueFeeOf(const v1::ValueFee& fee, int64_t value);

}  // namespace shopdesk::logistics::domain
