#pragma once

#include <vector>

#include "libs/verify/check.h"

namespace shopdesk::catalog::verify {

// What README.md states of stock, reservations, products and prices.
std::vector<shopdesk::verify::Check> Checks();

}  // namespace shopdesk::catalog::verify
