#include "services/orders/store/care/compensation.h"

#include "libs/base/money.h"
#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::Compensation;

class CompensationStoreTest : public StoreTest {
 protected:
  static Compensation Of(const std::string& order, const std::string& id, int64_t created_ms,
                         int64_t minor, Compensation::State state, const std::string& agent = "") {
    Compensation compensation =
        Named<Compensation>("shops/s/orders/" + order + "/compensations/" + id, created_ms);
    *compensation.mutable_amount() = MakeMoney("CNY", minor);
    compensation.set_state(state);
    compensation.set_budget_agent(agent);
    return compensation;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, CompensationStoreTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(CompensationStoreTest, KeepsWhatWasSaved) {
  Compensation compensation = Of("o", "c", 5, 100, Compensation::WAIT_APPROVAL);
  ASSERT_OK(Put(InsertCompensation, compensation));
  Compensation twin = Of("o", "c", 6, 100, Compensation::GIVEN);
  EXPECT_THAT(Put(InsertCompensation, twin), StatusIs(absl::StatusCode::kAlreadyExists));
  compensation.set_state(Compensation::GIVEN);
  compensation.set_budget_agent("7");
  ASSERT_OK(Put(SaveCompensation, compensation));
  ASSERT_OK_AND_ASSIGN(const Compensation loaded,
                       Get(LoadCompensationForUpdate, compensation.name()));
  EXPECT_THAT(loaded, EqualsProto(compensation));
  ASSERT_OK_AND_ASSIGN(const domain::Given given, Get(GivenForOrder, "shops/s/orders/o"));
  EXPECT_EQ(given.by_desk, 100);
  EXPECT_THAT(Get(LoadCompensation, "shops/s/orders/o/compensations/none"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(CompensationStoreTest, ListsAndSumsWhatWasGiven) {
  for (Compensation compensation :
       {Of("o1", "a", 9, 100, Compensation::GIVEN, "7"),
        Of("o2", "b", 5, 200, Compensation::GIVEN, "7"), Of("o1", "c", 5, 400, Compensation::GIVEN),
        Of("o1", "d", 7, 800, Compensation::DECLINED),
        Of("o1", "e", 8, 1600, Compensation::WAIT_APPROVAL)}) {
    ASSERT_OK(Put(InsertCompensation, compensation));
  }
  const auto list = [&](const CompensationQuery& query, const ChildCreationKey& after, int limit) {
    const auto found = Get(ListCompensations, query, after, limit);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list({.shop = "s", .order_id = "o1"}, OldestChild(), 9),
              ElementsAre("c", "d", "e", "a"));
  EXPECT_THAT(list({.shop = "s", .order_id = "o1"}, ChildCreationKey(7, "o1", "d"), 1),
              ElementsAre("e"));
  EXPECT_THAT(list({.shop = "s", .state = Compensation::GIVEN}, OldestChild(), 9),
              ElementsAre("c", "b", "a"));
  EXPECT_THAT(list({.shop = "s", .state = Compensation::GIVEN}, ChildCreationKey(5, "o1", "c"), 1),
              ElementsAre("b"));
  ASSERT_OK_AND_ASSIGN(const domain::Given given, Get(GivenForOrder, "shops/s/orders/o1"));
  EXPECT_EQ(given.by_desk, 100);
  EXPECT_EQ(given.for_order, 500);
  ASSERT_OK_AND_ASSIGN(const domain::Given none, Get(GivenForOrder, "shops/s/orders/none"));
  EXPECT_EQ(none.for_order, 0);
}

TEST_P(CompensationStoreTest, ABudgetIsOfAnAgentAndMonth) {
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    RETURN_IF_ERROR(LockBudget(txn, "s", "7", "2024-03").status());
    RETURN_IF_ERROR(AddToBudget(txn, "s", "7", "2024-03", 300));
    return AddToBudget(txn, "s", "7", "2024-03", 40);
  }));
  EXPECT_THAT(Get(LockBudget, "s", "7", "2024-03"), ::shopdesk::testing::IsOkAndHolds(340));
  EXPECT_THAT(Get(LockBudget, "s", "7", "2024-04"), ::shopdesk::testing::IsOkAndHolds(0));
  EXPECT_THAT(Get(LockBudget, "s", "8", "2024-03"), ::shopdesk::testing::IsOkAndHolds(0));
  EXPECT_THAT(Get(LockBudget, "t", "7", "2024-03"), ::shopdesk::testing::IsOkAndHolds(0));
}

}  // namespace
}  // namespace shopdesk::orders::store
