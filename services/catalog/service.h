#pragma once

#include "libs/rpc/host.h"
#include "libs/rpc/validate.h"
#include "shopdesk/catalog/v1/bargain.grpc.pb.h"
#include "shopdesk/catalog/v1/category.grpc.pb.h"
#include "shopdesk/catalog/v1/listed_stock.grpc.pb.h"
#include "shopdesk/catalog/v1/policy.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"

// The routing tables: one line an RPC.
namespace shopdesk::catalog {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class PolicyService final : public v1::PolicyService::CallbackService {
 public:
  explicit PolicyService(rpc::Host& host) : host_(host) {}

  Reactor* GetPolicy(Context* c, const v1::GetPolicyRequest* q, v1::Policy* r) override;
  Reactor* UpdatePolicy(Context* c, const v1::UpdatePolicyRequest* q, v1::Policy* r) override;
  Reactor* ListPolicyRevisions(Context* c, const v1::ListPolicyRevisionsRequest* q,
                               v1::ListPolicyRevisionsResponse* r) override;

 private:
  rpc::Host& host_;
};

class CategoryService final : public v1::CategoryService::CallbackService {
 public:
  explicit CategoryService(rpc::Host& host) : host_(host) {}

  Reactor* CreateCategory(Context* c, const v1::CreateCategoryRequest* q, v1::Category* r) override;
  Reactor* GetCategory(Context* c, const v1::GetCategoryRequest* q, v1::Category* r) override;
  Reactor* ListCategories(Context* c, const v1::ListCategoriesRequest* q,
                          v1::ListCategoriesResponse* r) override;
  Reactor* UpdateCategory(Context* c, const v1::UpdateCategoryRequest* q, v1::Category* r) override;
  Reactor* DeleteCategory(Context* c, const v1::DeleteCategoryRequest* q,
                          v1::DeleteCategoryResponse* r) override;

 private:
  rpc::Host& host_;
};

class ProductService final : public v1::ProductService::CallbackService {
 public:
  explicit ProductService(rpc::Host& host)
      : host_(host), import_rows_(*v1::ImportProduct::descriptor()) {}

  Reactor* CreateProduct(Context* c, const v1::CreateProductRequest* q, v1::Product* r) override;
  Reactor* GetProduct(Context* c, const v1::GetProductRequest* q, v1::Product* r) override;
  Reactor* BatchGetProducts(Context* c, const v1::BatchGetProductsRequest* q,
                            v1::BatchGetProductsResponse* r) override;
  Reactor* GetProductBySku(Context* c, const v1::GetProductBySkuRequest* q,
                           v1::Product* r) override;
  Reactor* ListProducts(Context* c, const v1::ListProductsRequest* q,
                        v1::ListProductsResponse* r) override;
  Reactor* UpdateProduct(Context* c, const v1::UpdateProductRequest* q, v1::Product* r) override;
  Reactor* PublishProduct(Context* c, const v1::PublishProductRequest* q, v1::Product* r) override;
  Reactor* DelistProduct(Context* c, const v1::DelistProductRequest* q, v1::Product* r) override;
  Reactor* GetProductSnapshot(Context* c, const v1::GetProductSnapshotRequest* q,
                              v1::ProductSnapshot* r) override;
  Reactor* SearchProducts(Context* c, const v1::SearchProductsRequest* q,
                          v1::SearchProductsResponse* r) override;
  grpc::ServerBidiReactor<v1::ImportProductsRequest, v1::ImportProductsResponse>* ImportProducts(
      Context* c) override;
  grpc::ServerWriteReactor<v1::ExportProductsResponse>* ExportProducts(
      Context* c, const v1::ExportProductsRequest* q) override;

 private:
  rpc::Host& host_;
  const rpc::Validator import_rows_;
};

class StockService final : public v1::StockService::CallbackService {
 public:
  explicit StockService(rpc::Host& host) : host_(host) {}

