#pragma once

#include <vector>

#include "shopdesk/logistics/v1/carrier.pb.h"

namespace shopdesk::logistics::domain {

// The ten transport modes, in the order of their numbers: how each works and what it needs.
std::vector<v1::ModeInfo> AllModes();

bool HasMode(const v1::Carrier& carrier, v1::Mode::Value mode);

}  // namespace shopdesk::logistics::domain
