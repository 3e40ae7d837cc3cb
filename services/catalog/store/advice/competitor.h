#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/competitor.pb.h"

// What competitors sell. Shops and ids are given escaped.
namespace shopdesk::catalog::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kCompetitorProductSnapshot;

// NOT_FOUND naming it.
absl::StatusOr<v1::CompetitorProduct> LoadCompetitorProduct(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            absl::string_view id);
absl::StatusOr<v1::CompetitorProduct> LoadCompetitorProductForUpdate(sql::Transaction& txn,
                                                                     absl::string_view shop,
                                                                     absl::string_view id);
// Those of `ids` that exist, by id.
absl::StatusOr<std::map<std::string, v1::CompetitorProduct>> FindCompetitorProducts(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& ids);
// ALREADY_EXISTS. Sets the etag.
absl::Status InsertCompetitorProduct(sql::Transaction& txn, v1::CompetitorProduct& product);
// One that was loaded for update: sets the next etag.
absl::Status SaveCompetitorProduct(sql::Transaction& txn, v1::CompetitorProduct& product);
absl::Status DeleteCompetitorProduct(sql::Transaction& txn, absl::string_view shop,
                                     absl::string_view id);
// In the order of ids, after `after`. `category`: escaped id; empty: any.
absl::StatusOr<std::vector<v1::CompetitorProduct>> ListCompetitorProducts(
    sql::Transaction& txn, absl::string_view shop, absl::string_view category,
    absl::string_view after, int limit);

}  // namespace shopdesk::catalog::store
