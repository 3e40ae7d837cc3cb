#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

namespace shopdesk::feedback::handlers {

absl::Status CreateAgent(runtime::WriteContext& ctx, const v1::CreateAgentRequest& request,
                         v1::Agent* response);
absl::Status GetAgent(runtime::ReadContext& ctx, const v1::GetAgentRequest& request,
                      v1::Agent* response);
absl::Status ListAgents(runtime::ReadContext& ctx, const v1::ListAgentsRequest& request,
                        v1::ListAgentsResponse* response);
absl::Status UpdateAgent(runtime::WriteContext& ctx, const v1::UpdateAgentRequest& request,
                         v1::Agent* response);

}  // namespace shopdesk::feedback::handlers
