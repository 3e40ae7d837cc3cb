#include "services/orders/store/placing/duplicate.h"

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::DuplicatePair;

class DuplicateTest : public StoreTest {
 protected:
  static DuplicateSign Sign(const std::string& order, const std::string& buyer,
                            const std::string& phone, int minute) {
    return {"shops/s/orders/" + order, buyer, "address", phone,
            FromMillis(0) + absl::Minutes(minute)};
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, DuplicateTest, testing::BothDatabases(), testing::NameOf);

TEST_P(DuplicateTest, FindsTheSameAddressOfTheSameBuyerOrPhoneWithinTheWindow) {
  const absl::Duration window = absl::Minutes(10);
  for (const auto& sign : {Sign("old", "b", "p", 0), Sign("buyer", "b", "other", 5),
                           Sign("phone", "c", "p", 6), Sign("stranger", "c", "other", 7)}) {
    ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveSign(txn, sign, window); }));
  }
  const auto find = [&](const DuplicateSign& sign, int limit) {
    const auto found = Get(FindLike, sign, window, limit);
    EXPECT_OK(found);
    std::vector<std::string> orders;
    for (const DuplicateSign& like : *found) orders.emplace_back(LastSegment(like.order));
    return orders;
  };
  // Both ends of the window exclude.
  EXPECT_THAT(find(Sign("new", "b", "p", 10), 9), ElementsAre("phone", "buyer"));
  EXPECT_THAT(find(Sign("new", "b", "p", 9), 9), ElementsAre("phone", "buyer", "old"));
  EXPECT_THAT(find(Sign("new", "b", "p", 9), 1), ElementsAre("phone"));
  EXPECT_THAT(find(Sign("buyer", "b", "q", 5), 9), ElementsAre("old"));
  DuplicateSign elsewhere = Sign("new", "b", "p", 9);
  elsewhere.address = "another";
  EXPECT_THAT(find(elsewhere, 9), IsEmpty());
}

TEST_P(DuplicateTest, AnOrderHasTheSignOfItsReceiverNow) {
  const absl::Duration window = absl::Minutes(10);
  const auto save = [&](const DuplicateSign& sign) {
    ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveSign(txn, sign, window); }));
  };
  save(Sign("moved", "b", "p", 1));
  save(Sign("other", "b", "q", 2));
  DuplicateSign moved = Sign("moved", "b", "p", 1);
  moved.address = "another";
  save(moved);
  ASSERT_OK_AND_ASSIGN(const auto found, Get(FindLike, Sign("new", "b", "p", 3), window, 9));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].order, "shops/s/orders/other");
  const auto unlike = [&](const DuplicateSign& sign, const std::string& other) {
    const auto answer = Get(IsUnlike, sign, "shops/s/orders/" + other);
    EXPECT_OK(answer);
    return answer.value_or(false);
  };
  EXPECT_TRUE(unlike(moved, "other"));
  EXPECT_FALSE(unlike(Sign("x", "b", "z", 9), "other"));
  EXPECT_FALSE(unlike(Sign("x", "c", "q", 9), "other"));
  EXPECT_TRUE(unlike(Sign("x", "c", "z", 9), "other"));
  // Of one whose sign is gone nothing is known.
  EXPECT_FALSE(unlike(moved, "none"));
}

TEST_P(DuplicateTest, OldSignsGo) {
  const absl::Duration window = absl::Minutes(10);
  for (const auto& sign : {Sign("old", "b", "p", 0), Sign("new", "b", "p", 11)}) {
    ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveSign(txn, sign, window); }));
  }
  ASSERT_OK_AND_ASSIGN(const auto found, Get(FindLike, Sign("o", "b", "p", 5), window, 9));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].order, "shops/s/orders/new");
}

TEST_P(DuplicateTest, APairIsInsertedOnceAndListedByState) {
  DuplicatePair first = Named<DuplicatePair>("shops/s/duplicatePairs/a", 1);
  first.set_state(DuplicatePair::OPEN);
  const auto insert = [&](DuplicatePair& pair) {
    return Get([&](sql::Transaction& txn) { return InsertPair(txn, pair); });
  };
  EXPECT_THAT(insert(first), shopdesk::testing::IsOkAndHolds(true));
  DuplicatePair twin = first;
  EXPECT_THAT(insert(twin), shopdesk::testing::IsOkAndHolds(false));
  DuplicatePair second = Named<DuplicatePair>("shops/s/duplicatePairs/b", 2);
  second.set_state(DuplicatePair::OPEN);
  EXPECT_THAT(insert(second), shopdesk::testing::IsOkAndHolds(true));
  first.set_state(DuplicatePair::DECIDED);
  ASSERT_OK(Put(SavePair, first));
  const auto list = [&](DuplicatePair::State state) {
    const auto found = Get(ListPairs, PairQuery{"s", state}, Newest(), 9);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list(DuplicatePair::STATE_UNSPECIFIED), ElementsAre("b", "a"));
  EXPECT_THAT(list(DuplicatePair::OPEN), ElementsAre("b"));
  EXPECT_THAT(list(DuplicatePair::DECIDED), ElementsAre("a"));
  EXPECT_THAT(Get(LoadPair, "shops/s/duplicatePairs/c"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders::store
