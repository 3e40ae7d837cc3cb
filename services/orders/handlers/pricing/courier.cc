#include "services/orders/handlers/pricing/courier.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "services/orders/domain/placing/placing.h"
#include "services/orders/domain/pricing/courier.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/pricing/top_up.h"
#include "services/orders/domain/shipping/consignment.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/remark.h"
#include "services/orders/handlers/pricing/freight.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/remark.h"
#include "services/orders/store/desk/buyer_card.h"

namespace shopdesk::orders::handlers {
namespace {

using logistics::v1::QuoteRequest;
using logistics::v1::QuoteResponse;
using v1::Order;

// Offers answered at most.
constexpr int kMostOptions = 200;

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

absl::Status FillCourierOptions(const runtime::Context& ctx, clients::Logistics& logistics,
                                const Order& order, const v1::Policy& policy,
                                const domain::Senders& senders,
                                v1::ListCourierOptionsResponse& response) {
  std::vector<QuoteResponse> quotes;
  for (const QuoteRequest& consignment : domain::ConsignAll(order, policy, senders)) {
    // What is masked of the address doesn't count for freight.
    QuoteRequest query = clients::MakeQuoteRequest(order, order.receiver().address(), consignment);
    query.clear_carrier_id();
    query.clear_mode();
    query.set_max_offers(kMostOptions);
    query.set_with_service_levels(true);
    ASSIGN_OR_RETURN(quotes.emplace_back(), logistics.Quote(ctx, query));
  }
  domain::FillOptions(order, policy, domain::QuoteTogether(std::move(quotes)), response);
  return absl::OkStatus();
}

absl::Status ListCourierOptions(runtime::WorkflowContext& ctx,
                                const v1::ListCourierOptionsRequest& request,
                                v1::ListCourierOptionsResponse* response,
                                clients::Logistics& logistics) {
  ASSIGN_OR_RETURN(const OrderAndPolicy seen, LoadOrderAndPolicy(ctx, request.name()));
  RETURN_IF_ERROR(
      FillCourierOptions(ctx, logistics, seen.order, seen.policy, seen.senders, *response));
  absl::optional<v1::BuyerCard> card;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    const std::string name = store::BuyerCardName(ShopOf(request.name()), seen.order.buyer());
    ASSIGN_OR_RETURN(card, store::FindBuyerCard(read.txn(), name));
    return absl::OkStatus();
  }));
  if (card.has_value()) domain::MarkPreferred(*card, *response);
  return absl::OkStatus();
}

absl::Status ChooseCourier(runtime::WorkflowContext& ctx, const v1::ChooseCourierRequest& request,
                           Order* response, clients::Logistics& logistics) {
  RETURN_IF_ERROR(domain::ParseMode(request.delivery().mode(), "delivery.mode").status());
  ASSIGN_OR_RETURN(OrderAndPolicy seen, LoadOrderAndPolicy(ctx, request.name()));
  domain::Choose(seen.order, request.delivery(), MomentOf(ctx));
  ASSIGN_OR_RETURN(const int64_t freight,
                   QuoteFreight(ctx, logistics, seen.order, seen.policy, seen.senders,
                                seen.order.receiver().address()));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) -> absl::Status {
    ASSIGN_OR_RETURN(OrderChange change, LoadForChange(write, request.name(), request.etag()));
    RETURN_IF_ERROR(domain::CheckMayRedirect(change.order, "ChooseCourier"));
    const v1::DeliveryChoice before = change.order.delivery();
    domain::Choose(change.order, request.delivery(), MomentOf(write));
    if (seen.policy.freight() == v1::Policy::QUOTED) {
      RETURN_IF_ERROR(
          domain::Reprice(change.order, seen.policy, freight,
                          privacy::Mask(option::v1::PII_FREE_TEXT, request.shop_bears_reason()),
                          MomentOf(write), change.ledger));
    }
    RETURN_IF_ERROR(RemarkCourier(write, before, change.order));
    return SaveChange(write, change, events::kOrderCourierChosen, response);
  });
}

}  // namespace shopdesk::orders::handlers
