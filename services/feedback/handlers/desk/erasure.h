#pragma once

#include "absl/status/status.h"
#include "libs/erasure/erasure.h"
#include "libs/runtime/context.h"

// What feedback keeps of a buyer who is erased: of his orders, and of what he said in chats.
namespace shopdesk::feedback::handlers {

// An order was erased: so is what was said about it.
absl::Status EraseOrder(runtime::WriteContext& ctx, absl::string_view order_name);
// All of the buyer's orders are erased: begins to erase his conversations.
absl::Status EraseBuyer(runtime::WriteContext& ctx, const erasure::v1::Erasure& erasure);
// The timer erasure::kStepTimer: erases the messages of a few of the buyer's conversations.
absl::Status EraseSomeConversations(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::feedback::handlers