  Reactor* GetStockLevel(Context* c, const v1::GetStockLevelRequest* q, v1::StockLevel* r) override;
  Reactor* ListStockLevels(Context* c, const v1::ListStockLevelsRequest* q,
                           v1::ListStockLevelsResponse* r) override;
  Reactor* AdjustStock(Context* c, const v1::AdjustStockRequest* q,
                       v1::AdjustStockResponse* r) override;
  Reactor* CountStock(Context* c, const v1::CountStockRequest* q, v1::StockLevel* r) override;
  Reactor* ConfigureStock(Context* c, const v1::ConfigureStockRequest* q,
                          v1::StockLevel* r) override;
  Reactor* ListStockMovements(Context* c, const v1::ListStockMovementsRequest* q,
                              v1::ListStockMovementsResponse* r) override;
  Reactor* ReserveStock(Context* c, const v1::ReserveStockRequest* q, v1::Reservation* r) override;
  Reactor* ConfirmReservation(Context* c, const v1::ConfirmReservationRequest* q,
                              v1::Reservation* r) override;
  Reactor* TransferReservation(Context* c, const v1::TransferReservationRequest* q,
                               v1::Reservation* r) override;
  Reactor* CommitReservation(Context* c, const v1::CommitReservationRequest* q,
                             v1::Reservation* r) override;
  Reactor* ReleaseReservation(Context* c, const v1::ReleaseReservationRequest* q,
                              v1::Reservation* r) override;
  Reactor* GetReservation(Context* c, const v1::GetReservationRequest* q,
                          v1::Reservation* r) override;
  Reactor* ListReservations(Context* c, const v1::ListReservationsRequest* q,
                            v1::ListReservationsResponse* r) override;
  Reactor* GetStockFigures(Context* c, const v1::GetStockFiguresRequest* q,
                           v1::StockFigures* r) override;

 private:
  rpc::Host& host_;
};

class ListedStockService final : public v1::ListedStockService::CallbackService {
 public:
  explicit ListedStockService(rpc::Host& host) : host_(host) {}

  Reactor* ReportListedStock(Context* c, const v1::ReportListedStockRequest* q,
                             v1::ReportListedStockResponse* r) override;
  Reactor* GetListedStock(Context* c, const v1::GetListedStockRequest* q,
                          v1::ListedStock* r) override;
  Reactor* ListDiscrepancies(Context* c, const v1::ListDiscrepanciesRequest* q,
                             v1::ListDiscrepanciesResponse* r) override;
  Reactor* SyncListedStock(Context* c, const v1::SyncListedStockRequest* q,
                           v1::SyncListedStockResponse* r) override;

 private:
  rpc::Host& host_;
};

class BargainService final : public v1::BargainService::CallbackService {
 public:
  explicit BargainService(rpc::Host& host) : host_(host) {}

  Reactor* CheckPrice(Context* c, const v1::CheckPriceRequest* q,
                      v1::CheckPriceResponse* r) override;
  Reactor* NegotiatePrice(Context* c, const v1::NegotiatePriceRequest* q,
                          v1::NegotiatePriceResponse* r) override;
  Reactor* RefuseBargain(Context* c, const v1::RefuseBargainRequest* q, v1::Bargain* r) override;
  Reactor* GetBargain(Context* c, const v1::GetBargainRequest* q, v1::Bargain* r) override;
  Reactor* ListBargains(Context* c, const v1::ListBargainsRequest* q,
                        v1::ListBargainsResponse* r) override;
  Reactor* GetGrant(Context* c, const v1::GetGrantRequest* q, v1::Grant* r) override;
  Reactor* ListGrants(Context* c, const v1::ListGrantsRequest* q,
                      v1::ListGrantsResponse* r) override;
  Reactor* RedeemGrant(Context* c, const v1::RedeemGrantRequest* q, v1::Grant* r) override;
  Reactor* ReturnGrant(Context* c, const v1::ReturnGrantRequest* q, v1::Grant* r) override;
  Reactor* GetPriceRule(Context* c, const v1::GetPriceRuleRequest* q, v1::PriceRule* r) override;
  Reactor* UpdatePriceRule(Context* c, const v1::UpdatePriceRuleRequest* q,
                           v1::PriceRule* r) override;
  Reactor* ListPriceRules(Context* c, const v1::ListPriceRulesRequest* q,
                          v1::ListPriceRulesResponse* r) override;

 private:
  rpc::Host& host_;
};

}  // namespace shopdesk::catalog
