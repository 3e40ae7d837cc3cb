#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/feedback/v1/conversation.pb.h"

namespace shopdesk::feedback::handlers {

absl::Status CreateAgent(rpc::WriteContext& ctx, const v1::CreateAgentRequest& req,
                         v1::Agent* resp);
absl::Status GetAgent(rpc::ReadContext& ctx, const v1::GetAgentRequest& req, v1::Agent* resp);
absl::Status ListAgents(rpc::ReadContext& ctx, const v1::ListAgentsRequest& req,
                        v1::ListAgentsResponse* resp);
absl::Status UpdateAgent(rpc::WriteContext& ctx, const v1::UpdateAgentRequest& req,
                         v1::Agent* resp);

}  // namespace shopdesk::feedback::handlers
