#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "shopdesk/type/v1/money.pb.h"

// Arithmetic on money in minor units. Every result is checked: an overflow or two currencies are
// OUT_OF_RANGE and INVALID_ARGUMENT, never a wrong amount.
namespace shopdesk {

using type::v1::Money;

Money MakeMoney(absl::string_view currency_code, int64_t minor);
absl::StatusOr<Money> Add(const Money& a, const Money& b);
absl::StatusOr<Money> Subtract(const Money& a, const Money& b);
absl::StatusOr<Money> Multiply(const Money& amount, int64_t factor);
// amount × numerator / denominator, rounded half up (away from zero for negative amounts).
// denominator > 0.
absl::StatusOr<Money> MultiplyRatio(const Money& amount, int64_t numerator, int64_t denominator);

// Divides `total` into parts proportional to `weights` (≥ 0, not all 0) whose sum is exactly
// `total`: the cents that rounding leaves go to the largest remainders, ties to the earlier part.
absl::StatusOr<std::vector<int64_t>> Allocate(int64_t total, absl::Span<const int64_t> weights);

// a + b and a × b, or OUT_OF_RANGE.
absl::StatusOr<int64_t> CheckedAdd(int64_t a, int64_t b);
absl::StatusOr<int64_t> CheckedMultiply(int64_t a, int64_t b);

// How many decimals a currency is counted with (the minor units of ISO 4217): GBP 2, JPY 0, KWD 3;
// 2 of one that is unknown.
int DecimalsOf(absl::string_view currency_code);
// Whether ISO 4217 has the code: "CNY", not "RMB" or "cny".
bool IsCurrency(absl::string_view currency_code);
// "12.34", "-0.05": with as many decimals as the currency has.
std::string DecimalText(const Money& amount);
// "12.34 GBP", "1234 JPY".
std::string FormatMoney(const Money& amount);

// A decimal number ("12.345", "-3"; "1e3" and "+1" are refused) as minor units with `decimals`
// digits (at most 18), rounded half up (away from zero for negative numbers). INVALID_ARGUMENT
// (amount) for anything else, OUT_OF_RANGE for what doesn't fit.
absl::StatusOr<int64_t> ParseMinor(absl::string_view decimal, int decimals = 2);

}  // namespace shopdesk
