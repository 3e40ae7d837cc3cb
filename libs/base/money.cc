#include "libs/base/money.h"

#include <unicode/ucurr.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>

#include "absl/container/flat_hash_set.h"
#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"

namespace shopdesk {
namespace {

absl::Status TooLarge() {
  return Error(absl::StatusCode::kOutOfRange, "AMOUNT_OUT_OF_RANGE",
               "the amount does not fit in 63 bits of minor units");
}

absl::StatusOr<int64_t> Narrow(absl::int128 value) {
  if (value > std::numeric_limits<int64_t>::max() || value < std::numeric_limits<int64_t>::min()) {
    return TooLarge();
  }
  return static_cast<int64_t>(value);
}

absl::Status SameCurrency(const Money& a, const Money& b) {
  if (a.currency_code() == b.currency_code()) return absl::OkStatus();
  return InvalidFieldError(
      "currency_code",
      absl::StrCat("must be one currency, got ", a.currency_code(), " and ", b.currency_code()));
}

// The currencies that are in use.
const absl::flat_hash_set<std::string>& Currencies() {
  static const auto* const kCurrencies = [] {
    auto* currencies = new absl::flat_hash_set<std::string>();
    UErrorCode error = U_ZERO_ERROR;
    UEnumeration* codes = ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &error);
    int32_t size = 0;
    while (const char* code = uenum_next(codes, &size, &error)) currencies->emplace(code, size);
    uenum_close(codes);
    return currencies;
  }();
  return *kCurrencies;
}

// The minor units of ISO 4217
// (https://www.six-group.com/en/products-services/financial-information/ data-standards.html, list
// one) where they aren't 2. Unicode's differ: they follow custom, by which RSD and IQD are written
// without decimals, but banks and payment channels count in these.
struct MinorUnits {
  absl::string_view currency_code;
  int decimals;
};
constexpr MinorUnits kMinorUnits[] = {
    {"BHD", 3}, {"BIF", 0}, {"CLF", 4}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"IQD", 3},
    {"ISK", 0}, {"JOD", 3}, {"JPY", 0}, {"KMF", 0}, {"KRW", 0}, {"KWD", 3}, {"LYD", 3},
    {"OMR", 3}, {"PYG", 0}, {"RWF", 0}, {"TND", 3}, {"UGX", 0}, {"UYI", 0}, {"UYW", 4},
    {"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0},
};

}  // namespace

Money MakeMoney(absl::string_view currency_code, int64_t minor) {
  Money money;
  money.set_currency_code(std::string(currency_code));
  money.set_minor(minor);
  return money;
}

absl::StatusOr<int64_t> CheckedAdd(int64_t a, int64_t b) {
  int64_t sum;
  if (__builtin_add_overflow(a, b, &sum)) return TooLarge();
  return sum;
}

absl::StatusOr<int64_t> CheckedMultiply(int64_t a, int64_t b) {
  int64_t product;
  if (__builtin_mul_overflow(a, b, &product)) return TooLarge();
  return product;
}

absl::StatusOr<Money> Add(const Money& a, const Money& b) {
  RETURN_IF_ERROR(SameCurrency(a, b));
  ASSIGN_OR_RETURN(int64_t sum, CheckedAdd(a.minor(), b.minor()));
  return MakeMoney(a.currency_code(), sum);
}

absl::StatusOr<Money> Subtract(const Money& a, const Money& b) {
  RETURN_IF_ERROR(SameCurrency(a, b));
  ASSIGN_OR_RETURN(int64_t difference, Narrow(absl::int128(a.minor()) - b.minor()));
  return MakeMoney(a.currency_code(), difference);
}

absl::StatusOr<Money> Multiply(const Money& amount, int64_t factor) {
  ASSIGN_OR_RETURN(int64_t product, CheckedMultiply(amount.minor(), factor));
  return MakeMoney(amount.currency_code(), product);
}

