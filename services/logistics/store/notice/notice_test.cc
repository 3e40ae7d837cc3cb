#include "services/logistics/store/notice/notice.h"

#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::Notice;

class NoticeStoreTest : public testing::StoreTest {
 protected:
  // QUEUED for SMS, created and due at `ms`, with what `change` does.
  absl::Status Insert(
      const std::string& id, int64_t ms,
      absl::FunctionRef<void(NoticeRow&)> change = [](NoticeRow&) {}) {
    return Write([&](sql::Transaction& txn) {
      NoticeRow row;
      row.notice.set_name("shops/1/notices/" + id);
      row.notice.set_kind(Notice::SHIPPED);
      row.notice.set_state(Notice::QUEUED);
      row.notice.set_channel(Notice::SMS);
      row.notice.set_buyer("b");
      row.notice.set_order("shops/1/orders/o");
      *row.notice.mutable_create_time() = ToProto(FromMillis(ms));
      *row.notice.mutable_due_time() = row.notice.create_time();
      change(row);
      return InsertNotice(txn, row);
    });
  }
  std::vector<std::string> Due(Notice::Channel channel, int64_t now_ms, int64_t machine_ms,
                               int limit = 9) {
    std::vector<std::string> ids;
    EXPECT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
      ids.clear();
      ASSIGN_OR_RETURN(const auto rows, LockDueNotices(txn, channel, FromMillis(now_ms),
                                                       FromMillis(machine_ms), limit));
      for (const NoticeRow& row : rows) ids.emplace_back(LastSegment(row.notice.name()));
      ASSIGN_OR_RETURN(const bool any,
                       HasDueNotices(txn, channel, FromMillis(now_ms), FromMillis(machine_ms)));
      EXPECT_EQ(any, !rows.empty());
      return absl::OkStatus();
    }));
    return ids;
  }
};

TEST_P(NoticeStoreTest, KeepsWhatStandsBesideTheNotice) {
  ASSERT_OK(Insert("n", 5, [](NoticeRow& row) {
    row.retry_time = FromMillis(7);
    row.budget_day = 3;
  }));
  EXPECT_THAT(Insert("n", 6), HasReason("ALREADY_EXISTS"));
  const auto load = [&](const char* name) {
    return Find<NoticeRow>([&](sql::Transaction& txn) { return LoadNoticeForUpdate(txn, name); });
  };
  ASSERT_OK_AND_ASSIGN(NoticeRow row, load("shops/1/notices/n"));
  EXPECT_EQ(row.notice.etag(), "v1");
  EXPECT_EQ(row.retry_time, FromMillis(7));
  EXPECT_EQ(row.budget_day, 3);
  row.budget_day = 4;
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    NoticeRow saved = row;
    return SaveNotice(txn, saved);
  }));
  ASSERT_OK_AND_ASSIGN(row, load("shops/1/notices/n"));
  EXPECT_EQ(row.notice.etag(), "v2");
  EXPECT_EQ(row.budget_day, 4);
  EXPECT_THAT(load("shops/1/notices/none"), HasReason("NOT_FOUND"));
}

TEST_P(NoticeStoreTest, DueByBothClocksTheLongestFirst) {
  ASSERT_OK(Insert("late", 20));
  ASSERT_OK(Insert("first", 10));
  ASSERT_OK(Insert("retried", 5, [](NoticeRow& row) { row.retry_time = FromMillis(100); }));
  ASSERT_OK(Insert("mail", 1, [](NoticeRow& row) { row.notice.set_channel(Notice::MAIL); }));
  ASSERT_OK(Insert("sent", 1, [](NoticeRow& row) { row.notice.set_state(Notice::SENT); }));
  EXPECT_THAT(Due(Notice::SMS, 9, 99), ElementsAre());
  EXPECT_THAT(Due(Notice::SMS, 10, 99), ElementsAre("first"));
  EXPECT_THAT(Due(Notice::SMS, 20, 99), ElementsAre("first", "late"));
  EXPECT_THAT(Due(Notice::SMS, 20, 100), ElementsAre("retried", "first", "late"));
  EXPECT_THAT(Due(Notice::SMS, 20, 100, 1), ElementsAre("retried"));
  EXPECT_THAT(Due(Notice::MAIL, 20, 100), ElementsAre("mail"));
}

TEST_P(NoticeStoreTest, ADayHasItsLimit) {
  const auto count = [&](const char* buyer, int64_t day) {
    return Find<bool>([&](sql::Transaction& txn) { return CountUnasked(txn, "1", buyer, day, 2); })
        .value();
  };
  EXPECT_TRUE(count("b", 1));
  EXPECT_TRUE(count("b", 1));
  EXPECT_FALSE(count("b", 1));
  EXPECT_TRUE(count("b", 2));
  EXPECT_TRUE(count("c", 1));
  ASSERT_OK(Write([](sql::Transaction& txn) { return UncountUnasked(txn, "1", "b", 1); }));
  EXPECT_TRUE(count("b", 1));
  EXPECT_FALSE(count("b", 1));
}

TEST_P(NoticeStoreTest, NewestFirstByOneFilter) {
  ASSERT_OK(Insert("1", 10));
  ASSERT_OK(Insert("2", 20, [](NoticeRow& row) { row.notice.set_buyer("c"); }));
  ASSERT_OK(Insert("3", 20, [](NoticeRow& row) { row.notice.set_state(Notice::DEAD); }));
  ASSERT_OK(Insert("4", 30, [](NoticeRow& row) { row.notice.set_order("shops/1/orders/p"); }));
  const auto list = [&](const NoticeFilter& filter, const CreationKey& before = kNewest,
                        int limit = 9) {
    return Ids<Notice>(
        [&](sql::Transaction& txn) { return ListNotices(txn, "1", filter, before, limit); });
  };
  EXPECT_THAT(list({}), ElementsAre("4", "3", "2", "1"));
  EXPECT_THAT(list({}, CreationKey(20, "3"), 1), ElementsAre("2"));
  EXPECT_THAT(list({.state = Notice::DEAD}), ElementsAre("3"));
  EXPECT_THAT(list({.buyer = "b"}), ElementsAre("4", "3", "1"));
  EXPECT_THAT(list({.order = "o"}), ElementsAre("3", "2", "1"));
}

INSTANTIATE_TEST_SUITE_P(Databases, NoticeStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
