#include "bench/followers.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "bench/shop.h"

namespace shopdesk::bench {

using event::v1::Operations;

Followers::Followers(const std::vector<std::shared_ptr<grpc::Channel>>& services) {
  for (const auto& channel : services) stubs_.push_back(Operations::NewStub(channel));
}

int64_t Followers::Behind() const {
  int64_t behind = 0;
  for (const auto& stub : stubs_) {
    grpc::ClientContext context;
    SayWho(context);
    event::v1::ListFollowersResponse response;
    const grpc::Status status = stub->ListFollowers(&context, {}, &response);
    if (!status.ok()) {
      std::fprintf(stderr, "shopdesk-bench: no followers: %s\n", status.error_message().c_str());
      std::exit(1);
    }
    for (const event::v1::Follower& follower : response.followers()) {
      behind = std::max(behind, follower.head() - follower.cursor());
    }
  }
  return behind;
}

}  // namespace shopdesk::bench
