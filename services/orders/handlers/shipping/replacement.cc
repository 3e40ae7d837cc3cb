#include "services/orders/handlers/shipping/replacement.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/fold_code.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/packing/packing_job.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/refund/refund_replacement.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/store/packing/sent_again.h"
#include "services/orders/store/refund/refund.h"

namespace shopdesk::orders::handlers {
namespace {

using logistics::v1::Shipment;
using v1::Refund;
using v1::Replacement;

// When the timer looks after a shipment that was left half made: the call that makes it has ended
// by then.
constexpr absl::Duration kSendAgainIntentTime = absl::Minutes(10);

// The refund with its intended shipment, and between whom it goes, for the call to logistics.
struct AgainIntent {
  RefundChange change;
  clients::Parties parties;
};

// The first step: durable before logistics is asked. A repeated call finds its shipment.
absl::Status IntendAgain(runtime::WriteContext& ctx, const v1::SendAgainRequest& request,
                         const domain::SendAgainWish& wish, AgainIntent& intent) {
  ASSIGN_OR_RETURN(intent.change, LoadRefundForChange(ctx, request.name()));
  Refund& refund = intent.change.refund;
  if (refund.replacement().shipment() != wish.shipment) {
    RETURN_IF_ERROR(CheckEtag(request.etag(), refund));
    RETURN_IF_ERROR(domain::IntendReplacement(intent.change.order.order, refund, wish,
                                              intent.change.policy, MomentOf(ctx)));
    RETURN_IF_ERROR(SaveRefundChange(ctx, refund, events::kRefundSendingAgain));
    ctx.Schedule(kSendAgainIntent, refund.name(), ctx.now() + kSendAgainIntentTime);
  }
  if (refund.replacement().state() != Replacement::INTENDED) return absl::OkStatus();
  const v1::Order& order = intent.change.order.order;
  RETURN_IF_ERROR(ctx.vault().Audit(ctx.txn(), ctx.now(), ctx.actor(), ctx.call().caller,
                                    order.name(), kReceiverSlot, "ship"));
  return OpenParties(ctx.txn(), ctx.vault(), order, domain::ReplacementParcel(refund),
                     intent.parties);
}

// Money went back, or the goods are there: refund and order are stored.
absl::Status SaveEnded(runtime::WriteContext& ctx, RefundChange& change) {
  RETURN_IF_ERROR(SaveRefundChange(ctx, change.refund));
  return SaveRefundedOrder(ctx, change.order, change.refund);
}

// The order is as the refund left it.
absl::Status SaveLateNews(runtime::WriteContext& ctx, Refund& refund, domain::LateNews news) {
  switch (news) {
    case domain::LateNews::kNone:
      return absl::OkStatus();
    case domain::LateNews::kMoved:
      return SaveRefundChange(ctx, refund, events::kRefundReplacementMoved);
    case domain::LateNews::kReturned:
      return SaveRefundChange(ctx, refund, events::kRefundReplacementReturned);
    case domain::LateNews::kUnreturned:
      return SaveRefundChange(ctx, refund, events::kRefundReplacementUnreturned);
  }
}

}  // namespace

absl::Status RecordReserved(runtime::WriteContext& ctx, absl::string_view refund_name,
                            absl::string_view reservation) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, refund_name));
  if (change.refund.state() != v1::RefundState::WAIT_SELLER_SEND_AGAIN) return absl::OkStatus();
  change.refund.mutable_replacement()->set_reservation(std::string(reservation));
  return SaveRefundChange(ctx, change.refund, events::kRefundReserved);
}

absl::Status RecordNotReplaceable(runtime::WriteContext& ctx, absl::string_view refund_name,
                                  Replacement::Failure failure) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, refund_name));
  if (change.refund.state() != v1::RefundState::WAIT_SELLER_SEND_AGAIN) return absl::OkStatus();
  RETURN_IF_ERROR(domain::PayInstead(change.order.order, change.refund, failure, change.policy,
                                     MomentOf(ctx), change.order.ledger));
  return SaveEnded(ctx, change);
}

absl::Status RecordSentAgain(runtime::WriteContext& ctx, absl::string_view refund_name,
                             const Shipment& shipment, Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, refund_name));
  ASSIGN_OR_RETURN(const bool shipped,
                   domain::ShipReplacement(change.refund, shipment, change.policy, MomentOf(ctx)));
  if (shipped) {
    RETURN_IF_ERROR(SaveRefundChange(ctx, change.refund));
    RETURN_IF_ERROR(
        store::InsertSentAgain(ctx.txn(),
                               {change.refund.name(), shipment.name(), shipment.carrier_id(),
                                FoldCode(shipment.waybill_number()), ""},
                               ctx.now()));
    ctx.Cancel(kSendAgainIntent, change.refund.name());
  }
  *response = std::move(change.refund);
  return absl::OkStatus();
}

