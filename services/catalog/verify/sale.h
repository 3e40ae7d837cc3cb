#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::catalog::verify {

// A product on sale that lacks an attribute which its category requires is listed as such: the
// category came to require it later.
absl::Status LookAtFacts(shopdesk::verify::Page& page, const v1::Product& product);
// A product on sale says nothing that the shop's list has prohibited ever since the product was
// made.
absl::Status LookAtWording(shopdesk::verify::Page& page, const v1::Product& product);
// Each row by which a SKU can be ordered is of a product that has it.
absl::Status LookAtSkuRows(shopdesk::verify::Page& page);

}  // namespace shopdesk::catalog::verify
