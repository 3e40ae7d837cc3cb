#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/suggestion.pb.h"

// Promotions of products. Shops and ids are given escaped.
namespace shopdesk::catalog::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kPromotionSnapshot;

// NOT_FOUND naming the promotion.
absl::StatusOr<v1::Promotion> LoadPromotion(sql::Transaction& txn, absl::string_view shop,
                                            absl::string_view product);
absl::StatusOr<absl::optional<v1::Promotion>> FindPromotionForUpdate(sql::Transaction& txn,
                                                                     absl::string_view shop,
                                                                     absl::string_view product);
// Saves the version after the one in the promotion's etag (none: a new one): sets etag. ABORTED if
// somebody else made it meanwhile.
absl::Status SavePromotion(sql::Transaction& txn, v1::Promotion& promotion);
absl::Status DeletePromotion(sql::Transaction& txn, absl::string_view shop,
                             absl::string_view product);
// In the order of products, after `after`.
absl::StatusOr<std::vector<v1::Promotion>> ListPromotions(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view after, int limit);
// Those that run at `now`, by rank, then by product.
absl::StatusOr<std::vector<v1::Promotion>> ListRunningPromotions(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::Time now, int limit);

}  // namespace shopdesk::catalog::store
