#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/shopdesk/replay/desk.h"

namespace shopdesk::cli {

// How a parcel goes.
struct Way {
  std::string carrier_id;
  // A transport mode of logistics.
  std::string mode;
  // Empty: the service makes a number.
  std::string waybill_number;
};

// The cheapest way for what is quoted. `parcel` makes the carrier's number, the same for the same.
absl::StatusOr<Way> CheapestWay(Desk& desk, const logistics::v1::QuoteRequest& quote,
                                int64_t parcel);

// A shipment on its way to the buyer.
struct SentParcel {
  // "shops/{shop}/shipments/{shipment}"
  std::string shipment;
  absl::Time shipped;
};

// All scans of the parcels come in when they are delivered, now.
absl::Status Deliver(Desk& desk, const std::vector<SentParcel>& parcels, absl::Time now,
                     const std::string& request_id);

}  // namespace shopdesk::cli
