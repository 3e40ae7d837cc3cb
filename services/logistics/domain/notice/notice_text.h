#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "shopdesk/logistics/v1/notice.pb.h"

// What buyers are told, in their language.
namespace shopdesk::logistics::domain {

// What who reads none of our languages is most likely to understand.
inline constexpr char kLastResort[] = "en";

struct NoticeText {
  const char* subject;
  // With places for variables: "{order}".
  const char* text;
};

// "zh", "es", "en" or "pt", as the first code that is given asks for by BCP 47 ("pt-BR", "ZH_TW");
// "en" for a language that there are no texts in, "zh" if no code is given.
absl::string_view NoticeLanguage(absl::string_view first, absl::string_view second,
                                 absl::string_view third);

// `language` is one of NoticeLanguage's.
NoticeText NoticeTextOf(v1::Notice::Kind kind, absl::string_view language);

// The value of a variable as the language writes it: of "date" ("2024-03-08") a date, of "amount"
// ("199.00 CNY") money; any other, and what is neither, as it is.
std::string LocalVariable(absl::string_view name, absl::string_view value,
                          absl::string_view language);

}  // namespace shopdesk::logistics::domain
