#include "tools/shopdesk/replay/shop_setup.h"

#include "absl/strings/str_cat.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/progress.h"
#include "tools/shopdesk/replay/order_life.h"

namespace shopdesk::cli {
namespace {

constexpr int kProductsPerImport = 200;
constexpr int kLinesPerAdjustment = 1000;
constexpr int64_t kDay = 86400;
constexpr int32_t kProtectedDays = 7;

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

absl::Status UpdatePolicies(Desk& desk, const ShopRules& rules) {
  auto catalog = UpdateOf<catalog::v1::UpdatePolicyRequest>(desk);
  catalog.mutable_policy()->set_currency_code(rules.currency);
  RETURN_IF_ERROR(Invoke(desk.settings, *desk.catalog_policy,
                         &catalog::v1::PolicyService::Stub::UpdatePolicy, catalog)
                      .status());

  auto logistics = UpdateOf<logistics::v1::UpdatePolicyRequest>(desk);
  logistics.mutable_policy()->set_currency_code(rules.currency);
  logistics.mutable_policy()->mutable_origin()->set_region_code(rules.origin);
  // A parcel's scans all come in when it is delivered.
  logistics.mutable_policy()->set_unscanned_seconds(absl::ToInt64Seconds(kLateAfter));
  RETURN_IF_ERROR(Invoke(desk.settings, *desk.logistics_policy,
                         &logistics::v1::PolicyService::Stub::UpdatePolicy, logistics)
                      .status());

  auto orders = UpdateOf<orders::v1::UpdatePolicyRequest>(desk);
  orders::v1::Policy& policy = *orders.mutable_policy();
  policy.set_currency_code(rules.currency);
  policy.set_freight(rules.quoted_freight ? orders::v1::Policy::QUOTED : orders::v1::Policy::FREE);
  policy.set_cod_rule(rules.cod ? orders::v1::Policy::REQUIRED : orders::v1::Policy::OFF);
  policy.set_require_verified_receiver(rules.verified);
  if (rules.unpaid_close_seconds > 0) policy.set_unpaid_close_seconds(rules.unpaid_close_seconds);
  policy.set_cod_limit_off(true);
  policy.set_return_any_time(true);
  // One receipt time for all modes, so that what becomes of an order can be worked out from the
  // file alone.
  policy.set_receipt_express_seconds(10 * kDay);
  policy.set_receipt_surface_seconds(10 * kDay);
  policy.set_receipt_international_seconds(10 * kDay);
  policy.set_payee_account(desk.payee);
  policy.set_language_code(rules.language);
  // Buyers choose no courier and pay the cheapest, which is what the replay ships by; a buyer of
  // the file may refuse as often as it says.
  policy.set_default_delivery(orders::v1::Policy::CHEAPEST);
  policy.set_cod_refusals_limit_off(true);
  // What became cheaper within a week is paid back: a share of the orders sees that.
  policy.set_price_protection_days(rules.special_cases ? kProtectedDays : 0);
  policy.set_duplicate_rule(rules.special_cases ? orders::v1::Policy::LIST_PAIRS
                                                : orders::v1::Policy::IGNORE_PAIRS);
  for (const char* path :
       {"currency_code", "freight", "cod_rule", "require_verified_receiver", "cod_limit_off",
        "return_any_time", "receipt_express_seconds", "receipt_surface_seconds",
        "receipt_international_seconds", "payee_account", "default_delivery",
        "cod_refusals_limit_off", "duplicate_rule", "language_code", "price_protection_days"}) {
    orders.mutable_update_mask()->add_paths(path);
  }
  if (rules.unpaid_close_seconds > 0)
    orders.mutable_update_mask()->add_paths("unpaid_close_seconds");
  RETURN_IF_ERROR(Invoke(desk.settings, *desk.orders_policy,
                         &orders::v1::PolicyService::Stub::UpdatePolicy, orders)
                      .status());

  auto feedback = UpdateOf<feedback::v1::UpdatePolicyRequest>(desk);
  feedback.mutable_policy()->mutable_calendar()->set_time_zone(rules.time_zone);
  return Invoke(desk.settings, *desk.feedback_policy,
                &feedback::v1::PolicyService::Stub::UpdatePolicy, feedback)
      .status();
}

absl::Status OpenBankAccount(Desk& desk) {
  orders::v1::CreateBankAccountRequest request;
  request.set_parent(absl::StrCat("shops/", EscapeId(desk.shop)));
  request.set_bank_account_id(kBankAccount);
  request.mutable_bank_account()->set_bank_code("BANK");
  request.mutable_bank_account()->set_bank_name("The shop's bank");
  request.mutable_bank_account()->set_holder("The shop");
  request.mutable_bank_account()->set_number("0000000001");
  request.mutable_bank_account()->set_preferred(true);
  request.set_request_id(desk.RequestId("bank account", kBankAccount));
  const absl::Status status = Invoke(desk.settings, *desk.transfers,
                                     &orders::v1::TransferService::Stub::CreateBankAccount, request)
                                  .status();
  return absl::IsAlreadyExists(status) ? absl::OkStatus() : status;
}

absl::Status CreateAgents(Desk& desk) {
  for (const char* id : kAgents) {
    feedback::v1::CreateAgentRequest request;
    request.set_parent(absl::StrCat("shops/", EscapeId(desk.shop)));
    request.set_agent_id(id);
    request.mutable_agent()->set_display_name(absl::StrCat("Agent ", id));
    request.mutable_agent()->add_roles(Role::PRE_SALE);
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

void AddProduct(const FileProduct& retail, const std::string& currency,
                catalog::v1::ImportProductsRequest& request) {
  catalog::v1::ImportProduct& row = *request.add_products();
  row.set_product_id(retail.code);
  row.set_publish(true);
  row.mutable_product()->set_title(retail.title);
  for (const auto& [price, quantity] : retail.sold) {
    catalog::v1::Sku& sku = *row.mutable_product()->add_skus();
    sku.set_sku_id(absl::StrCat(retail.code, "-", price));
    *sku.mutable_price() = MakeMoney(currency, price);
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
  return absl::InternalError(absl::StrCat("product ", response.errors(0).id(),
                                          " was refused: ", response.errors(0).message()));
}

absl::Status ReceiveStock(Desk& desk, catalog::v1::AdjustStockRequest& request, int page) {
  request.set_parent(absl::StrCat("shops/", EscapeId(desk.shop)));
  request.set_reason(catalog::v1::MovementReason::RECEIVED);
  request.set_reference("opening stock");
  request.set_request_id(desk.RequestId("stock", absl::StrCat(page)));
  return Invoke(desk.settings, *desk.stock, &catalog::v1::StockService::Stub::AdjustStock, request)
      .status();
}

// Sends products and their stock in pages as they come.
class ShelfFiller {
 public:
  ShelfFiller(Desk& desk, const std::string& currency) : desk_(desk), currency_(currency) {}

  absl::Status Add(const FileProduct& product) {
    AddProduct(product, currency_, products_);
    for (const auto& [price, quantity] : product.sold) {
      catalog::v1::StockAdjustment& line = *stock_.add_lines();
      line.set_sku_id(absl::StrCat(product.code, "-", price));
      line.set_bucket(catalog::v1::StockBucket::ON_HAND);
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
  const std::string currency_;
  catalog::v1::ImportProductsRequest products_;
  catalog::v1::AdjustStockRequest stock_;
  int page_ = 0;
};

}  // namespace

absl::Status OpenShop(Desk& desk, const ShopRules& rules) {
  RETURN_IF_ERROR(CheckSameFile(desk));
  RETURN_IF_ERROR(UpdatePolicies(desk, rules));
  if (rules.special_cases) RETURN_IF_ERROR(OpenBankAccount(desk));
  return CreateAgents(desk);
}

absl::Status StockShop(Desk& desk, ShopFile& file) {
  Progress progress("filling the shelves", file.totals().products);
  ShelfFiller filler(desk, file.rules().currency);
  int64_t done = 0;
  RETURN_IF_ERROR(file.ForEachProduct([&](const FileProduct& product) {
    progress.Update(++done);
    return filler.Add(product);
  }));
  return filler.Flush();
}

}  // namespace shopdesk::cli
