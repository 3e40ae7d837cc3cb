#include "services/orders/handlers/desk/erasure.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "libs/testing/stored.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/handlers/trade/remark.h"
#include "services/orders/handlers/transfer/payout.h"
#include "services/orders/testing/transfers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::TransferTest;
using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::Fault;
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using shopdesk::testing::TablesHolding;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSubsetOf;
using ::testing::Not;

// What isn't purged at once: events, and the answers for repetitions, both masked
// (docs/privacy.md).
constexpr const char* kKept[] = {"events", "idempotency"};

erasure::v1::Erasure EraseOf(testing::World& world, const std::string& buyer) {
  EraseBuyerRequest request;
  request.set_parent("shops/s");
  request.set_buyer(buyer);
  request.set_request_id(absl::StrCat("erase-", buyer));
  const auto begun = world.Write<erasure::v1::Erasure>(request, handlers::EraseBuyer);
  EXPECT_THAT(begun, IsOk());
  return begun.ok() ? *begun : erasure::v1::Erasure();
}

erasure::v1::Erasure Now(testing::World& world, const erasure::v1::Erasure& begun) {
  erasure::v1::GetErasureRequest request;
  request.set_name(begun.name());
  const auto erasure = world.Read<erasure::v1::Erasure>(request, erasure::GetErasure);
  EXPECT_THAT(erasure, IsOk());
  return erasure.ok() ? *erasure : erasure::v1::Erasure();
}

