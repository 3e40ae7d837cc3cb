#include "tools/shopdesk/currency.h"

#include <unicode/ucurr.h>
#include <unicode/uenum.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"

namespace shopdesk::cli {
namespace {

// What people write for a currency, and its code.
constexpr std::pair<absl::string_view, absl::string_view> kNicknames[] = {
    {"RMB", "CNY"}, {"CNH", "CNY"}, {"NTD", "TWD"}};

// By the list of currencies, not by the times at which they were in use: ICU has those by country,
// and takes one that ended in some country for ended (GBP).
bool IsInUse(absl::string_view code) {
  UErrorCode error = U_ZERO_ERROR;
  UEnumeration* all = ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &error);
  bool found = false;
  while (const char* each = uenum_next(all, nullptr, &error)) found = found || code == each;
  uenum_close(all);
  return found;
}

}  // namespace

absl::Status CheckCurrency(absl::string_view code) {
  const std::string upper = absl::AsciiStrToUpper(code);
  for (const auto& [nickname, right] : kNicknames) {
    if (upper == nickname) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", code, "\" is no currency of ISO 4217, use ", right));
    }
  }
  if (IsInUse(code)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("\"", code, "\" is no currency of ISO 4217",
                   IsInUse(upper) ? absl::StrCat(", use ", upper) : ", e.g. CNY, EUR, JPY"));
}

absl::StatusOr<int64_t> ParseMajor(absl::string_view decimal, absl::string_view code) {
  const int decimals = DecimalsOf(code);
  const size_t point = decimal.find('.');
  const absl::string_view fraction =
      point == absl::string_view::npos ? absl::string_view() : decimal.substr(point + 1);
  const absl::StatusOr<int64_t> minor = ParseMinor(decimal, decimals);
  if (!minor.ok() || *minor < 0) {
    return absl::InvalidArgumentError("must be a decimal number that is not negative");
  }
  if (fraction.find_last_not_of('0') != absl::string_view::npos &&
      fraction.find_last_not_of('0') >= static_cast<size_t>(decimals)) {
    return absl::InvalidArgumentError(
        absl::StrCat("must have at most ", decimals, " decimals in ", code));
  }
  return minor;
}

}  // namespace shopdesk::cli
