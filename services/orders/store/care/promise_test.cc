#include "services/orders/store/care/promise.h"

#include <array>

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::Promise;

class PromiseStoreTest : public StoreTest {
 protected:
  static Promise Due(const std::string& order, const std::string& id, int64_t due_ms,
                     const std::string& agent = "7", Promise::State state = Promise::OPEN) {
    Promise promise = Named<Promise>("shops/s/orders/" + order + "/promises/" + id);
    *promise.mutable_due_time() = ToProto(FromMillis(due_ms));
    promise.set_agent(agent);
    promise.set_state(state);
    return promise;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PromiseStoreTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(PromiseStoreTest, KeepsWhatWasSaved) {
  Promise promise = Due("o", "p", 5);
  ASSERT_OK(Put(InsertPromise, promise));
  Promise twin = Due("o", "p", 6);
  EXPECT_THAT(Put(InsertPromise, twin), StatusIs(absl::StatusCode::kAlreadyExists));
  promise.set_state(Promise::KEPT);
  ASSERT_OK(Put(SavePromise, promise));
  ASSERT_OK_AND_ASSIGN(const Promise loaded, Get(LoadPromiseForUpdate, promise.name()));
  EXPECT_THAT(loaded, EqualsProto(promise));
  EXPECT_EQ(loaded.etag(), "v2");
  EXPECT_THAT(Get(LoadPromise, "shops/s/orders/o/promises/none"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(PromiseStoreTest, ListsTheSoonestDueFirst) {
  for (Promise promise : {Due("o1", "a", 9), Due("o2", "b", 5), Due("o1", "c", 5, "8"),
                          Due("o1", "d", 7, "7", Promise::BROKEN)}) {
    ASSERT_OK(Put(InsertPromise, promise));
  }
  const PromiseKey start(INT64_MIN, "", "");
  const auto list = [&](const PromiseQuery& query, const PromiseKey& after, int limit) {
    const auto found = Get(ListPromises, query, after, limit);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list({.shop = "s", .order_id = "o1"}, start, 9), ElementsAre("c", "d", "a"));
  EXPECT_THAT(list({.shop = "s", .order_id = "o1"}, PromiseKey(5, "o1", "c"), 9),
              ElementsAre("d", "a"));
  EXPECT_THAT(list({.shop = "s", .state = Promise::OPEN}, start, 9), ElementsAre("c", "b", "a"));
  EXPECT_THAT(list({.shop = "s", .state = Promise::OPEN}, PromiseKey(5, "o1", "c"), 1),
              ElementsAre("b"));
  EXPECT_THAT(list({.shop = "s", .agent = "7"}, start, 9), ElementsAre("b", "d", "a"));
  EXPECT_THAT(list({.shop = "s", .state = Promise::OPEN, .agent = "7"}, start, 9),
              ElementsAre("b", "a"));
  EXPECT_THAT(list({.shop = "t", .agent = "7"}, start, 9), ElementsAre());
}

}  // namespace
}  // namespace shopdesk::orders::store