absl::Status RecordSendAgainDeclined(runtime::WriteContext& ctx, absl::string_view refund_name,
                                     absl::string_view shipment) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, refund_name));
  if (change.refund.replacement().shipment() != shipment) return absl::OkStatus();
  domain::DropReplacement(change.refund, shipment);
  ctx.Cancel(kSendAgainIntent, change.refund.name());
  return SaveRefundChange(ctx, change.refund, events::kRefundSendAgainDeclined);
}

absl::Status SendAgain(runtime::WorkflowContext& ctx, const v1::SendAgainRequest& request,
                       Refund* response, clients::Logistics& logistics) {
  RETURN_IF_ERROR(domain::ParseMode(request.mode(), "mode").status());
  const std::string shipment =
      absl::StrCat(ShopNameOf(request.name()), "/shipments/", ctx.DerivedId("shipment"));
  domain::SendAgainWish wish = {shipment,       request.carrier_id(),
                                request.mode(), request.waybill_number(),
                                absl::nullopt,  request.replaces()};
  if (request.has_declared_value()) wish.declared_value = request.declared_value();
  AgainIntent intent;
  RETURN_IF_ERROR(ctx.Write([&](runtime::WriteContext& write) {
    intent = AgainIntent();
    return IntendAgain(write, request, wish, intent);
  }));
  const Refund& refund = intent.change.refund;
  if (refund.replacement().state() != Replacement::INTENDED) {
    // Finished by the timer or by tracking after this call was cut off.
    return ctx.Finish(*response, [&](runtime::WriteContext& write) -> absl::Status {
      ASSIGN_OR_RETURN(*response, store::LoadRefund(write.txn(), request.name()));
      return absl::OkStatus();
    });
  }
  const absl::StatusOr<Shipment> made =
      MakeShipment(ctx, logistics, intent.change.order.order, domain::ReplacementParcel(refund),
                   intent.parties, refund.replacement().replaces());
  if (!made.ok()) {
    // What may have been made stays intended: the timer finds out.
    if (IsTransient(made.status())) return made.status();
    RETURN_IF_ERROR(ctx.Write([&](runtime::WriteContext& write) {
      return RecordSendAgainDeclined(write, request.name(), shipment);
    }));
    return made.status();
  }
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return RecordSentAgain(write, request.name(), *made, response);
  });
}

absl::Status ConfirmSentAgain(runtime::WriteContext& ctx,
                              const v1::ConfirmSentAgainRequest& request, Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::ConfirmReplacement(change.order.order, change.refund, change.policy,
                                             MomentOf(ctx), change.order.ledger));
  RETURN_IF_ERROR(SaveEnded(ctx, change));
  *response = std::move(change.refund);
  return absl::OkStatus();
}

absl::Status OnSendAgainIntent(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::StatusOr<Refund> refund = store::LoadRefund(ctx.txn(), due.resource_name);
  if (absl::IsNotFound(refund.status())) return absl::OkStatus();
  RETURN_IF_ERROR(refund.status());
  if (refund->replacement().state() != Replacement::INTENDED) return absl::OkStatus();
  ctx.Emit(*refund, events::kRefundSendAgainStuck);
  return absl::OkStatus();
}

absl::Status RecordReplacementTracking(runtime::WriteContext& ctx, const Shipment& shipment,
                                       int64_t sequence) {
  ASSIGN_OR_RETURN(const std::vector<Refund> refunds,
                   store::LoadRefundsOf(ctx.txn(), shipment.order()));
  for (const Refund& seen : refunds) {
    if (seen.replacement().shipment() != shipment.name()) continue;
    // The call that made the shipment may have been cut off before it could say so.
    Refund refund;
    RETURN_IF_ERROR(RecordSentAgain(ctx, seen.name(), shipment, &refund));
    ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, seen.name()));
    if (domain::IsEnded(change.refund.state())) {
      return SaveLateNews(
          ctx, change.refund,
          domain::TrackEndedReplacement(change.refund, shipment, sequence, MomentOf(ctx)));
    }
    ASSIGN_OR_RETURN(const bool news,
                     domain::TrackReplacement(change.order.order, change.refund, shipment, sequence,
                                              change.policy, MomentOf(ctx), change.order.ledger));
    if (!news) return absl::OkStatus();
    if (domain::IsEnded(change.refund.state())) return SaveEnded(ctx, change);
    return SaveRefundChange(ctx, change.refund, events::kRefundReplacementMoved);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
