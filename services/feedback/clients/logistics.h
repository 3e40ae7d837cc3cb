#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

namespace grpc {
class Channel;
}

namespace shopdesk::feedback::clients {

// What feedback asks of logistics, whose feed it follows besides. Thread-safe. UNAVAILABLE and
// DEADLINE_EXCEEDED when logistics can't be reached; nothing is changed by any of it.
class Logistics {
 public:
  virtual ~Logistics() = default;
  // NOT_FOUND.
  virtual absl::StatusOr<logistics::v1::Carrier> GetCarrier(const runtime::Context& ctx,
                                                            const std::string& name) = 0;
};

std::unique_ptr<Logistics> MakeLogistics(std::shared_ptr<grpc::Channel> channel);

}  // namespace shopdesk::feedback::clients
