#include "services/logistics/domain/carrier/zone_matcher.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "services/logistics/domain/carrier/place.h"

namespace shopdesk::logistics::domain {
namespace {

// The only country whose places have codes besides names: folding for it leaves others' names
// alone.
constexpr char kNamedRegion[] = "CN";

std::vector<int> NumberPlaces(const google::protobuf::RepeatedPtrField<std::string>& names,
                              PlaceNumbers& numbers) {
  std::vector<int> places;
  for (const std::string& name : names)
    places.push_back(numbers.Add(FoldPlace(kNamedRegion, name)));
  std::sort(places.begin(), places.end());
  return places;
}

// Whether a list that is not empty has the place.
bool Has(const std::vector<int>& places, int place) {
  return places.empty() || std::binary_search(places.begin(), places.end(), place);
}

}  // namespace

int RegionNumber(absl::string_view region_code) {
  if (region_code.size() != 2) return -1;
  for (char c : region_code) {
    if (!absl::ascii_isupper(c)) return -1;
  }
  return (region_code[0] - 'A') * kLetters + (region_code[1] - 'A');
}

Destination FoldAddress(const type::v1::PostalAddress& address) {
  return {RegionNumber(address.region_code()),
          FoldPlace(address.region_code(), address.administrative_area()), FoldLocality(address),
          FoldPostalCode(address.postal_code())};
}

ZoneMatcher::ZoneMatcher(const v1::Zone& zone, PlaceNumbers& numbers)
    : any_region_(zone.region_codes().empty()),
      administrative_areas_(NumberPlaces(zone.administrative_areas(), numbers)),
      localities_(NumberPlaces(zone.localities(), numbers)) {
  for (const std::string& code : zone.region_codes()) {
    if (const int number = RegionNumber(code); number >= 0) regions_.set(number);
  }
  for (const std::string& prefix : zone.postal_code_prefixes()) {
    const std::string folded = FoldPostalCode(prefix);
    postal_prefixes_.insert(folded);
    if (std::find(prefix_sizes_.begin(), prefix_sizes_.end(), folded.size()) ==
        prefix_sizes_.end()) {
      prefix_sizes_.push_back(folded.size());
    }
  }
}

bool ZoneMatcher::HasRegion(int region) const {
  return any_region_ || (region >= 0 && regions_.test(region));
}

bool ZoneMatcher::Matches(const NumberedDestination& destination) const {
  if (!HasRegion(destination.region)) return false;
  if (!Has(administrative_areas_, destination.administrative_area)) return false;
  if (!Has(localities_, destination.locality)) return false;
  if (postal_prefixes_.empty()) return true;
  const absl::string_view code = destination.postal_code;
  return std::any_of(prefix_sizes_.begin(), prefix_sizes_.end(), [&](size_t size) {
    return size <= code.size() && postal_prefixes_.contains(code.substr(0, size));
  });
}

}  // namespace shopdesk::logistics::domain