absl::StatusOr<Money> MultiplyRatio(const Money& amount, int64_t numerator, int64_t denominator) {
  if (denominator <= 0) return InternalError("a ratio's denominator must be positive");
  const absl::int128 product = absl::int128(amount.minor()) * numerator;
  const absl::int128 half = denominator / 2 + (denominator % 2);
  // Half up on the magnitude: (|p| + d/2) / d, where an odd d has no exact half.
  const absl::int128 magnitude = product < 0 ? -product : product;
  absl::int128 quotient = magnitude / denominator;
  if (magnitude % denominator >= half) ++quotient;
  ASSIGN_OR_RETURN(int64_t minor, Narrow(product < 0 ? -quotient : quotient));
  return MakeMoney(amount.currency_code(), minor);
}

absl::StatusOr<std::vector<int64_t>> Allocate(int64_t total, absl::Span<const int64_t> weights) {
  absl::int128 sum = 0;
  for (int64_t weight : weights) {
    if (weight < 0) return InternalError("a weight must not be negative");
    sum += weight;
  }
  if (sum == 0) return InternalError("an amount can't be divided by weights that are all 0");
  // Of the magnitude, since the remainders of negative amounts would be negative.
  const absl::int128 magnitude = total < 0 ? -absl::int128(total) : absl::int128(total);
  std::vector<absl::int128> parts(weights.size());
  std::vector<absl::int128> remainders(weights.size());
  absl::int128 given = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    const absl::int128 product = magnitude * weights[i];
    parts[i] = product / sum;
    remainders[i] = product % sum;
    given += parts[i];
  }
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return remainders[a] > remainders[b]; });
  for (size_t i = 0; given < magnitude; ++i, ++given) ++parts[order[i]];
  std::vector<int64_t> result;
  result.reserve(parts.size());
  for (absl::int128 part : parts) result.push_back(static_cast<int64_t>(total < 0 ? -part : part));
  return result;
}

int DecimalsOf(absl::string_view currency_code) {
  const auto* found =
      std::find_if(std::begin(kMinorUnits), std::end(kMinorUnits),
                   [&](const MinorUnits& units) { return units.currency_code == currency_code; });
  return found == std::end(kMinorUnits) ? 2 : found->decimals;
}

bool IsCurrency(absl::string_view currency_code) { return Currencies().contains(currency_code); }

std::string DecimalText(const Money& amount) {
  const int64_t minor = amount.minor();
  const std::string digits =
      absl::StrCat(minor < 0 ? -static_cast<uint64_t>(minor) : static_cast<uint64_t>(minor));
  const size_t decimals = DecimalsOf(amount.currency_code());
  const std::string padded = absl::StrCat(
      std::string(decimals >= digits.size() ? decimals + 1 - digits.size() : 0, '0'), digits);
  const size_t whole = padded.size() - decimals;
  return absl::StrCat(minor < 0 ? "-" : "", padded.substr(0, whole), decimals > 0 ? "." : "",
                      padded.substr(whole));
}

std::string FormatMoney(const Money& amount) {
  return absl::StrCat(DecimalText(amount), " ", amount.currency_code());
}

absl::StatusOr<int64_t> ParseMinor(absl::string_view decimal, int decimals) {
  const absl::string_view text = decimal;
  const bool negative = !decimal.empty() && decimal[0] == '-';
  if (negative) decimal.remove_prefix(1);
  // One more than the largest: the magnitude of the smallest.
  constexpr absl::int128 kLargest = absl::int128(1) << 63;
  absl::int128 value = 0;
  int fraction_digits = -1;
  int digits = 0;
  bool round_up = false;
  for (char c : decimal) {
    if (c == '.' && fraction_digits < 0) {
      fraction_digits = 0;
      continue;
    }
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      return InvalidFieldError("amount",
                               absl::StrCat("must be a decimal number, got \"", text, "\""));
    }
    ++digits;
    if (fraction_digits >= decimals) {
      if (fraction_digits == decimals) round_up = c >= '5';
      fraction_digits = std::min(fraction_digits + 1, decimals + 1);
      continue;
    }
    if (fraction_digits >= 0) ++fraction_digits;
    value = value * 10 + (c - '0');
    if (value > kLargest) return TooLarge();
  }
  if (digits == 0) {
    return InvalidFieldError("amount",
                             absl::StrCat("must be a decimal number, got \"", text, "\""));
  }
  for (int i = std::max(fraction_digits, 0); i < decimals; ++i) value *= 10;
  if (round_up) ++value;
  return Narrow(negative ? -value : value);
}

}  // namespace shopdesk
