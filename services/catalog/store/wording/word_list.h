#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/wording.pb.h"

// Shops' word lists with their history, and the products that are held for their wording. Shops and
// ids are given escaped.
namespace shopdesk::catalog::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kWordListSnapshot;

absl::StatusOr<absl::optional<v1::WordList>> FindWordList(sql::Transaction& txn,
                                                          absl::string_view shop);
absl::StatusOr<absl::optional<v1::WordList>> FindWordListForUpdate(sql::Transaction& txn,
                                                                   absl::string_view shop);
// Saves the version after the one in the etag of the revision's list (none: a new one), and keeps
// the revision: sets that etag. ABORTED if somebody else made it meanwhile.
absl::Status SaveWordList(sql::Transaction& txn, v1::WordListRevision& revision);
// Newest first, before version `before`.
absl::StatusOr<std::vector<v1::WordListRevision>> ListWordListRevisions(sql::Transaction& txn,
                                                                        absl::string_view shop,
                                                                        int64_t before, int limit);

// Notes that a product is held, or is no longer.
absl::Status HoldForWording(sql::Transaction& txn, absl::string_view shop,
                            absl::string_view product);
absl::Status UnholdForWording(sql::Transaction& txn, absl::string_view shop,
                              absl::string_view product);
// The ids of those that are held, after `after`.
absl::StatusOr<std::vector<std::string>> ListHeldForWording(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            absl::string_view after, int limit);

}  // namespace shopdesk::catalog::store
