#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

// Files in protobuf text format; internal to libs/rpc.
namespace shopdesk::rpc {

// NOT_FOUND if it can't be read.
absl::StatusOr<std::string> ReadTextFile(const std::string& file);
// INVALID_ARGUMENT that begins with line and column ("3:7: …") if anything in the text is unknown
// or malformed.
absl::Status ParseTextConfig(const std::string& text, google::protobuf::Message& config);

}  // namespace shopdesk::rpc
