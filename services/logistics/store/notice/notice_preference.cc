#include "services/logistics/store/notice/notice_preference.h"

#include "libs/sql/message.h"
#include "services/logistics/store/shop/insert.h"

namespace shopdesk::logistics::store {

const sql::Statement kPreferenceSnapshot = {
    "logistics.snapshot_notice_preference",
    "SELECT buyer, data FROM notice_preferences WHERE shop = $1 AND buyer > $2 ORDER BY buyer "
    "LIMIT $3"};

namespace {

constexpr sql::Statement kSelectNoticePreference = {
    "logistics.select_notice_preference",
    "SELECT data FROM notice_preferences WHERE shop = $1 AND buyer = $2"};
constexpr sql::Statement kInsertNoticePreference = {
    "logistics.insert_notice_preference",
    "INSERT INTO notice_preferences (shop, buyer, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateNoticePreference = {
    "logistics.update_notice_preference",
    "UPDATE notice_preferences SET version = $3, data = $4 "
    "WHERE shop = $1 AND buyer = $2 AND version = $5"};

}  // namespace

absl::StatusOr<absl::optional<v1::NoticePreference>> FindPreference(sql::Transaction& txn,
                                                                    absl::string_view shop,
                                                                    absl::string_view buyer) {
  return sql::FindMessage<v1::NoticePreference>(txn, kSelectNoticePreference, {shop, buyer});
}

absl::Status SavePreference(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer,
                            v1::NoticePreference& preference) {
  if (!preference.etag().empty()) {
    return sql::SaveVersioned(txn, kUpdateNoticePreference, preference, shop, buyer);
  }
  return AbortIfTaken(sql::InsertVersioned(txn, kInsertNoticePreference, preference, shop, buyer));
}

}  // namespace shopdesk::logistics::store
