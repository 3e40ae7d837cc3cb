#pragma once

#include "libs/work/work.h"

// The work of orders (docs/work.md).
namespace shopdesk::orders::handlers {

inline constexpr work::Kind kVerifyReceiver = {"verify_receiver", "agent",
                                               "Ask the buyer whether the receiver is right"};
inline constexpr work::Kind kHeldOrder = {"held_order", "agent", "Settle what holds the order"};
inline constexpr work::Kind kRedRemark = {"red_remark", "packing",
                                          "Read the red remark before packing"};

}  // namespace shopdesk::orders::handlers
