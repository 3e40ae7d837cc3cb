#include "services/orders/store/desk/order_error.h"

#include <array>

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::OrderError;

class OrderErrorTest : public StoreTest {
 protected:
  static OrderError Error(const std::string& id, int64_t created_ms) {
    OrderError error = Named<OrderError>("shops/s/orderErrors/" + id, created_ms);
    error.set_order("shops/s/orders/o");
    error.set_state(OrderError::OPEN);
    return error;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, OrderErrorTest, testing::BothDatabases(), testing::NameOf);

TEST_P(OrderErrorTest, KeepsWhatWasSaved) {
  OrderError error = Error("e", 5);
  ASSERT_OK(Put(InsertOrderError, error));
  EXPECT_EQ(error.etag(), "v1");
  OrderError twin = Error("e", 6);
  EXPECT_THAT(Put(InsertOrderError, twin), StatusIs(absl::StatusCode::kAlreadyExists));
  error.set_state(OrderError::CONTESTED);
  ASSERT_OK(Put(SaveOrderError, error));
  ASSERT_OK_AND_ASSIGN(const OrderError loaded, Get(LoadOrderErrorForUpdate, error.name()));
  EXPECT_THAT(loaded, EqualsProto(error));
  EXPECT_EQ(loaded.etag(), "v2");
  EXPECT_THAT(Get(LoadOrderError, "shops/s/orderErrors/none"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(OrderErrorTest, ListsNewestFirstByAgentOrOrder) {
  for (const auto& [id, agent, order] : std::vector<std::array<const char*, 3>>{
           {"a", "7", "o1"}, {"b", "8", "o1"}, {"c", "7", "o2"}}) {
    OrderError error = Error(id, 5);
    error.set_agent(agent);
    error.set_order(std::string("shops/s/orders/") + order);
    ASSERT_OK(Put(InsertOrderError, error));
  }
  const auto list = [&](const OrderErrorQuery& query, const CreationKey& before, int limit) {
    const auto found = Get(ListOrderErrors, query, before, limit);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list({.shop = "s"}, Newest(), 9), ElementsAre("c", "b", "a"));
  EXPECT_THAT(list({.shop = "s"}, Newest(), 2), ElementsAre("c", "b"));
  EXPECT_THAT(list({.shop = "s"}, CreationKey(5, "c"), 9), ElementsAre("b", "a"));
  EXPECT_THAT(list({.shop = "s", .agent = "7"}, Newest(), 9), ElementsAre("c", "a"));
  EXPECT_THAT(list({.shop = "s", .order_id = "o1"}, Newest(), 9), ElementsAre("b", "a"));
}

}  // namespace
}  // namespace shopdesk::orders::store
