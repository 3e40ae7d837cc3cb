#include "services/orders/verify/checks.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/verify/testing/findings.h"
#include "services/orders/definition.h"
#include "services/orders/handlers/placing/order_import.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/testing/transfers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using orders::testing::WorldTest;
using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using shopdesk::verify::testing::SpoilResource;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr sql::Statement kDropEntry = {"orders.drop_ledger_entry",
                                       "DELETE FROM ledger WHERE sequence = $1"};
constexpr sql::Statement kDropShares = {"orders.drop_shares", "DELETE FROM buyer_card_shares"};
constexpr sql::Statement kDropTimers = {"orders.drop_timers", "DELETE FROM timers"};
constexpr sql::Statement kDropRefunds = {"orders.drop_refunds", "DELETE FROM refunds"};
constexpr sql::Statement kDropOrder = {"orders.drop_order", "DELETE FROM orders WHERE id = $1"};
constexpr sql::Statement kDropWork = {"orders.drop_work", "DELETE FROM work_items"};
constexpr sql::Statement kDropIndex = {"orders.drop_index", "DELETE FROM blind_index"};
constexpr sql::Statement kDropClaims = {"orders.drop_claims", "DELETE FROM transfer_claims"};
constexpr sql::Statement kSpoilClaims = {
    "orders.spoil_claims", "UPDATE transfer_claims SET state = $1, amount_minor = $2"};
constexpr sql::Statement kPutTimer = {
    "orders.put_timer", "INSERT INTO timers (kind, resource_name, due_us) VALUES ($1, $2, $3)"};
constexpr sql::Statement kPutOrder = {"orders.put_order",
                                      "UPDATE orders SET data = $2 WHERE id = $1"};
constexpr sql::Statement kPutRefund = {"orders.put_refund", "UPDATE refunds SET data = $1"};

class ChecksTest : public WorldTest {
 protected:
  // As if it had been stored so.
  void Put(const Order& order) { SpoilResource(world_.runtime(), kPutOrder, order); }
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(world_.runtime(), AllChecks(), check);
  }
  // Taken over from a platform.
  void Import(const std::string& id, OrderState::Value state) {
    ImportOrdersRequest request;
    request.set_parent("shops/s");
    request.set_source("taobao");
    request.set_currency_code("CNY");
    request.set_request_id("import-" + id);
    OrderRow& row = *request.add_rows();
    row.set_order_id(id);
    row.set_buyer("nick");
    row.set_state(state);
    row.set_status("status");
    row.set_title("cup");
    row.set_quantity(2);
    row.set_goods_minor(2000);
    row.set_freight_minor(500);
    *row.mutable_create_time() = ToProto(world_.runtime().clock().Now() - absl::Hours(1));
    if (state != OrderState::WAIT_BUYER_PAY) *row.mutable_pay_time() = row.create_time();
    *row.mutable_receiver() = testing::TestReceiver();
    const auto imported = world_.Write<ImportOrdersResponse>(request, handlers::ImportOrders);
    ASSERT_OK(imported);
    ASSERT_EQ(imported->created_count(), 1);
  }
  Refund AskRefund(const Order& order) {
    OpenRefundRequest request;
    request.set_parent(order.name());
    request.set_kind(RefundKind::MONEY_ONLY);
    request.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
    RefundLine& line = *request.add_lines();
    line.set_line(1);
    line.set_quantity(1);
    request.set_request_id("refund");
    const auto refund = world_.Write<Refund>(request, handlers::OpenRefund);
    EXPECT_OK(refund);
    return refund.value_or(Refund());
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ChecksTest, testing::BothDatabases(), testing::NameOf);

TEST_P(ChecksTest, NothingIsFoundInAShopThatWorks) {
  world_.Shipped("shipped");
  world_.ReadyToShip("ready");
  ASSERT_OK(world_.Place(PlaceRequest("unpaid")));
  ASSERT_OK(world_.Place(PlaceRequest("cod", PaymentMethod::COD)));
  world_.Figures();
  for (const shopdesk::verify::Check& check : AllChecks()) {
    EXPECT_THAT(Findings(check.name), IsEmpty()) << check.name;
  }
}

TEST_P(ChecksTest, FindsMoneyThatTheLedgerDoesNotKnow) {
  Order order = world_.ReadyToShip("o");
  EXPECT_THAT(Findings("orders.money"), IsEmpty());
  order.mutable_payment()->set_held_minor(order.payment().held_minor() + 1);
  Put(order);
  EXPECT_THAT(Findings("orders.money"),
              ElementsAre(HasSubstr("/orders/o: it says that 501 are held, its ledger 500")));
}

