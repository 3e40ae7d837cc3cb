#include "services/logistics/store/notice/notice_preference.h"

#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

class NoticePreferenceStoreTest : public testing::StoreTest {};

TEST_P(NoticePreferenceStoreTest, TheFirstAndTheNext) {
  const auto find = [&](const char* buyer) {
    return Find<absl::optional<v1::NoticePreference>>(
        [&](sql::Transaction& txn) { return FindPreference(txn, "1", buyer); });
  };
  ASSERT_OK_AND_ASSIGN(auto found, find("b"));
  EXPECT_FALSE(found.has_value());
  v1::NoticePreference preference;
  preference.set_name("shops/1/noticePreferences/b");
  for (const char* etag : {"v1", "v2"}) {
    ASSERT_OK(
        Write([&](sql::Transaction& txn) { return SavePreference(txn, "1", "b", preference); }));
    EXPECT_EQ(preference.etag(), etag);
  }
  ASSERT_OK_AND_ASSIGN(found, find("b"));
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(*found, shopdesk::testing::EqualsProto(preference));
  ASSERT_OK_AND_ASSIGN(found, find("c"));
  EXPECT_FALSE(found.has_value());
}

INSTANTIATE_TEST_SUITE_P(Databases, NoticePreferenceStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
