#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/feedback/store/shop/list_key.h"
#include "shopdesk/feedback/v1/follow_up.pb.h"

// Invitations to review. Ids are escaped, buyers as the clients give them.
namespace shopdesk::feedback::store {

extern const sql::Statement kInvitationSnapshot;

// NOT_FOUND.
absl::StatusOr<v1::ReviewInvitation> LoadInvitation(sql::Transaction& txn, absl::string_view shop,
                                                    absl::string_view id);
absl::StatusOr<v1::ReviewInvitation> LoadInvitationForUpdate(sql::Transaction& txn,
                                                             absl::string_view shop,
                                                             absl::string_view id);
absl::StatusOr<absl::optional<v1::ReviewInvitation>> FindInvitationForUpdate(sql::Transaction& txn,
                                                                             absl::string_view shop,
                                                                             absl::string_view id);
// The buyer's invitations that are DUE, locked, in the order of ids.
absl::StatusOr<std::vector<v1::ReviewInvitation>> ListDueInvitationsForUpdate(
    sql::Transaction& txn, absl::string_view shop, absl::string_view buyer);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertInvitation(sql::Transaction& txn, v1::ReviewInvitation& invitation);
// Sets the etag of what was found for update.
absl::Status SaveInvitation(sql::Transaction& txn, v1::ReviewInvitation& invitation);
// Newest first; `state` 0 for any.
absl::StatusOr<std::vector<v1::ReviewInvitation>> ListInvitations(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  int64_t state,
                                                                  const CreationKey& after,
                                                                  int limit);

}  // namespace shopdesk::feedback::store
