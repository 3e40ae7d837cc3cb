#include "services/orders/store/packing/shortage.h"

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::Shortage;

class ShortageStoreTest : public StoreTest {
 protected:
  static Shortage Made(const std::string& id, int64_t created_ms,
                       Shortage::State state = Shortage::ASKED, const std::string& order = "o") {
    Shortage made = Named<Shortage>("shops/s/shortages/" + id, created_ms);
    made.set_state(state);
    made.set_order("shops/s/orders/" + order);
    return made;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ShortageStoreTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(ShortageStoreTest, KeepsWhatWasSaved) {
  Shortage made = Made("m", 5);
  ASSERT_OK(Put(InsertShortage, made));
  Shortage twin = Made("m", 6);
  EXPECT_THAT(Put(InsertShortage, twin), StatusIs(absl::StatusCode::kAlreadyExists));
  made.set_state(Shortage::REFUNDED);
  ASSERT_OK(Put(SaveShortage, made));
  ASSERT_OK_AND_ASSIGN(const Shortage loaded, Get(LoadShortageForUpdate, made.name()));
  EXPECT_THAT(loaded, EqualsProto(made));
  EXPECT_THAT(Get(LoadShortage, "shops/s/shortages/none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(ShortageStoreTest, ListsByAgeOrderAndState) {
  for (Shortage made : {Made("a", 9), Made("b", 5), Made("c", 5, Shortage::REFUNDED, "p")}) {
    ASSERT_OK(Put(InsertShortage, made));
  }
  const auto list = [&](const ShortageFilter& filter, const CreationKey& from = Oldest(),
                        int limit = 9) {
    const auto found = Get(ListShortages, absl::string_view("s"), filter, from, limit);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list({}), ElementsAre("b", "c", "a"));
  EXPECT_THAT(list({}, CreationKey(5, "b"), 1), ElementsAre("c"));
  EXPECT_THAT(list({.state = Shortage::ASKED}), ElementsAre("b", "a"));
  EXPECT_THAT(list({.order = "o"}), ElementsAre("b", "a"));
  EXPECT_THAT(list({.order = "o"}, CreationKey(5, "b")), ElementsAre("a"));
  EXPECT_THAT(list({.order = "p", .state = Shortage::REFUNDED}), ElementsAre("c"));
  EXPECT_THAT(list({.order = "p", .state = Shortage::ASKED}), ElementsAre());
}

}  // namespace
}  // namespace shopdesk::orders::store
