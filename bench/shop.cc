#include "bench/shop.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/id.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "shopdesk/catalog/v1/policy.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"
#include "shopdesk/orders/v1/policy.grpc.pb.h"

namespace shopdesk::bench {
namespace {

constexpr char kCurrency[] = "CNY";
constexpr int64_t kPage = 1000;

template <class Stub, class Request>
absl::Status UpdatePolicy(Stub& stub, Request request) {
  request.mutable_policy()->set_name(absl::StrCat(kShop, "/policy"));
  request.mutable_policy()->set_currency_code(kCurrency);
  request.set_allow_missing(true);
  request.set_request_id(NewUuid(absl::Now()));
  grpc::ClientContext context;
  SayWho(context);
  auto response = request.policy();
  return rpc::FromGrpc(stub.UpdatePolicy(&context, request, &response));
}

catalog::v1::ImportProductsRequest ProductPage(int64_t from, int64_t to) {
  catalog::v1::ImportProductsRequest request;
  request.set_parent(kShop);
  request.set_request_id(absl::StrCat("products-", from));
  for (int64_t i = from; i < to; ++i) {
    catalog::v1::ImportProduct& row = *request.add_products();
    row.set_product_id(ProductId(i));
    row.set_publish(true);
    row.mutable_product()->set_title(absl::StrCat("Cotton towel gift box number ", i));
    row.mutable_product()->set_brand("Yan");
    row.mutable_product()->set_description(std::string(200, 'd'));
    catalog::v1::Sku& sku = *row.mutable_product()->add_skus();
    sku.set_sku_id(SkuId(i));
    *sku.mutable_price() = MakeMoney(kCurrency, 1000 + i % 9000);
    sku.set_weight_grams(300);
  }
  return request;
}

absl::Status StockPage(catalog::v1::StockService::Stub& stub, int64_t from, int64_t to) {
  catalog::v1::AdjustStockRequest request;
  request.set_parent(kShop);
  request.set_reason(catalog::v1::MovementReason::RECEIVED);
  request.set_request_id(absl::StrCat("stock-", from));
  for (int64_t i = from; i < to; ++i) {
    catalog::v1::StockAdjustment& line = *request.add_lines();
    line.set_sku_id(SkuId(i));
    line.set_bucket(catalog::v1::StockBucket::ON_HAND);
    line.set_delta(kStock);
  }
  catalog::v1::AdjustStockResponse response;
  grpc::ClientContext context;
  SayWho(context);
  return rpc::FromGrpc(stub.AdjustStock(&context, request, &response));
}

}  // namespace

void SayWho(grpc::ClientContext& context) {
  type::v1::Actor actor;
  actor.set_kind(type::v1::Actor::AGENT);
  actor.set_id("bench");
  actor.set_role(role::v1::Role::OWNER);
  rpc::SetCallMetadata(context, "bench", actor, "");
}

std::string ProductId(int64_t number) { return absl::StrFormat("p%08d", number); }
std::string SkuId(int64_t number) { return absl::StrFormat("s%08d", number); }

absl::Status FillShop(const std::shared_ptr<grpc::Channel>& catalog,
                      const std::shared_ptr<grpc::Channel>& orders, int64_t products) {
  RETURN_IF_ERROR(UpdatePolicy(*catalog::v1::PolicyService::NewStub(catalog),
                               catalog::v1::UpdatePolicyRequest()));
  RETURN_IF_ERROR(
      UpdatePolicy(*orders::v1::PolicyService::NewStub(orders), orders::v1::UpdatePolicyRequest()));
  const auto product_stub = catalog::v1::ProductService::NewStub(catalog);
  const auto stock_stub = catalog::v1::StockService::NewStub(catalog);
  grpc::ClientContext context;
  SayWho(context);
  const auto stream = product_stub->ImportProducts(&context);
  for (int64_t from = 0; from < products; from += kPage) {
    const int64_t to = std::min(from + kPage, products);
    catalog::v1::ImportProductsResponse response;
    if (!stream->Write(ProductPage(from, to)) || !stream->Read(&response)) break;
    if (!response.errors().empty()) return absl::InternalError(response.errors(0).message());
    RETURN_IF_ERROR(StockPage(*stock_stub, from, to));
    std::fprintf(stderr, "\rfilling the shop: %lld of %lld products", static_cast<long long>(to),
                 static_cast<long long>(products));
  }
  std::fprintf(stderr, "\n");
  stream->WritesDone();
  return rpc::FromGrpc(stream->Finish());
}

}  // namespace shopdesk::bench
