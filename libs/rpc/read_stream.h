#pragma once

#include "libs/rpc/core.h"
#include "libs/rpc/handler.h"

namespace shopdesk::rpc {

// The reactor of a stream of answers (Routes::ReadStream). `body` must outlive it.
AnswerReactor* StartReadStream(HostCore& core, const Method& method,
                               grpc::CallbackServerContext& context,
                               const grpc::ByteBuffer& request, const internal::StreamFn& body);

}  // namespace shopdesk::rpc