TEST_P(ChecksTest, FindsCardsThatAreNotWhatOrdersCameTo) {
  Order order = world_.ReadyToShip("o");
  EXPECT_THAT(Findings("orders.buyer_cards"), IsEmpty());
  EXPECT_THAT(Findings("orders.card_shares"), IsEmpty());
  order.mutable_payment()->set_paid_minor(order.payment().paid_minor() + 1);
  Put(order);
  EXPECT_THAT(Findings("orders.card_shares"),
              ElementsAre(HasSubstr("/orders/o: the buyer's card doesn't count it as it is")));
  Spoil(world_.runtime(), kDropShares);
  EXPECT_THAT(Findings("orders.buyer_cards"),
              ElementsAre(HasSubstr("it isn't the sum of what the buyer's orders added")));
}

TEST_P(ChecksTest, FindsEntriesThatAreGone) {
  world_.ReadyToShip("o");
  Spoil(world_.runtime(), kDropEntry, {1});
  EXPECT_THAT(Findings("orders.money"), Contains(HasSubstr("500 are paid, its ledger 0")));
}

TEST_P(ChecksTest, FindsPiecesThatAreNowhere) {
  Order order = world_.ReadyToShip("o");
  order.mutable_lines(0)->set_to_ship(0);
  Put(order);
  EXPECT_THAT(Findings("orders.lines"),
              ElementsAre(HasSubstr("of its line 1 0 pieces are somewhere and 1 were ordered")));
  order.mutable_lines(0)->set_to_ship(1);
  order.mutable_total()->set_minor(1);
  Put(order);
  EXPECT_THAT(Findings("orders.lines"), ElementsAre(HasSubstr("it costs 500, it says 1")));
}

TEST_P(ChecksTest, FindsOrdersThatWouldWaitForEver) {
  ASSERT_OK(world_.Place(PlaceRequest("o")));
  EXPECT_THAT(Findings("orders.states"), IsEmpty());
  Spoil(world_.runtime(), kDropTimers);
  EXPECT_THAT(Findings("orders.states"), ElementsAre(HasSubstr("is missing")));
}

