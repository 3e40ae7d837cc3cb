#include "services/orders/handlers/pricing/freight.h"

#include "libs/base/status_macros.h"
#include "services/orders/domain/placing/placing.h"
#include "services/orders/domain/pricing/courier.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/shipping/consignment.h"

namespace shopdesk::orders::handlers {
namespace {

using logistics::v1::QuoteRequest;
using logistics::v1::QuoteResponse;

// Couriers named as alternatives.
constexpr int kMostAlternatives = 10;

absl::StatusOr<int64_t> QuoteConsignment(const runtime::Context& ctx, clients::Logistics& logistics,
                                         const v1::Order& order, const v1::Policy& policy,
                                         QuoteRequest request) {
  const bool express = domain::DefaultsToExpress(order, policy);
  if (express) request.set_mode(domain::kExpressMode);
  ASSIGN_OR_RETURN(const QuoteResponse first, logistics.Quote(ctx, request));
  const bool any = !express && !domain::IsChoice(order.delivery());
  if (any || !first.offers().empty()) return domain::ChooseFreight(order, first);
  request.clear_carrier_id();
  request.clear_mode();
  request.set_max_offers(kMostAlternatives);
  ASSIGN_OR_RETURN(const QuoteResponse others, logistics.Quote(ctx, request));
  if (express) return domain::ChooseFreight(order, others);
  return domain::CourierNotPossible(order, first, others);
}

}  // namespace

absl::StatusOr<int64_t> QuoteFreight(const runtime::Context& ctx, clients::Logistics& logistics,
                                     const v1::Order& order, const v1::Policy& policy,
                                     const domain::Senders& senders,
                                     const type::v1::PostalAddress& destination) {
  int64_t freight = 0;
  for (const QuoteRequest& consignment : domain::ConsignAll(order, policy, senders)) {
    ASSIGN_OR_RETURN(const int64_t part,
                     QuoteConsignment(ctx, logistics, order, policy,
                                      clients::MakeQuoteRequest(order, destination, consignment)));
    freight += part;
  }
  return freight;
}

}  // namespace shopdesk::orders::handlers
