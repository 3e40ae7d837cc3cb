#pragma once

#include <memory>
#include <string>

#include "grpcpp/grpcpp.h"
#include "libs/event/log.h"

namespace shopdesk::rpc {

// Another service's feed, all shops, as a source for followers of the service `follower`. While the
// reader is behind it takes pages by unary calls; at the head it keeps a stream open, so that
// events arrive as they are committed. A Read whose deadline has passed is answered by a call, so
// its head is the service's head now. Thread-safe.
std::unique_ptr<event::Source> MakeRemoteSource(std::shared_ptr<grpc::Channel> channel,
                                                const std::string& follower);

}  // namespace shopdesk::rpc
