#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/logistics/store/shop/list_key.h"
#include "shopdesk/logistics/v1/cod_money.pb.h"

// Money that carriers collected. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kCodCollectionSnapshot;

// NOT_FOUND naming it.
absl::StatusOr<v1::CodCollection> LoadCodCollection(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::CodCollection>> FindCodCollectionForUpdate(
    sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::CodCollection> LoadCodCollectionForUpdate(sql::Transaction& txn,
                                                             absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertCodCollection(sql::Transaction& txn, v1::CodCollection& cod_collection);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveCodCollection(sql::Transaction& txn, v1::CodCollection& cod_collection);
// What a list is narrowed to; empty and unspecified: not at all.
struct CodCollectionFilter {
  std::string order;
  v1::CodCollection::State state = v1::CodCollection::STATE_UNSPECIFIED;
};
// Newest first, those before a key.
absl::StatusOr<std::vector<v1::CodCollection>> ListCodCollections(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  const CodCollectionFilter& filter,
                                                                  const CreationKey& before,
                                                                  int limit);

}  // namespace shopdesk::logistics::store
