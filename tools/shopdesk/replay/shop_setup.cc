#include "tools/shopdesk/replay/shop_setup.h"

#include "absl/strings/str_cat.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/progress.h"
#include "tools/shopdesk/replay/order_life.h"

namespace shopdesk::cli {
namespace {

constexpr char kCurrency[] = "GBP";
constexpr int kProductsPerImport = 200;
constexpr int kLinesPerAdjustment = 1000;
constexpr int64_t kDay = 86400;

absl::Status CheckSameFile(Desk& desk) {
  orders::v1::GetPolicyRequest request;
  request.set_name(desk.Name("policy"));
  const absl::StatusOr<orders::v1::Policy> policy = Invoke(
      desk.settings, *desk.orders_policy, &orders::v1::PolicyService::Stub::GetPolicy, request);
  if (absl::IsNotFound(policy.status())) return absl::OkStatus();
  RETURN_IF_ERROR(policy.status());
  if (policy->payee_account() == desk.payee) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "shop ", desk.shop,
      " was made by another file: give this replay services with an empty data directory"));
}

template <class Request>
Request UpdateOf(Desk& desk) {
  Request request;
  request.mutable_policy()->set_name(desk.Name("policy"));
  request.set_allow_missing(true);
  request.set_request_id(desk.RequestId("policy", "update"));
  return request;
}

absl::Status UpdatePolicies(Desk& desk) {
  auto catalog = UpdateOf<catalog::v1::UpdatePolicyRequest>(desk);
  catalog.mutable_policy()->set_currency_code(kCurrency);
  RETURN_IF_ERROR(Invoke(desk.settings, *desk.catalog_policy,
                         &catalog::v1::PolicyService::Stub::UpdatePolicy, catalog)
                      .status());

  auto logistics = UpdateOf<logistics::v1::UpdatePolicyRequest>(desk);
  logistics.mutable_policy()->set_currency_code(kCurrency);
  logistics.mutable_policy()->mutable_origin()->set_region_code("GB");
  RETURN_IF_ERROR(Invoke(desk.settings, *desk.logistics_policy,
                         &logistics::v1::PolicyService::Stub::UpdatePolicy, logistics)
                      .status());

  auto orders = UpdateOf<orders::v1::UpdatePolicyRequest>(desk);
  orders::v1::Policy& policy = *orders.mutable_policy();
  policy.set_currency_code(kCurrency);
  policy.set_freight(orders::v1::Policy::QUOTED);
  policy.set_cod_rule(orders::v1::Policy::REQUIRED);
  policy.set_cod_limit_minor(int64_t{1} << 50);
  policy.set_return_any_time(true);
  // One receipt time for all modes, so that what becomes of an order can be worked out from the
  // file alone.
  policy.set_receipt_express_seconds(10 * kDay);
  policy.set_receipt_surface_seconds(10 * kDay);
  policy.set_receipt_international_seconds(10 * kDay);
  policy.set_payee_account(desk.payee);
  RETURN_IF_ERROR(Invoke(desk.settings, *desk.orders_policy,
                         &orders::v1::PolicyService::Stub::UpdatePolicy, orders)
                      .status());

  auto feedback = UpdateOf<feedback::v1::UpdatePolicyRequest>(desk);
  feedback.mutable_policy()->set_time_zone("Europe/London");
  return Invoke(desk.settings, *desk.feedback_policy,
                &feedback::v1::PolicyService::Stub::UpdatePolicy, feedback)
      .status();
}

absl::Status CreateAgents(Desk& desk) {
  for (const char* id : kAgents) {
    feedback::v1::CreateAgentRequest request;
    request.set_parent(absl::StrCat("shops/", EscapeId(desk.shop)));
    request.set_agent_id(id);
    request.mutable_agent()->set_display_name(absl::StrCat("Agent ", id));
    request.mutable_agent()->add_roles(feedback::v1::PRE_SALE);
    request.mutable_agent()->set_department("Desk");
    request.set_request_id(desk.RequestId("agent", id));
    const absl::Status status =
        Invoke(desk.settings, *desk.conversations,
               &feedback::v1::ConversationService::Stub::CreateAgent, request)
            .status();
    if (!status.ok() && !absl::IsAlreadyExists(status)) return status;
  }
  return absl::OkStatus();
}

