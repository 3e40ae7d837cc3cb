#pragma once

#include <memory>
#include <vector>

#include "bench/closed_loop.h"
#include "grpcpp/grpcpp.h"

namespace shopdesk::bench {

using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

// All ids of a run begin with `run`, so that a second run reserves and orders anew.
Workload EchoWorkload(const Channels& channels, int pid);
Workload GetProductWorkload(const Channels& channels, int pid, int64_t products);
// One line of one piece; of random SKUs, or all of the same.
Workload ReserveWorkload(const Channels& channels, int pid, int64_t products, bool hot,
                         const std::string& run);
// Three lines of random SKUs.
Workload PlaceOrderWorkload(const Channels& channels, std::vector<int> pids, int64_t products,
                            const std::string& run);

}  // namespace shopdesk::bench
