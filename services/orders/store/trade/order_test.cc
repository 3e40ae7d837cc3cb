#include "services/orders/store/trade/order.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/sql/testing/test_database.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class OrderStoreTest : public StoreTest {
 protected:
  static v1::Order MakeOrder(const std::string& id, int64_t created_ms) {
    v1::Order order = Named<v1::Order>(absl::StrCat("shops/s/orders/", id), created_ms);
    order.set_state(v1::OrderState::WAIT_BUYER_PAY);
    order.set_buyer("b");
    *order.mutable_update_time() = order.create_time();
    return order;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, OrderStoreTest, testing::BothDatabases(), testing::NameOf);

TEST_P(OrderStoreTest, KeepsWhatWasSavedAndCountsVersions) {
  v1::Order order = MakeOrder("o", 5);
  ASSERT_THAT(Write([&](sql::Transaction& txn) { return InsertOrder(txn, order); }), IsOk());
  EXPECT_EQ(order.etag(), "v1");
  v1::Order twin = MakeOrder("o", 6);
  EXPECT_THAT(Write([&](sql::Transaction& txn) { return InsertOrder(txn, twin); }),
              StatusIs(absl::StatusCode::kAlreadyExists));
  v1::Order saved;
  ASSERT_THAT(Write([&](sql::Transaction& txn) -> absl::Status {
                ASSIGN_OR_RETURN(saved, LoadOrderForUpdate(txn, order.name()));
                saved.set_state(v1::OrderState::TRADE_CLOSED_UNPAID);
                return SaveOrder(txn, saved);
              }),
              IsOk());
  EXPECT_EQ(saved.etag(), "v2");
  absl::StatusOr<v1::Order> loaded;
  ASSERT_THAT(database_->Read(absl::InfiniteFuture(),
                              [&](sql::Transaction& txn) {
                                loaded = LoadOrder(txn, order.name());
                                return loaded.status();
                              }),
              IsOk());
  EXPECT_THAT(*loaded, EqualsProto(saved));
}

TEST_P(OrderStoreTest, WhatListsGoByIsSavedWhereItHasChanged) {
  v1::Order order = MakeOrder("o", 5);
  order.set_state(v1::OrderState::WAIT_BUYER_PAY);
  ASSERT_THAT(Write([&](sql::Transaction& txn) { return InsertOrder(txn, order); }), IsOk());
  const auto change = [&](v1::OrderState::Value state, const std::string& reservation) {
    return Write([&](sql::Transaction& txn) -> absl::Status {
      ASSIGN_OR_RETURN(order, LoadOrderForUpdate(txn, order.name()));
      const OrderColumns loaded = ColumnsOf(order);
      order.set_state(state);
      order.set_reservation(reservation);
      return SaveOrder(txn, order, loaded);
    });
  };
  const auto count = [&](v1::OrderState::Value state) {
    int found = 0;
    EXPECT_THAT(database_->Read(absl::InfiniteFuture(),
                                [&](sql::Transaction& txn) -> absl::Status {
                                  ASSIGN_OR_RETURN(found,
                                                   CountOrdersOfBuyer(txn, "s", "b", state, 9));
                                  return absl::OkStatus();
                                }),
                IsOk());
    return found;
  };
  ASSERT_THAT(change(v1::OrderState::WAIT_BUYER_PAY, "r1"), IsOk());
  EXPECT_EQ(order.etag(), "v2");
  EXPECT_EQ(count(v1::OrderState::WAIT_BUYER_PAY), 1);
  ASSERT_THAT(change(v1::OrderState::TRADE_CLOSED_UNPAID, "r2"), IsOk());
  EXPECT_EQ(count(v1::OrderState::WAIT_BUYER_PAY), 0);
  EXPECT_EQ(count(v1::OrderState::TRADE_CLOSED_UNPAID), 1);
  absl::StatusOr<v1::Order> loaded;
  ASSERT_THAT(database_->Read(absl::InfiniteFuture(),
                              [&](sql::Transaction& txn) {
                                loaded = LoadOrder(txn, order.name());
                                return loaded.status();
                              }),
              IsOk());
  EXPECT_THAT(*loaded, EqualsProto(order));
  EXPECT_EQ(loaded->reservation(), "r2");
}

TEST_P(OrderStoreTest, NotFoundNamesTheOrder) {
  const absl::Status status =
      Write([&](sql::Transaction& txn) { return LoadOrder(txn, "shops/s/orders/none").status(); });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(ErrorMetadataOf(status, "resource"), "shops/s/orders/none");
}

