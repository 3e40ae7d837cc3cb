#include "tools/shopdesk/resources.h"

#include "libs/base/resource_name.h"

namespace shopdesk::cli {

const std::vector<ResourceKind>& ResourceKinds() {
  static const auto& kKinds = *new std::vector<ResourceKind>{
      {"products",
       "shops/{shop}/products/{product}",
       &Suite::catalog,
       "shopdesk.catalog.v1.ProductService.GetProduct",
       "shopdesk.catalog.v1.ProductService.ListProducts",
       "",
       {"name", "state", "title", "update_time"}},
      {"categories",
       "shops/{shop}/categories/{category}",
       &Suite::catalog,
       "shopdesk.catalog.v1.CategoryService.GetCategory",
       "shopdesk.catalog.v1.CategoryService.ListCategories",
       "",
       {"name", "display_name", "parent_category"}},
      {"stock",
       "shops/{shop}/skus/{sku}/stockLevels/{location}",
       &Suite::catalog,
       "shopdesk.catalog.v1.StockService.GetStockLevel",
       "shopdesk.catalog.v1.StockService.ListStockLevels",
       "/skus/-",
       {"name", "on_hand", "reserved", "available", "low"}},
      {"reservations",
       "shops/{shop}/reservations/{reservation}",
       &Suite::catalog,
       "shopdesk.catalog.v1.StockService.GetReservation",
       "shopdesk.catalog.v1.StockService.ListReservations",
       "",
       {"name", "state", "order", "update_time"}},
      {"snapshots",
       "shops/{shop}/products/{product}/snapshots/{snapshot}",
       &Suite::catalog,
       "shopdesk.catalog.v1.ProductService.GetProductSnapshot",
       nullptr,
       "",
       {}},
      {"orders",
       "shops/{shop}/orders/{order}",
       &Suite::orders,
       "shopdesk.orders.v1.OrderService.GetOrder",
       "shopdesk.orders.v1.OrderService.ListOrders",
       "",
       {"name", "state", "buyer", "agent", "total.minor", "payment.state", "update_time"}},
      {"refunds",
       "shops/{shop}/orders/{order}/refunds/{refund}",
       &Suite::orders,
       "shopdesk.orders.v1.RefundService.GetRefund",
       "shopdesk.orders.v1.RefundService.ListRefunds",
       "/orders/-",
       {"name", "state", "kind", "reason", "total.minor", "update_time"}},
      {"returns",
       "shops/{shop}/returns/{return}",
       &Suite::orders,
       "shopdesk.orders.v1.RefundService.GetReturn",
       "shopdesk.orders.v1.RefundService.ListReturns",
       "",
       {"name", "buyer", "product", "quantity", "unmatched_quantity", "unmatched_reason"}},
      {"carriers",
       "shops/{shop}/carriers/{carrier}",
       &Suite::logistics,
       "shopdesk.logistics.v1.CarrierService.GetCarrier",
       "shopdesk.logistics.v1.CarrierService.ListCarriers",
       "",
       {"name", "display_name", "service_phone", "cod_capable"}},
      {"ratetables",
       "shops/{shop}/carriers/{carrier}/rateTables/{rate_table}",
       &Suite::logistics,
       "shopdesk.logistics.v1.CarrierService.GetRateTable",
       "shopdesk.logistics.v1.CarrierService.ListRateTables",
       "/carriers/-",
       {"name", "mode", "currency_code"}},
      {"shipments",
       "shops/{shop}/shipments/{shipment}",
       &Suite::logistics,
       "shopdesk.logistics.v1.ShipmentService.GetShipment",
       "shopdesk.logistics.v1.ShipmentService.ListShipments",
       "",
       {"name", "status", "carrier_id", "mode", "waybill_number", "order", "status_time"}},
      {"reviews",
       "shops/{shop}/reviews/{review}",
       &Suite::feedback,
       "shopdesk.feedback.v1.ReviewService.GetReview",
       "shopdesk.feedback.v1.ReviewService.ListReviews",
       "",
       {"name", "grade", "scores.description", "scores.service", "scores.delivery", "text"}},
      {"agents",
       "shops/{shop}/agents/{agent}",
       &Suite::feedback,
       "shopdesk.feedback.v1.ConversationService.GetAgent",
       "shopdesk.feedback.v1.ConversationService.ListAgents",
       "",
       {"name", "display_name", "department"}},
      {"conversations",
       "shops/{shop}/conversations/{conversation}",
       &Suite::feedback,
       "shopdesk.feedback.v1.ConversationService.GetConversation",
       "shopdesk.feedback.v1.ConversationService.ListConversations",
       "",
       {"name", "buyer", "agent", "message_count", "last_time"}},
  };
  return kKinds;
}

const ResourceKind* KindOfName(absl::string_view name) {
  for (const ResourceKind& kind : ResourceKinds()) {
    if (NamePattern(kind.pattern).Matches(name)) return &kind;
  }
  return nullptr;
}

const ResourceKind* KindOfCollection(absl::string_view collection) {
  for (const ResourceKind& kind : ResourceKinds()) {
    if (collection == kind.collection) return &kind;
  }
  return nullptr;
}

}  // namespace shopdesk::cli
