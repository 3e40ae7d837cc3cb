#pragma once

#include <memory>
#include <string>

#include "grpcpp/grpcpp.h"

namespace shopdesk::testing {

// A channel as clients make it, whose calls are the shop's owner's, agent-1, where they don't say
// for whom they are; those that move the clock are an operator's.
std::shared_ptr<grpc::Channel> MakeTestChannel(const std::string& target);

}  // namespace shopdesk::testing
