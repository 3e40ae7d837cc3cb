#include "services/logistics/store/notice.h"

#include <utility>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::logistics::store {

const sql::Statement kNoticeSnapshot = {
    "logistics.notice_snapshot",
    "SELECT 'shops/' || shop || '/notices/' || notice, data FROM notices "
    "WHERE shop = $1 AND notice > substr($2, length('shops/' || $1 || '/notices/') + 1) "
    "ORDER BY notice LIMIT $3"};

namespace {

constexpr sql::Statement kSelect = {"logistics.select_notice",
                                    "SELECT data FROM notices WHERE shop = $1 AND notice = $2"};
constexpr sql::Statement kSelectForUpdate = {
    "logistics.select_notice_for_update",
    "SELECT data, retry_ms, budget_day FROM notices WHERE shop = $1 AND notice = $2 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "logistics.insert_notice",
    "INSERT INTO notices (shop, notice, buyer, order_id, kind, state, channel, create_ms, due_ms, "
    "retry_ms, budget_day, version, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
    "$12, $13) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "logistics.update_notice",
    "UPDATE notices SET state = $3, due_ms = $4, retry_ms = $5, budget_day = $6, version = $7, "
    "data = $8 WHERE shop = $1 AND notice = $2 AND version = $9"};
constexpr sql::Statement kLockDue = {
    "logistics.lock_due_notices",
    "SELECT data, retry_ms, budget_day FROM notices WHERE channel = $1 AND state <= 2 "
    "AND due_ms <= $2 AND retry_ms <= $3 ORDER BY due_ms LIMIT $4 FOR UPDATE SKIP LOCKED"};
constexpr sql::Statement kHasDue = {
    "logistics.has_due_notices",
    "SELECT 1 FROM notices WHERE channel = $1 AND state <= 2 AND due_ms <= $2 AND retry_ms <= $3 "
    "LIMIT 1"};

constexpr sql::Statement kList = {
    "logistics.list_notices",
    "SELECT data FROM notices WHERE shop = $1 AND (create_ms, notice) < ($2, $3) "
    "ORDER BY create_ms DESC, notice DESC LIMIT $4"};
constexpr sql::Statement kListByState = {
    "logistics.list_notices_by_state",
    "SELECT data FROM notices WHERE shop = $1 AND state = $5 AND (create_ms, notice) < ($2, $3) "
    "ORDER BY create_ms DESC, notice DESC LIMIT $4"};
constexpr sql::Statement kListByBuyer = {
    "logistics.list_notices_by_buyer",
    "SELECT data FROM notices WHERE shop = $1 AND buyer = $5 AND (create_ms, notice) < ($2, $3) "
    "ORDER BY create_ms DESC, notice DESC LIMIT $4"};
constexpr sql::Statement kListByOrder = {
    "logistics.list_notices_by_order",
    "SELECT data FROM notices WHERE shop = $1 AND order_id = $5 AND (create_ms, notice) < ($2, $3) "
    "ORDER BY create_ms DESC, notice DESC LIMIT $4"};
constexpr sql::Statement kSum = {
    "logistics.sum_notices",
    "SELECT kind, state, COUNT(*) FROM notices WHERE shop = $1 GROUP BY kind, state"};

constexpr sql::Statement kCount = {
    "logistics.count_unasked_notice",
    "INSERT INTO notice_days (shop, buyer, day, notices) VALUES ($1, $2, $3, 1) "
    "ON CONFLICT (shop, buyer, day) DO UPDATE SET notices = notice_days.notices + 1 "
    "WHERE notice_days.notices < $4"};
constexpr sql::Statement kUncount = {
    "logistics.uncount_unasked_notice",
    "UPDATE notice_days SET notices = notices - 1 WHERE shop = $1 AND buyer = $2 AND day = $3"};

constexpr sql::Statement kSelectPreference = {
    "logistics.select_notice_preference",
    "SELECT data FROM notice_preferences WHERE shop = $1 AND buyer = $2"};
constexpr sql::Statement kInsertPreference = {
    "logistics.insert_notice_preference",
    "INSERT INTO notice_preferences (shop, buyer, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdatePreference = {
    "logistics.update_notice_preference",
    "UPDATE notice_preferences SET version = $3, data = $4 "
    "WHERE shop = $1 AND buyer = $2 AND version = $5"};

absl::Status ParseRow(const sql::Row& row, NoticeRow& found) {
  found.retry_time = FromMillis(row.Int(1));
  found.budget_day = row.Int(2);
  return sql::ParseColumn(row, 0, found.notice);
}

}  // namespace