class ErasureTest : public WorldTest {
 protected:
  // An order with texts of all kinds, as it is once it has ended.
  Order Finished(const std::string& id) {
    PlaceOrderRequest place = PlaceRequest(id);
    place.set_buyer_message("ring at 13912345678");
    EXPECT_THAT(world_.Place(place), IsOk());
    const std::string name = "shops/s/orders/" + id;
    EXPECT_THAT(world_.Pay(PayRequest(world_.Get(name), id)), IsOk());
    ConfirmReceiverRequest confirm;
    confirm.set_name(name);
    confirm.set_channel(type::v1::ContactChannel::IM);
    confirm.set_request_id("confirm-" + id);
    EXPECT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
    AddRemarkRequest remark;
    remark.set_parent(name);
    remark.set_flag(Remark::YELLOW);
    remark.set_reason(Remark::PACKING);
    remark.set_text("his sister answers 13712345678");
    remark.set_request_id("remark-" + id);
    EXPECT_THAT(world_.Write<Remark>(remark, handlers::AddRemark), IsOk());
    ShipOrderRequest ship;
    ship.set_name(name);
    ship.set_request_id("ship-" + id);
    EXPECT_THAT(world_.Ship(ship), IsOk());
    world_.Track(world_.Get(name).parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
    world_.Advance(absl::Hours(24) * 11);
    EXPECT_EQ(world_.Get(name).state(), OrderState::TRADE_FINISHED);
    return world_.Get(name);
  }
  std::set<std::string> Holding(const std::string& text) {
    return TablesHolding(world_.runtime().database(), text);
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ErasureTest, testing::BothDatabases(), testing::NameOf);

TEST_P(ErasureTest, NothingIsLeftOfAnOrderThatHasEnded) {
  const Order before = Finished("o");
  // Masked where it is stored, and sealed.
  EXPECT_THAT(Holding("138****5678"), Contains("orders"));
  EXPECT_THAT(Holding("his sister"), Contains("remarks"));
  EXPECT_THAT(Holding(before.name()), Contains("sealed"));
  const OrderFigures figures = world_.Figures();
  const std::vector<LedgerEntry> ledger = world_.Ledger(before.name());

  const erasure::v1::Erasure begun = EraseOf(world_, "buyer");
  EXPECT_EQ(begun.state(), erasure::v1::Erasure::RUNNING);
  const erasure::v1::Erasure done = Now(world_, begun);
  EXPECT_EQ(done.state(), erasure::v1::Erasure::DONE);
  EXPECT_EQ(done.erased_count(), 1);
  for (const char* text : {"张三丰", "13812345678", "13912345678", "13712345678", "文三路"}) {
    EXPECT_THAT(Holding(text), IsEmpty()) << text;
  }
  for (const char* text : {"张**", "138****5678", "ring at", "his sister", "浙江省杭州市"}) {
    EXPECT_THAT(Holding(text), IsSubsetOf(kKept)) << text;
  }
  for (const char* table : {"sealed", "blind_index", "duplicate_signs"}) {
    EXPECT_THAT(Holding(before.name()), Not(Contains(table)));
  }
  const Order after = world_.Get(before.name());
  EXPECT_TRUE(after.has_erase_time());
  EXPECT_THAT(after.receiver(),
              EqualsProto("address { region_code: 'CN' administrative_area: '33' }"));
  RevealReceiverRequest reveal;
  reveal.set_name(before.name());
  reveal.set_purpose("label");
  RevealReceiverResponse original;
  EXPECT_THAT(world_.runtime().WriteAndWait(world_.CallOf("Reveal", ""), nullptr, &original,
                                            [&](runtime::WriteContext& ctx) {
                                              return handlers::RevealReceiver(ctx, reveal,
                                                                              &original);
                                            }),
              StatusIs(absl::StatusCode::kNotFound));
  // The books are as they were.
  EXPECT_THAT(world_.Figures(), EqualsProto(figures));
  EXPECT_EQ(world_.Ledger(before.name()).size(), ledger.size());
  EXPECT_THAT(after.payment(), EqualsProto(before.payment()));
  EXPECT_EQ(after.buyer(), "buyer");
  // Logistics is told of the order first, then that it was all.
  EXPECT_THAT(world_.logistics().erased(), ElementsAre(begun.name(), before.name()));
  EXPECT_THAT(world_.EventsOf(before.name()), Contains("order.erased").Times(1));
  EXPECT_THAT(world_.EventsOf(before.name() + "/remarks/1"),
              ElementsAre("remark.added", "remark.erased"));
  EXPECT_THAT(world_.EventsOf(begun.name()), ElementsAre("erasure.begun", "erasure.done"));
}

TEST_P(ErasureTest, AnOpenOrderKeepsWhatItNeedsUntilItHasEnded) {
  const std::string open = world_.ReadyToShip("open").name();
  const erasure::v1::Erasure begun = EraseOf(world_, "buyer");
  erasure::v1::Erasure now = Now(world_, begun);
  EXPECT_EQ(now.state(), erasure::v1::Erasure::RUNNING);
  EXPECT_EQ(now.waiting_count(), 1);
  EXPECT_EQ(world_.Get(open).receiver().name(), "张**");
  EXPECT_THAT(world_.logistics().erased(), IsEmpty());
  // He orders again: a new life.
  world_.Advance(absl::Seconds(1));
  const std::string later = world_.ReadyToShip("later").name();
  for (const std::string& name : {open, later}) {
    ShipOrderRequest ship;
    ship.set_name(name);
    ship.set_request_id("ship-" + name);
    ASSERT_THAT(world_.Ship(ship), IsOk());
    world_.Track(world_.Get(name).parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
  }
  world_.Advance(absl::Hours(24) * 12);
  now = Now(world_, begun);
  EXPECT_EQ(now.state(), erasure::v1::Erasure::DONE);
  EXPECT_EQ(now.waiting_count(), 0);
  EXPECT_TRUE(world_.Get(open).has_erase_time());
  EXPECT_EQ(world_.Get(open).receiver().name(), "");
  EXPECT_FALSE(world_.Get(later).has_erase_time());
  EXPECT_EQ(world_.Get(later).receiver().name(), "张**");
  EXPECT_THAT(world_.logistics().erased(), ElementsAre(begun.name(), open));
}

TEST_P(ErasureTest, AskedAgainItIsTheSameAndOfNobodyNothingIsErased) {
  Finished("o");
  const erasure::v1::Erasure begun = EraseOf(world_, "buyer");
  EXPECT_EQ(EraseOf(world_, "buyer").name(), begun.name());
  EXPECT_THAT(world_.EventsOf(begun.name()), ElementsAre("erasure.begun", "erasure.done"));
  const erasure::v1::Erasure nobody = EraseOf(world_, "nobody");
  EXPECT_EQ(Now(world_, nobody).state(), erasure::v1::Erasure::DONE);
  EXPECT_EQ(Now(world_, nobody).erased_count(), 0);
}

TEST_P(ErasureTest, LogisticsIsToldUntilItHasHeard) {
  const std::string name = Finished("o").name();
  world_.logistics().FailNext("EraseOrder", Fault::kBefore);
  world_.logistics().FailNext("EraseBuyer", Fault::kAfter);
  const erasure::v1::Erasure begun = EraseOf(world_, "buyer");
  world_.Settle();
  EXPECT_THAT(world_.logistics().erased(), ElementsAre(begun.name(), name));
}

class TransferErasureTest : public TransferTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, TransferErasureTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(TransferErasureTest, PayersAreErasedAndTheMoneyStays) {
  Placed("o");
  ASSERT_THAT(Claim("o"), IsOk());
  Record({testing::Row("1", 19900, "张三丰", "for 13612345678")}, "r");
  const std::string name = "shops/s/orders/o";
  const Order paid = world_.Get(name);
  ASSERT_EQ(paid.payment().state(), PaymentState::RECEIVED);
  EXPECT_THAT(TablesHolding(world_.runtime().database(), "张**"), Contains("statement_lines"));
  OpenRefundRequest refund;
  refund.set_parent(name);
  refund.set_kind(RefundKind::MONEY_ONLY);
  refund.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
  refund.set_note("call 13512345678");
  refund.set_request_id("refund");
  ASSERT_THAT(world_.Write<Refund>(refund, handlers::OpenRefund), IsOk());
  const erasure::v1::Erasure begun = EraseOf(world_, "buyer");
  EXPECT_EQ(Now(world_, begun).waiting_count(), 1);
  // The refund succeeds by itself; its payout has to reach the bank.
  world_.Advance(absl::Hours(24) * 3);
  EXPECT_EQ(world_.Get(name).state(), OrderState::TRADE_CLOSED);
  EXPECT_EQ(Now(world_, begun).state(), erasure::v1::Erasure::RUNNING);
  const std::string payout = PayoutsOf(name).front().name();
  world_.agent = "8";
  ASSERT_THAT(Step(payout, "approve", handlers::ApprovePayout, ApprovePayoutRequest()), IsOk());
  ASSERT_THAT(Step(payout, "send", handlers::SendPayout, SendPayoutRequest()), IsOk());
  ASSERT_THAT(Step(payout, "confirm", handlers::ConfirmPayout, ConfirmPayoutRequest()), IsOk());
  world_.Advance(absl::Hours(24));
  EXPECT_EQ(Now(world_, begun).state(), erasure::v1::Erasure::DONE);
  for (const char* text : {"张三丰", "张**", "13612345678", "13512345678", "for ", "call "}) {
    EXPECT_THAT(TablesHolding(world_.runtime().database(), text), IsSubsetOf(kKept)) << text;
  }
  for (const std::string& sealed :
       {name, payout, name + "/refunds", absl::StrCat(testing::kAccount, "/statementLines/1")}) {
    EXPECT_THAT(TablesHolding(world_.runtime().database(), sealed), Not(Contains("sealed")));
  }
  CheckBooks();
}

}  // namespace
}  // namespace shopdesk::orders
