#include "services/logistics/store/notice/notice.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::logistics::store {

const sql::Statement kNoticeSnapshot = {
    "logistics.snapshot_notice",
    "SELECT 'shops/' || shop || '/notices/' || notice, data FROM notices "
    "WHERE shop = $1 AND notice > substr($2, length('shops/' || $1 || '/notices/') + 1) "
    "ORDER BY notice LIMIT $3"};

namespace {

constexpr sql::Statement kFindFirstDueNotice = {
    "logistics.find_first_due_notice",
    "SELECT due_ms FROM notices WHERE channel = $1 AND state <= 2 ORDER BY due_ms LIMIT 1"};
constexpr sql::Statement kSelectNotice = {
    "logistics.select_notice", "SELECT data FROM notices WHERE shop = $1 AND notice = $2"};
constexpr sql::Statement kSelectNoticeForUpdate = {
    "logistics.select_notice_for_update",
    "SELECT data, retry_ms, budget_day, expire_ms FROM "
    "notices WHERE shop = $1 AND notice = $2 FOR UPDATE"};
constexpr sql::Statement kInsertNotice = {
    "logistics.insert_notice",
    "INSERT INTO notices (shop, notice, buyer, order_id, kind, state, channel, create_ms, due_ms, "
    "retry_ms, budget_day, expire_ms, version, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
    "$10, $11, $12, $13, $14) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateNotice = {
    "logistics.update_notice",
    "UPDATE notices SET state = $3, due_ms = $4, retry_ms = $5, budget_day = $6, expire_ms = $7, "
    "version = $8, data = $9 WHERE shop = $1 AND notice = $2 AND version = $10"};
constexpr sql::Statement kLockDueNotices = {
    "logistics.lock_due_notices",
    "SELECT data, retry_ms, budget_day, expire_ms FROM notices WHERE channel = $1 AND state <= 2 "
    "AND due_ms <= $2 AND retry_ms <= $3 ORDER BY due_ms LIMIT $4 FOR UPDATE SKIP LOCKED"};
constexpr sql::Statement kHasDueNotices = {
    "logistics.has_due_notices",
    "SELECT 1 FROM notices WHERE channel = $1 AND state <= 2 AND due_ms <= $2 AND retry_ms <= $3 "
    "LIMIT 1"};

constexpr sql::Statement kListNotices = {
    "logistics.list_notices",
    "SELECT data FROM notices WHERE shop = $1 AND (create_ms, notice) < ($2, $3) "
    "ORDER BY create_ms DESC, notice DESC LIMIT $4"};
constexpr sql::Statement kListNoticesByState = {
    "logistics.list_notices_by_state",
    "SELECT data FROM notices WHERE shop = $1 AND state = $5 AND (create_ms, notice) < ($2, $3) "
    "ORDER BY create_ms DESC, notice DESC LIMIT $4"};
constexpr sql::Statement kListNoticesByBuyer = {
    "logistics.list_notices_by_buyer",
    "SELECT data FROM notices WHERE shop = $1 AND buyer = $5 AND (create_ms, notice) < ($2, $3) "
    "ORDER BY create_ms DESC, notice DESC LIMIT $4"};
constexpr sql::Statement kListNoticesByOrder = {
    "logistics.list_notices_by_order",
    "SELECT data FROM notices WHERE shop = $1 AND order_id = $5 AND (create_ms, notice) < ($2, $3) "
    "ORDER BY create_ms DESC, notice DESC LIMIT $4"};

constexpr sql::Statement kCountUnaskedNotice = {
    "logistics.count_unasked_notice",
    "INSERT INTO notice_days (shop, buyer, day, notices) VALUES ($1, $2, $3, 1) "
    "ON CONFLICT (shop, buyer, day) DO UPDATE SET notices = notice_days.notices + 1 "
    "WHERE notice_days.notices < $4"};
constexpr sql::Statement kUncountUnaskedNotice = {
    "logistics.uncount_unasked_notice",
    "UPDATE notice_days SET notices = notices - 1 WHERE shop = $1 AND buyer = $2 AND day = $3"};

// 0: never.
int64_t ExpireMs(const NoticeRow& row) {
  return row.expire_time == absl::InfiniteFuture() ? 0 : ToMillis(row.expire_time);
}

absl::Status ParseRow(const sql::Row& row, NoticeRow& found) {
  found.retry_time = FromMillis(row.Int(1));
  found.budget_day = row.Int(2);
  if (row.Int(3) != 0) found.expire_time = FromMillis(row.Int(3));
  return sql::ParseColumn(row, 0, found.notice);
}

}  // namespace

