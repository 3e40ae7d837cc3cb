#pragma once

#include <vector>

#include "libs/verify/check.h"

namespace shopdesk::feedback::verify {

// What README.md states of ratings, conversations, commission and deadlines.
std::vector<shopdesk::verify::Check> Checks();

}  // namespace shopdesk::feedback::verify
