#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/logistics/store/shop/list_key.h"
#include "shopdesk/logistics/v1/intercept.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// Recalls and changes of address. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// The feed's snapshot of intercepts (runtime::SnapshotTable).
extern const sql::Statement kInterceptSnapshot;

// NOT_FOUND naming the intercept.
absl::StatusOr<v1::Intercept> LoadIntercept(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::Intercept> LoadInterceptForUpdate(sql::Transaction& txn, absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertIntercept(sql::Transaction& txn, v1::Intercept& intercept);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveIntercept(sql::Transaction& txn, v1::Intercept& intercept);

struct InterceptFilter {
  // Empty: of all.
  std::string shipment;
  // Unspecified: any.
  v1::Intercept::State state = v1::Intercept::STATE_UNSPECIFIED;
};
// Newest first, those before a key.
absl::StatusOr<std::vector<v1::Intercept>> ListIntercepts(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          const InterceptFilter& filter,
                                                          const CreationKey& before, int limit);

}  // namespace shopdesk::logistics::store
