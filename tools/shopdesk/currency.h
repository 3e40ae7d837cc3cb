#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Currencies and amounts as people and files write them; libs/base/money.h has the rest.
namespace shopdesk::cli {

// INVALID_ARGUMENT unless it is the code of a currency in use; where people write another one
// ("RMB"), the message says which to use.
absl::Status CheckCurrency(absl::string_view code);

// A decimal number as minor units of the currency. INVALID_ARGUMENT if it is none, is negative, or
// has more decimals than the currency.
absl::StatusOr<int64_t> ParseMajor(absl::string_view decimal, absl::string_view code);

}  // namespace shopdesk::cli
