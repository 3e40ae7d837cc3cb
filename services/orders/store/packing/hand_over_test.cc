#include "services/orders/store/packing/hand_over.h"

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::HandOverList;

class HandOverStoreTest : public StoreTest {
 protected:
  static HandOverList Made(const std::string& id, int64_t created_ms,
                           HandOverList::State state = HandOverList::OPEN) {
    HandOverList made = Named<HandOverList>("shops/s/handOverLists/" + id, created_ms);
    made.set_state(state);
    return made;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, HandOverStoreTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(HandOverStoreTest, KeepsWhatWasSaved) {
  HandOverList made = Made("m", 5);
  ASSERT_OK(Put(InsertHandOverList, made));
  HandOverList twin = Made("m", 6);
  EXPECT_THAT(Put(InsertHandOverList, twin), StatusIs(absl::StatusCode::kAlreadyExists));
  made.set_state(HandOverList::CLOSED);
  ASSERT_OK(Put(SaveHandOverList, made));
  ASSERT_OK_AND_ASSIGN(const HandOverList loaded, Get(LoadHandOverListForUpdate, made.name()));
  EXPECT_THAT(loaded, EqualsProto(made));
  EXPECT_THAT(Get(LoadHandOverList, "shops/s/handOverLists/none"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(HandOverStoreTest, ListsByAgeAndState) {
  for (HandOverList made : {Made("a", 9), Made("b", 5), Made("c", 5, HandOverList::CLOSED)}) {
    ASSERT_OK(Put(InsertHandOverList, made));
  }
  const auto list = [&](HandOverList::State state, const CreationKey& from, int limit) {
    const auto found = Get(ListHandOverLists, absl::string_view("s"), state, from, limit);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list(HandOverList::STATE_UNSPECIFIED, Newest(), 9), ElementsAre("a", "c", "b"));
  EXPECT_THAT(list(HandOverList::STATE_UNSPECIFIED, CreationKey(5, "c"), 1), ElementsAre("b"));
  EXPECT_THAT(list(HandOverList::OPEN, Newest(), 9), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace shopdesk::orders::store
