#include "services/orders/store/transfer/payout.h"

#include <tuple>

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::Payout;

class PayoutStoreTest : public StoreTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PayoutStoreTest, testing::BothDatabases(), testing::NameOf);

TEST_P(PayoutStoreTest, ListsOldestFirstByStateOrOrder) {
  for (const auto& [id, order, state] :
       std::vector<std::tuple<std::string, std::string, Payout::State>>{
           {"b", "o1", Payout::ASKED}, {"a", "o1", Payout::SENT}, {"c", "o2", Payout::ASKED}}) {
    Payout payout = Named<Payout>("shops/s/payouts/" + id, 5);
    payout.set_order("shops/s/orders/" + order);
    payout.set_state(state);
    ASSERT_OK(Put(InsertPayout, payout));
    EXPECT_THAT(Put(InsertPayout, payout), StatusIs(absl::StatusCode::kAlreadyExists));
  }
  const auto list = [&](const PayoutQuery& query, const CreationKey& after, int limit) {
    const auto found = Get(ListPayouts, query, after, limit);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list({"s", Payout::ASKED}, Oldest(), 9), ElementsAre("b", "c"));
  EXPECT_THAT(list({"s", Payout::ASKED}, CreationKey(5, "b"), 9), ElementsAre("c"));
  EXPECT_THAT(list({"s", Payout::STATE_UNSPECIFIED, "o1"}, Oldest(), 9), ElementsAre("a", "b"));
  EXPECT_THAT(list({"s", Payout::STATE_UNSPECIFIED, "o1"}, Oldest(), 1), ElementsAre("a"));
}

TEST_P(PayoutStoreTest, AChangedStateIsFound) {
  Payout payout = Named<Payout>("shops/s/payouts/p", 5);
  payout.set_order("shops/s/orders/o");
  payout.set_state(Payout::ASKED);
  ASSERT_OK(Put(InsertPayout, payout));
  payout.set_state(Payout::APPROVED);
  ASSERT_OK(Put(SavePayout, payout));
  ASSERT_OK_AND_ASSIGN(const auto found,
                       Get(ListPayouts, PayoutQuery{"s", Payout::APPROVED}, Oldest(), 9));
  EXPECT_THAT(IdsOf(found), ElementsAre("p"));
  ASSERT_OK_AND_ASSIGN(const Payout loaded, Get(LoadPayoutForUpdate, payout.name()));
  EXPECT_THAT(loaded, EqualsProto(payout));
  EXPECT_THAT(Get(LoadPayout, "shops/s/payouts/none"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders::store
