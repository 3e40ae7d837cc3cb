#pragma once

#include "libs/figures/figures.h"

namespace shopdesk::catalog::followers {

// Products are counted, and SKUs with their levels and movements.
figures::Definition FigureDefinition();

}  // namespace shopdesk::catalog::followers
