#include "services/feedback/store/reply/canned_reply.h"

#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::ElementsAre;
using testing::EqualsProto;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::IsOkAndHolds;
using testing::StatusIs;

class CannedReplyStoreTest : public testing::StoreTest {
 protected:
  static v1::CannedReply Reply(const std::string& id, const std::string& shortcut,
                               const std::string& language) {
    v1::CannedReply reply;
    reply.set_name(absl::StrCat("shops/s/cannedReplies/", id));
    reply.set_shortcut(shortcut);
    reply.set_language_code(language);
    return reply;
  }
  absl::Status Insert(v1::CannedReply reply) {
    return Run([&](sql::Transaction& txn) { return InsertCannedReply(txn, reply); });
  }
  absl::StatusOr<int64_t> Use(const std::string& id) {
    return Run([&](sql::Transaction& txn) { return CountReplyUse(txn, "s", id); });
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, CannedReplyStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(CannedReplyStoreTest, AShortcutIsOnceInALanguage) {
  ASSERT_OK(Insert(Reply("a", "hi", "zh")));
  ASSERT_OK(Insert(Reply("b", "hi", "en")));
  const absl::Status twice = Insert(Reply("c", "hi", "zh"));
  EXPECT_THAT(twice, HasReason("ALREADY_EXISTS"));
  EXPECT_EQ(ErrorMetadataOf(twice, "resource"), "shops/s/cannedReplies/a");
  EXPECT_THAT(Insert(Reply("a", "other", "zh")), HasReason("ALREADY_EXISTS"));
  ASSERT_OK_AND_ASSIGN(v1::CannedReply reply, Run([](sql::Transaction& txn) {
                         return LoadCannedReplyForUpdate(txn, "s", "b");
                       }));
  reply.set_language_code("zh");
  EXPECT_THAT(Run([&](sql::Transaction& txn) {
                v1::CannedReply changed = reply;
                return SaveCannedReply(txn, changed);
              }),
              HasReason("ALREADY_EXISTS"));
  reply.set_shortcut("hello");
  ASSERT_OK(Run([&](sql::Transaction& txn) { return SaveCannedReply(txn, reply); }));
  EXPECT_EQ(reply.etag(), "v2");
  EXPECT_THAT(Run([](sql::Transaction& txn) { return ListRepliesOfShortcut(txn, "s", "hello"); }),
              IsOkAndHolds(ElementsAre(EqualsProto(reply))));
}

TEST_P(CannedReplyStoreTest, ListedByNameAndByUse) {
  for (const char* id : {"a", "b", "c"}) ASSERT_OK(Insert(Reply(id, id, "zh")));
  EXPECT_THAT(Use("b"), IsOkAndHolds(1));
  EXPECT_THAT(Use("b"), IsOkAndHolds(2));
  EXPECT_THAT(Use("c"), IsOkAndHolds(1));
  const auto names = [](const absl::StatusOr<std::vector<CountedReply>>& replies) {
    std::vector<std::string> found;
    for (const CountedReply& counted : *replies) {
      found.push_back(absl::StrCat(counted.reply.shortcut(), counted.use_count));
    }
    return found;
  };
  EXPECT_THAT(names(Run([](sql::Transaction& txn) { return ListCannedReplies(txn, "s", "a", 5); })),
              ElementsAre("b2", "c1"));
  const auto most = [&](int64_t uses, const std::string& id, int limit) {
    return names(Run([&](sql::Transaction& txn) {
      return ListMostUsedReplies(txn, "s", UseKey(uses, id), limit);
    }));
  };
  EXPECT_THAT(most(std::numeric_limits<int64_t>::max(), "", 2), ElementsAre("b2", "c1"));
  EXPECT_THAT(most(1, "c", 2), ElementsAre("a0"));
}

TEST_P(CannedReplyStoreTest, UseGoesWithTheReply) {
  ASSERT_OK(Insert(Reply("a", "hi", "zh")));
  v1::CannedReplyUse use;
  use.set_name("shops/s/cannedReplies/a/uses/1001");
  use.set_use_count(1);
  ASSERT_OK(Run([&](sql::Transaction& txn) { return SaveReplyUse(txn, use); }));
  use.set_use_count(2);
  ASSERT_OK(Run([&](sql::Transaction& txn) { return SaveReplyUse(txn, use); }));
  const auto list = [](sql::Transaction& txn) { return ListReplyUses(txn, "s", "a", "", 5); };
  EXPECT_THAT(Run(list), IsOkAndHolds(ElementsAre(EqualsProto(use))));
  EXPECT_THAT(Run([&](sql::Transaction& txn) {
                v1::CannedReplyUse second = use;
                second.clear_etag();
                return SaveReplyUse(txn, second);
              }),
              StatusIs(absl::StatusCode::kAborted));
  ASSERT_OK(Run([](sql::Transaction& txn) { return DeleteCannedReply(txn, "s", "a"); }));
  EXPECT_THAT(Run(list), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(Run([](sql::Transaction& txn) { return LoadCannedReply(txn, "s", "a"); }),
              HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::feedback::store
