#pragma once

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

namespace shopdesk::logistics::domain {

// One code of a source and what it means on the canonical scale.
struct CodeMapping {
  const char* code;
  v1::TrackingStatus::Value status;
};

// The sources that every shop has. The codes of kCanonical are the names of the scale itself.
inline constexpr char kCanonical[] = "CANONICAL";
inline constexpr char kKuaidi100[] = "KUAIDI100";
inline constexpr char kKdniao[] = "KDNIAO";
inline constexpr char kAftership[] = "AFTERSHIP";
inline constexpr char kEasypost[] = "EASYPOST";

// The codes of an aggregator, in the order of its documentation; empty for other sources.
absl::Span<const CodeMapping> CodesOf(absl::string_view source);
// Whether every shop has the source.
bool IsBuiltIn(absl::string_view source);

// What a source's code means: one of an aggregator that isn't known means what its main code does;
// UNSPECIFIED if that isn't known either. INVALID_ARGUMENT (event.source) for a source that is
// neither built in nor the policy's.
absl::StatusOr<v1::TrackingStatus::Value> StatusOfCode(absl::string_view source,
                                                       absl::string_view code,
                                                       const v1::Policy& policy);

}  // namespace shopdesk::logistics::domain
