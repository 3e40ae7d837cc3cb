#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/runtime/context.h"
#include "services/catalog/domain/category.h"
#include "services/catalog/domain/stock.h"
#include "services/catalog/store/stock.h"
#include "shopdesk/catalog/v1/listed_stock.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/stock.pb.h"

// How products and stock levels change, whoever changes them: rows, ledger, index and events
// together.
namespace shopdesk::catalog::handlers {

// The kinds of catalog's timers.
inline constexpr char kReservationExpiry[] = "reservation.expiry";
inline constexpr char kProductPublish[] = "product.publish";
inline constexpr char kProductDelist[] = "product.delist";
inline constexpr char kStockFlags[] = "stock.flags";
inline constexpr char kBargainExpiry[] = "bargain.expiry";
inline constexpr char kGrantExpiry[] = "grant.expiry";

// Business time as it is stored: whole milliseconds.
google::protobuf::Timestamp StoredTime(absl::Time time);

// Saves the version after `before`, which was loaded for update (nullopt: a new product): sets etag
// and times of `after`, which has its name. Keeps a snapshot of what is on sale.
absl::Status SaveProduct(runtime::WriteContext& ctx, const absl::optional<v1::Product>& before,
                         v1::Product& after, absl::string_view event);

// The attribute definitions of a product's category; none without a category. The category can't
// be deleted before the end of the transaction. NOT_FOUND; INVALID_ARGUMENT for another shop's.
absl::StatusOr<domain::Definitions> LoadDefinitions(runtime::WriteContext& ctx,
                                                    absl::string_view shop,
                                                    const v1::Product& product);

// Books a movement of a level, which is already as it is after it.
absl::Status Book(runtime::WriteContext& ctx, const v1::StockLevel& level,
                  const domain::Movement& movement, absl::string_view reference);
// Saves a level that was loaded for update, and tells when its low-stock flag changed: event and
// work item.
absl::Status SaveLevel(runtime::WriteContext& ctx, const v1::Policy& policy, v1::StockLevel& level,
                       store::Changed changed = store::Changed::kAnything);

// After levels of a SKU were saved, of which so much could be promised before: tells when the page
// has come to show more than that, or no longer does. Costs nothing otherwise.
absl::Status CompareListed(runtime::WriteContext& ctx, const v1::Policy& policy,
                           const store::SkuLevels& levels, int64_t available_before);
// The same without knowing what was before. `sku` is escaped.
absl::Status RefreshListed(runtime::WriteContext& ctx, const v1::Policy& policy,
                           absl::string_view sku, const store::SkuLevels& levels);
// Saves a page that was loaded for update, and tells when its too_high changed: event and work
// item.
absl::Status SaveListedStock(runtime::WriteContext& ctx, v1::ListedStock& page, bool was_too_high);

}  // namespace shopdesk::catalog::handlers
