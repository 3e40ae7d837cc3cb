#pragma once

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

namespace shopdesk::logistics::domain {

// One code of a source and what it means on the canonical scale.
struct CodeMapping {
  const char* code;
  v1::TrackingStatus::Value status;
};

// The codes of an aggregator, in the order of its documentation; empty for CANONICAL, whose codes
// are the names of the scale itself.
absl::Span<const CodeMapping> CodesOf(v1::TrackingSource::Value source);

// What a source's code means: one that isn't known means what its main code does; UNSPECIFIED if
// that isn't known either. INVALID_ARGUMENT (event.source) for a source that there isn't.
absl::StatusOr<v1::TrackingStatus::Value> StatusOfCode(v1::TrackingSource::Value source,
                                                       absl::string_view code);

}  // namespace shopdesk::logistics::domain
