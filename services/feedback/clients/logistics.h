#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/claim.pb.h"
#include "shopdesk/logistics/v1/intercept.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

namespace grpc {
class Channel;
}

namespace shopdesk::feedback::clients {

// What feedback asks of logistics, whose feed it follows besides. Thread-safe. UNAVAILABLE and
// DEADLINE_EXCEEDED when logistics can't be reached: what was to be changed may have been.
class Logistics {
 public:
  virtual ~Logistics() = default;
  // NOT_FOUND.
  virtual absl::StatusOr<logistics::v1::Carrier> GetCarrier(const runtime::Context& ctx,
                                                            const std::string& name) = 0;
  // The shipment, masked; NOT_FOUND.
  virtual absl::StatusOr<logistics::v1::Shipment> GetShipment(const runtime::Context& ctx,
                                                              const std::string& name) = 0;
  // Errors of the methods in logistics. Repeated with its request_id each changes nothing more.
  virtual absl::StatusOr<logistics::v1::Intercept> RequestIntercept(
      const runtime::Context& ctx, const logistics::v1::RequestInterceptRequest& request) = 0;
  virtual absl::StatusOr<logistics::v1::Claim> CreateClaim(
      const runtime::Context& ctx, const logistics::v1::CreateClaimRequest& request) = 0;
};

std::unique_ptr<Logistics> MakeLogistics(std::shared_ptr<grpc::Channel> channel);

}  // namespace shopdesk::feedback::clients
