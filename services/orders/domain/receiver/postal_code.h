#pragma once

#include "absl/strings/string_view.h"
#include "services/orders/domain/receiver/address.h"

// Postal codes in mainland China, by data/postal_codes.csv.
namespace shopdesk::orders::domain {

// The postal code of a district, named as in addresses: ("上海市", "黄浦区") and ("上海", "黄浦")
// are "200001". The city's own for an empty district and wherever a city has no districts (东莞市).
// Empty if the table doesn't have it: a district that came from another city keeps its old code, so
// the city's would be a guess.
absl::string_view PostalCodeOf(absl::string_view locality, absl::string_view district);

// Whether six digits may be the postal code of the place. As exact as what is known: of a district
// in the table, the first three digits are some district's of its city; else the first two are the
// province's; a place that nobody knows has the code of any province. Places in Hong Kong, Macao
// and Taiwan have any.
bool FitsPostalCode(const Place& place, absl::string_view code);

}  // namespace shopdesk::orders::domain