TEST_P(OrderStoreTest, OrdersOfABuyerNewestFirst) {
  for (const auto& [id, ms] :
       std::vector<std::pair<std::string, int64_t>>{{"a", 1}, {"c", 2}, {"b", 2}, {"d", 3}}) {
    v1::Order order = MakeOrder(id, ms);
    ASSERT_THAT(Write([&](sql::Transaction& txn) { return InsertOrder(txn, order); }), IsOk());
  }
  std::vector<std::string> ids;
  CreationKey before = Newest();
  while (true) {
    absl::StatusOr<std::vector<v1::Order>> page;
    ASSERT_THAT(database_->Read(absl::InfiniteFuture(),
                                [&](sql::Transaction& txn) {
                                  page = ListOrdersOfBuyer(txn, "s", "b", before, 1);
                                  return page.status();
                                }),
                IsOk());
    if (page->empty()) break;
    before = CreationKeyOf(page->front());
    ids.push_back(std::get<1>(before));
  }
  EXPECT_THAT(ids, ElementsAre("d", "c", "b", "a"));
}

// A page costs what its rows cost, however many orders there are: the index gives them in order.
class PlanTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(database_->Migrate(SqliteMigrations()), IsOk()); }

  std::string PlanOf(const OrderQuery& query) {
    const sql::Statement& statement = ListStatement(query);
    // Statements are known by the address of their text.
    texts_.push_back(
        std::make_unique<std::string>(absl::StrCat("EXPLAIN QUERY PLAN ", statement.text)));
    const sql::Statement explain = {"explain", texts_.back()->c_str()};
    std::string plan;
    const absl::Status status = database_->Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) {
      const auto append = [&](const sql::Row& row) {
        absl::StrAppend(&plan, row.Text(3), "\n");
        return absl::OkStatus();
      };
      return txn.Query(explain, {"s", 0, "", 9, "", 9, 2, 1, 1, "7", "b", 0, 9, 0, 9, 0, 9},
                       append);
    });
    EXPECT_THAT(status, IsOk());
    return plan;
  }

  std::unique_ptr<sql::Database> database_ = sql::testing::MakeTestDatabase(sql::Dialect::kSqlite);
  std::vector<std::unique_ptr<std::string>> texts_;
};

TEST_F(PlanTest, EveryListIsServedByAnIndexInOrder) {
  OrderQuery any, state, buyer, agent, method, held;
  state.state = v1::OrderState::WAIT_BUYER_PAY;
  buyer.buyer = "b";
  // What narrows down most leads; the rest is looked at row by row.
  buyer.state = state.state;
  agent.agent = "7";
  agent.state = state.state;
  method.method = v1::PaymentMethod::COD;
  held.hold = v1::Hold::RISK;
  held.agent = "7";
  struct Row {
    OrderSort sort;
    OrderQuery query;
    std::string index;
    std::string time;
  };
  for (const Row& row :
       std::vector<Row>{{OrderSort::kChanged, any, "orders_by_update", "updated_ms"},
                        {OrderSort::kChanged, state, "orders_by_state", "updated_ms"},
                        {OrderSort::kChanged, buyer, "orders_by_buyer", "updated_ms"},
                        {OrderSort::kChanged, agent, "orders_by_agent", "updated_ms"},
                        {OrderSort::kChanged, method, "orders_by_update", "updated_ms"},
                        {OrderSort::kChanged, held, "orders_held", "updated_ms"},
                        {OrderSort::kCreated, any, "orders_by_creation", "created_ms"},
                        {OrderSort::kCreated, state, "orders_by_state_created", "created_ms"},
                        {OrderSort::kCreated, buyer, "orders_by_buyer_created", "created_ms"},
                        {OrderSort::kCreated, agent, "orders_by_agent_created", "created_ms"},
                        {OrderSort::kCreated, method, "orders_by_method_created", "created_ms"},
                        {OrderSort::kCreated, held, "orders_held_created", "created_ms"},
                        {OrderSort::kShipBy, any, "orders_by_ship_by", "ship_by_ms"},
                        {OrderSort::kShipBy, state, "orders_by_state_ship_by", "ship_by_ms"},
                        {OrderSort::kShipBy, agent, "orders_by_state_ship_by", "ship_by_ms"}}) {
    for (const bool ascending : {false, true}) {
      OrderQuery asked = row.query;
      asked.sort = row.sort;
      asked.ascending = ascending;
      const std::string plan = PlanOf(asked);
      EXPECT_THAT(plan, HasSubstr(absl::StrCat("USING INDEX ", row.index, " (shop=?")));
      EXPECT_THAT(
          plan, HasSubstr(absl::StrCat("(", row.time, ",id)>(?,?) AND (", row.time, ",id)<(?,?)")));
      EXPECT_THAT(plan, Not(HasSubstr("TEMP B-TREE")));
    }
  }
}

}  // namespace
}  // namespace shopdesk::orders::store
