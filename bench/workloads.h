#pragma once

#include <memory>
#include <vector>

#include "bench/followers.h"
#include "bench/load.h"
#include "bench/shop.h"
#include "grpcpp/grpcpp.h"

namespace shopdesk::bench {

using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

// What a run works on. Ids are random, and others in another `run`.
struct Subject {
  Goods goods;
  std::string run;
  // Of the services; both must outlive the workloads.
  const Followers& followers;
};

Workload EchoWorkload(const Channels& channels, int pid);
Workload GetProductWorkload(const Channels& channels, int pid, const Subject& subject);
// A page of 20 in the languages of the goods, each search another (SearchedFor).
Workload SearchWorkload(const Channels& channels, int pid);
// Of random goods, without alternatives, for a buyer of whom all is known that the guides ask for.
Workload SuitabilityWorkload(const Channels& channels, int pid, const Subject& subject);
// Five random goods, with the text.
Workload CompareWorkload(const Channels& channels, int pid, const Subject& subject);
// One line of one piece; of random SKUs, or all of the same.
Workload ReserveWorkload(const Channels& channels, int pid, const Subject& subject, bool hot);
// The best offers of 500 carriers by ten modes each, or all (0), for one parcel, in a shop of their
// own.
Workload QuoteWorkload(const Channels& channels, int pid, int max_offers);
// A stream of a page of 1,000 scans, each of another parcel; four such pages are under way.
Workload IngestWorkload(const Channels& channels, int pid, const Subject& subject);
// Three lines of random SKUs, each order with a receiver of its own, at the rate that the followers
// sustain.
Workload PlaceOrderWorkload(const Channels& channels, std::vector<int> pids,
                            const Subject& subject);

}  // namespace shopdesk::bench
