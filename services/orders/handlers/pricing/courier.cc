#include "services/orders/handlers/pricing/courier.h"

#include <utility>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/placing/placing.h"
#include "services/orders/domain/pricing/courier.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/pricing/top_up.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/remark.h"
#include "services/orders/handlers/pricing/freight.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/remark.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;

// Offers answered at most.
constexpr int kMostOptions = 200;

absl::Status LoadOrderAndPolicy(runtime::WorkflowContext& ctx, absl::string_view name, Order& order,
                                v1::Policy& policy) {
  return ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(order, store::LoadOrder(read.txn(), name));
    ASSIGN_OR_RETURN(policy, LoadPolicy(read.txn(), ShopOf(name)));
    return absl::OkStatus();
  });
}

// A red remark for packing, once there may be something to pack.
absl::Status RemarkCourier(runtime::WriteContext& ctx, const v1::DeliveryChoice& before,
                           Order& order) {
  if (!domain::AwaitsShipping(order.state())) return absl::OkStatus();
  v1::Remark remark;
  remark.set_reason(v1::Remark::COURIER_CHANGED);
  remark.set_text("the buyer wants another courier");
  domain::AddChange(remark, "delivery.carrier_id", before.carrier_id(),
                    order.delivery().carrier_id());
  domain::AddChange(remark, "delivery.mode", before.mode(), order.delivery().mode());
  return remark.changes().empty() ? absl::OkStatus() : WriteRemark(ctx, order, remark);
}

}  // namespace

absl::Status ListCourierOptions(runtime::WorkflowContext& ctx,
                                const v1::ListCourierOptionsRequest& request,
                                v1::ListCourierOptionsResponse* response,
                                clients::Logistics& logistics) {
  Order order;
  v1::Policy policy;
  RETURN_IF_ERROR(LoadOrderAndPolicy(ctx, request.name(), order, policy));
  // What is masked of the address doesn't count for freight.
  logistics::v1::QuoteRequest query =
      clients::MakeQuoteRequest(order, order.receiver().address(), domain::ParcelGrams(order));
  query.clear_carrier_id();
  query.clear_mode();
  query.set_max_offers(kMostOptions);
  ASSIGN_OR_RETURN(const logistics::v1::QuoteResponse quote, logistics.Quote(ctx, query));
  domain::FillOptions(order, policy, quote, *response);
  return absl::OkStatus();
}

absl::Status ChooseCourier(runtime::WorkflowContext& ctx, const v1::ChooseCourierRequest& request,
                           Order* response, clients::Logistics& logistics) {
  RETURN_IF_ERROR(domain::ParseMode(request.delivery().mode(), "delivery.mode").status());
  Order seen;
  v1::Policy policy;
  RETURN_IF_ERROR(LoadOrderAndPolicy(ctx, request.name(), seen, policy));
  domain::Choose(seen, request.delivery(), MomentOf(ctx));
  ASSIGN_OR_RETURN(const int64_t freight,
                   QuoteFreight(ctx, logistics, seen, policy, seen.receiver().address()));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) -> absl::Status {
    ASSIGN_OR_RETURN(OrderChange change, LoadForChange(write, request.name(), request.etag()));
    RETURN_IF_ERROR(domain::CheckMayRedirect(change.order, "choose_courier"));
    const v1::DeliveryChoice before = change.order.delivery();
    domain::Choose(change.order, request.delivery(), MomentOf(write));
    if (policy.freight() == v1::Policy::QUOTED) {
      RETURN_IF_ERROR(domain::Reprice(change.order, policy, freight, request.shop_bears_reason(),
                                      MomentOf(write), change.ledger));
    }
    RETURN_IF_ERROR(RemarkCourier(write, before, change.order));
    RETURN_IF_ERROR(SaveChange(write, change, events::kOrderCourierChosen));
    *response = std::move(change.order);
    return absl::OkStatus();
  });
}

}  // namespace shopdesk::orders::handlers