void AddProduct(const RetailProduct& retail, catalog::v1::ImportProductsRequest& request) {
  catalog::v1::ImportProduct& row = *request.add_products();
  row.set_product_id(retail.code);
  row.set_publish(true);
  row.mutable_product()->set_title(retail.title);
  for (const auto& [price, quantity] : retail.sold) {
    catalog::v1::Sku& sku = *row.mutable_product()->add_skus();
    sku.set_sku_id(absl::StrCat(retail.code, "-", price));
    *sku.mutable_price() = MakeMoney(kCurrency, price);
    sku.set_weight_grams(kPieceGrams);
    catalog::v1::OptionValue& option = *sku.add_option_values();
    option.set_option("price");
    option.set_value(FormatMoney(sku.price()));
  }
}

absl::Status ImportProducts(Desk& desk, catalog::v1::ImportProductsRequest& request, int page) {
  request.set_parent(absl::StrCat("shops/", EscapeId(desk.shop)));
  request.set_request_id(desk.RequestId("products", absl::StrCat(page)));
  ASSIGN_OR_RETURN(catalog::v1::ImportProductsResponse response,
                   StreamOne(desk.settings, *desk.products,
                             &catalog::v1::ProductService::Stub::ImportProducts, request));
  if (response.errors().empty()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("product ", response.errors(0).product_id(),
                                          " was refused: ", response.errors(0).message()));
}

absl::Status ReceiveStock(Desk& desk, catalog::v1::AdjustStockRequest& request, int page) {
  request.set_parent(absl::StrCat("shops/", EscapeId(desk.shop)));
  request.set_reason(catalog::v1::RECEIVED);
  request.set_reference("opening stock");
  request.set_request_id(desk.RequestId("stock", absl::StrCat(page)));
  return Invoke(desk.settings, *desk.stock, &catalog::v1::StockService::Stub::AdjustStock, request)
      .status();
}

// Sends products and their stock in pages as they come.
class ShelfFiller {
 public:
  explicit ShelfFiller(Desk& desk) : desk_(desk) {}

  absl::Status Add(const RetailProduct& product) {
    AddProduct(product, products_);
    for (const auto& [price, quantity] : product.sold) {
      catalog::v1::StockAdjustment& line = *stock_.add_lines();
      line.set_sku_id(absl::StrCat(product.code, "-", price));
      line.set_bucket(catalog::v1::ON_HAND);
      line.set_delta(quantity);
    }
    const bool full = products_.products_size() >= kProductsPerImport ||
                      stock_.lines_size() >= kLinesPerAdjustment / 2;
    return full ? Flush() : absl::OkStatus();
  }

  absl::Status Flush() {
    if (products_.products().empty()) return absl::OkStatus();
    RETURN_IF_ERROR(ImportProducts(desk_, products_, page_));
    RETURN_IF_ERROR(ReceiveStock(desk_, stock_, page_));
    ++page_;
    products_.Clear();
    stock_.Clear();
    return absl::OkStatus();
  }

 private:
  Desk& desk_;
  catalog::v1::ImportProductsRequest products_;
  catalog::v1::AdjustStockRequest stock_;
  int page_ = 0;
};

}  // namespace

absl::Status OpenShop(Desk& desk) {
  RETURN_IF_ERROR(CheckSameFile(desk));
  RETURN_IF_ERROR(UpdatePolicies(desk));
  return CreateAgents(desk);
}

absl::Status StockShop(Desk& desk, RetailFile& file) {
  Progress progress("filling the shelves", file.totals().products);
  ShelfFiller filler(desk);
  int64_t done = 0;
  RETURN_IF_ERROR(file.ForEachProduct([&](const RetailProduct& product) {
    progress.Update(++done);
    return filler.Add(product);
  }));
  return filler.Flush();
}

}  // namespace shopdesk::cli
