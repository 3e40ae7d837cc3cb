#pragma once

#include <map>

#include "absl/strings/string_view.h"
#include "grpcpp/grpcpp.h"
#include "libs/runtime/call_info.h"

namespace shopdesk::rpc {

// The metadata of a call: "shopdesk-caller", "shopdesk-actor" (kind:id;role=role, id
// percent-escaped, kind one of agent, buyer, service, system), "traceparent".
void SetCallMetadata(grpc::ClientContext& context, absl::string_view caller,
                     const type::v1::Actor& actor, absl::string_view traceparent);
runtime::CallInfo ParseCallMetadata(
    const std::multimap<grpc::string_ref, grpc::string_ref>& metadata);

}  // namespace shopdesk::rpc
