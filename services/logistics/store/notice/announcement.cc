#include "services/logistics/store/notice/announcement.h"

#include <tuple>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::store {

const sql::Statement kAnnouncementSnapshot = {
    "logistics.snapshot_announcement",
    "SELECT 'shops/' || shop || '/announcements/' || announcement, data FROM announcements "
    "WHERE shop = $1 "
    "AND announcement > substr($2, length('shops/' || $1 || '/announcements/') + 1) "
    "ORDER BY announcement LIMIT $3"};
const sql::Statement kRecipientSnapshot = {
    "logistics.snapshot_announcement_recipient",
    "SELECT announcement, shipment, data FROM announcement_recipients WHERE shop = $1 "
    "AND (announcement, shipment) > ($2, $3) ORDER BY announcement, shipment LIMIT $4"};

namespace {

constexpr sql::Statement kSelectAnnouncement = {
    "logistics.select_announcement",
    "SELECT data FROM announcements WHERE shop = $1 AND announcement = $2"};
constexpr sql::Statement kSelectAnnouncementForUpdate = {
    "logistics.select_announcement_for_update",
    "SELECT data, looked_ms, looked_id, taken_back_to FROM announcements "
    "WHERE shop = $1 AND announcement = $2 FOR UPDATE"};
constexpr sql::Statement kInsertAnnouncement = {
    "logistics.insert_announcement",
    "INSERT INTO announcements (shop, announcement, create_ms, looked_ms, looked_id, "
    "taken_back_to, version, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateAnnouncement = {
    "logistics.update_announcement",
    "UPDATE announcements SET looked_ms = $3, looked_id = $4, taken_back_to = $5, version = $6, "
    "data = $7 WHERE shop = $1 AND announcement = $2 AND version = $8"};
constexpr sql::Statement kListAnnouncements = {
    "logistics.list_announcements",
    "SELECT data FROM announcements WHERE shop = $1 AND (create_ms, announcement) < ($2, $3) "
    "ORDER BY create_ms DESC, announcement DESC LIMIT $4"};
constexpr sql::Statement kInsertAnnouncementRecipient = {
    "logistics.insert_announcement_recipient",
    "INSERT INTO announcement_recipients (shop, announcement, shipment, data) "
    "VALUES ($1, $2, $3, $4)"};
constexpr sql::Statement kListAnnouncementRecipients = {
    "logistics.list_announcement_recipients",
    "SELECT data FROM announcement_recipients WHERE shop = $1 AND announcement = $2 "
    "AND shipment > $3 ORDER BY shipment LIMIT $4"};

}  // namespace

absl::StatusOr<v1::Announcement> LoadAnnouncement(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Announcement>(txn, kSelectAnnouncement,
                                            {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<AnnouncementRow> LoadAnnouncementForUpdate(sql::Transaction& txn,
                                                          absl::string_view name) {
  AnnouncementRow found;
  ASSIGN_OR_RETURN(const bool is_there,
                   txn.QueryOne(kSelectAnnouncementForUpdate, {ShopOf(name), LastSegment(name)},
                                [&](const sql::Row& row) {
                                  found.looked_to =
                                      CreationKey(row.Int(1), std::string(row.Text(2)));
                                  found.taken_back_to = std::string(row.Text(3));
                                  return sql::ParseColumn(row, 0, found.announcement);
                                }));
  if (!is_there) return shopdesk::NotFoundError(name);
  return found;
}

absl::Status InsertAnnouncement(sql::Transaction& txn, AnnouncementRow& row) {
  v1::Announcement& announcement = row.announcement;
  const std::string& name = announcement.name();
  return sql::InsertVersioned(txn, kInsertAnnouncement, announcement, ShopOf(name),
                              LastSegment(name), ToMillis(FromProto(announcement.create_time())),
                              std::get<0>(row.looked_to), std::get<1>(row.looked_to),
                              row.taken_back_to);
}

absl::Status SaveAnnouncement(sql::Transaction& txn, AnnouncementRow& row) {
  const std::string& name = row.announcement.name();
  return sql::SaveVersioned(txn, kUpdateAnnouncement, row.announcement, ShopOf(name),
                            LastSegment(name), std::get<0>(row.looked_to),
                            std::get<1>(row.looked_to), row.taken_back_to);
}

absl::StatusOr<std::vector<v1::Announcement>> ListAnnouncements(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                const CreationKey& before,
                                                                int limit) {
  const auto& [before_ms, before_id] = before;
  return sql::ListMessages<v1::Announcement>(txn, kListAnnouncements,
                                             {shop, before_ms, before_id, limit});
}

absl::Status InsertRecipient(sql::Transaction& txn, const v1::AnnouncementRecipient& recipient) {
  const std::string& name = recipient.name();
  const std::string data = recipient.SerializeAsString();
  return txn
      .Execute(kInsertAnnouncementRecipient,
               {ShopOf(name), domain::ParentIdOf(name), LastSegment(name), sql::Blob{data}})
      .status();
}

absl::StatusOr<std::vector<v1::AnnouncementRecipient>> ListRecipients(
    sql::Transaction& txn, absl::string_view announcement_name, absl::string_view after,
    int limit) {
  return sql::ListMessages<v1::AnnouncementRecipient>(
      txn, kListAnnouncementRecipients,
      {ShopOf(announcement_name), LastSegment(announcement_name), after, limit});
}

}  // namespace shopdesk::logistics::store
