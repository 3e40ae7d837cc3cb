#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/domain/pricing/price.h"

// Grants of bargains, as outward steps of workflows and followers.
namespace shopdesk::orders::handlers {

// A line that is to have the price of a grant.
struct GrantedLine {
  int32_t line = 0;
  std::string sku_id;
  int64_t quantity = 0;
  std::string grant;
};

// Redeems grants that the order doesn't have yet; the prices that they give. If one can't be, those
// before it are given back, unless the same call may be repeated.
absl::StatusOr<std::vector<domain::NewPrice>> RedeemGrants(const runtime::Context& ctx,
                                                           clients::Catalog& catalog,
                                                           const std::string& order,
                                                           const std::string& buyer,
                                                           const std::vector<GrantedLine>& lines);

// Gives grants back that the order redeemed. What it doesn't hold any more is left alone.
absl::Status ReturnGrants(const runtime::Context& ctx, clients::Catalog& catalog,
                          const std::string& order, const std::vector<std::string>& grants);

}  // namespace shopdesk::orders::handlers
