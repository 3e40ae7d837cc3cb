#pragma once

#include "libs/work/work.h"

namespace shopdesk::orders::handlers {

// The kind of work whose due time is OrderUpkeep::due[i].
const work::Kind& OrderWorkKind(int i);

}  // namespace shopdesk::orders::handlers
