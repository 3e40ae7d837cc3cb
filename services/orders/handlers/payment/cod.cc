#include "services/orders/handlers/payment/cod.h"

#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/domain/payment/cod.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/placing/reorder.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/placing/placing.h"
#include "services/orders/handlers/pricing/freight.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/reservation.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;
using v1::Verification;

absl::Status VerifyInContact(Order& order, type::v1::ContactChannel::Value channel,
                             const domain::Moment& moment) {
  const Verification::State state = order.verification().state();
  if (state == Verification::CONFIRMED || state == Verification::CHANGED) return absl::OkStatus();
  return domain::Verify(order, domain::kConfirm, channel, moment);
}

// What makes sure that an order may go to packing, and what sends it there.
using Check = absl::FunctionRef<absl::Status(Order&, const v1::Policy&, const domain::Moment&)>;
using ApplyChange =
    absl::FunctionRef<absl::Status(runtime::WriteContext&, Order&, const v1::Policy&)>;

// Reserves what is not reserved any more, then sends the order to packing.
template <class Request>
absl::Status SendToPacking(runtime::WorkflowContext& ctx, const Request& request, Check check,
                           ApplyChange apply, absl::string_view event, clients::Catalog& catalog,
                           Order* response) {
  Order seen;
  v1::Policy policy;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(seen, store::LoadOrder(read.txn(), request.name()));
    ASSIGN_OR_RETURN(policy, LoadPolicy(read.txn(), ShopOf(request.name())));
    Order trial = seen;
    return check(trial, policy, MomentOf(read));
  }));
  ASSIGN_OR_RETURN(const ReservationStep reservation, EnsureReservation(ctx, catalog, seen));
  if (reservation.state == Order::LOST) return domain::OutOfStockError(seen);
  return ctx.Finish(*response, [&](runtime::WriteContext& write) -> absl::Status {
    ASSIGN_OR_RETURN(OrderChange change, LoadForChange(write, request.name(), request.etag()));
    RETURN_IF_ERROR(apply(write, change.order, policy));
    AdoptReservation(change.order, reservation);
    return SaveChange(write, change, event, response);
  });
}

// Stores the order that takes over what `declined` had reserved, and names it in `closed`, which is
// the same order after it was closed.
absl::Status Reorder(runtime::WriteContext& ctx, const v1::DeclineCodRequest& request,
                     const v1::Policy& policy, int64_t freight_minor, const Order& declined,
                     Order& closed) {
  const std::string id = request.reorder_order_id().empty() ? ctx.DerivedId("reorder")
                                                            : EscapeId(request.reorder_order_id());
  const std::string name = absl::StrCat(ShopNameOf(declined.name()), "/orders/", id);
  ASSIGN_OR_RETURN(Order order, domain::MakeReorder(declined, name, request.reorder_method(),
                                                    freight_minor, policy, MomentOf(ctx)));
  *order.mutable_update_time() = order.create_time();
  RETURN_IF_ERROR(SealFromOrder(ctx, declined.name(), order));
  RETURN_IF_ERROR(store::InsertOrder(ctx.txn(), order));
  closed.set_reordered_as(name);
  return EmitPlaced(ctx, order);
}

// What sending the order costs when it is paid otherwise; 0 if it isn't ordered again.
absl::StatusOr<int64_t> QuoteReorder(runtime::WorkflowContext& ctx,
                                     const v1::DeclineCodRequest& request,
                                     const OrderAndPolicy& seen, clients::Logistics& logistics) {
  const bool again = request.reorder_method() != v1::PaymentMethod::PAYMENT_METHOD_UNSPECIFIED;
  if (!again || seen.policy.freight() != v1::Policy::QUOTED) return 0;
  Order order = seen.order;
  order.mutable_payment()->set_method(request.reorder_method());
  return QuoteFreight(ctx, logistics, order, seen.policy, seen.senders, order.receiver().address());
}

absl::Status Decline(runtime::WriteContext& ctx, const v1::DeclineCodRequest& request,
                     const v1::Policy& policy, int64_t freight_minor, Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  Order& order = change.order;
  if (request.channel() != type::v1::ContactChannel::CONTACT_CHANNEL_UNSPECIFIED) {
    RETURN_IF_ERROR(domain::RecordCodContact(order, request.channel(), policy, MomentOf(ctx)));
  }
  const Order declined = order;
  RETURN_IF_ERROR(domain::CloseUnpaid(order, domain::kCodDecline, v1::CloseReason::COD_DECLINED,
                                      policy, MomentOf(ctx)));
  if (request.reorder_method() != v1::PaymentMethod::PAYMENT_METHOD_UNSPECIFIED) {
    RETURN_IF_ERROR(Reorder(ctx, request, policy, freight_minor, declined, order));
  }
  return SaveChange(ctx, change, events::kOrderClosed, response);
}

}  // namespace

absl::Status ConfirmCod(runtime::WorkflowContext& ctx, const v1::ConfirmCodRequest& request,
                        Order* response, clients::Catalog& catalog) {
  const auto confirm = [&](Order& order, const v1::Policy& policy,
                           const domain::Moment& moment) -> absl::Status {
    RETURN_IF_ERROR(domain::ConfirmCod(order, policy, request.surcharge_told(), moment));
    return domain::RecordCodContact(order, request.channel(), policy, moment);
  };
  const auto apply = [&](runtime::WriteContext& write, Order& order,
                         const v1::Policy& policy) -> absl::Status {
    RETURN_IF_ERROR(confirm(order, policy, MomentOf(write)));
    if (!request.receiver_verified()) return absl::OkStatus();
    return VerifyInContact(order, request.channel(), MomentOf(write));
  };
  return SendToPacking(ctx, request, confirm, apply, events::kOrderCodConfirmed, catalog, response);
}

absl::Status ReleaseCodUnconfirmed(runtime::WorkflowContext& ctx,
                                   const v1::ReleaseCodUnconfirmedRequest& request, Order* response,
                                   clients::Catalog& catalog) {
  const auto release = [&](Order& order, const v1::Policy& policy, const domain::Moment& moment) {
    return domain::ReleaseCodUnconfirmed(order, request.reason(), policy, moment);
  };
  const auto apply = [&](runtime::WriteContext& write, Order& order,
                         const v1::Policy& policy) -> absl::Status {
    ASSIGN_OR_RETURN(
        const std::string reason,
        runtime::SealText(write, order.name(), "cod_release_reason", request.reason()));
    return domain::ReleaseCodUnconfirmed(order, reason, policy, MomentOf(write));
  };
  return SendToPacking(ctx, request, release, apply, events::kOrderCodReleased, catalog, response);
}

absl::Status DeclineCod(runtime::WorkflowContext& ctx, const v1::DeclineCodRequest& request,
                        Order* response, clients::Logistics& logistics) {
  ASSIGN_OR_RETURN(const OrderAndPolicy seen,
                   LoadOrderAndPolicy(ctx, request.name(), request.etag()));
  ASSIGN_OR_RETURN(const int64_t freight, QuoteReorder(ctx, request, seen, logistics));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) -> absl::Status {
    return Decline(write, request, seen.policy, freight, response);
  });
}

}  // namespace shopdesk::orders::handlers
