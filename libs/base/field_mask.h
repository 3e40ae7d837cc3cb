#pragma once

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace shopdesk {

// Applies an Update (https://google.aip.dev/134): copies the masked fields of `update` into
// `resource`. An empty mask means every field that `update` sets; "*" every field. Fields marked
// output_only, immutable or pii (option.v1) are left alone when the mask doesn't name them, and
// refused with INVALID_ARGUMENT (update_mask) when it does, as are unknown paths. `etag`, `name`
// are never copied.
absl::Status ApplyUpdate(const google::protobuf::FieldMask& mask,
                         const google::protobuf::Message& update,
                         google::protobuf::Message& resource);

}  // namespace shopdesk
