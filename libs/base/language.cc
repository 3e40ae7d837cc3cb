#include "libs/base/language.h"

#include <unicode/datefmt.h>
#include <unicode/localematcher.h>
#include <unicode/locid.h>
#include <unicode/numberformatter.h>
#include <unicode/timezone.h>

#include <memory>
#include <utility>

#include "absl/strings/str_replace.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"

namespace shopdesk {
namespace {

icu::Locale LocaleOf(absl::string_view code) {
  UErrorCode error = U_ZERO_ERROR;
  const std::string tag = absl::StrReplaceAll(code, {{"_", "-"}});
  icu::Locale locale = icu::Locale::forLanguageTag(tag, error);
  if (U_FAILURE(error)) locale.setToBogus();
  return locale;
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

std::string Format(icu::DateFormat* made, absl::Time time, const absl::TimeZone& zone) {
  const std::unique_ptr<icu::DateFormat> format(made);
  format->adoptTimeZone(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(std::string(zone.name()))));
  icu::UnicodeString text;
  return Utf8(format->format(static_cast<UDate>(ToMillis(time)), text));
}

// The index of the best match; -1 if there is none.
int BestMatch(const icu::Locale& asked, absl::Span<const absl::string_view> available) {
  icu::LocaleMatcher::Builder builder;
  std::vector<icu::Locale> locales;
  locales.reserve(available.size());
  for (absl::string_view tag : available) locales.push_back(LocaleOf(tag));
  for (icu::Locale& locale : locales) builder.addSupportedLocale(locale);
  builder.setNoDefaultLocale();
  UErrorCode error = U_ZERO_ERROR;
  const icu::LocaleMatcher matcher = builder.build(error);
  const icu::LocaleMatcher::Result result = matcher.getBestMatchResult(asked, error);
  return U_SUCCESS(error) ? result.getSupportedIndex() : -1;
}

}  // namespace

absl::string_view MatchLanguage(absl::string_view code,
                                absl::Span<const absl::string_view> available) {
  const icu::Locale asked = LocaleOf(code);
  if (asked.isBogus() || *asked.getLanguage() == '\0') return "";
  int index = BestMatch(asked, available);
  // To Unicode the two scripts of Chinese are too far apart; their readers do understand.
  if (index < 0) index = BestMatch(icu::Locale(asked.getLanguage()), available);
  return index < 0 ? absl::string_view() : available[index];
}

std::string MoneyIn(absl::string_view language, const type::v1::Money& amount) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::CurrencyUnit currency(amount.currency_code(), error);
  const icu::number::FormattedNumber text =
      icu::number::NumberFormatter::withLocale(LocaleOf(language))
          .unit(currency)
          .precision(icu::number::Precision::fixedFraction(DecimalsOf(amount.currency_code())))
          .formatDecimal(DecimalText(amount), error);
  const icu::UnicodeString shown = text.toString(error);
  return U_SUCCESS(error) ? Utf8(shown) : FormatMoney(amount);
}

std::string TimeIn(absl::string_view language, absl::Time time, const absl::TimeZone& zone) {
  return Format(icu::DateFormat::createDateTimeInstance(
                    icu::DateFormat::kLong, icu::DateFormat::kShort, LocaleOf(language)),
                time, zone);
}

std::string DateIn(absl::string_view language, absl::Time time, const absl::TimeZone& zone) {
  return Format(icu::DateFormat::createDateInstance(icu::DateFormat::kLong, LocaleOf(language)),
                time, zone);
}

}  // namespace shopdesk
