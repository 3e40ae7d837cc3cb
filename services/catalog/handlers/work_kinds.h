#pragma once

#include "libs/work/work.h"

// What catalog puts on work lists (docs/work.md).
namespace shopdesk::catalog::handlers {

inline constexpr work::Kind kOpenBargain = {"open_bargain", "guide",
                                            "A counter-offer waits for the buyer's answer"};

}  // namespace shopdesk::catalog::handlers
