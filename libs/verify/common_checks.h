#pragma once

#include <vector>

#include "libs/verify/check.h"

namespace shopdesk::verify {

// What every service has: its events, what is sealed, and that its resources can be read.
std::vector<Check> CommonChecks();

}  // namespace shopdesk::verify
