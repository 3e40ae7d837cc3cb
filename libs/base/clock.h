#pragma once

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace shopdesk {

// A source of the present time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

// Times are stored as integer milliseconds since the Unix epoch.
inline int64_t ToMillis(absl::Time time) { return absl::ToUnixMillis(time); }
inline absl::Time FromMillis(int64_t millis) { return absl::FromUnixMillis(millis); }

google::protobuf::Timestamp ToProto(absl::Time time);
absl::Time FromProto(const google::protobuf::Timestamp& timestamp);

}  // namespace shopdesk
