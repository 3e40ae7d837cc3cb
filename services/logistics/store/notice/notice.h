#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/logistics/store/shop/list_key.h"
#include "shopdesk/logistics/v1/notice.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// Notices to buyers. Shop and ids are given escaped, as they stand
// in names; buyers in clear.
namespace shopdesk::logistics::store {

// The feed's snapshot of notices (runtime::SnapshotTable).
extern const sql::Statement kNoticeSnapshot;

// A notice and what is kept beside it.
struct NoticeRow {
  v1::Notice notice;
  // Machine time before which nobody may take it.
  absl::Time retry_time = absl::UnixEpoch();
  // The day whose limit it counts in; 0: none.
  int64_t budget_day = 0;
  // Business time from which what it says isn't true any more.
  absl::Time expire_time = absl::InfiniteFuture();
};

absl::StatusOr<v1::Notice> LoadNotice(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::Notice>> FindNotice(sql::Transaction& txn,
                                                      absl::string_view name);
// NOT_FOUND naming the notice.
absl::StatusOr<NoticeRow> LoadNoticeForUpdate(sql::Transaction& txn, absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertNotice(sql::Transaction& txn, NoticeRow& row);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveNotice(sql::Transaction& txn, NoticeRow& row);

// Those of a channel that are due in business time and may be taken in machine time, the longest
// due first, locked; those that another transaction has are left out.
absl::StatusOr<std::vector<NoticeRow>> LockDueNotices(sql::Transaction& txn,
                                                      v1::Notice::Channel channel, absl::Time now,
                                                      absl::Time machine_now, int limit);
absl::StatusOr<bool> HasDueNotices(sql::Transaction& txn, v1::Notice::Channel channel,
                                   absl::Time now, absl::Time machine_now);

// When the first of those that wait to be sent, by whichever channel, is due in business time;
// nullopt: none waits.
absl::StatusOr<absl::optional<absl::Time>> FirstDue(sql::Transaction& txn);

// Which notices to list: at most one of these is set.
struct NoticeFilter {
  v1::Notice::State state = v1::Notice::STATE_UNSPECIFIED;
  std::string buyer;
  std::string order;
};
// Newest first, those before a key.
absl::StatusOr<std::vector<v1::Notice>> ListNotices(sql::Transaction& txn, absl::string_view shop,
                                                    const NoticeFilter& filter,
                                                    const CreationKey& before, int limit);

// Counts one more unasked notice of the buyer on that day; false if `limit` are counted already.
absl::StatusOr<bool> CountUnasked(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view buyer, int64_t day, int limit);
// Takes one back.
absl::Status UncountUnasked(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer,
                            int64_t day);

}  // namespace shopdesk::logistics::store
