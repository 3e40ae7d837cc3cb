#pragma once

#include "libs/work/work.h"

// The work of orders (docs/work.md).
namespace shopdesk::orders::handlers {

inline constexpr work::Kind kVerifyReceiver = {"verify_receiver", "agent",
                                               "Ask the buyer whether the receiver is right"};
inline constexpr work::Kind kHeldOrder = {"held_order", "agent", "Settle what holds the order"};
inline constexpr work::Kind kRedRemark = {"red_remark", "packing",
                                          "Read the red remark before packing"};
inline constexpr work::Kind kBankTransferPartial = {
    "bank_transfer_partial", "finance", "Ask the buyer for the rest of his bank transfer"};
inline constexpr work::Kind kUnknownTransfer = {"unknown_transfer", "finance",
                                                "Find out which order a bank transfer pays"};
inline constexpr work::Kind kPayout = {"payout", "finance", "Send money back to a buyer"};

}  // namespace shopdesk::orders::handlers
