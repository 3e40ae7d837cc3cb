#include "services/orders/definition.h"

#include <utility>

#include "libs/erasure/erasure.h"
#include "libs/figures/check.h"
#include "libs/figures/service.h"
#include "libs/runtime/count_events.h"
#include "libs/verify/service.h"
#include "libs/work/service.h"
#include "services/orders/domain/trade/event_types.h"
#include "services/orders/domain/trade/trade.h"
#include "services/orders/followers/buyer_cards.h"
#include "services/orders/followers/figures.h"
#include "services/orders/followers/outbox.h"
#include "services/orders/followers/tracking.h"
#include "services/orders/handlers/care/compensation.h"
#include "services/orders/handlers/care/promise.h"
#include "services/orders/handlers/desk/erasure.h"
#include "services/orders/handlers/desk/metrics.h"
#include "services/orders/handlers/desk/order_error.h"
#include "services/orders/handlers/packing/shortage.h"
#include "services/orders/handlers/placing/placing.h"
#include "services/orders/handlers/pricing/price_protection.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/handlers/shipping/replacement.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/service.h"
#include "services/orders/store/care/compensation.h"
#include "services/orders/store/care/promise.h"
#include "services/orders/store/desk/buyer_card.h"
#include "services/orders/store/desk/order_error.h"
#include "services/orders/store/desk/refund_advice.h"
#include "services/orders/store/migrations/migrations.h"
#include "services/orders/store/packing/hand_over.h"
#include "services/orders/store/packing/merged_parcel.h"
#include "services/orders/store/packing/packing_job.h"
#include "services/orders/store/packing/shortage.h"
#include "services/orders/store/payment/ledger.h"
#include "services/orders/store/placing/duplicate.h"
#include "services/orders/store/pricing/price_protection.h"
#include "services/orders/store/receiver/block_entry.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/refund/return.h"
#include "services/orders/store/refund/return_address.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/store/trade/remark.h"
#include "services/orders/store/transfer/payout.h"
#include "services/orders/store/transfer/transfer.h"
#include "services/orders/timers/order.h"
#include "services/orders/verify/checks.h"
#include "shopdesk/config/v1/orders.pb.h"

