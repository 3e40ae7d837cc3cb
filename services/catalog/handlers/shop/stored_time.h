#pragma once

#include "google/protobuf/timestamp.pb.h"
#include "libs/base/clock.h"

namespace shopdesk::catalog::handlers {

// A time as it is stored: whole milliseconds.
inline google::protobuf::Timestamp StoredTime(absl::Time time) {
  return ToProto(FromMillis(ToMillis(time)));
}

}  // namespace shopdesk::catalog::handlers
