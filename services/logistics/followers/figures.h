#pragma once

#include "libs/figures/figures.h"

namespace shopdesk::logistics::followers {

// A shipment is counted with its tracking events and intercepts; notices for themselves.
figures::Definition FigureDefinition();

}  // namespace shopdesk::logistics::followers
