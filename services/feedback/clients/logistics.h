#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/intercept.pb.h"

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
  // Errors of InterceptService. Repeated with its request_id it changes nothing more.
  virtual absl::StatusOr<logistics::v1::Intercept> RequestIntercept(
      const runtime::Context& ctx, const logistics::v1::RequestInterceptRequest& request) = 0;
};

std::unique_ptr<Logistics> MakeLogistics(std::shared_ptr<grpc::Channel> channel);

}  // namespace shopdesk::feedback::clients
