#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/feedback/store/page_key.h"
#include "shopdesk/feedback/v1/follow_up.pb.h"

// Invitations to review and late parcels. Keys are escaped ids, buyers as the clients give them.
namespace shopdesk::feedback::store {

extern const sql::Statement kInvitationSnapshot;
extern const sql::Statement kLateParcelSnapshot;

// NOT_FOUND.
absl::StatusOr<v1::ReviewInvitation> LoadInvitation(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::ReviewInvitation>> FindInvitationForUpdate(
    sql::Transaction& txn, absl::string_view name);
// The buyer's invitations that are DUE, locked, in the order of ids.
absl::StatusOr<std::vector<v1::ReviewInvitation>> DueInvitationsForUpdate(sql::Transaction& txn,
                                                                          absl::string_view shop,
                                                                          absl::string_view buyer);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertInvitation(sql::Transaction& txn, v1::ReviewInvitation& invitation);
// Sets the etag of what was found for update.
absl::Status SaveInvitation(sql::Transaction& txn, v1::ReviewInvitation& invitation);
// Newest first; `state` 0 for any.
absl::StatusOr<std::vector<v1::ReviewInvitation>> ListInvitations(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  int64_t state,
                                                                  const PageKey& after, int limit);
absl::StatusOr<std::map<int64_t, int64_t>> InvitationsByState(sql::Transaction& txn,
                                                              absl::string_view shop);

// NOT_FOUND.
absl::StatusOr<v1::LateParcel> LoadLateParcel(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<v1::LateParcel> LoadLateParcelForUpdate(sql::Transaction& txn,
                                                       absl::string_view name);
absl::StatusOr<absl::optional<v1::LateParcel>> FindLateParcelForUpdate(sql::Transaction& txn,
                                                                       absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertLateParcel(sql::Transaction& txn, v1::LateParcel& parcel);
// Sets the etag of what was loaded for update.
absl::Status SaveLateParcel(sql::Transaction& txn, v1::LateParcel& parcel);
// One of them at most; 0 and empty for any. The order is an escaped id.
struct LateParcelFilter {
  int64_t state = 0;
  std::string order;
};
// Newest first.
absl::StatusOr<std::vector<v1::LateParcel>> ListLateParcels(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            const LateParcelFilter& filter,
                                                            const PageKey& after, int limit);
absl::StatusOr<std::map<int64_t, int64_t>> LateParcelsByState(sql::Transaction& txn,
                                                              absl::string_view shop);

// The delivery scores of reviews of orders with late parcels.
struct DeliveryScores {
  int64_t count = 0;
  int64_t sum = 0;
};
struct LateScores {
  // Somebody told the buyer of one of them before it arrived.
  DeliveryScores told;
  DeliveryScores not_told;
};
absl::StatusOr<LateScores> ScoreLateParcels(sql::Transaction& txn, absl::string_view shop);

}  // namespace shopdesk::feedback::store
