#include "services/feedback/store/evidence/appeal.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/shop/names.h"

namespace shopdesk::feedback::store {

using v1::Appeal;

const sql::Statement kAppealSnapshot = {
    "feedback.snapshot_appeal",
    "SELECT 'shops/' || shop || '/appeals/' || id, data FROM appeals WHERE shop = $1 AND "
    "id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/appeals/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFindAppeal = {"feedback.find_appeal",
                                        "SELECT data FROM appeals WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindAppealForUpdate = {
    "feedback.find_appeal_for_update",
    "SELECT data FROM appeals WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertAppeal = {
    "feedback.insert_appeal",
    "INSERT INTO appeals (shop, id, order_id, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveAppeal = {"feedback.save_appeal",
                                        "UPDATE appeals SET state = $3, version = $4, data = $5 "
                                        "WHERE shop = $1 AND id = $2 AND version = $6"};

// Pages, newest first: one statement for each index.
#define PAGE "AND (create_ms, id) < ($2, $3) ORDER BY create_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListAppeals = {"feedback.list_appeals",
                                         "SELECT data FROM appeals WHERE shop = $1 " PAGE};
constexpr sql::Statement kListAppealsByState = {
    "feedback.list_appeals_by_state",
    "SELECT data FROM appeals WHERE shop = $1 AND state = $5 " PAGE};
#undef PAGE

}  // namespace

absl::StatusOr<Appeal> LoadAppeal(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view id) {
  return sql::LoadMessage<Appeal>(txn, kFindAppeal, {shop, id}, domain::AppealName(shop, id));
}

absl::StatusOr<Appeal> LoadAppealForUpdate(sql::Transaction& txn, absl::string_view shop,
                                           absl::string_view id) {
  return sql::LoadMessage<Appeal>(txn, kFindAppealForUpdate, {shop, id},
                                  domain::AppealName(shop, id));
}

absl::Status InsertAppeal(sql::Transaction& txn, Appeal& appeal) {
  return sql::InsertVersioned(txn, kInsertAppeal, appeal, ShopOf(appeal.name()),
                              LastSegment(appeal.name()), LastSegment(appeal.order()),
                              int64_t{appeal.state()}, ToMillis(FromProto(appeal.create_time())));
}

absl::Status SaveAppeal(sql::Transaction& txn, Appeal& appeal) {
  return sql::SaveVersioned(txn, kSaveAppeal, appeal, ShopOf(appeal.name()),
                            LastSegment(appeal.name()), int64_t{appeal.state()});
}

absl::StatusOr<std::vector<Appeal>> ListAppeals(sql::Transaction& txn, absl::string_view shop,
                                                int64_t state, const CreationKey& after,
                                                int limit) {
  if (state != 0) return ListAfter<Appeal>(txn, kListAppealsByState, shop, after, limit, state);
  return ListAfter<Appeal>(txn, kListAppeals, shop, after, limit);
}

}  // namespace shopdesk::feedback::store
