// The RPCs of ProductService that only read.
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/handlers/product/product.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

// Products: usual, as each has all its SKUs and pictures; at most.
constexpr PageLimits kProductPage{50, 1000};
// Products that are read in one transaction and sent in one message.
constexpr int kExportPage = 200;

}  // namespace

absl::Status GetProduct(runtime::ReadContext& ctx, const v1::GetProductRequest& request,
                        v1::Product* response) {
  ASSIGN_OR_RETURN(*response, store::LoadProduct(ctx.txn(), ShopOf(request.name()),
                                                 LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status BatchGetProducts(runtime::ReadContext& ctx, const v1::BatchGetProductsRequest& request,
                              v1::BatchGetProductsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  Violations violations;
  if (request.names().empty() && request.sku_ids().empty()) {
    violations.Add("names", "must have an element, unless sku_ids has one");
  }
  std::vector<std::string> ids;
  ids.reserve(request.names_size() + request.sku_ids_size());
  static const NamePattern kPattern("shops/{shop}/products/{product}");
  for (int i = 0; i < request.names_size(); ++i) {
    const std::string& name = request.names(i);
    if (!kPattern.Matches(name) || ShopOf(name) != shop) {
      violations.Add(absl::StrCat("names[", i, "]"), "must be a product of the shop in parent");
    }
    ids.emplace_back(LastSegment(name));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  std::vector<std::string> skus;
  for (const std::string& sku_id : request.sku_ids()) skus.push_back(EscapeId(sku_id));
  ASSIGN_OR_RETURN(const auto of_skus, store::FindProductsOfSkus(ctx.txn(), shop, skus));
  for (size_t i = 0; i < skus.size(); ++i) {
    const auto found = of_skus.find(skus[i]);
    if (found == of_skus.end()) {
      response->add_missing_sku_ids(request.sku_ids(i));
    } else {
      ids.push_back(found->second);
    }
  }
  ASSIGN_OR_RETURN(auto products, store::LoadProducts(ctx.txn(), shop, ids));
  for (int i = 0; i < request.names_size(); ++i) {
    if (!products.contains(ids[i])) response->add_missing(request.names(i));
  }
  // Each goes out once, however often it is asked for.
  for (const std::string& id : ids) {
    const auto found = products.find(id);
    if (found == products.end()) continue;
    *response->add_products() = std::move(found->second);
    products.erase(found);
  }
  return absl::OkStatus();
}

absl::Status GetProductBySku(runtime::ReadContext& ctx, const v1::GetProductBySkuRequest& request,
                             v1::Product* response) {
  ASSIGN_OR_RETURN(*response, store::LoadProductBySku(ctx.txn(), ShopOf(request.parent()),
                                                      EscapeId(request.sku_id())));
  return absl::OkStatus();
}

absl::Status ListProducts(runtime::ReadContext& ctx, const v1::ListProductsRequest& request,
                          v1::ListProductsResponse* response) {
  const store::ProductFilter filter = {.category = std::string(LastSegment(request.category())),
                                       .state = request.state()};
  return ListPage(
      request, kProductPage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListProducts(ctx.txn(), ShopOf(request.parent()), filter, std::get<0>(after),
                                   limit);
      },
      [](const v1::Product& product) { return PageKey<std::string>(LastSegment(product.name())); },
      *response, *response->mutable_products());
}

absl::Status GetProductSnapshot(runtime::ReadContext& ctx,
                                const v1::GetProductSnapshotRequest& request,
                                v1::ProductSnapshot* response) {
  ASSIGN_OR_RETURN(*response, store::LoadProductSnapshot(ctx.txn(), ShopOf(request.name()),
                                                         LastSegment(ParentOf(request.name())),
                                                         LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ExportProducts(runtime::WorkflowContext& ctx, const v1::ExportProductsRequest& request,
                            runtime::Sink<v1::ExportProductsResponse> sink) {
  const absl::string_view shop = ShopOf(request.parent());
  std::string after;
  while (true) {
    v1::ExportProductsResponse page;
    RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
      page.Clear();
      ASSIGN_OR_RETURN(std::vector<v1::Product> products,
                       store::ListProducts(read.txn(), shop, {}, after, kExportPage));
      for (v1::Product& product : products) *page.add_products() = std::move(product);
      return absl::OkStatus();
    }));
    if (page.products().empty()) return absl::OkStatus();
    after = std::string(LastSegment(page.products().rbegin()->name()));
    RETURN_IF_ERROR(sink.Send(page));
  }
}

}  // namespace shopdesk::catalog::handlers
