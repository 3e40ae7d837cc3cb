#pragma once

#include "libs/figures/figures.h"

namespace shopdesk::feedback::followers {

// Each resource is counted for itself; beside them the delivery scores of each order.
figures::Definition FigureDefinition();

}  // namespace shopdesk::feedback::followers
