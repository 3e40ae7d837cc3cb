#include "tools/shopdesk/currency.h"

#include <unicode/ucurr.h>
#include <unicode/uenum.h>

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"

namespace shopdesk::cli {
namespace {

// Those whose decimals are not 2. ICU isn't asked for them: it counts those that shops show, which
// are fewer for some (none for RSD, which ISO 4217 gives 2).
constexpr absl::string_view kNoDecimals[] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                             "KMF", "KRW", "PYG", "RWF", "UGX", "VND",
                                             "VUV", "XAF", "XOF", "XPF"};
constexpr absl::string_view kThreeDecimals[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};

// What people write for a currency, and its code.
constexpr std::pair<absl::string_view, absl::string_view> kNicknames[] = {
    {"RMB", "CNY"}, {"CNH", "CNY"}, {"NTD", "TWD"}};

// By the list of currencies, not by the times at which they were in use: ICU has those by country,
// and takes one that ended in some country for ended (GBP).
bool IsCurrency(absl::string_view code) {
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
  if (IsCurrency(code)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("\"", code, "\" is no currency of ISO 4217",
                   IsCurrency(upper) ? absl::StrCat(", use ", upper) : ", e.g. CNY, EUR, JPY"));
}

int CurrencyDecimals(absl::string_view code) {
  const auto is_code = [&](absl::string_view each) { return each == code; };
  if (std::any_of(std::begin(kNoDecimals), std::end(kNoDecimals), is_code)) return 0;
  return std::any_of(std::begin(kThreeDecimals), std::end(kThreeDecimals), is_code) ? 3 : 2;
}

std::string FormatMajor(int64_t minor, absl::string_view code) {
  const size_t decimals = CurrencyDecimals(code);
  const auto magnitude = static_cast<uint64_t>(minor);
  // With a digit before the point.
  const std::string digits =
      absl::StrFormat("%0*d", static_cast<int>(decimals) + 1, minor < 0 ? -magnitude : magnitude);
  const absl::string_view view = digits;
  return absl::StrCat(minor < 0 ? "-" : "", view.substr(0, view.size() - decimals),
                      decimals > 0 ? "." : "", view.substr(view.size() - decimals),
                      code.empty() ? "" : " ", code);
}

absl::StatusOr<int64_t> ParseMajor(absl::string_view decimal, absl::string_view code) {
  const int decimals = CurrencyDecimals(code);
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
