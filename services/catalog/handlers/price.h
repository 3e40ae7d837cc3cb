#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/rpc/context.h"
#include "services/catalog/domain/price.h"
#include "shopdesk/catalog/v1/bargain.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

// The RPCs of BargainService about prices and their floors.
namespace shopdesk::catalog::handlers {

absl::Status CheckPrice(rpc::ReadContext& ctx, const v1::CheckPriceRequest& req,
                        v1::CheckPriceResponse* resp);
absl::Status GetPriceRule(rpc::ReadContext& ctx, const v1::GetPriceRuleRequest& req,
                          v1::PriceRule* resp);
absl::Status UpdatePriceRule(rpc::WriteContext& ctx, const v1::UpdatePriceRuleRequest& req,
                             v1::PriceRule* resp);
absl::Status ListPriceRules(rpc::ReadContext& ctx, const v1::ListPriceRulesRequest& req,
                            v1::ListPriceRulesResponse* resp);

// What a SKU costs at present and how low it may go.
absl::StatusOr<domain::PriceTerms> LoadTerms(sql::Transaction& txn, absl::string_view shop,
                                             const v1::SkuSnapshot& sku, const v1::Policy& policy);

}  // namespace shopdesk::catalog::handlers