namespace shopdesk::orders {
namespace {

using runtime::SnapshotKey;

void AddTimers(runtime::Runtime& runtime) {
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
  runtime.AddTimer(handlers::kSendAgainIntent, handlers::OnSendAgainIntent);
  runtime.AddTimer(handlers::kPromiseDue, handlers::OnPromiseDue);
  runtime.AddTimer(handlers::kCompensationDeadline, handlers::OnCompensationDeadline);
  runtime.AddTimer(handlers::kPriceDropStep, handlers::OnPriceDropStep);
  runtime.AddTimer(handlers::kShortageDue, handlers::OnShortageDue);
  runtime.AddTimer(handlers::kOrderErrorDraft, handlers::OnOrderErrorDraft);
  runtime.AddTimer(erasure::kStepTimer, handlers::EraseSomeOrders);
}

}  // namespace

namespace {

// Events about which the outbox calls others at once: catalog makes what comes together together.
constexpr int kOutboxCalls = 16;

}  // namespace

void Compose(runtime::Runtime& runtime, const Clients& clients,
             std::unique_ptr<event::Source> logistics_feed) {
  AddTimers(runtime);
  runtime.AddFollower(
      handlers::kOutbox, nullptr,
      [clients](runtime::WorkflowContext& ctx, const event::v1::Event& event) {
        return followers::Outbox(ctx, event, {*clients.catalog, *clients.logistics});
      },
      {.at_once = kOutboxCalls, .announce = followers::AnnounceOutbox});
  runtime.AddFollower(followers::kBuyerCards, nullptr, followers::BuyerCards,
                      {.by_event_alone = true, .announce = followers::AnnounceBuyerCards});
  if (logistics_feed != nullptr) {
    runtime.AddFollower("orders.logistics", std::move(logistics_feed),
                        [clients](runtime::WorkflowContext& ctx, const event::v1::Event& event) {
                          return followers::Tracking(ctx, event, *clients.logistics);
                        });
  }
  runtime.owners().Add("shops/{shop}/orders/{order}", runtime::BuyerOf(store::LoadOrder));
  runtime.owners().Add("shops/{shop}/orders/{order}/refunds/{refund}",
                       runtime::BuyerOf(store::LoadRefund));
  figures::Follow(runtime, followers::FigureDefinition());
  runtime::CountEvents(runtime, events::kAll);
  runtime.AddSnapshot({v1::Policy::descriptor(), policy::kSnapshot});
  runtime.AddSnapshot({v1::Order::descriptor(), store::kOrderSnapshot});
  runtime.AddSnapshot({v1::LedgerEntry::descriptor(),
                       store::kLedgerSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kInt}});
  runtime.AddSnapshot(
      {v1::Remark::descriptor(), store::kRemarkSnapshot, {SnapshotKey::kText, SnapshotKey::kInt}});
  runtime.AddSnapshot({v1::Refund::descriptor(), store::kRefundSnapshot});
  runtime.AddSnapshot({v1::Return::descriptor(), store::kReturnSnapshot});
  runtime.AddSnapshot({v1::ReturnAddress::descriptor(), store::kReturnAddressSnapshot});
  runtime.AddSnapshot({v1::BlockEntry::descriptor(), store::kBlockEntrySnapshot});
  runtime.AddSnapshot({v1::BankAccount::descriptor(), store::kBankAccountSnapshot});
  runtime.AddSnapshot({v1::StatementLine::descriptor(),
                       store::kStatementLineSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::Payout::descriptor(), store::kPayoutSnapshot});
  runtime.AddSnapshot({v1::OrderError::descriptor(), store::kOrderErrorSnapshot});
  runtime.AddSnapshot({v1::Compensation::descriptor(), store::kCompensationSnapshot});
  runtime.AddSnapshot({v1::PriceDrop::descriptor(), store::kPriceDropSnapshot});
  runtime.AddSnapshot({v1::BuyerCard::descriptor(), store::kBuyerCardSnapshot});
  runtime.AddSnapshot({v1::BuyerNote::descriptor(), store::kBuyerNoteSnapshot});
  runtime.AddSnapshot({v1::RefundAdvice::descriptor(), store::kRefundAdviceSnapshot});
  runtime.AddSnapshot({v1::Promise::descriptor(), store::kPromiseSnapshot});
  runtime.AddSnapshot({v1::DuplicatePair::descriptor(), store::kDuplicateSnapshot});
  runtime.AddSnapshot({v1::PackingJob::descriptor(), store::kPackingJobSnapshot});
  runtime.AddSnapshot({v1::HandOverList::descriptor(), store::kHandOverListSnapshot});
  runtime.AddSnapshot({v1::MergedParcel::descriptor(), store::kMergedParcelSnapshot});
  runtime.AddSnapshot({v1::Shortage::descriptor(), store::kShortageSnapshot});
}

std::vector<shopdesk::verify::Check> AllChecks() {
  std::vector<shopdesk::verify::Check> checks = verify::Checks();
  for (auto& check : figures::Checks("orders", followers::FigureDefinition())) {
    checks.push_back(std::move(check));
  }
  return checks;
}

rpc::ServiceDefinition Definition() {
  rpc::ServiceDefinition definition;
  definition.name = "orders";
  definition.grpc_port = 7002;
  definition.metrics_port = 9102;
  definition.config = &config::v1::OrdersConfig::default_instance();
  definition.sqlite_migrations = store::SqliteMigrations();
  definition.postgres_migrations = store::PostgresMigrations();
  definition.compose = [](rpc::Server& server) {
    const auto catalog = server.Connect("catalog", "dns:///127.0.0.1:7001");
    const auto logistics = server.Connect("logistics", "dns:///127.0.0.1:7003");
    const Clients clients{clients::MakeCatalog(catalog), clients::MakeLogistics(logistics)};
    Compose(server.runtime(), clients, server.FollowFeed(logistics));
    work::Serve(server.host());
    figures::Serve(server.host());
    server.runtime().AddSampler(handlers::OrderMetrics(server.runtime()));
    shopdesk::verify::Serve(server.host(), server.server_config().verify(), AllChecks());
    erasure::Serve(server.host());
    AddServices(server.host(), clients);
    return absl::OkStatus();
  };
  return definition;
}

}  // namespace shopdesk::orders
