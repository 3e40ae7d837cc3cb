#pragma once

#include <map>

#include "absl/strings/string_view.h"
#include "grpcpp/grpcpp.h"
#include "libs/runtime/call_info.h"

namespace shopdesk::rpc {

// The caller of a call that names none: no name can be this, so it shares nothing with others.
inline constexpr char kUnnamedCaller[] = "(unnamed)";

// Whether a caller can have this name: 1 to 64 of [A-Za-z0-9._-].
bool IsCallerName(absl::string_view name);

// The metadata of a call, as option.proto describes it.
void SetCallMetadata(grpc::ClientContext& context, absl::string_view caller,
                     const type::v1::Actor& actor, absl::string_view traceparent);
runtime::CallInfo ParseCallMetadata(
    const std::multimap<grpc::string_ref, grpc::string_ref>& metadata);

}  // namespace shopdesk::rpc
