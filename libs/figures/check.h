#pragma once

#include <string>
#include <vector>

#include "libs/figures/figures.h"
#include "libs/verify/check.h"

namespace shopdesk::figures {

// That the figures which Follow keeps are what the rows say: each source by itself, and the sums.
std::vector<verify::Check> Checks(const std::string& service, Definition definition);

}  // namespace shopdesk::figures
