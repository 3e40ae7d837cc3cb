#pragma once

#include <string>

#include "absl/status/status.h"
#include "tools/shopdesk/replay/desk.h"
#include "tools/shopdesk/replay/shop_file.h"

namespace shopdesk::cli {

// Opens the replayed shop in all four services: policies, agents. Repeatable. FAILED_PRECONDITION
// if the shop exists with another file's fingerprint.
absl::Status OpenShop(Desk& desk, const ShopRules& rules);

// Brings the file's products on sale and receives exactly what the file sells of them. Repeatable.
absl::Status StockShop(Desk& desk, ShopFile& file);

}  // namespace shopdesk::cli
