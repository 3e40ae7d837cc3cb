#include "services/orders/handlers/pricing/grant.h"

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"

namespace shopdesk::orders::handlers {

absl::StatusOr<std::vector<domain::NewPrice>> RedeemGrants(const runtime::Context& ctx,
                                                           clients::Catalog& catalog,
                                                           const std::string& order,
                                                           const std::string& buyer,
                                                           const std::vector<GrantedLine>& lines) {
  std::vector<domain::NewPrice> prices;
  std::vector<std::string> redeemed;
  for (const GrantedLine& line : lines) {
    catalog::v1::RedeemGrantRequest request;
    request.set_name(line.grant);
    request.set_order(order);
    request.set_buyer(buyer);
    request.set_sku_id(line.sku_id);
    request.set_quantity(line.quantity);
    request.set_request_id(ctx.DerivedId(absl::StrCat("redeem/", line.grant)));
    absl::StatusOr<catalog::v1::Grant> grant = catalog.RedeemGrant(ctx, request);
    if (!grant.ok()) {
      if (!IsTransient(grant.status())) {
        ReturnGrants(ctx, catalog, order, redeemed).IgnoreError();
      }
      return grant.status();
    }
    redeemed.push_back(line.grant);
    prices.push_back({line.line, grant->unit_price(), line.grant});
  }
  return prices;
}

absl::Status ReturnGrants(const runtime::Context& ctx, clients::Catalog& catalog,
                          const std::string& order, const std::vector<std::string>& grants) {
  for (const std::string& grant : grants) {
    catalog::v1::ReturnGrantRequest request;
    request.set_name(grant);
    request.set_order(order);
    request.set_request_id(ctx.DerivedId(absl::StrCat("return/", grant)));
    const absl::Status status = catalog.ReturnGrant(ctx, request);
    // Another order has it, or nobody.
    if (absl::IsNotFound(status) || absl::IsFailedPrecondition(status)) continue;
    RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
