#include "services/feedback/handlers/agent.h"

#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/util/message_differencer.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/names.h"
#include "services/feedback/domain/shift.h"
#include "services/feedback/handlers/common.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/store/agents.h"

namespace shopdesk::feedback::handlers {

absl::Status CreateAgent(rpc::WriteContext& ctx, const v1::CreateAgentRequest& req,
                         v1::Agent* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  *resp = req.agent();
  resp->set_name(domain::AgentName(shop, EscapeId(req.agent_id())));
  RETURN_IF_ERROR(domain::CheckAgent(*resp));
  *resp->mutable_create_time() = ToProto(StoredNow(ctx));
  RETURN_IF_ERROR(store::InsertAgent(ctx.txn(), *resp));
  ctx.Emit(*resp, "agent.created");
  return absl::OkStatus();
}

absl::Status GetAgent(rpc::ReadContext& ctx, const v1::GetAgentRequest& req, v1::Agent* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadAgent(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status ListAgents(rpc::ReadContext& ctx, const v1::ListAgentsRequest& req,
                        v1::ListAgentsResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 100, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  const absl::string_view shop = ShopOf(req.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(std::vector<v1::Agent> agents,
                   store::ListAgents(ctx.txn(), shop, key.empty() ? "" : key[0], size + 1));
  if (agents.size() > static_cast<size_t>(size)) {
    agents.resize(size);
    resp->set_next_page_token(MakePageToken(req, {std::string(LastSegment(agents.back().name()))}));
  }
  for (v1::Agent& agent : agents) *resp->add_agents() = std::move(agent);
  return absl::OkStatus();
}

absl::Status UpdateAgent(rpc::WriteContext& ctx, const v1::UpdateAgentRequest& req,
                         v1::Agent* resp) {
  static const NamePattern& pattern = *new NamePattern("shops/{shop}/agents/{agent}");
  RETURN_IF_ERROR(pattern.Parse(req.agent().name(), "agent.name").status());
  ASSIGN_OR_RETURN(const v1::Agent present,
                   store::LoadAgentForUpdate(ctx.txn(), req.agent().name()));
  RETURN_IF_ERROR(CheckEtag(req.agent().etag(), present));
  *resp = present;
  RETURN_IF_ERROR(ApplyUpdate(req.update_mask(), req.agent(), *resp));
  RETURN_IF_ERROR(domain::CheckAgent(*resp));
  if (google::protobuf::util::MessageDifferencer::Equals(present, *resp)) return absl::OkStatus();
  RETURN_IF_ERROR(store::SaveAgent(ctx.txn(), *resp));
  ctx.Emit(*resp, "agent.updated");
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
