#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "grpcpp/grpcpp.h"
#include "shopdesk/event/v1/event.grpc.pb.h"

namespace shopdesk::bench {

// The followers of running services. Thread-safe.
class Followers {
 public:
  explicit Followers(const std::vector<std::shared_ptr<grpc::Channel>>& services);
  // How many events the furthest of them is behind. A service that doesn't answer ends the program:
  // there is nothing to be measured any more.
  int64_t Behind() const;

 private:
  std::vector<std::unique_ptr<event::v1::Operations::Stub>> stubs_;
};

}  // namespace shopdesk::bench
