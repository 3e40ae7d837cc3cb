#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "libs/runtime/context.h"
#include "libs/runtime/sink.h"
#include "libs/sql/database.h"

// Handlers as the adapters see them: functions of plain messages; internal to libs/rpc.
namespace shopdesk::rpc::internal {

using ReadFn = std::function<absl::Status(runtime::ReadContext&, const google::protobuf::Message&,
                                          google::protobuf::Message&)>;
using WriteFn = std::function<absl::Status(runtime::WriteContext&, const google::protobuf::Message&,
                                           google::protobuf::Message&)>;
using WorkflowFn = std::function<absl::Status(
    runtime::WorkflowContext&, const google::protobuf::Message&, google::protobuf::Message&)>;
using StreamFn = std::function<absl::Status(
    runtime::WorkflowContext&, const google::protobuf::Message&, runtime::MessageSink&)>;
// Tells what a handler will read for a request.
using AnnounceFn = std::function<void(const google::protobuf::Message&, sql::Reads&)>;

}  // namespace shopdesk::rpc::internal
