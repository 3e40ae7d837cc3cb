#include "services/feedback/definition.h"

#include <memory>
#include <utility>

#include "libs/rpc/client.h"
#include "libs/work/service.h"
#include "services/feedback/clients/grpc_orders.h"
#include "services/feedback/followers/logistics.h"
#include "services/feedback/followers/orders.h"
#include "services/feedback/handlers/commission.h"
#include "services/feedback/handlers/complaint.h"
#include "services/feedback/handlers/follow_up.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/handlers/review_case.h"
#include "services/feedback/service.h"
#include "services/feedback/store/agents.h"
#include "services/feedback/store/cases.h"
#include "services/feedback/store/commission.h"
#include "services/feedback/store/complaints.h"
#include "services/feedback/store/conversations.h"
#include "services/feedback/store/follow_up.h"
#include "services/feedback/store/migrations/migrations.h"
#include "services/feedback/store/reviews.h"
#include "services/feedback/timers/deadlines.h"

namespace shopdesk::feedback {

void Compose(rpc::Runtime& runtime, std::unique_ptr<event::Source> orders_feed,
             std::unique_ptr<event::Source> logistics_feed) {
  runtime.AddFollower("feedback.orders", std::move(orders_feed), followers::OnOrderEvent);
  runtime.AddFollower("feedback.logistics", std::move(logistics_feed), followers::OnShipmentEvent);
  runtime.AddTimer(handlers::kFirstContactTimer, timers::MissFirstContact);
  runtime.AddTimer(handlers::kAnswerTimer, timers::MissAnswer);
  runtime.AddTimer(handlers::kInvitationTimer, timers::InviteToReview);
  runtime.AddTimer(handlers::kCommissionTimer, timers::CloseCommission);
  runtime.AddSnapshot({v1::Policy::descriptor(), policy::kSnapshot});
  runtime.AddSnapshot({v1::Agent::descriptor(), store::kAgentSnapshot});
  runtime.AddSnapshot({v1::Conversation::descriptor(), store::kConversationSnapshot});
  runtime.AddSnapshot({v1::Review::descriptor(), store::kReviewSnapshot});
  runtime.AddSnapshot({v1::BuyerReview::descriptor(), store::kBuyerReviewSnapshot});
  runtime.AddSnapshot({v1::ReviewCase::descriptor(), store::kCaseSnapshot});
  runtime.AddSnapshot({v1::Complaint::descriptor(), store::kComplaintSnapshot});
  runtime.AddSnapshot({v1::ReviewInvitation::descriptor(), store::kInvitationSnapshot});
  runtime.AddSnapshot({v1::LateParcel::descriptor(), store::kLateParcelSnapshot});
  runtime.AddSnapshot({v1::CommissionStatement::descriptor(), store::kStatementSnapshot});
}

rpc::ServiceDefinition Definition() {
  rpc::ServiceDefinition definition;
  definition.name = "feedback";
  definition.grpc_port = 7004;
  definition.metrics_port = 9104;
  definition.sqlite_migrations = store::SqliteMigrations();
  definition.postgres_migrations = store::PostgresMigrations();
  definition.compose = [](rpc::Server& server) {
    const auto orders = rpc::MakeChannel(server.PeerTarget("orders"));
    const auto logistics = rpc::MakeChannel(server.PeerTarget("logistics"));
    Compose(server.runtime(), server.FollowFeed(orders), server.FollowFeed(logistics));
    work::Serve(server);
    server.Add(std::make_unique<PolicyService>(server.host()));
    server.Add(std::make_unique<ReviewService>(server.host(), clients::MakeOrdersClient(orders)));
    server.Add(std::make_unique<ReviewCaseService>(server.host()));
    server.Add(
        std::make_unique<ComplaintService>(server.host(), clients::MakeOrdersClient(orders)));
    server.Add(std::make_unique<FollowUpService>(server.host()));
    server.Add(std::make_unique<CommissionService>(server.host()));
    server.Add(std::make_unique<ConversationService>(server.host()));
    return absl::OkStatus();
  };
  return definition;
}

}  // namespace shopdesk::feedback
