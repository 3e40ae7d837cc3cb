#include "services/orders/handlers/pricing/freight.h"

#include "libs/base/status_macros.h"
#include "services/orders/domain/placing/placing.h"
#include "services/orders/domain/pricing/courier.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/shipping/consignment.h"

namespace shopdesk::orders::handlers {
namespace {

// Couriers named as alternatives.
constexpr int kMostAlternatives = 10;

}  // namespace

absl::StatusOr<int64_t> QuoteFreight(const runtime::Context& ctx, clients::Logistics& logistics,
                                     const v1::Order& order, const v1::Policy& policy,
                                     const type::v1::PostalAddress& destination) {
  logistics::v1::QuoteRequest request =
      clients::MakeQuoteRequest(order, destination, domain::Consign(order, policy));
  const bool express = domain::DefaultsToExpress(order, policy);
  if (express) request.set_mode(domain::kExpressMode);
  ASSIGN_OR_RETURN(const logistics::v1::QuoteResponse first, logistics.Quote(ctx, request));
  const bool any = !express && !domain::IsChoice(order.delivery());
  if (any || !first.offers().empty()) return domain::ChooseFreight(order, first);
  request.clear_carrier_id();
  request.clear_mode();
  request.set_max_offers(kMostAlternatives);
  ASSIGN_OR_RETURN(const logistics::v1::QuoteResponse others, logistics.Quote(ctx, request));
  if (express) return domain::ChooseFreight(order, others);
  return domain::CourierNotPossible(order, first, others);
}

}  // namespace shopdesk::orders::handlers
