#include "services/feedback/store/follow_up/review_invitation.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/shop/names.h"

namespace shopdesk::feedback::store {

using v1::ReviewInvitation;

const sql::Statement kInvitationSnapshot = {
    "feedback.snapshot_invitation",
    "SELECT 'shops/' || shop || '/reviewInvitations/' || id, data FROM invitations "
    "WHERE shop = $1 AND "
    "id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/reviewInvitations/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFindInvitation = {
    "feedback.find_invitation", "SELECT data FROM invitations WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindInvitationForUpdate = {
    "feedback.find_invitation_for_update",
    "SELECT data FROM invitations WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kListDueInvitationsForUpdate = {
    "feedback.list_due_invitations_for_update",
    "SELECT data FROM invitations WHERE shop = $1 AND buyer = $2 AND state = $3 ORDER BY id "
    "FOR UPDATE"};
constexpr sql::Statement kInsertInvitation = {
    "feedback.insert_invitation",
    "INSERT INTO invitations (shop, id, buyer, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveInvitation = {
    "feedback.save_invitation",
    "UPDATE invitations SET state = $3, version = $4, data = $5 "
    "WHERE shop = $1 AND id = $2 AND version = $6"};
// Pages, newest first: one statement for each index.
#define PAGE "AND (create_ms, id) < ($2, $3) ORDER BY create_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListInvitations = {"feedback.list_invitations",
                                             "SELECT data FROM invitations WHERE shop = $1 " PAGE};
constexpr sql::Statement kListInvitationsByState = {
    "feedback.list_invitations_by_state",
    "SELECT data FROM invitations WHERE shop = $1 AND state = $5 " PAGE};
#undef PAGE

}  // namespace

absl::StatusOr<ReviewInvitation> LoadInvitation(sql::Transaction& txn, absl::string_view shop,
                                                absl::string_view id) {
  return sql::LoadMessage<ReviewInvitation>(txn, kFindInvitation, {shop, id},
                                            domain::InvitationName(shop, id));
}

absl::StatusOr<ReviewInvitation> LoadInvitationForUpdate(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         absl::string_view id) {
  return sql::LoadMessage<ReviewInvitation>(txn, kFindInvitationForUpdate, {shop, id},
                                            domain::InvitationName(shop, id));
}

absl::StatusOr<absl::optional<ReviewInvitation>> FindInvitationForUpdate(sql::Transaction& txn,
                                                                         absl::string_view shop,
                                                                         absl::string_view id) {
  return sql::FindMessage<ReviewInvitation>(txn, kFindInvitationForUpdate, {shop, id});
}

absl::StatusOr<std::vector<ReviewInvitation>> ListDueInvitationsForUpdate(sql::Transaction& txn,
                                                                          absl::string_view shop,
                                                                          absl::string_view buyer) {
  return sql::ListMessages<ReviewInvitation>(txn, kListDueInvitationsForUpdate,
                                             {shop, buyer, int64_t{ReviewInvitation::DUE}});
}

absl::Status InsertInvitation(sql::Transaction& txn, ReviewInvitation& invitation) {
  return sql::InsertVersioned(txn, kInsertInvitation, invitation, ShopOf(invitation.name()),
                              LastSegment(invitation.name()), invitation.buyer(),
                              int64_t{invitation.state()},
                              ToMillis(FromProto(invitation.create_time())));
}

absl::Status SaveInvitation(sql::Transaction& txn, ReviewInvitation& invitation) {
  return sql::SaveVersioned(txn, kSaveInvitation, invitation, ShopOf(invitation.name()),
                            LastSegment(invitation.name()), int64_t{invitation.state()});
}

absl::StatusOr<std::vector<ReviewInvitation>> ListInvitations(sql::Transaction& txn,
                                                              absl::string_view shop, int64_t state,
                                                              const CreationKey& after, int limit) {
  if (state == 0) return ListAfter<ReviewInvitation>(txn, kListInvitations, shop, after, limit);
  return ListAfter<ReviewInvitation>(txn, kListInvitationsByState, shop, after, limit, state);
}

}  // namespace shopdesk::feedback::store
