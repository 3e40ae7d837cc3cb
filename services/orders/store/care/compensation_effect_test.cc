#include "services/orders/store/care/compensation_effect.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "services/orders/store/care/compensation.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Compensation;
using v1::OrderState;

class CompensationEffectStoreTest : public StoreTest {
 protected:
  static v1::Order OrderOf(const std::string& id, const std::string& buyer, int64_t created_ms,
                           OrderState::Value state = OrderState::TRADE_FINISHED) {
    v1::Order order = Named<v1::Order>("shops/s/orders/" + id, created_ms);
    order.set_buyer(buyer);
    order.set_state(state);
    return order;
  }
  void PutOrders(std::vector<v1::Order> orders) {
    ASSERT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
      for (v1::Order& order : orders) RETURN_IF_ERROR(InsertOrder(txn, order));
      return absl::OkStatus();
    }));
  }
  void PutCompensation(const std::string& order, Compensation::State state) {
    Compensation compensation =
        Named<Compensation>("shops/s/orders/" + order + "/compensations/c", 9);
    *compensation.mutable_amount() = MakeMoney("CNY", 100);
    compensation.set_state(state);
    ASSERT_OK(Put(InsertCompensation, compensation));
  }
  std::vector<std::string> Buyers(const std::string& after, int limit) {
    std::vector<std::string> names;
    EXPECT_OK(Write([&](sql::Transaction& txn) {
      return txn.Query(kListBuyersWithOrders, {"s", after, limit}, [&](const sql::Row& row) {
        names.emplace_back(row.Text(0));
        return absl::OkStatus();
      });
    }));
    return names;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, CompensationEffectStoreTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(CompensationEffectStoreTest, WhatABuyerOrderedAndWasGiven) {
  PutOrders({OrderOf("a", "li", 5), OrderOf("b", "li", 7, OrderState::TRADE_CLOSED),
             OrderOf("c", "li", 6, OrderState::TRADE_CLOSED_UNPAID), OrderOf("d", "other", 4)});
  PutCompensation("b", Compensation::GIVEN);
  PutCompensation("a", Compensation::WAIT_APPROVAL);
  PutCompensation("d", Compensation::GIVEN);
  ASSERT_OK_AND_ASSIGN(const domain::BuyerHistory history, Get(LoadBuyerHistory, "s", "li"));
  EXPECT_THAT(history.placed, ElementsAre(FromMillis(7), FromMillis(5)));
  ASSERT_EQ(history.given.size(), 1u);
  EXPECT_EQ(history.given[0].name(), "shops/s/orders/b/compensations/c");
  ASSERT_OK_AND_ASSIGN(const domain::BuyerHistory none, Get(LoadBuyerHistory, "s", "nobody"));
  EXPECT_THAT(none.placed, IsEmpty());
  EXPECT_THAT(none.given, IsEmpty());
}

TEST_P(CompensationEffectStoreTest, OfAChannelOnlyThatItIsOne) {
  std::vector<v1::Order> orders;
  for (int i = 0; i <= domain::kMostOrdersOfBuyer + 1; ++i) {
    orders.push_back(OrderOf(absl::StrCat(i), "till", i));
  }
  PutOrders(orders);
  PutCompensation("7", Compensation::GIVEN);
  ASSERT_OK_AND_ASSIGN(const domain::BuyerHistory history, Get(LoadBuyerHistory, "s", "till"));
  EXPECT_EQ(history.placed.size(), domain::kMostOrdersOfBuyer + 1u);
  EXPECT_THAT(history.given, IsEmpty());
}

TEST_P(CompensationEffectStoreTest, BuyersInTheirOrderEachOnce) {
  PutOrders({OrderOf("a", "li", 5), OrderOf("b", "li", 6), OrderOf("c", "a/1 号", 6),
             OrderOf("d", "", 6)});
  EXPECT_THAT(Buyers("", 9), ElementsAre("shops/s/buyers/a/1 号", "shops/s/buyers/li"));
  EXPECT_THAT(Buyers("", 1), ElementsAre("shops/s/buyers/a/1 号"));
  EXPECT_THAT(Buyers("shops/s/buyers/a/1 号", 9), ElementsAre("shops/s/buyers/li"));
}

}  // namespace
}  // namespace shopdesk::orders::store
