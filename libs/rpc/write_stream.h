#pragma once

#include <functional>

#include "libs/rpc/core.h"
#include "libs/rpc/handler.h"

namespace shopdesk::rpc {

// What is done with each message of a stream.
struct ItemWork {
  // Messages of one stream that are read and not yet answered.
  size_t window;
  // Begins it. `done` is called once, on another thread; `info`, `request` and `response` live
  // until then.
  std::function<void(const runtime::CallInfo& info, const google::protobuf::Message& request,
                     google::protobuf::Message& response, sql::DoneFn done)>
      start;
};

// Each is a Write (Routes::WriteStream), or a Workflow (Routes::WorkflowStream). What they are
// given must outlive them.
ItemWork WriteItems(HostCore& core, internal::WriteFn body);
ItemWork WorkflowItems(HostCore& core, internal::WorkflowFn body);

// The reactor of a stream whose messages are answered one by one, in order. `work` must outlive it.
StreamReactor* StartItemStream(HostCore& core, const Method& method,
                               grpc::CallbackServerContext& context, const ItemWork& work);

}  // namespace shopdesk::rpc
