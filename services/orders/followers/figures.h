#pragma once

#include "libs/figures/figures.h"

namespace shopdesk::orders::followers {

// An order is counted with its ledger, refunds, outcomes, promises and compensation; returns and
// errors for themselves; a buyer with all that he ordered and was given.
figures::Definition FigureDefinition();

}  // namespace shopdesk::orders::followers
