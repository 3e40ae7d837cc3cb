#pragma once

#include <bitset>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/type/v1/address.pb.h"

namespace shopdesk::logistics::domain {

// Letters that a region code is made of.
inline constexpr int kLetters = 26;
// How many region numbers there are: a code has two letters.
inline constexpr int kRegions = kLetters * kLetters;

// Where a parcel goes, or comes from, folded once for all zones: as place.h compares, and blanks
// and case of postal codes don't count.
struct Destination {
  // -1: no country code.
  int region = -1;
  std::string administrative_area;
  std::string locality;
  std::string postal_code;
};

Destination FoldAddress(const type::v1::PostalAddress& address);

// The folded names of the areas and localities that zones list, numbered: a quote looks for one
// destination in thousands of zones, and compares numbers.
class PlaceNumbers {
 public:
  int Add(std::string name) {
    return numbers_.emplace(std::move(name), static_cast<int>(numbers_.size())).first->second;
  }
  // -1: no zone lists it.
  int Find(absl::string_view name) const {
    const auto found = numbers_.find(name);
    return found == numbers_.end() ? -1 : found->second;
  }

 private:
  absl::flat_hash_map<std::string, int> numbers_;
};

// A destination by the numbers of its places. Refers to it.
struct NumberedDestination {
  NumberedDestination(const Destination& destination, const PlaceNumbers& numbers)
      : region(destination.region),
        administrative_area(numbers.Find(destination.administrative_area)),
        locality(numbers.Find(destination.locality)),
        postal_code(destination.postal_code) {}

  int region;
  int administrative_area;
  int locality;
  absl::string_view postal_code;
};

// One zone, compiled. Immutable, thread-safe.
class ZoneMatcher {
 public:
  // Numbers the places that it lists.
  ZoneMatcher(const v1::Zone& zone, PlaceNumbers& numbers);
  // Whether the destination, numbered by the same, matches every list of the zone that is not
  // empty.
  bool Matches(const NumberedDestination& destination) const;
  // Whether the zone's list of countries holds it; -1: no country.
  bool HasRegion(int region) const;

 private:
  bool any_region_;
  std::bitset<kRegions> regions_;
  // In order.
  std::vector<int> administrative_areas_;
  std::vector<int> localities_;
  absl::flat_hash_set<std::string> postal_prefixes_;
  // The lengths of the prefixes, each once.
  std::vector<size_t> prefix_sizes_;
};

// The number of "AA" … "ZZ"; -1 for anything else.
int RegionNumber(absl::string_view region_code);

}  // namespace shopdesk::logistics::domain