TEST_P(ChecksTest, FindsTimersBesideTheOneThatAnOrderWaitsFor) {
  ASSERT_OK(world_.Place(PlaceRequest("o")));
  Spoil(world_.runtime(), kPutTimer,
        {"auto_confirm", "shops/s/orders/o", int64_t{4'000'000'000'000'000}});
  EXPECT_THAT(Findings("orders.states"),
              ElementsAre(HasSubstr("orders/o: it has the timer auto_confirm, and waits for ")));
}

TEST_P(ChecksTest, FindsDeadlinesAndWorkOfOrdersThatWereTakenOver) {
  Import("taken", OrderState::WAIT_SELLER_SEND_GOODS);
  Import("unpaid", OrderState::WAIT_BUYER_PAY);
  world_.Figures();
  for (const shopdesk::verify::Check& check : AllChecks()) {
    EXPECT_THAT(Findings(check.name), IsEmpty()) << check.name;
  }
  Order order = world_.Get("shops/s/orders/taken");
  order.set_reservation("shops/s/reservations/r");
  order.set_deadline_event("auto_confirm");
  Put(order);
  EXPECT_THAT(Findings("orders.imported"),
              ElementsAre("shops/s/orders/taken: it was taken over, and has a reservation",
                          "shops/s/orders/taken: it was taken over, and has a deadline"));
  ASSERT_OK(shopdesk::testing::RunWrite(world_.runtime(), [](runtime::WriteContext& ctx) {
    return work::Open(ctx, handlers::kShipByWork, {.resource = "shops/s/orders/unpaid"});
  }));
  EXPECT_THAT(
      Findings("orders.imported"),
      Contains(HasSubstr("orders/unpaid: its work ship_by is on the list without a cause")));
}

TEST_P(ChecksTest, FindsStatesThatNothingLedTo) {
  Order order = world_.ReadyToShip("o");
  order.set_state(OrderState::TRADE_FINISHED);
  Put(order);
  EXPECT_THAT(Findings("orders.states"),
              Contains(HasSubstr("it is TRADE_FINISHED, which its history doesn't lead to")));
}

TEST_P(ChecksTest, FindsRefundsThatAreGoneOrWouldWaitForEver) {
  AskRefund(world_.ReadyToShip("o"));
  EXPECT_THAT(Findings("orders.refunds"), IsEmpty());
  EXPECT_THAT(Findings("orders.states"), IsEmpty());
  Spoil(world_.runtime(), kDropTimers);
  EXPECT_THAT(Findings("orders.refunds"), ElementsAre(HasSubstr("refund_deadline is missing")));
  Spoil(world_.runtime(), kDropRefunds);
  EXPECT_THAT(Findings("orders.states"),
              Contains(HasSubstr("it says that 1 refunds are open, and 0 are")));
}

TEST_P(ChecksTest, FindsWorkThatIsNotAsItsStateNeedsIt) {
  const Order shipped = world_.Shipped("o");
  world_.Track(shipped.parcels(0).shipment(), logistics::v1::TrackingStatus::EXCEPTION);
  ASSERT_THAT(world_.WorkOf(shipped.name()), ElementsAre("troubled_parcel"));
  EXPECT_THAT(Findings("orders.work"), IsEmpty());
  Order well = world_.Get(shipped.name());
  well.mutable_parcels(0)->set_state(Parcel::SHIPPED);
  Put(well);
  EXPECT_THAT(
      Findings("orders.work"),
      ElementsAre(HasSubstr("/orders/o: its work troubled_parcel is on the list without a cause")));
  well.mutable_parcels(0)->set_state(Parcel::TROUBLED);
  Put(well);
  Spoil(world_.runtime(), kDropWork);
  EXPECT_THAT(Findings("orders.work"),
              ElementsAre(HasSubstr("/orders/o: its work troubled_parcel is missing")));
}

TEST_P(ChecksTest, FindsARefundWithoutADeadlineAndOneThatPaysTooMuch) {
  Refund refund = AskRefund(world_.ReadyToShip("o"));
  refund.clear_deadline_time();
  *refund.mutable_refunded() = refund.total();
  refund.mutable_refunded()->set_minor(refund.total().minor() + 1);
  Spoil(world_.runtime(), kPutRefund, {sql::Blob{refund.SerializeAsString()}});
  EXPECT_THAT(Findings("orders.refunds"),
              ElementsAre(HasSubstr("waits without a deadline"), HasSubstr("more was paid back")));
}

TEST_P(ChecksTest, FindsWorkOfRefundsAndOfWhatIsGone) {
  const Order order = world_.ReadyToShip("o");
  AskRefund(order);
  EXPECT_THAT(Findings("orders.refund_work"), IsEmpty());
  EXPECT_THAT(Findings("orders.work_items"), IsEmpty());
  Spoil(world_.runtime(), kDropRefunds);
  EXPECT_THAT(Findings("orders.work_items"),
              ElementsAre(HasSubstr("which it is about, isn't there")));
  Spoil(world_.runtime(), kDropOrder, {"o"});
  EXPECT_THAT(Findings("orders.work_items"),
              ElementsAre(HasSubstr("shops/s/orders/o, which it is about, isn't there")));
}

TEST_P(ChecksTest, FindsRefundsThatNobodyIsAskedToDecide) {
  AskRefund(world_.ReadyToShip("o"));
  Spoil(world_.runtime(), kDropWork);
  EXPECT_THAT(Findings("orders.refund_work"), ElementsAre(HasSubstr("its work refund is missing")));
}

TEST_P(ChecksTest, FindsOrdersThatTheirPhoneDoesNotFind) {
  world_.ReadyToShip("o");
  world_.ReadyToShip("o2");
  EXPECT_THAT(Findings("orders.phones"), IsEmpty());
  Spoil(world_.runtime(), kDropIndex);
  EXPECT_THAT(Findings("orders.phones"),
              ElementsAre(HasSubstr("/orders/o: it isn't found by its receiver's phone"),
                          HasSubstr("/orders/o2: ")));
}

class ClaimChecksTest : public testing::TransferTest {
 protected:
  void SetUp() override {
    Placed("order-1");
    ASSERT_OK(Claim("order-1"));
  }
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(world_.runtime(), AllChecks(), check);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ClaimChecksTest, testing::BothDatabases(), testing::NameOf);

TEST_P(ClaimChecksTest, FindsClaimsThatSayOtherwiseThanTheirOrders) {
  for (const char* check : {"orders.transfer_claims", "orders.stray_claims"}) {
    EXPECT_THAT(Findings(check), IsEmpty());
  }
  Spoil(world_.runtime(), kSpoilClaims, {1, 100});
  EXPECT_THAT(Findings("orders.transfer_claims"),
              ElementsAre(HasSubstr("its transfer claim 1 is of another amount than the order")));
  Spoil(world_.runtime(), kSpoilClaims, {2, 19900});
  EXPECT_THAT(Findings("orders.transfer_claims"),
              ElementsAre(HasSubstr("doesn't wait for money, and the order does")));
  Spoil(world_.runtime(), kDropClaims);
  EXPECT_THAT(
      Findings("orders.transfer_claims"),
      ElementsAre(HasSubstr("it has 1 transfer claims, and statements are matched with 0")));
}

TEST_P(ClaimChecksTest, FindsClaimsWithoutAnOrder) {
  Spoil(world_.runtime(), kDropOrder, {"order-1"});
  EXPECT_THAT(
      Findings("orders.stray_claims"),
      ElementsAre(HasSubstr("/orders/order-1: it isn't there, and has the transfer claim 1")));
}

}  // namespace
}  // namespace shopdesk::orders
