#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/logistics/store/shop/list_key.h"
#include "shopdesk/logistics/v1/announcement.pb.h"

// What many buyers were told at once, and who. Shop and ids are given escaped, as they stand in
// names.
namespace shopdesk::logistics::store {

// The feed's snapshots (runtime::SnapshotTable).
extern const sql::Statement kAnnouncementSnapshot;
extern const sql::Statement kRecipientSnapshot;

// An announcement and how far it is.
struct AnnouncementRow {
  v1::Announcement announcement;
  // The last of the shipments that it looked at, the newest first.
  CreationKey looked_to = kNewest;
  // Of one that was stopped: the last shipment whose notice was looked at; empty: none.
  std::string taken_back_to;
};

// NOT_FOUND naming it.
absl::StatusOr<v1::Announcement> LoadAnnouncement(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<AnnouncementRow> LoadAnnouncementForUpdate(sql::Transaction& txn,
                                                          absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertAnnouncement(sql::Transaction& txn, AnnouncementRow& row);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveAnnouncement(sql::Transaction& txn, AnnouncementRow& row);
// Newest first, those before a key.
absl::StatusOr<std::vector<v1::Announcement>> ListAnnouncements(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                const CreationKey& before,
                                                                int limit);

absl::Status InsertRecipient(sql::Transaction& txn, const v1::AnnouncementRecipient& recipient);
// In the order of their shipments' ids, those after one.
absl::StatusOr<std::vector<v1::AnnouncementRecipient>> ListRecipients(
    sql::Transaction& txn, absl::string_view announcement_name, absl::string_view after, int limit);

}  // namespace shopdesk::logistics::store
