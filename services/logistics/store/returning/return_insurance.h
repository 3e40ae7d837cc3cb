#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/logistics/store/shop/list_key.h"
#include "shopdesk/logistics/v1/return_insurance.pb.h"

// Insurances of return freight. The shop is given escaped, as it stands in names.
namespace shopdesk::logistics::store {

// The feed's snapshot of insurances (runtime::SnapshotTable).
extern const sql::Statement kReturnInsuranceSnapshot;

// NOT_FOUND naming the insurance.
absl::StatusOr<v1::ReturnInsurance> LoadReturnInsurance(sql::Transaction& txn,
                                                        absl::string_view name);
absl::StatusOr<v1::ReturnInsurance> LoadReturnInsuranceForUpdate(sql::Transaction& txn,
                                                                 absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertReturnInsurance(sql::Transaction& txn, v1::ReturnInsurance& insurance);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveReturnInsurance(sql::Transaction& txn, v1::ReturnInsurance& insurance);
// Newest first, those before a key; unspecified: in any state.
absl::StatusOr<std::vector<v1::ReturnInsurance>> ListReturnInsurances(
    sql::Transaction& txn, absl::string_view shop, v1::ReturnInsurance::State state,
    const CreationKey& before, int limit);

}  // namespace shopdesk::logistics::store
