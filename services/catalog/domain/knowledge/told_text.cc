#include "services/catalog/domain/knowledge/told_text.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "libs/base/language.h"

namespace shopdesk::catalog::domain {

absl::string_view TextLanguage(absl::string_view code) {
  if (code.empty()) return kTextLanguages[0];
  const absl::string_view language = MatchLanguage(code, kTextLanguages);
  return language.empty() ? absl::string_view("en") : language;
}

size_t TextColumn(absl::string_view language) {
  return std::find(std::begin(kTextLanguages), std::end(kTextLanguages), language) -
         std::begin(kTextLanguages);
}

const v1::CareText& ChooseText(const google::protobuf::RepeatedPtrField<v1::CareText>& texts,
                               absl::string_view language) {
  std::vector<absl::string_view> told;
  for (const v1::CareText& text : texts) told.push_back(text.language_code());
  for (const absl::string_view asked : {language, absl::string_view("en")}) {
    const absl::string_view best = MatchLanguage(asked, told);
    for (const v1::CareText& text : texts) {
      if (!best.empty() && text.language_code() == best) return text;
    }
  }
  return texts.Get(0);
}

}  // namespace shopdesk::catalog::domain
