#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

// Carriers and their rate tables. Keys are taken from the resources' names; ids are given escaped,
// as they stand there.
namespace shopdesk::logistics::store {

// The feed's snapshot of carriers (runtime::SnapshotTable).
extern const sql::Statement kCarrierSnapshot;

absl::StatusOr<v1::Carrier> LoadCarrier(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::Carrier>> FindCarrierForUpdate(sql::Transaction& txn,
                                                                 absl::string_view name);
// Sets the etag. False if there is one of that name already.
absl::StatusOr<bool> InsertCarrier(sql::Transaction& txn, v1::Carrier& carrier);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveCarrier(sql::Transaction& txn, v1::Carrier& carrier);
// In the order of ids, those after `after`.
absl::StatusOr<std::vector<v1::Carrier>> ListCarriers(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view after, int limit);

absl::StatusOr<v1::RateTable> LoadRateTable(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::RateTable>> FindRateTableForUpdate(sql::Transaction& txn,
                                                                     absl::string_view name);
absl::StatusOr<bool> InsertRateTable(sql::Transaction& txn, v1::RateTable& table);
absl::Status SaveRateTable(sql::Transaction& txn, v1::RateTable& table);

struct RateTableKey {
  std::string carrier;
  std::string rate_table;
};
// In the order of keys, those after `after`; only of `carrier` unless that is empty.
absl::StatusOr<std::vector<v1::RateTable>> ListRateTables(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view carrier,
                                                          const RateTableKey& after, int limit);

}  // namespace shopdesk::logistics::store
