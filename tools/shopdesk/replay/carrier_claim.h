#pragma once

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tools/shopdesk/replay/desk.h"

namespace shopdesk::cli {

// What the desk claims of a carrier for a parcel, who pays all of it, whatever he would have to.
class CarrierClaim {
 public:
  // `request_id`: the same for the same step of the same order.
  CarrierClaim(Desk& desk, std::function<std::string(absl::string_view step)> request_id)
      : desk_(desk), request_id_(std::move(request_id)) {}

  // With all documents that it needs.
  absl::Status File(logistics::v1::CreateClaimRequest create);
  absl::Status Decide(absl::string_view reason);
  absl::Status Pay();

 private:
  Desk& desk_;
  const std::function<std::string(absl::string_view step)> request_id_;
  logistics::v1::Claim claim_;
};

}  // namespace shopdesk::cli