absl::StatusOr<v1::Notice> LoadNotice(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Notice>(txn, kSelect, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<absl::optional<v1::Notice>> FindNotice(sql::Transaction& txn,
                                                      absl::string_view name) {
  return sql::FindMessage<v1::Notice>(txn, kSelect, {ShopOf(name), LastSegment(name)});
}

absl::StatusOr<NoticeRow> LoadNoticeForUpdate(sql::Transaction& txn, absl::string_view name) {
  NoticeRow found;
  ASSIGN_OR_RETURN(const bool exists,
                   txn.QueryOne(kSelectForUpdate, {ShopOf(name), LastSegment(name)},
                                [&](const sql::Row& row) { return ParseRow(row, found); }));
  if (!exists) return shopdesk::NotFoundError(name);
  return found;
}

absl::StatusOr<bool> InsertNotice(sql::Transaction& txn, NoticeRow& row) {
  v1::Notice& notice = row.notice;
  notice.set_etag(MakeEtag(1));
  const std::string data = notice.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsert, {ShopOf(notice.name()), LastSegment(notice.name()), notice.buyer(),
                            LastSegment(notice.order()), static_cast<int>(notice.kind()),
                            static_cast<int>(notice.state()), static_cast<int>(notice.channel()),
                            ToMillis(FromProto(notice.create_time())),
                            ToMillis(FromProto(notice.due_time())), ToMillis(row.retry_time),
                            row.budget_day, 1, sql::Blob{data}}));
  return inserted == 1;
}

absl::Status SaveNotice(sql::Transaction& txn, NoticeRow& row) {
  v1::Notice& notice = row.notice;
  const int64_t before = VersionOf(notice.etag());
  notice.set_etag(MakeEtag(before + 1));
  const std::string data = notice.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t changed,
      txn.Execute(kUpdate,
                  {ShopOf(notice.name()), LastSegment(notice.name()),
                   static_cast<int>(notice.state()), ToMillis(FromProto(notice.due_time())),
                   ToMillis(row.retry_time), row.budget_day, before + 1, sql::Blob{data}, before}));
  return sql::CheckOneRow(changed, notice.name());
}

absl::StatusOr<std::vector<NoticeRow>> LockDueNotices(sql::Transaction& txn,
                                                      v1::Notice::Channel channel, absl::Time now,
                                                      absl::Time machine_now, int limit) {
  std::vector<NoticeRow> rows;
  RETURN_IF_ERROR(
      txn.Query(kLockDue, {static_cast<int>(channel), ToMillis(now), ToMillis(machine_now), limit},
                [&](const sql::Row& row) { return ParseRow(row, rows.emplace_back()); }));
  return rows;
}

absl::StatusOr<bool> HasDueNotices(sql::Transaction& txn, v1::Notice::Channel channel,
                                   absl::Time now, absl::Time machine_now) {
  return txn.QueryOne(kHasDue, {static_cast<int>(channel), ToMillis(now), ToMillis(machine_now)},
                      [](const sql::Row&) { return absl::OkStatus(); });
}

absl::StatusOr<std::vector<v1::Notice>> ListNotices(sql::Transaction& txn, absl::string_view shop,
                                                    const NoticeFilter& filter,
                                                    const NoticeKey& after, int limit) {
  std::vector<v1::Notice> notices;
  const auto append = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, notices.emplace_back());
  };
  absl::Status status;
  if (filter.state != v1::Notice::STATE_UNSPECIFIED) {
    status = txn.Query(kListByState,
                       {shop, after.create_ms, after.notice, limit, static_cast<int>(filter.state)},
                       append);
  } else if (!filter.buyer.empty()) {
    status =
        txn.Query(kListByBuyer, {shop, after.create_ms, after.notice, limit, filter.buyer}, append);
  } else if (!filter.order.empty()) {
    status =
        txn.Query(kListByOrder, {shop, after.create_ms, after.notice, limit, filter.order}, append);
  } else {
    status = txn.Query(kList, {shop, after.create_ms, after.notice, limit}, append);
  }
  RETURN_IF_ERROR(status);
  return notices;
}

absl::StatusOr<bool> CountUnasked(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view buyer, int64_t day, int limit) {
  ASSIGN_OR_RETURN(const int64_t counted, txn.Execute(kCount, {shop, buyer, day, limit}));
  return counted == 1;
}

absl::Status UncountUnasked(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer,
                            int64_t day) {
  return txn.Execute(kUncount, {shop, buyer, day}).status();
}

absl::StatusOr<absl::optional<v1::NoticePreference>> FindPreference(sql::Transaction& txn,
                                                                    absl::string_view shop,
                                                                    absl::string_view buyer) {
  return sql::FindMessage<v1::NoticePreference>(txn, kSelectPreference, {shop, buyer});
}

absl::Status SavePreference(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer,
                            v1::NoticePreference& preference) {
  const bool first = preference.etag().empty();
  const int64_t before = first ? 0 : VersionOf(preference.etag());
  preference.set_etag(MakeEtag(before + 1));
  const std::string data = preference.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t changed,
      first ? txn.Execute(kInsertPreference, {shop, buyer, 1, sql::Blob{data}})
            : txn.Execute(kUpdatePreference, {shop, buyer, before + 1, sql::Blob{data}, before}));
  return sql::CheckOneRow(changed, preference.name());
}

absl::StatusOr<std::vector<NoticeSum>> SumNotices(sql::Transaction& txn, absl::string_view shop) {
  std::vector<NoticeSum> sums;
  RETURN_IF_ERROR(txn.Query(kSum, {shop}, [&](const sql::Row& row) {
    sums.push_back({static_cast<v1::Notice::Kind>(row.Int(0)),
                    static_cast<v1::Notice::State>(row.Int(1)), row.Int(2)});
    return absl::OkStatus();
  }));
  return sums;
}

}  // namespace shopdesk::logistics::store
