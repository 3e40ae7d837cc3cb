#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

// One call of any method, given by its descriptor, with messages in JSON. Streams of requests get
// all `requests`; other methods exactly one. `on_response` gets each answer as JSON. A request_id
// that is empty is filled in.
absl::Status CallMethod(
    const CallSettings& settings, const std::shared_ptr<grpc::Channel>& channel,
    const google::protobuf::MethodDescriptor& method, const std::vector<std::string>& requests,
    absl::FunctionRef<absl::Status(const google::protobuf::Message&)> on_response);

// A message as JSON with the proto's field names, on several lines unless `compact`.
std::string ToJson(const google::protobuf::Message& message, bool compact);

}  // namespace shopdesk::cli
