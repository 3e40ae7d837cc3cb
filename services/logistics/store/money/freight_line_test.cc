#include "services/logistics/store/money/freight_line.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::FreightLine;

class FreightLineStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& carrier, const std::string& id, int64_t ms,
                      FreightLine::Match match) {
    return Write([&](sql::Transaction& txn) {
      FreightLine line;
      line.set_name(absl::StrCat("shops/1/carriers/", carrier, "/freightLines/", id));
      line.set_match(match);
      *line.mutable_create_time() = ToProto(FromMillis(ms));
      return InsertFreightLine(txn, line);
    });
  }
};

TEST_P(FreightLineStoreTest, IsThereOnce) {
  ASSERT_OK(Insert("sf", "1", 1, FreightLine::MATCHED));
  EXPECT_THAT(Insert("sf", "1", 2, FreightLine::MATCHED), HasReason("ALREADY_EXISTS"));
  const auto has = [&](const char* name) {
    return Find<bool>([&](sql::Transaction& txn) { return HasFreightLine(txn, name); }).value();
  };
  EXPECT_TRUE(has("shops/1/carriers/sf/freightLines/1"));
  EXPECT_FALSE(has("shops/1/carriers/zto/freightLines/1"));
  EXPECT_THAT(Find<FreightLine>([](sql::Transaction& txn) {
                return LoadFreightLine(txn, "shops/1/carriers/sf/freightLines/2");
              }),
              HasReason("NOT_FOUND"));
}

TEST_P(FreightLineStoreTest, NewestFirstByCarrierAndMatch) {
  ASSERT_OK(Insert("sf", "1", 10, FreightLine::MATCHED));
  ASSERT_OK(Insert("sf", "2", 20, FreightLine::UNKNOWN));
  ASSERT_OK(Insert("zto", "3", 20, FreightLine::UNKNOWN));
  ASSERT_OK(Insert("zto", "4", 5, FreightLine::MATCHED));
  const auto list = [&](const FreightLineFilter& filter,
                        const FreightLineKey& before = NewestFreightLine(), int limit = 9) {
    return Ids<FreightLine>(
        [&](sql::Transaction& txn) { return ListFreightLines(txn, "1", filter, before, limit); });
  };
  EXPECT_THAT(list({}), ElementsAre("3", "2", "1", "4"));
  EXPECT_THAT(list({}, FreightLineKey(20, "zto", "3"), 1), ElementsAre("2"));
  EXPECT_THAT(list({.match = FreightLine::UNKNOWN}), ElementsAre("3", "2"));
  EXPECT_THAT(list({.carrier = "sf"}), ElementsAre("2", "1"));
  EXPECT_THAT(list({.carrier = "sf", .match = FreightLine::MATCHED}), ElementsAre("1"));
  EXPECT_THAT(
      Snapshot(FreightLine::descriptor(), kFreightLineSnapshot, 2),
      ElementsAre("shops/1/carriers/sf/freightLines/1", "shops/1/carriers/sf/freightLines/2",
                  "shops/1/carriers/zto/freightLines/3", "shops/1/carriers/zto/freightLines/4"));
}

INSTANTIATE_TEST_SUITE_P(Databases, FreightLineStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
