#include "services/catalog/service.h"

#include "services/catalog/handlers/bargain.h"
#include "services/catalog/handlers/category.h"
#include "services/catalog/handlers/grant.h"
#include "services/catalog/handlers/import.h"
#include "services/catalog/handlers/listed_stock.h"
#include "services/catalog/handlers/policy.h"
#include "services/catalog/handlers/price.h"
#include "services/catalog/handlers/product.h"
#include "services/catalog/handlers/reservation.h"
#include "services/catalog/handlers/search.h"
#include "services/catalog/handlers/stock.h"

namespace shopdesk::catalog {

Reactor* PolicyService::GetPolicy(Context* c, const v1::GetPolicyRequest* q, v1::Policy* r) {
  return host_.Read(c, q, r, handlers::GetPolicy);
}
Reactor* PolicyService::UpdatePolicy(Context* c, const v1::UpdatePolicyRequest* q, v1::Policy* r) {
  return host_.Write(c, q, r, handlers::UpdatePolicy);
}
Reactor* PolicyService::ListPolicyRevisions(Context* c, const v1::ListPolicyRevisionsRequest* q,
                                            v1::ListPolicyRevisionsResponse* r) {
  return host_.Query(c, q, r, handlers::ListPolicyRevisions);
}

Reactor* CategoryService::CreateCategory(Context* c, const v1::CreateCategoryRequest* q,
                                         v1::Category* r) {
  return host_.Write(c, q, r, handlers::CreateCategory);
}
Reactor* CategoryService::GetCategory(Context* c, const v1::GetCategoryRequest* q,
                                      v1::Category* r) {
  return host_.Read(c, q, r, handlers::GetCategory);
}
Reactor* CategoryService::ListCategories(Context* c, const v1::ListCategoriesRequest* q,
                                         v1::ListCategoriesResponse* r) {
  return host_.Query(c, q, r, handlers::ListCategories);
}
Reactor* CategoryService::UpdateCategory(Context* c, const v1::UpdateCategoryRequest* q,
                                         v1::Category* r) {
  return host_.Write(c, q, r, handlers::UpdateCategory);
}
Reactor* CategoryService::DeleteCategory(Context* c, const v1::DeleteCategoryRequest* q,
                                         v1::DeleteCategoryResponse* r) {
  return host_.Write(c, q, r, handlers::DeleteCategory);
}

Reactor* ProductService::CreateProduct(Context* c, const v1::CreateProductRequest* q,
                                       v1::Product* r) {
  return host_.Write(c, q, r, handlers::CreateProduct);
}
Reactor* ProductService::GetProduct(Context* c, const v1::GetProductRequest* q, v1::Product* r) {
  return host_.Read(c, q, r, handlers::GetProduct);
}
Reactor* ProductService::BatchGetProducts(Context* c, const v1::BatchGetProductsRequest* q,
                                          v1::BatchGetProductsResponse* r) {
  return host_.Query(c, q, r, handlers::BatchGetProducts);
}
Reactor* ProductService::GetProductBySku(Context* c, const v1::GetProductBySkuRequest* q,
                                         v1::Product* r) {
  return host_.Read(c, q, r, handlers::GetProductBySku);
}
Reactor* ProductService::ListProducts(Context* c, const v1::ListProductsRequest* q,
                                      v1::ListProductsResponse* r) {
  return host_.Query(c, q, r, handlers::ListProducts);
}
Reactor* ProductService::UpdateProduct(Context* c, const v1::UpdateProductRequest* q,
                                       v1::Product* r) {
  return host_.Write(c, q, r, handlers::UpdateProduct);
}
Reactor* ProductService::PublishProduct(Context* c, const v1::PublishProductRequest* q,
                                        v1::Product* r) {
  return host_.Write(c, q, r, handlers::PublishProduct);
}
Reactor* ProductService::DelistProduct(Context* c, const v1::DelistProductRequest* q,
                                       v1::Product* r) {
  return host_.Write(c, q, r, handlers::DelistProduct);
}
Reactor* ProductService::GetProductSnapshot(Context* c, const v1::GetProductSnapshotRequest* q,
                                            v1::ProductSnapshot* r) {
  return host_.Read(c, q, r, handlers::GetProductSnapshot);
}
Reactor* ProductService::SearchProducts(Context* c, const v1::SearchProductsRequest* q,
                                        v1::SearchProductsResponse* r) {
  return host_.Query(c, q, r, handlers::SearchProducts);
}
grpc::ServerBidiReactor<v1::ImportProductsRequest, v1::ImportProductsResponse>*
ProductService::ImportProducts(Context* c) {
  return host_.WriteStream<v1::ImportProductsRequest, v1::ImportProductsResponse>(
      c, handlers::ImportProducts, import_rows_);
}
grpc::ServerWriteReactor<v1::ExportProductsResponse>* ProductService::ExportProducts(
    Context* c, const v1::ExportProductsRequest* q) {
  return host_.ReadStream<v1::ExportProductsResponse>(c, q, handlers::ExportProducts);
}

Reactor* StockService::GetStockLevel(Context* c, const v1::GetStockLevelRequest* q,
                                     v1::StockLevel* r) {
  return host_.Read(c, q, r, handlers::GetStockLevel);
}
Reactor* StockService::ListStockLevels(Context* c, const v1::ListStockLevelsRequest* q,
                                       v1::ListStockLevelsResponse* r) {
  return host_.Query(c, q, r, handlers::ListStockLevels);
}
Reactor* StockService::AdjustStock(Context* c, const v1::AdjustStockRequest* q,
                                   v1::AdjustStockResponse* r) {
  return host_.Write(c, q, r, handlers::AdjustStock);
}
Reactor* StockService::CountStock(Context* c, const v1::CountStockRequest* q, v1::StockLevel* r) {
  return host_.Write(c, q, r, handlers::CountStock);
}
Reactor* StockService::ConfigureStock(Context* c, const v1::ConfigureStockRequest* q,
                                      v1::StockLevel* r) {
  return host_.Write(c, q, r, handlers::ConfigureStock);
}
Reactor* StockService::ListStockMovements(Context* c, const v1::ListStockMovementsRequest* q,
                                          v1::ListStockMovementsResponse* r) {
  return host_.Query(c, q, r, handlers::ListStockMovements);
}
Reactor* StockService::ReserveStock(Context* c, const v1::ReserveStockRequest* q,
                                    v1::Reservation* r) {
  return host_.Write(c, q, r, rpc::Affinity{handlers::ReserveAffinity(*q)}, handlers::ReserveStock);
}
Reactor* StockService::ConfirmReservation(Context* c, const v1::ConfirmReservationRequest* q,
                                          v1::Reservation* r) {
  return host_.Write(c, q, r, handlers::ConfirmReservation);
}
Reactor* StockService::TransferReservation(Context* c, const v1::TransferReservationRequest* q,
                                           v1::Reservation* r) {
  return host_.Write(c, q, r, handlers::TransferReservation);
}
Reactor* StockService::CommitReservation(Context* c, const v1::CommitReservationRequest* q,
                                         v1::Reservation* r) {
  return host_.Write(c, q, r, handlers::CommitReservation);
}
Reactor* StockService::ReleaseReservation(Context* c, const v1::ReleaseReservationRequest* q,
                                          v1::Reservation* r) {
  return host_.Write(c, q, r, handlers::ReleaseReservation);
}
Reactor* StockService::GetReservation(Context* c, const v1::GetReservationRequest* q,
                                      v1::Reservation* r) {
  return host_.Read(c, q, r, handlers::GetReservation);
}
Reactor* StockService::ListReservations(Context* c, const v1::ListReservationsRequest* q,
                                        v1::ListReservationsResponse* r) {
  return host_.Query(c, q, r, handlers::ListReservations);
}
Reactor* StockService::GetStockFigures(Context* c, const v1::GetStockFiguresRequest* q,
                                       v1::StockFigures* r) {
  return host_.Query(c, q, r, handlers::GetStockFigures);
}

Reactor* ListedStockService::ReportListedStock(Context* c, const v1::ReportListedStockRequest* q,
                                               v1::ReportListedStockResponse* r) {
  return host_.Write(c, q, r, handlers::ReportListedStock);
}
Reactor* ListedStockService::GetListedStock(Context* c, const v1::GetListedStockRequest* q,
                                            v1::ListedStock* r) {
  return host_.Read(c, q, r, handlers::GetListedStock);
}
Reactor* ListedStockService::ListDiscrepancies(Context* c, const v1::ListDiscrepanciesRequest* q,
                                               v1::ListDiscrepanciesResponse* r) {
  return host_.Query(c, q, r, handlers::ListDiscrepancies);
}
Reactor* ListedStockService::SyncListedStock(Context* c, const v1::SyncListedStockRequest* q,
                                             v1::SyncListedStockResponse* r) {
  return host_.Write(c, q, r, handlers::SyncListedStock);
}

Reactor* BargainService::CheckPrice(Context* c, const v1::CheckPriceRequest* q,
                                    v1::CheckPriceResponse* r) {
  return host_.Query(c, q, r, handlers::CheckPrice);
}
Reactor* BargainService::NegotiatePrice(Context* c, const v1::NegotiatePriceRequest* q,
                                        v1::NegotiatePriceResponse* r) {
  return host_.Write(c, q, r, handlers::NegotiatePrice);
}
Reactor* BargainService::RefuseBargain(Context* c, const v1::RefuseBargainRequest* q,
                                       v1::Bargain* r) {
  return host_.Write(c, q, r, handlers::RefuseBargain);
}
Reactor* BargainService::GetBargain(Context* c, const v1::GetBargainRequest* q, v1::Bargain* r) {
  return host_.Read(c, q, r, handlers::GetBargain);
}
Reactor* BargainService::ListBargains(Context* c, const v1::ListBargainsRequest* q,
                                      v1::ListBargainsResponse* r) {
  return host_.Query(c, q, r, handlers::ListBargains);
}
Reactor* BargainService::GetGrant(Context* c, const v1::GetGrantRequest* q, v1::Grant* r) {
  return host_.Read(c, q, r, handlers::GetGrant);
}
Reactor* BargainService::ListGrants(Context* c, const v1::ListGrantsRequest* q,
                                    v1::ListGrantsResponse* r) {
  return host_.Query(c, q, r, handlers::ListGrants);
}
Reactor* BargainService::RedeemGrant(Context* c, const v1::RedeemGrantRequest* q, v1::Grant* r) {
  return host_.Write(c, q, r, handlers::RedeemGrant);
}
Reactor* BargainService::ReturnGrant(Context* c, const v1::ReturnGrantRequest* q, v1::Grant* r) {
  return host_.Write(c, q, r, handlers::ReturnGrant);
}
Reactor* BargainService::GetPriceRule(Context* c, const v1::GetPriceRuleRequest* q,
                                      v1::PriceRule* r) {
  return host_.Read(c, q, r, handlers::GetPriceRule);
}
Reactor* BargainService::UpdatePriceRule(Context* c, const v1::UpdatePriceRuleRequest* q,
                                         v1::PriceRule* r) {
  return host_.Write(c, q, r, handlers::UpdatePriceRule);
}
Reactor* BargainService::ListPriceRules(Context* c, const v1::ListPriceRulesRequest* q,
                                        v1::ListPriceRulesResponse* r) {
  return host_.Query(c, q, r, handlers::ListPriceRules);
}

}  // namespace shopdesk::catalog
