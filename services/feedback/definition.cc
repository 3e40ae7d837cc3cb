#include "services/feedback/definition.h"

#include <memory>
#include <utility>

#include "libs/base/resource_name.h"
#include "libs/erasure/erasure.h"
#include "libs/figures/check.h"
#include "libs/figures/service.h"
#include "libs/runtime/count_events.h"
#include "libs/verify/service.h"
#include "libs/work/service.h"
#include "services/feedback/clients/catalog.h"
#include "services/feedback/clients/logistics.h"
#include "services/feedback/clients/orders.h"
#include "services/feedback/domain/shop/event_types.h"
#include "services/feedback/followers/catalog.h"
#include "services/feedback/followers/figures.h"
#include "services/feedback/followers/logistics.h"
#include "services/feedback/followers/orders.h"
#include "services/feedback/followers/outbox.h"
#include "services/feedback/followers/work.h"
#include "services/feedback/handlers/case/review_case.h"
#include "services/feedback/handlers/commission/commission.h"
#include "services/feedback/handlers/complaint/complaint.h"
#include "services/feedback/handlers/conversation/repeated_question.h"
#include "services/feedback/handlers/desk/erasure.h"
#include "services/feedback/handlers/desk/metrics.h"
#include "services/feedback/handlers/evidence/appeal.h"
#include "services/feedback/handlers/evidence/dossier.h"
#include "services/feedback/handlers/follow_up/review_invitation.h"
#include "services/feedback/handlers/shop/commission_sum.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/ticket/ticket.h"
#include "services/feedback/service.h"
#include "services/feedback/store/case/review_case.h"
#include "services/feedback/store/commission/commission.h"
#include "services/feedback/store/complaint/complaint.h"
#include "services/feedback/store/conversation/agent.h"
#include "services/feedback/store/conversation/conversation.h"
#include "services/feedback/store/conversation/repeated_question.h"
#include "services/feedback/store/evidence/appeal.h"
#include "services/feedback/store/evidence/dossier.h"
#include "services/feedback/store/follow_up/late_parcel.h"
#include "services/feedback/store/follow_up/review_invitation.h"
#include "services/feedback/store/migrations/migrations.h"
#include "services/feedback/store/reply/canned_reply.h"
#include "services/feedback/store/review/review.h"
#include "services/feedback/store/ticket/ticket.h"
#include "services/feedback/timers/deadlines.h"
#include "services/feedback/verify/checks.h"
#include "shopdesk/config/v1/feedback.pb.h"

