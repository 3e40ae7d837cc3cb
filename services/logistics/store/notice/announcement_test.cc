#include "services/logistics/store/notice/announcement.h"

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::Announcement;
using v1::AnnouncementRecipient;

class AnnouncementStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, int64_t ms) {
    return Write([&](sql::Transaction& txn) {
      AnnouncementRow row;
      row.announcement.set_name("shops/1/announcements/" + id);
      row.looked_to = CreationKey(ms, "s");
      *row.announcement.mutable_create_time() = ToProto(FromMillis(ms));
      return InsertAnnouncement(txn, row);
    });
  }
  absl::Status Choose(const std::string& announcement, const std::string& shipment) {
    return Write([&](sql::Transaction& txn) {
      AnnouncementRecipient recipient;
      recipient.set_name(
          absl::StrCat("shops/1/announcements/", announcement, "/recipients/", shipment));
      return InsertRecipient(txn, recipient);
    });
  }
};

TEST_P(AnnouncementStoreTest, KeepsVersionsAndHowFarItIs) {
  ASSERT_OK(Insert("a", 7));
  EXPECT_THAT(Insert("a", 8), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(AnnouncementRow row,
                     LoadAnnouncementForUpdate(txn, "shops/1/announcements/a"));
    EXPECT_EQ(row.looked_to, CreationKey(7, "s"));
    row.looked_to = CreationKey(5, "t");
    row.taken_back_to = "u";
    row.announcement.set_told(3);
    return SaveAnnouncement(txn, row);
  }));
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(const AnnouncementRow row,
                     LoadAnnouncementForUpdate(txn, "shops/1/announcements/a"));
    EXPECT_EQ(row.looked_to, CreationKey(5, "t"));
    EXPECT_EQ(row.taken_back_to, "u");
    EXPECT_EQ(row.announcement.told(), 3);
    EXPECT_EQ(row.announcement.etag(), "v2");
    return absl::OkStatus();
  }));
  EXPECT_THAT(Find<Announcement>([](sql::Transaction& txn) {
                return LoadAnnouncement(txn, "shops/1/announcements/none");
              }),
              HasReason("NOT_FOUND"));
}

TEST_P(AnnouncementStoreTest, NewestFirstAndRecipientsByShipment) {
  ASSERT_OK(Insert("a", 10));
  ASSERT_OK(Insert("b", 20));
  EXPECT_THAT(Ids<Announcement>(
                  [](sql::Transaction& txn) { return ListAnnouncements(txn, "1", kNewest, 9); }),
              ElementsAre("b", "a"));
  EXPECT_THAT(Ids<Announcement>([](sql::Transaction& txn) {
                return ListAnnouncements(txn, "1", CreationKey(20, "b"), 9);
              }),
              ElementsAre("a"));
  ASSERT_OK(Choose("a", "s2"));
  ASSERT_OK(Choose("a", "s1"));
  ASSERT_OK(Choose("b", "s1"));
  // Nobody is told the same twice.
  EXPECT_FALSE(Choose("a", "s1").ok());
  const auto list = [&](const std::string& after, int limit) {
    return Ids<AnnouncementRecipient>([&](sql::Transaction& txn) {
      return ListRecipients(txn, "shops/1/announcements/a", after, limit);
    });
  };
  EXPECT_THAT(list("", 9), ElementsAre("s1", "s2"));
  EXPECT_THAT(list("s1", 9), ElementsAre("s2"));
  EXPECT_THAT(list("", 1), ElementsAre("s1"));
  EXPECT_THAT(Snapshot(Announcement::descriptor(), kAnnouncementSnapshot, 1),
              ElementsAre("shops/1/announcements/a", "shops/1/announcements/b"));
  EXPECT_THAT(
      Snapshot(AnnouncementRecipient::descriptor(), kRecipientSnapshot, 2),
      ElementsAre("shops/1/announcements/a/recipients/s1", "shops/1/announcements/a/recipients/s2",
                  "shops/1/announcements/b/recipients/s1"));
}

INSTANTIATE_TEST_SUITE_P(Databases, AnnouncementStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
