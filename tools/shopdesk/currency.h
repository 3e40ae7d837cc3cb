#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Currencies and their decimals, as ISO 4217 has them.
namespace shopdesk::cli {

// INVALID_ARGUMENT unless it is the code of a currency in use; where people write another one
// ("RMB"), the message says which to use.
absl::Status CheckCurrency(absl::string_view code);

// The decimals of an amount: 2 for CNY, 0 for JPY, 3 for KWD; 2 for a currency that isn't known.
int CurrencyDecimals(absl::string_view code);

// "12.34 CNY", "1234 JPY".
std::string FormatMajor(int64_t minor, absl::string_view code);

// A decimal number as minor units of the currency. INVALID_ARGUMENT if it is none, is negative, or
// has more decimals than the currency.
absl::StatusOr<int64_t> ParseMajor(absl::string_view decimal, absl::string_view code);

}  // namespace shopdesk::cli
