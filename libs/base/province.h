#pragma once

#include <string>

#include "absl/strings/string_view.h"

// The provinces of China, by the codes and names that addresses have of them.
namespace shopdesk {

// A text as its characters are compared: width, case, accents and Chinese script (traditional as
// simplified) make no difference.
std::string FoldCharacters(absl::string_view text);

// The first two digits of the division code (GB/T 2260) of a province that is given by its code
// ("31", "310000") or by its name, short or whole, in either script ("上海", "上海市", "廣西");
// empty if it is none.
std::string ProvinceCode(absl::string_view area);
// Its short name ("上海"); empty for what is no code of two digits.
absl::string_view ProvinceName(absl::string_view code);
// Whether the province is a city itself: Beijing, Tianjin, Shanghai, Chongqing.
bool IsMunicipality(absl::string_view code);

}  // namespace shopdesk