absl::StatusOr<v1::Notice> LoadNotice(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Notice>(txn, kSelectNotice, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<absl::optional<v1::Notice>> FindNotice(sql::Transaction& txn,
                                                      absl::string_view name) {
  return sql::FindMessage<v1::Notice>(txn, kSelectNotice, {ShopOf(name), LastSegment(name)});
}

absl::StatusOr<NoticeRow> LoadNoticeForUpdate(sql::Transaction& txn, absl::string_view name) {
  NoticeRow found;
  ASSIGN_OR_RETURN(const bool exists,
                   txn.QueryOne(kSelectNoticeForUpdate, {ShopOf(name), LastSegment(name)},
                                [&](const sql::Row& row) { return ParseRow(row, found); }));
  if (!exists) return shopdesk::NotFoundError(name);
  return found;
}

absl::Status InsertNotice(sql::Transaction& txn, NoticeRow& row) {
  v1::Notice& notice = row.notice;
  return sql::InsertVersioned(
      txn, kInsertNotice, notice, ShopOf(notice.name()), LastSegment(notice.name()), notice.buyer(),
      LastSegment(notice.order()), static_cast<int>(notice.kind()),
      static_cast<int>(notice.state()), static_cast<int>(notice.channel()),
      ToMillis(FromProto(notice.create_time())), ToMillis(FromProto(notice.due_time())),
      ToMillis(row.retry_time), row.budget_day, ExpireMs(row));
}

absl::Status SaveNotice(sql::Transaction& txn, NoticeRow& row) {
  v1::Notice& notice = row.notice;
  return sql::SaveVersioned(txn, kUpdateNotice, notice, ShopOf(notice.name()),
                            LastSegment(notice.name()), static_cast<int>(notice.state()),
                            ToMillis(FromProto(notice.due_time())), ToMillis(row.retry_time),
                            row.budget_day, ExpireMs(row));
}

absl::StatusOr<std::vector<NoticeRow>> LockDueNotices(sql::Transaction& txn,
                                                      v1::Notice::Channel channel, absl::Time now,
                                                      absl::Time machine_now, int limit) {
  std::vector<NoticeRow> rows;
  RETURN_IF_ERROR(txn.Query(
      kLockDueNotices, {static_cast<int>(channel), ToMillis(now), ToMillis(machine_now), limit},
      [&](const sql::Row& row) { return ParseRow(row, rows.emplace_back()); }));
  return rows;
}

absl::StatusOr<bool> HasDueNotices(sql::Transaction& txn, v1::Notice::Channel channel,
                                   absl::Time now, absl::Time machine_now) {
  return txn.QueryOne(kHasDueNotices,
                      {static_cast<int>(channel), ToMillis(now), ToMillis(machine_now)},
                      [](const sql::Row&) { return absl::OkStatus(); });
}

absl::StatusOr<absl::optional<absl::Time>> FirstDue(sql::Transaction& txn) {
  absl::optional<absl::Time> first;
  for (int channel = v1::Notice::Channel_MIN; channel <= v1::Notice::Channel_MAX; ++channel) {
    RETURN_IF_ERROR(txn.QueryOne(kFindFirstDueNotice, {channel},
                                 [&](const sql::Row& row) {
                                   const absl::Time due = FromMillis(row.Int(0));
                                   first = std::min(first.value_or(due), due);
                                   return absl::OkStatus();
                                 })
                        .status());
  }
  return first;
}

absl::StatusOr<std::vector<v1::Notice>> ListNotices(sql::Transaction& txn, absl::string_view shop,
                                                    const NoticeFilter& filter,
                                                    const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  if (filter.state != v1::Notice::STATE_UNSPECIFIED) {
    return sql::ListMessages<v1::Notice>(
        txn, kListNoticesByState,
        {shop, before_ms, before_id, limit, static_cast<int>(filter.state)});
  }
  if (!filter.buyer.empty()) {
    return sql::ListMessages<v1::Notice>(txn, kListNoticesByBuyer,
                                         {shop, before_ms, before_id, limit, filter.buyer});
  }
  if (!filter.order.empty()) {
    return sql::ListMessages<v1::Notice>(txn, kListNoticesByOrder,
                                         {shop, before_ms, before_id, limit, filter.order});
  }
  return sql::ListMessages<v1::Notice>(txn, kListNotices, {shop, before_ms, before_id, limit});
}

absl::StatusOr<bool> CountUnasked(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view buyer, int64_t day, int limit) {
  ASSIGN_OR_RETURN(const int64_t counted,
                   txn.Execute(kCountUnaskedNotice, {shop, buyer, day, limit}));
  return counted == 1;
}

absl::Status UncountUnasked(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer,
                            int64_t day) {
  return txn.Execute(kUncountUnaskedNotice, {shop, buyer, day}).status();
}

}  // namespace shopdesk::logistics::store
