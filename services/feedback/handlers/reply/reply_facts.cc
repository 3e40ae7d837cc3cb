#include "services/feedback/handlers/reply/reply_facts.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/clients/peer_error.h"

namespace shopdesk::feedback::handlers {
namespace {

using domain::FactSource;
using domain::Needs;
using domain::ReplyFacts;
using domain::ReplyPart;

// The product and the SKU that are meant, as far as they are named or follow from the order.
absl::Status GatherProduct(runtime::WorkflowContext& ctx, const v1::RenderReplyRequest& request,
                           const orders::v1::Order* order, clients::Catalog& catalog,
                           ReplyFacts& facts) {
  if (!request.sku_id().empty()) {
    ASSIGN_OR_RETURN(facts.product,
                     catalog.GetProductBySku(ctx, request.parent(), request.sku_id()));
    if (!request.product().empty() && request.product() != facts.product->name()) {
      return InvalidFieldError("sku_id", absl::StrCat("is a SKU of ", facts.product->name(),
                                                      "; must be one of `product`, or unset"));
    }
    facts.sku_id = request.sku_id();
    return absl::OkStatus();
  }
  std::string name = request.product();
  if (name.empty() && order != nullptr) name = domain::ProductOf(*order);
  if (name.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(facts.product, catalog.GetProduct(ctx, name));
  facts.sku_id = domain::SkuOf(*facts.product, order);
  return absl::OkStatus();
}

absl::Status GatherFromCatalog(runtime::WorkflowContext& ctx, const v1::RenderReplyRequest& request,
                               absl::Span<const ReplyPart> parts, clients::Catalog& catalog,
                               ReplyFacts& facts) {
  const orders::v1::Order* order = facts.order.has_value() ? &facts.order->order() : nullptr;
  RETURN_IF_ERROR(GatherProduct(ctx, request, order, catalog, facts));
  if (!facts.product.has_value()) return absl::OkStatus();
  if (Needs(parts, FactSource::kStock) && !facts.sku_id.empty()) {
    ASSIGN_OR_RETURN(facts.stock, catalog.GetAvailable(ctx, request.parent(), facts.sku_id));
  }
  if (Needs(parts, FactSource::kCare)) {
    ASSIGN_OR_RETURN(facts.care,
                     catalog.GetProductCare(ctx, facts.product->name(), facts.language));
  }
  return absl::OkStatus();
}

absl::Status GatherCarrier(runtime::WorkflowContext& ctx, const v1::RenderReplyRequest& request,
                           clients::Logistics& logistics, ReplyFacts& facts) {
  const std::string carrier = domain::CarrierOf(facts.order->order());
  if (carrier.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      facts.carrier,
      logistics.GetCarrier(ctx, absl::StrCat(request.parent(), "/carriers/", EscapeId(carrier))));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReplyFacts> GatherFacts(runtime::WorkflowContext& ctx,
                                       const v1::RenderReplyRequest& request,
                                       absl::Span<const ReplyPart> parts,
                                       const std::string& language, absl::TimeZone zone,
                                       const FactClients& peers) {
  ReplyFacts facts;
  facts.language = language;
  facts.zone = zone;
  const bool of_goods = Needs(parts, FactSource::kProduct) || Needs(parts, FactSource::kSku) ||
                        Needs(parts, FactSource::kStock) || Needs(parts, FactSource::kCare);
  const bool of_courier = Needs(parts, FactSource::kCourier);
  // Goods that aren't named, or not to the SKU, may follow from the order.
  const bool of_order =
      of_courier || Needs(parts, FactSource::kOrder) || (of_goods && request.sku_id().empty());
  if (!request.order().empty() && of_order) {
    auto order = peers.orders.DescribeOrder(ctx, request.order(), language);
    RETURN_IF_ERROR(clients::OfPeer("orders", order.status()));
    facts.order = *std::move(order);
  }
  if (of_goods) {
    RETURN_IF_ERROR(
        clients::OfPeer("catalog", GatherFromCatalog(ctx, request, parts, peers.catalog, facts)));
  }
  if (of_courier && facts.order.has_value()) {
    RETURN_IF_ERROR(
        clients::OfPeer("logistics", GatherCarrier(ctx, request, peers.logistics, facts)));
  }
  return facts;
}

}  // namespace shopdesk::feedback::handlers
