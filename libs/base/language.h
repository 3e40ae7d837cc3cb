#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "shopdesk/type/v1/money.pb.h"

// Texts for buyers: which language, and how it writes money and times (Unicode's CLDR, by ICU).
namespace shopdesk {

// The one of `available` that who asks for `code` understands best: a BCP 47 tag in any spelling
// ("EN", "pt_BR", "zh-Hant-TW" for "en", "pt", "zh"). Empty if there is none that he does, or
// `code` is no tag. `available`: tags.
absl::string_view MatchLanguage(absl::string_view code,
                                absl::Span<const absl::string_view> available);

// As the language writes them: "¥1,234.50" (zh), "R$ 1.234,50" (pt).
std::string MoneyIn(absl::string_view language, const type::v1::Money& amount);
// Day and time to the minute: "4 de marzo de 2024, 18:00" (es).
std::string TimeIn(absl::string_view language, absl::Time time, const absl::TimeZone& zone);
std::string DateIn(absl::string_view language, absl::Time time, const absl::TimeZone& zone);

}  // namespace shopdesk
