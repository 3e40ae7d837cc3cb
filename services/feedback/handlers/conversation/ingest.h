#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/runtime/validate.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

namespace shopdesk::feedback::handlers {

// What chat tools report, in any order and repeated as they like: a record that is known changes
// nothing, a bad one is reported and stops no other, and the figures are those of the whole
// conversation whenever its parts arrive. `rows` checks what field options say of a
// ConversationRecord.
absl::Status IngestConversations(runtime::WriteContext& ctx,
                                 const v1::IngestConversationsRequest& request,
                                 v1::IngestConversationsResponse* response,
                                 const runtime::Validator& rows);
absl::Status RecordConversations(runtime::WriteContext& ctx,
                                 const v1::RecordConversationsRequest& request,
                                 v1::RecordConversationsResponse* response,
                                 const runtime::Validator& rows);

}  // namespace shopdesk::feedback::handlers
