#pragma once

#include <vector>

#include "libs/verify/check.h"

namespace shopdesk::logistics::verify {

// What README.md states of shipments, their tracking, intercepts and notices.
std::vector<shopdesk::verify::Check> Checks();

}  // namespace shopdesk::logistics::verify
