#pragma once

#include "libs/rpc/core.h"
#include "libs/rpc/handler.h"

namespace shopdesk::rpc {

// The reactor of a stream whose messages are Writes (Routes::WriteStream). `body` must outlive it.
StreamReactor* StartWriteStream(HostCore& core, const Method& method,
                                grpc::CallbackServerContext& context,
                                const internal::WriteFn& body);

}  // namespace shopdesk::rpc
