#include "services/logistics/store/intercept/intercept.h"

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::Intercept;

constexpr char kInterceptName[] = "shops/1/shipments/s/intercepts/i";

class InterceptStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& shipment, const std::string& id, int64_t ms,
                      Intercept::State state) {
    return Write([&](sql::Transaction& txn) {
      Intercept intercept;
      intercept.set_name(absl::StrCat("shops/1/shipments/", shipment, "/intercepts/", id));
      intercept.set_kind(Intercept::RECALL);
      intercept.set_state(state);
      *intercept.mutable_create_time() = ToProto(FromMillis(ms));
      return InsertIntercept(txn, intercept);
    });
  }
};

TEST_P(InterceptStoreTest, KeepsVersions) {
  ASSERT_OK(Insert("s", "i", 1, Intercept::ASKED));
  EXPECT_THAT(Insert("s", "i", 2, Intercept::ASKED), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(Intercept intercept, LoadInterceptForUpdate(txn, kInterceptName));
    intercept.set_state(Intercept::ACCEPTED);
    return SaveIntercept(txn, intercept);
  }));
  ASSERT_OK_AND_ASSIGN(const Intercept intercept, Find<Intercept>([](sql::Transaction& txn) {
                         return LoadIntercept(txn, kInterceptName);
                       }));
  EXPECT_EQ(intercept.etag(), "v2");
  EXPECT_EQ(intercept.state(), Intercept::ACCEPTED);
  EXPECT_THAT(Find<Intercept>([](sql::Transaction& txn) {
                return LoadInterceptForUpdate(txn, "shops/1/shipments/t/intercepts/i");
              }),
              HasReason("NOT_FOUND"));
}

TEST_P(InterceptStoreTest, NewestFirstByShipmentAndState) {
  ASSERT_OK(Insert("s", "1", 10, Intercept::DONE));
  ASSERT_OK(Insert("s", "3", 20, Intercept::ASKED));
  ASSERT_OK(Insert("t", "2", 20, Intercept::DONE));
  ASSERT_OK(Insert("t", "4", 30, Intercept::FAILED));
  const auto list = [&](const InterceptFilter& filter, const CreationKey& before = kNewest,
                        int limit = 9) {
    return Ids<Intercept>(
        [&](sql::Transaction& txn) { return ListIntercepts(txn, "1", filter, before, limit); });
  };
  EXPECT_THAT(list({}), ElementsAre("4", "3", "2", "1"));
  EXPECT_THAT(list({}, CreationKey(20, "3"), 1), ElementsAre("2"));
  EXPECT_THAT(list({.state = Intercept::DONE}), ElementsAre("2", "1"));
  EXPECT_THAT(list({.shipment = "s"}), ElementsAre("3", "1"));
  EXPECT_THAT(list({.shipment = "s", .state = Intercept::DONE}), ElementsAre("1"));
  EXPECT_THAT(Snapshot(v1::Intercept::descriptor(), kInterceptSnapshot, 2),
              ElementsAre("shops/1/shipments/s/intercepts/1", "shops/1/shipments/s/intercepts/3",
                          "shops/1/shipments/t/intercepts/2", "shops/1/shipments/t/intercepts/4"));
}

INSTANTIATE_TEST_SUITE_P(Databases, InterceptStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
