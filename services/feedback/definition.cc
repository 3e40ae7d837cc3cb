#include "services/feedback/definition.h"

#include <memory>
#include <utility>

#include "libs/rpc/client.h"
#include "libs/work/service.h"
#include "services/feedback/clients/grpc_orders.h"
#include "services/feedback/followers/orders.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/service.h"
#include "services/feedback/store/agents.h"
#include "services/feedback/store/conversations.h"
#include "services/feedback/store/migrations/migrations.h"
#include "services/feedback/store/reviews.h"

namespace shopdesk::feedback {

void Compose(rpc::Runtime& runtime, std::unique_ptr<event::Source> orders_feed) {
  runtime.AddFollower("feedback.orders", std::move(orders_feed), followers::OnOrderEvent);
  runtime.AddSnapshot({v1::Policy::descriptor(), policy::kSnapshot});
  runtime.AddSnapshot({v1::Agent::descriptor(), store::kAgentSnapshot});
  runtime.AddSnapshot({v1::Conversation::descriptor(), store::kConversationSnapshot});
  runtime.AddSnapshot({v1::Review::descriptor(), store::kReviewSnapshot});
  runtime.AddSnapshot({v1::BuyerReview::descriptor(), store::kBuyerReviewSnapshot});
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
    Compose(server.runtime(), server.FollowFeed(orders));
    work::Serve(server);
    server.Add(std::make_unique<PolicyService>(server.host()));
    server.Add(std::make_unique<ReviewService>(server.host(), clients::MakeOrdersClient(orders)));
    server.Add(std::make_unique<ConversationService>(server.host()));
    return absl::OkStatus();
  };
  return definition;
}

}  // namespace shopdesk::feedback
