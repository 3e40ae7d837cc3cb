#include "services/feedback/store/follow_up.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::feedback::store {

const sql::Statement kInvitationSnapshot = {
    "feedback.invitation_snapshot",
    "SELECT 'shops/' || shop || '/reviewInvitations/' || id, data FROM invitations "
    "WHERE shop = $1 AND id > SUBSTR($2, LENGTH('shops/' || $1 || '/reviewInvitations/') + 1) "
    "ORDER BY id LIMIT $3",
    "SELECT 'shops/' || shop || '/reviewInvitations/' || id, data FROM invitations "
    "WHERE shop = $1 AND "
    "id > SUBSTR($2::text, LENGTH('shops/' || $1::text || '/reviewInvitations/') + 1) "
    "ORDER BY id LIMIT $3"};
const sql::Statement kLateParcelSnapshot = {
    "feedback.late_parcel_snapshot",
    "SELECT 'shops/' || shop || '/lateParcels/' || id, data FROM late_parcels WHERE shop = $1 AND "
    "id > SUBSTR($2, LENGTH('shops/' || $1 || '/lateParcels/') + 1) ORDER BY id LIMIT $3",
    "SELECT 'shops/' || shop || '/lateParcels/' || id, data FROM late_parcels WHERE shop = $1 AND "
    "id > SUBSTR($2::text, LENGTH('shops/' || $1::text || '/lateParcels/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFindInvitation = {"feedback.find_invitation",
                                            "SELECT data FROM invitations WHERE shop = $1 AND "
                                            "id = $2"};
constexpr sql::Statement kFindInvitationForUpdate = {
    "feedback.find_invitation_for_update",
    "SELECT data FROM invitations WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kDueInvitations = {
    "feedback.due_invitations_for_update",
    "SELECT data FROM invitations WHERE shop = $1 AND buyer = $2 AND state = $3 ORDER BY id "
    "FOR UPDATE"};
constexpr sql::Statement kInsertInvitation = {
    "feedback.insert_invitation",
    "INSERT INTO invitations (shop, id, buyer, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, 1, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateInvitation = {
    "feedback.update_invitation",
    "UPDATE invitations SET state = $3, version = $4, data = $5 "
    "WHERE shop = $1 AND id = $2 AND version = $6"};
constexpr sql::Statement kCountInvitations = {
    "feedback.invitations_by_state",
    "SELECT state, COUNT(id) FROM invitations WHERE shop = $1 GROUP BY state"};

constexpr sql::Statement kFindLate = {"feedback.find_late_parcel",
                                      "SELECT data FROM late_parcels WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindLateForUpdate = {
    "feedback.find_late_parcel_for_update",
    "SELECT data FROM late_parcels WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertLate = {
    "feedback.insert_late_parcel",
    "INSERT INTO late_parcels (shop, id, order_id, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, 1, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateLate = {
    "feedback.update_late_parcel",
    "UPDATE late_parcels SET state = $3, version = $4, data = $5 "
    "WHERE shop = $1 AND id = $2 AND version = $6"};
constexpr sql::Statement kCountLate = {
    "feedback.late_parcels_by_state",
    "SELECT state, COUNT(id) FROM late_parcels WHERE shop = $1 GROUP BY state"};
// $2: the state TOLD.
constexpr sql::Statement kScoreLate = {
    "feedback.score_late_parcels",
    "SELECT late.told, COUNT(reviews.id), CAST(SUM(reviews.delivery) AS BIGINT) "
    "FROM (SELECT order_id, MAX(CASE WHEN state = $2 THEN 1 ELSE 0 END) AS told "
    "FROM late_parcels WHERE shop = $1 GROUP BY order_id) AS late "
    "JOIN reviews ON reviews.shop = $1 AND reviews.order_id = late.order_id "
    "WHERE reviews.delivery > 0 GROUP BY late.told"};

// Pages, newest first: one statement for each index.
#define PAGE "AND (create_ms, id) < ($2, $3) ORDER BY create_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListInvitations = {"feedback.list_invitations",
                                             "SELECT data FROM invitations WHERE shop = $1 " PAGE};
constexpr sql::Statement kListInvitationsByState = {
    "feedback.list_invitations_by_state",
    "SELECT data FROM invitations WHERE shop = $1 AND state = $5 " PAGE};
constexpr sql::Statement kListLate = {"feedback.list_late_parcels",
                                      "SELECT data FROM late_parcels WHERE shop = $1 " PAGE};
constexpr sql::Statement kListLateByState = {
    "feedback.list_late_parcels_by_state",
    "SELECT data FROM late_parcels WHERE shop = $1 AND state = $5 " PAGE};
constexpr sql::Statement kListLateByOrder = {
    "feedback.list_late_parcels_by_order",
    "SELECT data FROM late_parcels WHERE shop = $1 AND order_id = $5 " PAGE};
#undef PAGE

absl::StatusOr<std::map<int64_t, int64_t>> CountByState(sql::Transaction& txn,
                                                        const sql::Statement& statement,
                                                        absl::string_view shop) {
  std::map<int64_t, int64_t> counts;
  RETURN_IF_ERROR(txn.Query(statement, {shop}, [&](const sql::Row& row) {
    counts[row.Int(0)] = row.Int(1);
    return absl::OkStatus();
  }));
  return counts;
}

// Sets the etag of the next version and writes the row that was found for update.
template <class Resource>
absl::Status Save(sql::Transaction& txn, const sql::Statement& update, Resource& resource) {
  const int64_t before = VersionOf(resource.etag());
  resource.set_etag(MakeEtag(before + 1));
  const std::string data = resource.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t changed,
                   txn.Execute(update, {ShopOf(resource.name()), LastSegment(resource.name()),
                                        static_cast<int64_t>(resource.state()), before + 1,
                                        sql::Blob{data}, before}));
  return sql::CheckOneRow(changed, resource.name());
}

}  // namespace

