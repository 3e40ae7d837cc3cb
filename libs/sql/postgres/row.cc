#include "libs/sql/postgres/row.h"

#include <cstring>

#include "absl/base/casts.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace shopdesk::sql {
namespace {

// Object ids of PostgreSQL's built-in types (pg_type.dat); they never change.
constexpr Oid kBool = 16;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kOid = 26;
constexpr Oid kFloat8 = 701;
constexpr Oid kNumeric = 1700;
constexpr Oid kJsonb = 3802;
constexpr Oid kXid8 = 5069;

// A big-endian number of up to 8 bytes.
uint64_t BigEndian(absl::string_view bytes) {
  uint64_t number = 0;
  for (const char c : bytes.substr(0, 8)) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

// A numeric cut to a whole number: count, weight of the first, sign, scale, then digits of base
// 10,000, each in two bytes. SUM of BIGINT is one.
int64_t WholePart(absl::string_view bytes) {
  if (bytes.size() < 8) return 0;
  const auto digits = static_cast<int16_t>(BigEndian(bytes.substr(0, 2)));
  const auto weight = static_cast<int16_t>(BigEndian(bytes.substr(2, 2)));
  const bool negative = BigEndian(bytes.substr(4, 2)) == 0x4000;
  uint64_t number = 0;
  for (int i = 0; i <= weight; ++i) {
    const uint64_t digit = i < digits ? BigEndian(bytes.substr(8 + 2 * i, 2)) : 0;
    number = number * 10000 + digit;
  }
  return static_cast<int64_t>(negative ? -number : number);
}

bool IsNumber(Oid type) {
  switch (type) {
    case kBool:
    case kInt8:
    case kInt2:
    case kInt4:
    case kOid:
    case kFloat8:
    case kNumeric:
    case kXid8:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::string_view PostgresRow::Raw(int column) const {
  return {PQgetvalue(result_, row_, column),
          static_cast<size_t>(PQgetlength(result_, row_, column))};
}

int64_t PostgresRow::Int(int column) const {
  if (IsNull(column)) return 0;
  const absl::string_view raw = Raw(column);
  switch (PQftype(result_, column)) {
    case kBool:
    case kOid:
    case kInt8:
    case kXid8:
      return static_cast<int64_t>(BigEndian(raw));
    case kInt4:
      return static_cast<int32_t>(BigEndian(raw));
    case kInt2:
      return static_cast<int16_t>(BigEndian(raw));
    case kNumeric:
      return WholePart(raw);
    case kFloat8:
      return static_cast<int64_t>(absl::bit_cast<double>(BigEndian(raw)));
    default: {
      int64_t number = 0;
      return absl::SimpleAtoi(raw, &number) ? number : 0;
    }
  }
}

absl::string_view PostgresRow::Text(int column) const {
  const Oid type = PQftype(result_, column);
  if (IsNull(column)) return "";
  if (IsNumber(type)) return texts_.emplace_front(absl::StrCat(Int(column)));
  // A version byte goes before the text of a jsonb.
  return type == kJsonb ? Raw(column).substr(1) : Raw(column);
}

}  // namespace shopdesk::sql
