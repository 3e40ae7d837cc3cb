#include "services/logistics/store/money/cod_collection.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::CodCollection;

class CodCollectionStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, int64_t ms, CodCollection::State state,
                      const std::string& order = "o") {
    return Write([&](sql::Transaction& txn) {
      CodCollection cod_collection;
      cod_collection.set_name(absl::StrCat("shops/1/codCollections/", id));
      cod_collection.set_order("shops/1/orders/" + order);
      cod_collection.set_state(state);
      *cod_collection.mutable_create_time() = ToProto(FromMillis(ms));
      return InsertCodCollection(txn, cod_collection);
    });
  }
};

TEST_P(CodCollectionStoreTest, KeepsVersions) {
  constexpr char kName[] = "shops/1/codCollections/i";
  ASSERT_OK(Insert("i", 1, CodCollection::COLLECTED));
  EXPECT_THAT(Insert("i", 2, CodCollection::COLLECTED), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(CodCollection cod_collection, LoadCodCollectionForUpdate(txn, kName));
    cod_collection.set_state(CodCollection::REMITTED);
    return SaveCodCollection(txn, cod_collection);
  }));
  ASSERT_OK_AND_ASSIGN(
      const CodCollection cod_collection,
      Find<CodCollection>([&](sql::Transaction& txn) { return LoadCodCollection(txn, kName); }));
  EXPECT_EQ(cod_collection.etag(), "v2");
  EXPECT_EQ(cod_collection.state(), CodCollection::REMITTED);
  EXPECT_THAT(Find<CodCollection>([](sql::Transaction& txn) {
                return LoadCodCollectionForUpdate(txn, "shops/1/codCollections/none");
              }),
              HasReason("NOT_FOUND"));
}

TEST_P(CodCollectionStoreTest, NewestFirstByOrderAndState) {
  ASSERT_OK(Insert("1", 10, CodCollection::REMITTED));
  ASSERT_OK(Insert("3", 20, CodCollection::COLLECTED));
  ASSERT_OK(Insert("2", 20, CodCollection::REMITTED, "p"));
  const auto list = [&](CodCollectionFilter filter, const CreationKey& before = kNewest,
                        int limit = 9) {
    return Ids<CodCollection>(
        [&](sql::Transaction& txn) { return ListCodCollections(txn, "1", filter, before, limit); });
  };
  EXPECT_THAT(list({}), ElementsAre("3", "2", "1"));
  EXPECT_THAT(list({}, CreationKey(20, "3"), 1), ElementsAre("2"));
  EXPECT_THAT(list({.state = CodCollection::REMITTED}), ElementsAre("2", "1"));
  EXPECT_THAT(list({.order = "o"}), ElementsAre("3", "1"));
  EXPECT_THAT(list({.order = "o"}, CreationKey(20, "3")), ElementsAre("1"));
  EXPECT_THAT(list({.order = "o", .state = CodCollection::COLLECTED}), ElementsAre("3"));
  EXPECT_THAT(list({.order = "none"}), ElementsAre());
  EXPECT_THAT(Snapshot(CodCollection::descriptor(), kCodCollectionSnapshot, 1),
              ElementsAre("shops/1/codCollections/1", "shops/1/codCollections/2",
                          "shops/1/codCollections/3"));
}

INSTANTIATE_TEST_SUITE_P(Databases, CodCollectionStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
