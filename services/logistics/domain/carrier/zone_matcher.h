#pragma once

#include <bitset>
#include <string>
#include <vector>

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

// One zone, compiled. Immutable, thread-safe.
class ZoneMatcher {
 public:
  explicit ZoneMatcher(const v1::Zone& zone);
  // Whether the destination matches every list of the zone that is not empty.
  bool Matches(const Destination& destination) const;
  // Whether the zone's list of countries holds it; -1: no country.
  bool HasRegion(int region) const;

 private:
  bool any_region_;
  std::bitset<kRegions> regions_;
  absl::flat_hash_set<std::string> administrative_areas_;
  absl::flat_hash_set<std::string> localities_;
  absl::flat_hash_set<std::string> postal_prefixes_;
  // The lengths of the prefixes, each once.
  std::vector<size_t> prefix_sizes_;
};

// The number of "AA" … "ZZ"; -1 for anything else.
int RegionNumber(absl::string_view region_code);

}  // namespace shopdesk::logistics::domain
