#pragma once

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace shopdesk {

// Applies an Update (https://google.aip.dev/134): copies the masked fields of `update` into
// `resource`. An empty mask means every field that `update` sets; "*" every field; a field that is
// named and not set is cleared. Fields marked output_only, immutable or pii (option.v1), however
// deep, are left alone when the mask doesn't name them, and refused with INVALID_ARGUMENT
// (update_mask) when it does, as are unknown paths. In lists of messages, which are copied whole,
// output_only and pii fields come out unset. The resource's `etag` and `name` are never copied.
// After an error `resource` may be changed in part.
absl::Status ApplyUpdate(const google::protobuf::FieldMask& mask,
                         const google::protobuf::Message& update,
                         google::protobuf::Message& resource);

}  // namespace shopdesk
