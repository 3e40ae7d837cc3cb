#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

namespace shopdesk::logistics::domain {

// The ten transport modes, in the order of their numbers: how each works and what it needs.
std::vector<v1::ModeInfo> AllModes();

// The mode's name, e.g. "EMS".
const std::string& ModeName(v1::Mode mode);

}  // namespace shopdesk::logistics::domain
