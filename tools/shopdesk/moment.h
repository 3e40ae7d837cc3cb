#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

// Times as people write and read them.
namespace shopdesk::cli {

// RFC 3339, also with a blank for its "T"; or "YYYY-MM-DD", "YYYY-MM-DD HH:MM" or
// "YYYY-MM-DD HH:MM:SS" in UTC. INVALID_ARGUMENT for anything else.
absl::StatusOr<absl::Time> ParseMoment(const std::string& text);
// E.g. "90m", "72h", "1h30m". INVALID_ARGUMENT for anything else, and unless it is positive.
absl::StatusOr<absl::Duration> ParseSpan(const std::string& text);

// "2026-03-02 15:00:00Z", in UTC; "" for an unset time.
std::string FormatMoment(absl::Time time);
std::string FormatMoment(const google::protobuf::Timestamp& time);

}  // namespace shopdesk::cli
