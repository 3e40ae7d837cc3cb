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
                       Shortage::State state = Shortage::ASKED) {
    Shortage made = Named<Shortage>("shops/s/shortages/" + id, created_ms);
    made.set_state(state);
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

TEST_P(ShortageStoreTest, ListsByAgeAndState) {
  for (Shortage made : {Made("a", 9), Made("b", 5), Made("c", 5, Shortage::REFUNDED)}) {
    ASSERT_OK(Put(InsertShortage, made));
  }
  const auto list = [&](Shortage::State state, const CreationKey& from, int limit) {
    const auto found = Get(ListShortages, absl::string_view("s"), state, from, limit);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list(Shortage::STATE_UNSPECIFIED, Oldest(), 9), ElementsAre("b", "c", "a"));
  EXPECT_THAT(list(Shortage::STATE_UNSPECIFIED, CreationKey(5, "b"), 1), ElementsAre("c"));
  EXPECT_THAT(list(Shortage::ASKED, Oldest(), 9), ElementsAre("b", "a"));
}

}  // namespace
}  // namespace shopdesk::orders::store
