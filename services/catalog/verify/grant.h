#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/catalog/v1/bargain.pb.h"

namespace shopdesk::catalog::verify {

// A redeemed grant has one order, an active one expires, and each is for the price that its bargain
// came to, which its role could give then.
absl::Status LookAtGrant(shopdesk::verify::Page& page, const v1::Grant& grant);

}  // namespace shopdesk::catalog::verify
