#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/ratio.h"
#include "libs/base/role.h"
#include "shopdesk/catalog/v1/bargain.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"

// How far a price may go down. Amounts are minor units of the shop's currency, not negative.
namespace shopdesk::catalog::domain {

// What a SKU costs, and the lowest that anybody may sell it for.
struct PriceTerms {
  int64_t list_price = 0;
  // Not above list_price.
  int64_t floor = 0;
};

// `bps` basis points of `amount`, rounded as MultiplyRatio does. 0 ≤ bps ≤ 10,000.
int64_t Share(int64_t amount, int64_t bps);

// By the SKU's rule, else its product's, else the policy's floor_bps.
PriceTerms MakeTerms(int64_t list_price, const absl::optional<v1::PriceRule>& of_sku,
                     const absl::optional<v1::PriceRule>& of_product, const v1::Policy& policy);

// The lowest price that a role may give; others are agents.
int64_t Lowest(const PriceTerms& terms, Role::Value role, const v1::Policy& policy);

v1::PriceVerdict::Value JudgePrice(const PriceTerms& terms, Role::Value role,
                                   const v1::Policy& policy, int64_t unit_price);

// The first of AGENT, LEAD, OWNER that may give a price; ROLE_UNSPECIFIED: none.
Role::Value RoleThatMay(const PriceTerms& terms, const v1::Policy& policy, int64_t unit_price);

// INVALID_ARGUMENT naming `field` for an amount that is negative or in another currency than the
// policy's.
absl::Status CheckAmount(const type::v1::Money& amount, const v1::Policy& policy,
                         absl::string_view field);

// INVALID_ARGUMENT for a rule with two floors, or in another currency.
absl::Status CheckPriceRule(const v1::PriceRule& rule, const v1::Policy& policy);

}  // namespace shopdesk::catalog::domain
