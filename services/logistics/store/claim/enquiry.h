#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/logistics/store/shop/list_key.h"
#include "shopdesk/logistics/v1/enquiry.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// What carriers were asked about parcels. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// The feed's snapshot of enquiries (runtime::SnapshotTable).
extern const sql::Statement kEnquirySnapshot;
// Their names (figures::Definition::sources).
extern const sql::Statement kEnquirySources;

// NOT_FOUND naming the enquiry.
absl::StatusOr<v1::Enquiry> LoadEnquiry(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::Enquiry> LoadEnquiryForUpdate(sql::Transaction& txn, absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertEnquiry(sql::Transaction& txn, v1::Enquiry& enquiry);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveEnquiry(sql::Transaction& txn, v1::Enquiry& enquiry);

struct EnquiryFilter {
  // Empty: of all.
  std::string shipment;
  // Unspecified: any.
  v1::Enquiry::State state = v1::Enquiry::STATE_UNSPECIFIED;
};
// Newest first, those before a key.
absl::StatusOr<std::vector<v1::Enquiry>> ListEnquiries(sql::Transaction& txn,
                                                       absl::string_view shop,
                                                       const EnquiryFilter& filter,
                                                       const CreationKey& before, int limit);

}  // namespace shopdesk::logistics::store
