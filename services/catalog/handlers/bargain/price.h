#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/catalog/domain/bargain/price.h"
#include "shopdesk/catalog/v1/bargain.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

// The RPCs of BargainService about prices and their floors.
namespace shopdesk::catalog::handlers {

absl::Status CheckPrice(runtime::ReadContext& ctx, const v1::CheckPriceRequest& request,
                        v1::CheckPriceResponse* response);
absl::Status GetPriceRule(runtime::ReadContext& ctx, const v1::GetPriceRuleRequest& request,
                          v1::PriceRule* response);
absl::Status UpdatePriceRule(runtime::WriteContext& ctx, const v1::UpdatePriceRuleRequest& request,
                             v1::PriceRule* response);
absl::Status ListPriceRules(runtime::ReadContext& ctx, const v1::ListPriceRulesRequest& request,
                            v1::ListPriceRulesResponse* response);

// What a SKU costs at present and how low it may go.
absl::StatusOr<domain::PriceTerms> LoadTerms(sql::Transaction& txn, absl::string_view shop,
                                             const v1::SkuSnapshot& sku, const v1::Policy& policy);

}  // namespace shopdesk::catalog::handlers
