#include "bench/shop.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/goods_names.h"
#include "libs/base/id.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "shopdesk/catalog/v1/category.grpc.pb.h"
#include "shopdesk/catalog/v1/policy.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"
#include "shopdesk/catalog/v1/suitability.grpc.pb.h"
#include "shopdesk/logistics/v1/carrier.grpc.pb.h"
#include "shopdesk/logistics/v1/policy.grpc.pb.h"
#include "shopdesk/orders/v1/policy.grpc.pb.h"

namespace shopdesk::bench {
namespace {

constexpr char kCurrency[] = "CNY";
constexpr int64_t kPage = 1000;
// Among which a quote chooses.
constexpr int kCarriers = 10;
// Each within the one before; the last has the goods.
constexpr const char* kCategories[] = {"all", "home", "goods"};

template <class Stub, class Request>
absl::Status UpdatePolicy(Stub& stub, Request request, absl::string_view shop = kShop) {
  request.mutable_policy()->set_name(absl::StrCat(shop, "/policy"));
  request.mutable_policy()->set_currency_code(kCurrency);
  request.set_allow_missing(true);
  request.set_request_id(NewUuid(absl::Now()));
  grpc::ClientContext context;
  SayWho(context);
  auto response = request.policy();
  return rpc::FromGrpc(stub.UpdatePolicy(&context, request, &response));
}

// Products `from` to `to`, with their SKUs.
catalog::v1::ImportProductsRequest ProductPage(const Goods& goods, int64_t from, int64_t to) {
  catalog::v1::ImportProductsRequest request;
  request.set_parent(kShop);
  request.set_request_id(absl::StrCat("products-", from));
  for (int64_t i = from; i < to; ++i) {
    catalog::v1::ImportProduct& row = *request.add_products();
    row.set_product_id(ProductId(i));
    row.set_publish(true);
    DescribeProduct(i, *row.mutable_product());
    row.mutable_product()->set_category(absl::StrCat(kShop, "/categories/", kCategories[2]));
    for (int64_t j = i * goods.variants; j < (i + 1) * goods.variants; ++j) {
      catalog::v1::Sku& sku = *row.mutable_product()->add_skus();
      sku.set_sku_id(SkuId(j));
      *sku.mutable_price() = MakeMoney(kCurrency, 1000 + j % 9000);
      sku.set_weight_grams(300);
      if (goods.variants == 1) continue;
      catalog::v1::OptionValue& size = *sku.add_option_values();
      size.set_option("size");
      size.set_value(absl::StrCat(j % goods.variants));
    }
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

absl::Status FillCategories(const std::shared_ptr<grpc::Channel>& catalog) {
  const auto stub = catalog::v1::CategoryService::NewStub(catalog);
  std::string parent;
  for (const char* id : kCategories) {
    catalog::v1::CreateCategoryRequest request;
    request.set_parent(kShop);
    request.set_category_id(id);
    request.mutable_category()->set_display_name(id);
    request.mutable_category()->set_parent_category(parent);
    request.set_request_id(absl::StrCat("category-", id));
    catalog::v1::Category category;
    grpc::ClientContext context;
    SayWho(context);
    RETURN_IF_ERROR(rpc::FromGrpc(stub->CreateCategory(&context, request, &category)));
    parent = category.name();
  }
  return absl::OkStatus();
}

// Whom all goods suit: from which age on, and whom they don't.
absl::Status FillSuitability(const std::shared_ptr<grpc::Channel>& catalog) {
  catalog::v1::UpdateSuitabilityGuideRequest request;
  catalog::v1::SuitabilityGuide& guide = *request.mutable_suitability_guide();
  guide.set_name(absl::StrCat(kShop, "/categories/home/suitabilityGuide"));
  guide.add_rules()->mutable_age_months()->set_from(36);
  guide.add_rules()->set_skin_type(catalog::v1::SkinType::DRY);
  guide.add_rules()->set_allergen("wool");
  guide.add_rules()->set_condition("asthma");
  guide.add_rules()->set_habit("hot_wash");
  for (catalog::v1::SuitabilityRule& rule : *guide.mutable_rules()) {
    rule.set_consequence(rule.has_age_months() ? catalog::v1::Suitability::UNSUITABLE
                                               : catalog::v1::Suitability::CAUTION);
    catalog::v1::CareText& reason = *rule.add_reasons();
    reason.set_language_code("en");
    reason.set_text("The label says so.");
  }
  request.set_request_id("suitability");
  grpc::ClientContext context;
  SayWho(context);
  catalog::v1::SuitabilityGuide response;
  return rpc::FromGrpc(catalog::v1::SuitabilityService::NewStub(catalog)->UpdateSuitabilityGuide(
      &context, request, &response));
}

// A stream of one request, all of whose rows are taken.
template <class Response, class Stub, class Method, class Request>
absl::Status ImportOnce(Stub& stub, Method method, const Request& request) {
  grpc::ClientContext context;
  SayWho(context);
  const auto stream = (stub.*method)(&context);
  Response response;
  if (stream->Write(request) && stream->Read(&response) && !response.errors().empty()) {
    return absl::InternalError(response.errors(0).message());
  }
  stream->WritesDone();
  return rpc::FromGrpc(stream->Finish());
}

// Carriers `from` to `to` that reach all of China by each of the modes, with a table for each.
absl::Status FillCarriers(logistics::v1::CarrierService::Stub& stub, absl::string_view shop,
                          int from, int to, absl::Span<const logistics::v1::Mode::Value> modes) {
  logistics::v1::ImportCarriersRequest carriers;
  logistics::v1::ImportRateTablesRequest tables;
  carriers.set_parent(std::string(shop));
  carriers.set_request_id(absl::StrCat("carriers-", shop.substr(shop.find('/') + 1), "-", from));
  tables.set_parent(std::string(shop));
  tables.set_request_id(absl::StrCat("tables-", shop.substr(shop.find('/') + 1), "-", from));
  for (int i = from; i < to; ++i) {
    logistics::v1::ImportCarrier& row = *carriers.add_carriers();
    row.set_carrier_id(absl::StrCat("carrier-", i));
    row.mutable_carrier()->set_display_name(absl::StrCat("Carrier ", i));
    for (const logistics::v1::Mode::Value mode : modes) {
      row.mutable_carrier()->add_modes(mode);
      logistics::v1::ImportRateTable& table = *tables.add_rate_tables();
      table.set_carrier_id(row.carrier_id());
      table.set_rate_table_id(absl::StrCat("mode-", static_cast<int>(mode)));
      table.mutable_rate_table()->set_mode(mode);
      table.mutable_rate_table()->set_currency_code(kCurrency);
      table.mutable_rate_table()->set_rounding(logistics::v1::WeightRounding::COURIER);
      logistics::v1::Zone& zone = *table.mutable_rate_table()->add_zones();
      zone.set_zone_id("all");
      zone.add_region_codes("CN");
      logistics::v1::ZoneRate& rate = *table.mutable_rate_table()->add_rates();
      rate.set_zone_id("all");
      rate.set_first_grams(1000);
      rate.set_first_minor(800 + 50 * (i % 100));
      rate.set_step_grams(1000);
      rate.set_step_minor(200);
      rate.set_promised_hours(72 - i % 24);
    }
  }
  RETURN_IF_ERROR(ImportOnce<logistics::v1::ImportCarriersResponse>(
      stub, &logistics::v1::CarrierService::Stub::ImportCarriers, carriers));
  return ImportOnce<logistics::v1::ImportRateTablesResponse>(
      stub, &logistics::v1::CarrierService::Stub::ImportRateTables, tables);
}

// Says how far it is: in place on a terminal, each tenth elsewhere.
void ShowFilled(int64_t done, int64_t before, int64_t all) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  if (!terminal && done * 10 / all == before * 10 / all) return;
  std::fprintf(stderr, "%sfilling the shop: %lld of %lld products%s", terminal ? "\r" : "",
               static_cast<long long>(done), static_cast<long long>(all),
               terminal && done < all ? "" : "\n");
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
                      const std::shared_ptr<grpc::Channel>& orders,
                      const std::shared_ptr<grpc::Channel>& logistics, const Goods& goods) {
  orders::v1::UpdatePolicyRequest quoted;
  quoted.mutable_policy()->set_freight(orders::v1::Policy::QUOTED);
  RETURN_IF_ERROR(UpdatePolicy(*catalog::v1::PolicyService::NewStub(catalog),
                               catalog::v1::UpdatePolicyRequest()));
  RETURN_IF_ERROR(UpdatePolicy(*orders::v1::PolicyService::NewStub(orders), quoted));
  RETURN_IF_ERROR(UpdatePolicy(*logistics::v1::PolicyService::NewStub(logistics),
                               logistics::v1::UpdatePolicyRequest()));
  RETURN_IF_ERROR(FillCarriers(*logistics::v1::CarrierService::NewStub(logistics), kShop, 0,
                               kCarriers, {logistics::v1::Mode::COURIER_ROAD}));
  RETURN_IF_ERROR(FillCategories(catalog));
  RETURN_IF_ERROR(FillSuitability(catalog));
  const auto product_stub = catalog::v1::ProductService::NewStub(catalog);
  const auto stock_stub = catalog::v1::StockService::NewStub(catalog);
  grpc::ClientContext context;
  SayWho(context);
  const auto stream = product_stub->ImportProducts(&context);
  const int64_t page = std::max<int64_t>(1, kPage / goods.variants);
  for (int64_t from = 0; from < goods.products; from += page) {
    const int64_t to = std::min(from + page, goods.products);
    catalog::v1::ImportProductsResponse response;
    if (!stream->Write(ProductPage(goods, from, to)) || !stream->Read(&response)) break;
    if (!response.errors().empty()) return absl::InternalError(response.errors(0).message());
    RETURN_IF_ERROR(StockPage(*stock_stub, from * goods.variants, to * goods.variants));
    ShowFilled(to, from, goods.products);
  }
  stream->WritesDone();
  return rpc::FromGrpc(stream->Finish());
}

absl::Status FillRates(const std::shared_ptr<grpc::Channel>& logistics) {
  constexpr int kManyCarriers = 500;
  // As many tables as one request takes.
  constexpr int kCarriersAtOnce = 10;
  std::vector<logistics::v1::Mode::Value> modes;
  for (int mode = logistics::v1::Mode::Value_MIN; mode <= logistics::v1::Mode::Value_MAX; ++mode) {
    if (mode != logistics::v1::Mode::MODE_UNSPECIFIED && logistics::v1::Mode::Value_IsValid(mode)) {
      modes.push_back(static_cast<logistics::v1::Mode::Value>(mode));
    }
  }
  RETURN_IF_ERROR(UpdatePolicy(*logistics::v1::PolicyService::NewStub(logistics),
                               logistics::v1::UpdatePolicyRequest(), kRatesShop));
  const auto stub = logistics::v1::CarrierService::NewStub(logistics);
  for (int from = 0; from < kManyCarriers; from += kCarriersAtOnce) {
    RETURN_IF_ERROR(FillCarriers(*stub, kRatesShop, from, from + kCarriersAtOnce, modes));
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::bench
