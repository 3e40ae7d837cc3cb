#pragma once

#include "grpcpp/grpcpp.h"

namespace shopdesk::rpc {

// Asks the clients of a server that goes on serving to open no more calls on their connections
// (GOAWAY): each finishes what it has begun, closes, and calls another server.
void SendGoaways(grpc::Server& server);

}  // namespace shopdesk::rpc
