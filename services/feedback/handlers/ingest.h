#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "libs/rpc/validate.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

namespace shopdesk::feedback::handlers {

// What chat tools report, in any order and repeated as they like: a record that is known changes
// nothing, a bad one is reported and stops no other, and the figures are those of the whole
// conversation whenever its parts arrive. `rows` checks what field options say of a
// ConversationRecord.
absl::Status IngestConversations(rpc::WriteContext& ctx, const v1::IngestConversationsRequest& req,
                                 v1::IngestConversationsResponse* resp, const rpc::Validator& rows);
absl::Status RecordConversations(rpc::WriteContext& ctx, const v1::RecordConversationsRequest& req,
                                 v1::RecordConversationsResponse* resp, const rpc::Validator& rows);

}  // namespace shopdesk::feedback::handlers