absl::StatusOr<v1::ReviewInvitation> LoadInvitation(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::ReviewInvitation>(txn, kFindInvitation,
                                                {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<absl::optional<v1::ReviewInvitation>> FindInvitationForUpdate(
    sql::Transaction& txn, absl::string_view name) {
  return sql::FindMessage<v1::ReviewInvitation>(txn, kFindInvitationForUpdate,
                                                {ShopOf(name), LastSegment(name)});
}

absl::StatusOr<std::vector<v1::ReviewInvitation>> DueInvitationsForUpdate(sql::Transaction& txn,
                                                                          absl::string_view shop,
                                                                          absl::string_view buyer) {
  std::vector<v1::ReviewInvitation> due;
  RETURN_IF_ERROR(
      txn.Query(kDueInvitations, {shop, buyer, static_cast<int64_t>(v1::ReviewInvitation::DUE)},
                [&](const sql::Row& row) { return sql::ParseColumn(row, 0, due.emplace_back()); }));
  return due;
}

absl::Status InsertInvitation(sql::Transaction& txn, v1::ReviewInvitation& invitation) {
  invitation.set_etag(MakeEtag(1));
  const std::string data = invitation.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t inserted,
                   txn.Execute(kInsertInvitation,
                               {ShopOf(invitation.name()), LastSegment(invitation.name()),
                                invitation.buyer(), static_cast<int64_t>(invitation.state()),
                                ToMillis(FromProto(invitation.create_time())), sql::Blob{data}}));
  return inserted == 1 ? absl::OkStatus() : AlreadyExistsError(invitation.name());
}

absl::Status SaveInvitation(sql::Transaction& txn, v1::ReviewInvitation& invitation) {
  return Save(txn, kUpdateInvitation, invitation);
}

absl::StatusOr<std::vector<v1::ReviewInvitation>> ListInvitations(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  int64_t state,
                                                                  const PageKey& after, int limit) {
  std::vector<v1::ReviewInvitation> invitations;
  const auto add = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, invitations.emplace_back());
  };
  if (state != 0) {
    RETURN_IF_ERROR(
        txn.Query(kListInvitationsByState, {shop, after.create_ms, after.id, limit, state}, add));
  } else {
    RETURN_IF_ERROR(txn.Query(kListInvitations, {shop, after.create_ms, after.id, limit}, add));
  }
  return invitations;
}

absl::StatusOr<std::map<int64_t, int64_t>> InvitationsByState(sql::Transaction& txn,
                                                              absl::string_view shop) {
  return CountByState(txn, kCountInvitations, shop);
}

absl::StatusOr<v1::LateParcel> LoadLateParcel(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::LateParcel>(txn, kFindLate, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::LateParcel> LoadLateParcelForUpdate(sql::Transaction& txn,
                                                       absl::string_view name) {
  return sql::LoadMessage<v1::LateParcel>(txn, kFindLateForUpdate,
                                          {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<absl::optional<v1::LateParcel>> FindLateParcelForUpdate(sql::Transaction& txn,
                                                                       absl::string_view name) {
  return sql::FindMessage<v1::LateParcel>(txn, kFindLateForUpdate,
                                          {ShopOf(name), LastSegment(name)});
}

absl::Status InsertLateParcel(sql::Transaction& txn, v1::LateParcel& parcel) {
  parcel.set_etag(MakeEtag(1));
  const std::string data = parcel.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsertLate, {ShopOf(parcel.name()), LastSegment(parcel.name()),
                                LastSegment(parcel.order()), static_cast<int64_t>(parcel.state()),
                                ToMillis(FromProto(parcel.create_time())), sql::Blob{data}}));
  return inserted == 1 ? absl::OkStatus() : AlreadyExistsError(parcel.name());
}

absl::Status SaveLateParcel(sql::Transaction& txn, v1::LateParcel& parcel) {
  return Save(txn, kUpdateLate, parcel);
}

absl::StatusOr<std::vector<v1::LateParcel>> ListLateParcels(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            const LateParcelFilter& filter,
                                                            const PageKey& after, int limit) {
  std::vector<v1::LateParcel> parcels;
  const auto add = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, parcels.emplace_back());
  };
  if (filter.state != 0) {
    RETURN_IF_ERROR(
        txn.Query(kListLateByState, {shop, after.create_ms, after.id, limit, filter.state}, add));
  } else if (!filter.order.empty()) {
    RETURN_IF_ERROR(
        txn.Query(kListLateByOrder, {shop, after.create_ms, after.id, limit, filter.order}, add));
  } else {
    RETURN_IF_ERROR(txn.Query(kListLate, {shop, after.create_ms, after.id, limit}, add));
  }
  return parcels;
}

absl::StatusOr<std::map<int64_t, int64_t>> LateParcelsByState(sql::Transaction& txn,
                                                              absl::string_view shop) {
  return CountByState(txn, kCountLate, shop);
}

absl::StatusOr<LateScores> ScoreLateParcels(sql::Transaction& txn, absl::string_view shop) {
  LateScores scores;
  RETURN_IF_ERROR(txn.Query(
      kScoreLate, {shop, static_cast<int64_t>(v1::LateParcel::TOLD)}, [&](const sql::Row& row) {
        DeliveryScores& side = row.Int(0) != 0 ? scores.told : scores.not_told;
        side = {row.Int(1), row.Int(2)};
        return absl::OkStatus();
      }));
  return scores;
}

}  // namespace shopdesk::feedback::store
