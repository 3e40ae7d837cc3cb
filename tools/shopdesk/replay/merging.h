#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tools/shopdesk/replay/desk.h"
#include "tools/shopdesk/replay/parcels.h"
#include "tools/shopdesk/replay/shop_file.h"

namespace shopdesk::cli {

// Finds which orders go in one parcel: two of a buyer who returns nothing, to one country, with
// nothing special about either, the second placed and verified before the first is shipped. An
// order goes with one other at most.
class MergeFinder {
 public:
  // The number of the order that this one goes with; empty: none yet. Orders come in the order of
  // time.
  std::string Match(const Invoice& invoice);

 private:
  struct Candidate {
    std::string number;
    std::string country;
    absl::Time time;
  };

  // By buyer: his last order that goes with none yet.
  std::map<std::string, Candidate> candidates_;
};

// Offers, accepts and ships two orders as one parcel.
absl::Status ShipTogether(Desk& desk, absl::string_view number, absl::string_view other,
                          const Way& way);

}  // namespace shopdesk::cli
