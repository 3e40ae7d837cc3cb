#pragma once

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "libs/base/province.h"
#include "shopdesk/type/v1/address.pb.h"

// Areas, localities, districts and postal codes as they are compared.
namespace shopdesk::logistics::domain {

// Blanks around it, width, case and script don't count; a province of China, which a place may also
// be a city of, is its code, however it is written.
inline std::string FoldPlace(absl::string_view region_code, absl::string_view place) {
  if (region_code == "CN") {
    std::string province = ProvinceCode(place);
    if (!province.empty()) return province;
  }
  return std::string(absl::StripAsciiWhitespace(FoldCharacters(place)));
}

// Blanks, dashes, width and case of postal codes don't count.
inline std::string FoldPostalCode(absl::string_view code) {
  return absl::StrReplaceAll(FoldCharacters(code), {{" ", ""}, {"-", ""}});
}

// The locality of an address. Of a city that is a province itself many say nothing, or only that it
// is its urban part.
inline std::string FoldLocality(absl::string_view region_code, absl::string_view area,
                                absl::string_view locality) {
  std::string folded = FoldPlace(region_code, locality);
  const bool unnamed = folded.empty() || folded == "市辖区" || folded == "县";
  if (!unnamed || region_code != "CN") return folded;
  std::string province = ProvinceCode(area);
  return IsMunicipality(province) ? province : folded;
}
inline std::string FoldLocality(const type::v1::PostalAddress& address) {
  return FoldLocality(address.region_code(), address.administrative_area(), address.locality());
}

}  // namespace shopdesk::logistics::domain
