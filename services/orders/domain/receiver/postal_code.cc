#include "services/orders/domain/receiver/postal_code.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_split.h"

namespace shopdesk::orders::domain {

// Rows of locality, district, postal_code, with a header.
extern const char kPostalCodes[];

namespace {

// Columns of a row.
constexpr size_t kColumns = 3;
// Digits of a code that say the province, and the postal district within it.
constexpr size_t kProvinceDigits = 2;
constexpr size_t kPostalDistrictDigits = 3;

// The province of a code's first two digits. Remote parts of Inner Mongolia are reached through
// their neighbours and have their neighbours' codes.
constexpr std::pair<absl::string_view, absl::string_view> kPrefixes[] = {
    {"01", "15"}, {"02", "15"}, {"03", "14"}, {"04", "14"}, {"05", "13"}, {"06", "13"},
    {"07", "13"}, {"10", "11"}, {"11", "21"}, {"12", "21"}, {"13", "22"}, {"13", "15"},
    {"15", "23"}, {"16", "23"}, {"16", "15"}, {"20", "31"}, {"21", "32"}, {"22", "32"},
    {"23", "34"}, {"24", "34"}, {"25", "37"}, {"26", "37"}, {"27", "37"}, {"30", "12"},
    {"31", "33"}, {"32", "33"}, {"33", "36"}, {"34", "36"}, {"35", "35"}, {"36", "35"},
    {"40", "50"}, {"41", "43"}, {"42", "43"}, {"43", "42"}, {"44", "42"}, {"45", "41"},
    {"46", "41"}, {"47", "41"}, {"51", "44"}, {"52", "44"}, {"53", "45"}, {"54", "45"},
    {"55", "52"}, {"56", "52"}, {"57", "46"}, {"61", "51"}, {"62", "51"}, {"63", "51"},
    {"64", "51"}, {"65", "53"}, {"66", "53"}, {"67", "53"}, {"71", "61"}, {"72", "61"},
    {"73", "62"}, {"73", "15"}, {"74", "62"}, {"75", "64"}, {"75", "15"}, {"81", "63"},
    {"83", "65"}, {"84", "65"}, {"85", "54"}, {"86", "54"},
};
constexpr absl::string_view kAnyCode[] = {"71", "81", "82"};

struct City {
  // By folded district; the city's own under "".
  absl::flat_hash_map<std::string, absl::string_view> codes;
  absl::flat_hash_set<absl::string_view> postal_districts;
};

absl::flat_hash_map<std::string, City> ReadTable() {
  absl::flat_hash_map<std::string, City> table;
  for (const absl::string_view row : absl::StrSplit(kPostalCodes, '\n', absl::SkipEmpty())) {
    const std::vector<absl::string_view> cells = absl::StrSplit(row, ',');
    if (cells.size() != kColumns) continue;
    type::v1::PostalAddress address;
    address.set_locality(std::string(cells[0]));
    address.set_district(std::string(cells[1]));
    const Place place = PlaceOf(address);
    City& city = table[place.city];
    city.codes.emplace(cells[0] == cells[1] ? "" : place.district, cells[2]);
    city.postal_districts.insert(cells[2].substr(0, kPostalDistrictDigits));
  }
  return table;
}

const City* FindCity(const std::string& name) {
  static const auto& kTable = *new absl::flat_hash_map<std::string, City>(ReadTable());
  const auto found = kTable.find(name);
  return found == kTable.end() ? nullptr : &found->second;
}

// The district's code; the city's own where no district is meant. Empty: unknown.
absl::string_view CodeIn(const City& city, const Place& place) {
  auto found = city.codes.find(place.district);
  const bool no_districts = city.codes.size() == 1;
  if (found == city.codes.end() && (no_districts || place.district == place.city)) {
    found = city.codes.find("");
  }
  return found == city.codes.end() ? absl::string_view() : found->second;
}

bool IsOfProvince(absl::string_view code, absl::string_view province) {
  return std::any_of(std::begin(kPrefixes), std::end(kPrefixes), [&](const auto& row) {
    return row.first == code.substr(0, kProvinceDigits) &&
           (province.empty() || row.second == province);
  });
}

// By the code of the city itself, where the address doesn't say its province; empty: unknown.
absl::string_view ProvinceFor(const Place& place, const City* city) {
  const auto known = [](absl::string_view province) {
    return std::any_of(std::begin(kPrefixes), std::end(kPrefixes),
                       [&](const auto& row) { return row.second == province; });
  };
  if (known(place.province)) return place.province;
  const absl::string_view own = city == nullptr ? "" : CodeIn(*city, {"", place.city, ""});
  for (const auto& [prefix, province] : kPrefixes) {
    if (!own.empty() && prefix == own.substr(0, kProvinceDigits)) return province;
  }
  return "";
}

}  // namespace

absl::string_view PostalCodeOf(absl::string_view locality, absl::string_view district) {
  type::v1::PostalAddress address;
  address.set_locality(std::string(locality));
  address.set_district(std::string(district));
  const Place place = PlaceOf(address);
  const City* city = FindCity(place.city);
  return city == nullptr ? "" : CodeIn(*city, place);
}

bool FitsPostalCode(const Place& place, absl::string_view code) {
  if (std::find(std::begin(kAnyCode), std::end(kAnyCode), place.province) != std::end(kAnyCode)) {
    return true;
  }
  const City* city = FindCity(place.city);
  const absl::string_view known = city == nullptr ? "" : CodeIn(*city, place);
  if (!known.empty() && code == known) return true;
  if (!IsOfProvince(code, ProvinceFor(place, city))) return false;
  const bool whole_city = place.district.empty() && city != nullptr && city->codes.size() > 1;
  if (known.empty() || whole_city) return true;
  return city->postal_districts.contains(code.substr(0, kPostalDistrictDigits));
}

}  // namespace shopdesk::orders::domain
