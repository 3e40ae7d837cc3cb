// The RPCs of ProductService that only read.
#include <vector>

#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/handlers/product.h"
#include "services/catalog/store/products.h"

namespace shopdesk::catalog::handlers {
namespace {

constexpr int kExportPage = 200;

}  // namespace

absl::Status GetProduct(rpc::ReadContext& ctx, const v1::GetProductRequest& req,
                        v1::Product* resp) {
  return store::LoadProduct(ctx.txn(), ShopOf(req.name()), LastSegment(req.name()), *resp);
}

absl::Status BatchGetProducts(rpc::ReadContext& ctx, const v1::BatchGetProductsRequest& req,
                              v1::BatchGetProductsResponse* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  Violations violations;
  std::vector<std::string> ids;
  ids.reserve(req.names_size());
  static const NamePattern kPattern("shops/{shop}/products/{product}");
  for (int i = 0; i < req.names_size(); ++i) {
    const std::string& name = req.names(i);
    if (!kPattern.Matches(name) || ShopOf(name) != shop) {
      violations.Add(absl::StrCat("names[", i, "]"), "must be a product of the shop in parent");
    }
    ids.emplace_back(LastSegment(name));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  ASSIGN_OR_RETURN(const auto products, store::LoadProducts(ctx.txn(), shop, ids));
  for (int i = 0; i < req.names_size(); ++i) {
    const auto found = products.find(ids[i]);
    if (found == products.end()) {
      resp->add_missing(req.names(i));
    } else {
      *resp->add_products() = found->second;
    }
  }
  return absl::OkStatus();
}

absl::Status GetProductBySku(rpc::ReadContext& ctx, const v1::GetProductBySkuRequest& req,
                             v1::Product* resp) {
  return store::LoadProductBySku(ctx.txn(), ShopOf(req.parent()), EscapeId(req.sku_id()), *resp);
}

absl::Status ListProducts(rpc::ReadContext& ctx, const v1::ListProductsRequest& req,
                          v1::ListProductsResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 50, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  const store::ProductFilter filter = {.category = std::string(LastSegment(req.category())),
                                       .state = req.state()};
  ASSIGN_OR_RETURN(std::vector<v1::Product> products,
                   store::ListProducts(ctx.txn(), ShopOf(req.parent()), filter,
                                       key.empty() ? "" : key[0], size + 1));
  if (products.size() > static_cast<size_t>(size)) {
    products.resize(size);
    const std::string last(LastSegment(products.back().name()));
    resp->set_next_page_token(MakePageToken(req, {last}));
  }
  for (v1::Product& product : products) *resp->add_products() = std::move(product);
  return absl::OkStatus();
}

absl::Status GetProductSnapshot(rpc::ReadContext& ctx, const v1::GetProductSnapshotRequest& req,
                                v1::ProductSnapshot* resp) {
  return store::LoadSnapshot(ctx.txn(), ShopOf(req.name()), LastSegment(ParentOf(req.name())),
                             LastSegment(req.name()), *resp);
}

absl::Status ExportProducts(
    rpc::WorkflowContext& ctx, const v1::ExportProductsRequest& req,
    absl::FunctionRef<absl::Status(const v1::ExportProductsResponse&)> sink) {
  const absl::string_view shop = ShopOf(req.parent());
  std::string after;
  while (true) {
    v1::ExportProductsResponse page;
    RETURN_IF_ERROR(ctx.Read([&](rpc::ReadContext& read) -> absl::Status {
      page.Clear();
      ASSIGN_OR_RETURN(std::vector<v1::Product> products,
                       store::ListProducts(read.txn(), shop, {}, after, kExportPage));
      for (v1::Product& product : products) *page.add_products() = std::move(product);
      return absl::OkStatus();
    }));
    if (page.products().empty()) return absl::OkStatus();
    after = std::string(LastSegment(page.products().rbegin()->name()));
    RETURN_IF_ERROR(sink(page));
  }
}

}  // namespace shopdesk::catalog::handlers
