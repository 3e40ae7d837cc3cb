#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "shopdesk/type/v1/address.pb.h"

// Addresses as they are compared: docs/addresses.md tells users what is equal and what isn't.
namespace shopdesk::orders::domain {

// A part of an address without what doesn't make it another one: case, width, accents, blanks and
// punctuation (between two figures one dash stays: 1-12 is not 112), traditional characters, and
// Chinese numerals, which become figures.
std::string FoldAddress(absl::string_view text);

// Where in China an address is, folded.
struct Place {
  // The first two digits of the province's division code: "31". A name that is no province's is
  // left as it is; empty: unknown.
  std::string province;
  // Without the word that says what kind of place it is: "杭州" of 杭州市. A municipality is its
  // own city; empty: unknown.
  std::string city;
  // Likewise. Empty: unknown, or only that it is in the city itself (市辖区, or a code ...01).
  std::string district;
};
Place PlaceOf(const type::v1::PostalAddress& address);

// The address as one text, equal for two writings of one address: what is hashed to find orders
// placed twice and who is on the block list.
std::string AddressIndexValue(const type::v1::PostalAddress& address);

}  // namespace shopdesk::orders::domain
