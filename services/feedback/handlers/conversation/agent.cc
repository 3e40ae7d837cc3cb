#include "services/feedback/handlers/conversation/agent.h"

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
#include "services/feedback/domain/conversation/shift.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/store/conversation/agent.h"

namespace shopdesk::feedback::handlers {
namespace {

void SetCloseTime(bool was_closed, absl::Time now, v1::Agent& agent) {
  if (!agent.closed()) agent.clear_close_time();
  if (agent.closed() && !was_closed) *agent.mutable_close_time() = ToProto(now);
}

}  // namespace

absl::Status CreateAgent(runtime::WriteContext& ctx, const v1::CreateAgentRequest& request,
                         v1::Agent* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  *response = request.agent();
  response->set_name(domain::AgentName(shop, EscapeId(request.agent_id())));
  RETURN_IF_ERROR(domain::CheckAgent(*response));
  *response->mutable_create_time() = ToProto(StoredNow(ctx));
  SetCloseTime(false, StoredNow(ctx), *response);
  RETURN_IF_ERROR(store::InsertAgent(ctx.txn(), *response));
  ctx.Emit(*response, events::kAgentCreated);
  return absl::OkStatus();
}

absl::Status GetAgent(runtime::ReadContext& ctx, const v1::GetAgentRequest& request,
                      v1::Agent* response) {
  ASSIGN_OR_RETURN(
      *response, store::LoadAgent(ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListAgents(runtime::ReadContext& ctx, const v1::ListAgentsRequest& request,
                        v1::ListAgentsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  using Id = PageKey<std::string>;
  const auto scan = [&](const Id& after,
                        int limit) -> absl::StatusOr<std::vector<Scanned<Id, v1::Agent>>> {
    ASSIGN_OR_RETURN(std::vector<v1::Agent> agents,
                     store::ListAgents(ctx.txn(), shop, std::get<0>(after), limit));
    return LeaveOutClosed(
        std::move(agents), [](const v1::Agent& agent) { return Id(LastSegment(agent.name())); },
        request.show_closed());
  };
  return ScanPage(request, kShortRowPage, Id(), scan, *response, *response->mutable_agents());
}

absl::Status UpdateAgent(runtime::WriteContext& ctx, const v1::UpdateAgentRequest& request,
                         v1::Agent* response) {
  static const NamePattern& pattern = *new NamePattern("shops/{shop}/agents/{agent}");
  RETURN_IF_ERROR(pattern.Parse(request.agent().name(), "agent.name").status());
  const std::string& name = request.agent().name();
  ASSIGN_OR_RETURN(const v1::Agent present,
                   store::LoadAgentForUpdate(ctx.txn(), ShopOf(name), LastSegment(name)));
  RETURN_IF_ERROR(CheckEtag(request.agent().etag(), present));
  *response = present;
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), request.agent(), *response));
  RETURN_IF_ERROR(domain::CheckAgent(*response));
  if (google::protobuf::util::MessageDifferencer::Equals(present, *response))
    return absl::OkStatus();
  SetCloseTime(present.closed(), StoredNow(ctx), *response);
  RETURN_IF_ERROR(store::SaveAgent(ctx.txn(), *response));
  ctx.Emit(*response, events::kAgentUpdated);
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
