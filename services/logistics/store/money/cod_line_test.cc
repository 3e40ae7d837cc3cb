#include "services/logistics/store/money/cod_line.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::CodLine;

class CodLineStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& carrier, const std::string& id, int64_t ms,
                      CodLine::Match match) {
    return Write([&](sql::Transaction& txn) {
      CodLine line;
      line.set_name(absl::StrCat("shops/1/carriers/", carrier, "/codLines/", id));
      line.set_match(match);
      *line.mutable_create_time() = ToProto(FromMillis(ms));
      return InsertCodLine(txn, line);
    });
  }
};

TEST_P(CodLineStoreTest, IsThereOnce) {
  ASSERT_OK(Insert("sf", "1", 1, CodLine::MATCHED));
  EXPECT_THAT(Insert("sf", "1", 2, CodLine::MATCHED), HasReason("ALREADY_EXISTS"));
  const auto has = [&](const char* name) {
    return Find<bool>([&](sql::Transaction& txn) { return HasCodLine(txn, name); }).value();
  };
  EXPECT_TRUE(has("shops/1/carriers/sf/codLines/1"));
  EXPECT_FALSE(has("shops/1/carriers/zto/codLines/1"));
  EXPECT_THAT(Find<CodLine>([](sql::Transaction& txn) {
                return LoadCodLine(txn, "shops/1/carriers/sf/codLines/2");
              }),
              HasReason("NOT_FOUND"));
}

TEST_P(CodLineStoreTest, NewestFirstByCarrierAndMatch) {
  ASSERT_OK(Insert("sf", "1", 10, CodLine::MATCHED));
  ASSERT_OK(Insert("sf", "2", 20, CodLine::UNKNOWN));
  ASSERT_OK(Insert("zto", "3", 20, CodLine::UNKNOWN));
  ASSERT_OK(Insert("zto", "4", 5, CodLine::MATCHED));
  const auto list = [&](const CodLineFilter& filter, const CodLineKey& before = NewestCodLine(),
                        int limit = 9) {
    return Ids<CodLine>(
        [&](sql::Transaction& txn) { return ListCodLines(txn, "1", filter, before, limit); });
  };
  EXPECT_THAT(list({}), ElementsAre("3", "2", "1", "4"));
  EXPECT_THAT(list({}, CodLineKey(20, "zto", "3"), 1), ElementsAre("2"));
  EXPECT_THAT(list({.match = CodLine::UNKNOWN}), ElementsAre("3", "2"));
  EXPECT_THAT(list({.carrier = "sf"}), ElementsAre("2", "1"));
  EXPECT_THAT(list({.carrier = "sf", .match = CodLine::MATCHED}), ElementsAre("1"));
  EXPECT_THAT(Snapshot(CodLine::descriptor(), kCodLineSnapshot, 2),
              ElementsAre("shops/1/carriers/sf/codLines/1", "shops/1/carriers/sf/codLines/2",
                          "shops/1/carriers/zto/codLines/3", "shops/1/carriers/zto/codLines/4"));
}

INSTANTIATE_TEST_SUITE_P(Databases, CodLineStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
