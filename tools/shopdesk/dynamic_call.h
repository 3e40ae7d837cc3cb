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

// A method of the APIs that this client was built with; INTERNAL if it has none of that full name,
// e.g. "shopdesk.orders.v1.OrderService.GetOrder".
absl::StatusOr<const google::protobuf::MethodDescriptor*> KnownMethod(const std::string& full_name);

// One call of any method, given by its descriptor, with messages in JSON. Streams of requests get
// all `requests`; other methods exactly one. `on_response` gets each answer. A request_id that is
// empty is filled in. A transient failure is repeated while patience lasts, except for streams of
// answers.
absl::Status CallMethod(
    const CallSettings& settings, const std::shared_ptr<grpc::Channel>& channel,
    const google::protobuf::MethodDescriptor& method, const std::vector<std::string>& requests,
    absl::FunctionRef<absl::Status(const google::protobuf::Message&)> on_response);

// A message as JSON with the proto's field names, on several lines unless `compact`; with
// `defaults` also fields that are 0, false or empty.
std::string ToJson(const google::protobuf::Message& message, bool compact, bool defaults = false);

}  // namespace shopdesk::cli
