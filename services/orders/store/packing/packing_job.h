#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/orders/store/trade/list_key.h"
#include "shopdesk/orders/v1/packing.pb.h"

// The table of packing jobs. What is saved was loaded for update in the same transaction; an order
// is locked before its job.
namespace shopdesk::orders::store {

// NOT_FOUND if there is none.
absl::StatusOr<v1::PackingJob> LoadPackingJob(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::PackingJob> LoadPackingJobForUpdate(sql::Transaction& txn,
                                                       absl::string_view name);
// Sets the etag and stores a new one. ALREADY_EXISTS.
absl::Status InsertPackingJob(sql::Transaction& txn, v1::PackingJob& job);
// Sets the next etag and stores it. ABORTED if it was not loaded for update.
absl::Status SavePackingJob(sql::Transaction& txn, v1::PackingJob& job);

// What a list is narrowed to; empty and unspecified: not at all.
struct PackingJobFilter {
  std::string order;
  v1::PackingJob::State state = v1::PackingJob::STATE_UNSPECIFIED;
};
// Of a shop, whose id is escaped, as the order's is: oldest first, after a key.
absl::StatusOr<std::vector<v1::PackingJob>> ListPackingJobs(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            const PackingJobFilter& filter,
                                                            const CreationKey& after, int limit);
// The newest one whose label has this code: the waybill's number as it stands in the job, or the
// job's id. NOT_FOUND.
absl::StatusOr<v1::PackingJob> LoadPackingJobByCode(sql::Transaction& txn,
                                                    absl::string_view shop_name,
                                                    absl::string_view code);

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kPackingJobSnapshot;

}  // namespace shopdesk::orders::store
