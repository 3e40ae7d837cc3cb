#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/feedback/store/shop/list_key.h"
#include "shopdesk/feedback/v1/complaint.pb.h"

// Complaints. Keys are escaped ids, buyers as the clients give them.
namespace shopdesk::feedback::store {

extern const sql::Statement kComplaintSnapshot;

// NOT_FOUND.
absl::StatusOr<v1::Complaint> LoadComplaint(sql::Transaction& txn, absl::string_view shop,
                                            absl::string_view id);
absl::StatusOr<v1::Complaint> LoadComplaintForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                     absl::string_view id);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertComplaint(sql::Transaction& txn, v1::Complaint& complaint);
// Sets the etag of what was loaded for update.
absl::Status SaveComplaint(sql::Transaction& txn, v1::Complaint& complaint);
// Whether the buyer has a complaint that is not closed.
absl::StatusOr<bool> HasOpenComplaint(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view buyer);
// The complaints about an order that are not closed, by id.
absl::StatusOr<std::vector<v1::Complaint>> ListOpenComplaintsOfOrder(sql::Transaction& txn,
                                                                     absl::string_view shop,
                                                                     absl::string_view order_id);

// One of them at most; 0 and empty for any. The order is an escaped id.
struct ComplaintFilter {
  int64_t state = 0;
  std::string buyer;
  std::string order;
};
// Newest first.
absl::StatusOr<std::vector<v1::Complaint>> ListComplaints(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          const ComplaintFilter& filter,
                                                          const CreationKey& after, int limit);

}  // namespace shopdesk::feedback::store
