#include "tools/shopdesk/currency.h"

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
