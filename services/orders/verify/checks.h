#pragma once

#include <vector>

#include "libs/verify/check.h"

namespace shopdesk::orders::verify {

// What README.md states of orders, their money, refunds and timers.
std::vector<shopdesk::verify::Check> Checks();

}  // namespace shopdesk::orders::verify
