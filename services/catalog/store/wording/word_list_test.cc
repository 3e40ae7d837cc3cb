#include "services/catalog/store/wording/word_list.h"

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WordListStoreTest : public testing::StoreTest {
 protected:
  absl::Status Save(v1::WordListRevision& revision) {
    v1::WordListRevision saved;
    RETURN_IF_ERROR(Write([&](sql::Transaction& txn) {
      saved = revision;
      return SaveWordList(txn, saved);
    }));
    revision = saved;
    return absl::OkStatus();
  }
  static v1::WordListRevision Revision(const std::string& exception) {
    v1::WordListRevision revision;
    revision.mutable_word_list()->set_name("shops/s/wordList");
    revision.mutable_word_list()->add_exceptions(exception);
    return revision;
  }
};
ON_BOTH_DATABASES(WordListStoreTest);

TEST_P(WordListStoreTest, EachVersionIsKept) {
  v1::WordListRevision first = Revision("第一次");
  ASSERT_OK(Save(first));
  EXPECT_EQ(first.word_list().etag(), "v1");
  v1::WordListRevision second = Revision("最后");
  second.mutable_word_list()->set_etag("v1");
  ASSERT_OK(Save(second));
  EXPECT_EQ(second.word_list().etag(), "v2");
  // Somebody else's word between.
  v1::WordListRevision late = Revision("最近");
  late.mutable_word_list()->set_etag("v1");
  EXPECT_THAT(Save(late), StatusIs(absl::StatusCode::kAborted));
  ASSERT_OK_AND_ASSIGN(const auto present,
                       Get([](sql::Transaction& txn) { return FindWordList(txn, "s"); }));
  ASSERT_TRUE(present.has_value());
  EXPECT_THAT(*present, EqualsProto(second.word_list()));
  const auto list = [&](int64_t before, int limit) {
    return Get(
        [&](sql::Transaction& txn) { return ListWordListRevisions(txn, "s", before, limit); });
  };
  EXPECT_THAT(list(std::numeric_limits<int64_t>::max(), 1),
              IsOkAndHolds(ElementsAre(EqualsProto(second))));
  EXPECT_THAT(list(2, 5), IsOkAndHolds(ElementsAre(EqualsProto(first))));
}

TEST_P(WordListStoreTest, AShopHasNoneAtFirst) {
  ASSERT_OK_AND_ASSIGN(const auto none,
                       Get([](sql::Transaction& txn) { return FindWordListForUpdate(txn, "s"); }));
  EXPECT_FALSE(none.has_value());
}

TEST_P(WordListStoreTest, ListsWhatIsHeld) {
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    for (const char* id : {"b", "a", "b"}) RETURN_IF_ERROR(HoldForWording(txn, "s", id));
    return HoldForWording(txn, "t", "z");
  }));
  const auto held = [&](const char* after, int limit) {
    return Get([&](sql::Transaction& txn) { return ListHeldForWording(txn, "s", after, limit); });
  };
  EXPECT_THAT(held("", 5), IsOkAndHolds(ElementsAre("a", "b")));
  EXPECT_THAT(held("a", 1), IsOkAndHolds(ElementsAre("b")));
  ASSERT_OK(Write([](sql::Transaction& txn) { return UnholdForWording(txn, "s", "a"); }));
  ASSERT_OK(Write([](sql::Transaction& txn) { return UnholdForWording(txn, "s", "b"); }));
  EXPECT_THAT(held("", 5), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace shopdesk::catalog::store
