#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "shopdesk/catalog/v1/bargain.pb.h"
#include "shopdesk/type/v1/money.pb.h"

// The life of a price that was given to a buyer.
namespace shopdesk::catalog::domain {

// The grant that comes of an accepted bargain: of the last round.
v1::Grant MakeGrant(const v1::Bargain& bargain);
// Whether anything changed: false when the order has it already. FAILED_PRECONDITION: GRANT_USED,
// GRANT_EXPIRED, GRANT_MISMATCH. `list_price` is the SKU's at present, nullopt if it is gone: a
// grant that has become dearer is for the list price.
absl::StatusOr<bool> Redeem(v1::Grant& grant, const v1::RedeemGrantRequest& request,
                            const absl::optional<type::v1::Money>& list_price, absl::Time now);
// Whether anything changed: false when the order gave it back before. `replaced`: the buyer has
// another for the SKU by now, and this one ends. FAILED_PRECONDITION (GRANT_MISMATCH).
absl::StatusOr<bool> Return(v1::Grant& grant, absl::string_view order, bool replaced,
                            absl::Time now);
// WRONG_STATE unless ACTIVE.
absl::Status ExpireGrant(v1::Grant& grant);

}  // namespace shopdesk::catalog::domain