namespace shopdesk::feedback {
namespace {

absl::StatusOr<v1::Review> LoadReview(sql::Transaction& txn, absl::string_view name) {
  return store::LoadReview(txn, ShopOf(name), LastSegment(name));
}

absl::StatusOr<v1::Complaint> LoadComplaint(sql::Transaction& txn, absl::string_view name) {
  return store::LoadComplaint(txn, ShopOf(name), LastSegment(name));
}

}  // namespace

void Compose(runtime::Runtime& runtime, const Clients& clients,
             std::unique_ptr<event::Source> catalog_feed,
             std::unique_ptr<event::Source> orders_feed,
             std::unique_ptr<event::Source> logistics_feed) {
  runtime.AddFollower("feedback.orders", std::move(orders_feed), followers::OnOrderEvent,
                      {.by_event_alone = true});
  runtime.AddFollower("feedback.logistics", std::move(logistics_feed), followers::OnShipmentEvent,
                      {.by_event_alone = true});
  runtime.AddFollower("feedback.catalog", std::move(catalog_feed), followers::OnCatalogEvent,
                      {.by_event_alone = true});
  runtime.AddFollower("feedback.work", nullptr, followers::OnOwnEvent, {.by_event_alone = true});
  runtime.AddFollower("feedback.outbox", nullptr,
                      [clients](runtime::WorkflowContext& ctx, const event::v1::Event& event) {
                        return followers::Outbox(
                            ctx, event, {*clients.orders, *clients.logistics, *clients.catalog});
                      });
  figures::Follow(runtime, followers::FigureDefinition());
  runtime.AddTimer(handlers::kFirstContactTimer, timers::MissFirstContact);
  runtime.AddTimer(handlers::kAnswerTimer, handlers::MissAnswer);
  runtime.AddTimer(handlers::kDecisionTimer, handlers::ExpireComplaint);
  runtime.AddTimer(handlers::kDossierTimer, handlers::LapseDossier);
  runtime.AddTimer(handlers::kAppealTimer, handlers::ExpireAppeal);
  runtime.AddTimer(handlers::kTicketTimer, handlers::PassTicketDeadline);
  runtime.AddTimer(handlers::kQuestionTimer, handlers::CountQuestions);
  runtime.AddTimer(handlers::kInvitationTimer, timers::InviteToReview);
  runtime.AddTimer(handlers::kCommissionTimer, handlers::CloseStatement);
  runtime.AddTimer(handlers::kCommissionSumTimer, handlers::SumStatement);
  runtime.owners().Add("shops/{shop}/reviews/{review}", runtime::BuyerOf(LoadReview));
  runtime.owners().Add("shops/{shop}/complaints/{complaint}", runtime::BuyerOf(LoadComplaint));
  runtime.AddTimer(erasure::kStepTimer, handlers::EraseSomeConversations);
  runtime::CountEvents(runtime, events::kAll);
  runtime.AddSnapshot({v1::Policy::descriptor(), policy::kSnapshot});
  runtime.AddSnapshot({v1::Agent::descriptor(), store::kAgentSnapshot});
  runtime.AddSnapshot({v1::CannedReply::descriptor(), store::kCannedReplySnapshot});
  runtime.AddSnapshot({v1::CannedReplyUse::descriptor(),
                       store::kCannedReplyUseSnapshot,
                       {runtime::SnapshotKey::kText, runtime::SnapshotKey::kText}});
  runtime.AddSnapshot({v1::Conversation::descriptor(), store::kConversationSnapshot});
  runtime.AddSnapshot({v1::Review::descriptor(), store::kReviewSnapshot});
  runtime.AddSnapshot({v1::BuyerReview::descriptor(), store::kBuyerReviewSnapshot});
  runtime.AddSnapshot({v1::ReviewCase::descriptor(), store::kCaseSnapshot});
  runtime.AddSnapshot({v1::Dossier::descriptor(), store::kDossierSnapshot});
  runtime.AddSnapshot({v1::Appeal::descriptor(), store::kAppealSnapshot});
  runtime.AddSnapshot({v1::Complaint::descriptor(), store::kComplaintSnapshot});
  runtime.AddSnapshot({v1::Ticket::descriptor(), store::kTicketSnapshot});
  runtime.AddSnapshot({v1::RepeatedQuestion::descriptor(), store::kRepeatedQuestionSnapshot});
  runtime.AddSnapshot({v1::ReviewInvitation::descriptor(), store::kInvitationSnapshot});
  runtime.AddSnapshot({v1::LateParcel::descriptor(), store::kLateParcelSnapshot});
  runtime.AddSnapshot({v1::CommissionStatement::descriptor(), store::kStatementSnapshot});
}

std::vector<shopdesk::verify::Check> AllChecks() {
  std::vector<shopdesk::verify::Check> checks = verify::Checks();
  for (auto& check : figures::Checks("feedback", followers::FigureDefinition())) {
    checks.push_back(std::move(check));
  }
  return checks;
}

rpc::ServiceDefinition Definition() {
  rpc::ServiceDefinition definition;
  definition.name = "feedback";
  definition.grpc_port = 7004;
  definition.metrics_port = 9104;
  definition.config = &config::v1::FeedbackConfig::default_instance();
  definition.sqlite_migrations = store::SqliteMigrations();
  definition.postgres_migrations = store::PostgresMigrations();
  definition.compose = [](rpc::Server& server) {
    const auto catalog = server.Connect("catalog", "dns:///127.0.0.1:7001");
    const auto orders = server.Connect("orders", "dns:///127.0.0.1:7002");
    const auto logistics = server.Connect("logistics", "dns:///127.0.0.1:7003");
    const Clients callees = {clients::MakeOrders(orders), clients::MakeLogistics(logistics),
                             clients::MakeCatalog(catalog)};
    Compose(server.runtime(), callees, server.FollowFeed(catalog), server.FollowFeed(orders),
            server.FollowFeed(logistics));
    work::Serve(server.host());
    figures::Serve(server.host());
    server.runtime().AddSampler(handlers::FeedbackMetrics(server.runtime()));
    shopdesk::verify::Serve(server.host(), server.server_config().verify(), AllChecks());
    erasure::Serve(server.host());
    AddServices(server.host(), callees.orders, callees.catalog, callees.logistics);
    return absl::OkStatus();
  };
  return definition;
}

}  // namespace shopdesk::feedback
