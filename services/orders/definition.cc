#include "services/orders/definition.h"

#include <utility>

#include "libs/rpc/client.h"
#include "libs/work/service.h"
#include "services/orders/domain/trade.h"
#include "services/orders/followers/outbox.h"
#include "services/orders/followers/tracking.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/refund_change.h"
#include "services/orders/handlers/refunds.h"
#include "services/orders/handlers/shipping.h"
#include "services/orders/service.h"
#include "services/orders/store/duplicates.h"
#include "services/orders/store/migrations/migrations.h"
#include "services/orders/store/order_errors.h"
#include "services/orders/store/orders.h"
#include "services/orders/store/refunds.h"
#include "services/orders/store/returns.h"
#include "services/orders/timers/deadlines.h"
#include "services/orders/timers/follow_up.h"

namespace shopdesk::orders {
namespace {

void AddTimers(rpc::Runtime& runtime) {
  runtime.AddTimer(domain::kUnpaidClose, timers::CloseOverdue);
  runtime.AddTimer(domain::kCodUnreachable, timers::CloseOverdue);
  runtime.AddTimer(domain::kAutoConfirm, timers::FinishOverdue);
  runtime.AddTimer(domain::kCodFinish, timers::FinishOverdue);
  runtime.AddTimer(domain::kCodFirstContact, timers::MissCodContact);
  runtime.AddTimer(domain::kShipByWarning, timers::WarnShipBy);
  runtime.AddTimer(domain::kPaymentReminder, timers::RemindPayment);
  runtime.AddTimer(domain::kPaidOutOfStockRefund, timers::RefundOutOfStock);
  runtime.AddTimer(handlers::kShipIntentTimer, timers::ResumeShipping);
  runtime.AddTimer(handlers::kRefundDeadline, handlers::OnRefundDeadline);
}

void AddServices(rpc::Server& server, const Clients& clients) {
  rpc::Host& host = server.host();
  work::Serve(server);
  server.Add(std::make_unique<PolicyService>(host));
  server.Add(std::make_unique<OrderService>(host, *clients.catalog, *clients.logistics));
  server.Add(std::make_unique<OrderErrorService>(host));
  server.Add(std::make_unique<FollowUpService>(host));
  server.Add(std::make_unique<DuplicateService>(host));
  server.Add(std::make_unique<PaymentService>(host, *clients.catalog));
  server.Add(std::make_unique<PriceService>(host, *clients.catalog));
  server.Add(std::make_unique<TransferService>(host));
  server.Add(std::make_unique<PayoutService>(host));
  server.Add(std::make_unique<ReceiverService>(host, *clients.logistics));
  server.Add(std::make_unique<ShippingService>(host, *clients.logistics));
  server.Add(std::make_unique<RefundService>(host));
  server.Add(std::make_unique<RemarkService>(host));
  server.Add(std::make_unique<RiskService>(host));
  server.Add(std::make_unique<CourierService>(host, *clients.logistics));
}

}  // namespace

void Compose(rpc::Runtime& runtime, const Clients& clients,
             std::unique_ptr<event::Source> logistics_feed) {
  AddTimers(runtime);
  // The handler keeps the clients alive for as long as the runtime, and so for the services.
  runtime.AddFollower("orders.outbox", nullptr,
                      [clients](rpc::WorkflowContext& ctx, const event::v1::Event& event) {
                        return followers::Outbox(ctx, event, *clients.catalog, *clients.logistics);
                      });
  if (logistics_feed != nullptr) {
    runtime.AddFollower("orders.logistics", std::move(logistics_feed), followers::Tracking);
  }
  runtime.AddSnapshot({v1::Policy::descriptor(), policy::kSnapshot});
  runtime.AddSnapshot({v1::Order::descriptor(), store::kOrderSnapshot});
  runtime.AddSnapshot({v1::OrderError::descriptor(), store::kOrderErrorSnapshot});
  runtime.AddSnapshot({v1::DuplicatePair::descriptor(), store::kDuplicateSnapshot});
}

rpc::ServiceDefinition Definition() {
  rpc::ServiceDefinition definition;
  definition.name = "orders";
  definition.grpc_port = 7002;
  definition.metrics_port = 9102;
  definition.sqlite_migrations = store::SqliteMigrations();
  definition.postgres_migrations = store::PostgresMigrations();
  definition.compose = [](rpc::Server& server) {
    const auto logistics = rpc::MakeChannel(server.PeerTarget("logistics"));
    const Clients clients{clients::MakeCatalog(rpc::MakeChannel(server.PeerTarget("catalog"))),
                          clients::MakeLogistics(logistics)};
    Compose(server.runtime(), clients, server.FollowFeed(logistics));
    AddServices(server, clients);
    return absl::OkStatus();
  };
  return definition;
}

}  // namespace shopdesk::orders
