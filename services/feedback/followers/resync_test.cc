#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/etag.h"
#include "services/feedback/handlers/commission/commission.h"
#include "services/feedback/handlers/follow_up/late_parcel.h"
#include "services/feedback/testing/world.h"
#include "shopdesk/erasure/v1/erasure.pb.h"
#include "shopdesk/orders/v1/order_error.pb.h"

// What feedback makes of the snapshots of orders and logistics when these were restored: news that
// were missed are taken once, and what is known of a past that is gone stays.
namespace shopdesk::feedback {
namespace {

using testing::AwaitResync;
using ::testing::ElementsAre;
using testing::FinishedOrder;
using testing::kTestTime;
using testing::MessageAt;
using testing::PlacedOrder;

class FollowerResyncTest : public testing::ChatTest {
 protected:
  static orders::v1::Order Versioned(orders::v1::Order order, int64_t version) {
    order.set_etag(MakeEtag(version));
    return order;
  }
  static orders::v1::Order ClosedUnpaid(orders::v1::Order order) {
    order.set_state(orders::v1::OrderState::TRADE_CLOSED_UNPAID);
    return order;
  }
  static orders::v1::Order Paid(const std::string& id, int64_t each) {
    orders::v1::Order order = PlacedOrder(id, "b", kTestTime);
    order.set_agent("a");
    for (orders::v1::OrderLine& line : *order.mutable_lines()) {
      line.mutable_total()->set_minor(each);
    }
    *order.mutable_payment()->mutable_pay_time() = ToProto(kTestTime);
    return order;
  }
  static orders::v1::OrderError Mistake(const std::string& id,
                                        orders::v1::OrderError::State state) {
    orders::v1::OrderError error;
    error.set_name(absl::StrCat("shops/1/orderErrors/", id));
    error.set_agent("a");
    error.set_state(state);
    *error.mutable_create_time() = ToProto(kTestTime);
    return error;
  }
  // Late since an hour before the tests begin.
  static logistics::v1::Shipment LateShipment(const std::string& id,
                                              logistics::v1::TrackingStatus::Value status) {
    logistics::v1::Shipment shipment;
    shipment.set_name(absl::StrCat("shops/1/shipments/", id));
    shipment.set_order(absl::StrCat("shops/1/orders/", id));
    shipment.set_buyer("b");
    shipment.set_status(status);
    *shipment.mutable_status_time() = ToProto(kTestTime);
    *shipment.mutable_lateness()->mutable_since_time() = ToProto(kTestTime - absl::Hours(1));
    return shipment;
  }

  void TellOrder(const orders::v1::Order& order) { feed_.Add(order, "order.changed"); }
  // After what the test told of the new past.
  void CatchUpAfterRestore(absl::string_view follower, int64_t times = 1) {
    AwaitResync(*runtime_, follower, times);
    CatchUp();
  }
  // "<order> <finished in seconds after the tests began> <closed unpaid> <ended> <version>"
  std::vector<std::string> Trades() {
    static constexpr sql::Statement kListTrades = {
        "test.list_trades",
        "SELECT order_id, finished_ms, closed_unpaid, ended, order_version FROM trades "
        "ORDER BY order_id"};
    std::vector<std::string> trades;
    EXPECT_OK(testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) {
      return ctx.txn().Query(kListTrades, {}, [&](const sql::Row& row) {
        const int64_t finished = row.Int(1) == 0 ? 0 : (row.Int(1) - ToMillis(kTestTime)) / 1000;
        trades.push_back(absl::StrCat(row.Text(0), " ", finished, " ", row.Int(2), " ", row.Int(3),
                                      " ", row.Int(4)));
        return absl::OkStatus();
      });
    }));
    return trades;
  }
  int64_t Sales() {
    v1::GetCommissionRequest request;
    request.set_name("shops/1/agents/a");
    request.set_month("2024-03");
    const auto statement = Read<v1::CommissionStatement>(request, handlers::GetCommission);
    EXPECT_OK(statement.status());
    return statement.ok() ? statement->sales_minor() : -1;
  }
  // The late parcels, as "<id> <state>".
  std::vector<std::string> LateParcels() {
    v1::ListLateParcelsRequest request;
    request.set_parent("shops/1");
    const auto listed = Read<v1::ListLateParcelsResponse>(request, handlers::ListLateParcels);
    EXPECT_OK(listed.status());
    std::vector<std::string> parcels;
    if (!listed.ok()) return parcels;
    for (const v1::LateParcel& parcel : listed->late_parcels()) {
      parcels.push_back(absl::StrCat(LastSegment(parcel.name()), " ",
                                     v1::LateParcel::State_Name(parcel.state())));
    }
    std::sort(parcels.begin(), parcels.end());
    return parcels;
  }
  int Count(absl::string_view type) {
    const std::vector<std::string> types = EventTypes();
    return static_cast<int>(std::count(types.begin(), types.end(), type));
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, FollowerResyncTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(FollowerResyncTest, OrdersAreAsTheyAreNowAndFinishOnce) {
  for (const char* id : {"closed", "finished", "missed"}) {
    TellOrder(Versioned(PlacedOrder(id, "b", kTestTime), 1));
  }
  CatchUp();
  const size_t backup = feed_.size();
  TellOrder(Versioned(FinishedOrder("finished", "b", kTestTime + absl::Seconds(10)), 9));
  TellOrder(Versioned(ClosedUnpaid(PlacedOrder("closed", "b", kTestTime)), 9));
  TellOrder(Versioned(FinishedOrder("vanished", "b", kTestTime + absl::Seconds(20)), 9));
  CatchUp();
  feed_.RestoreTo(backup);
  TellOrder(Versioned(FinishedOrder("missed", "b", kTestTime + absl::Seconds(30)), 2));
  CatchUpAfterRestore("feedback.orders");
  EXPECT_THAT(Trades(), ElementsAre("closed 0 0 0 1", "finished 10 0 0 1", "missed 30 0 1 2",
                                    "vanished 20 0 1 9"));
  // The new past goes on, with versions that were given before.
  TellOrder(Versioned(FinishedOrder("finished", "b", kTestTime + absl::Seconds(40)), 2));
  TellOrder(Versioned(ClosedUnpaid(PlacedOrder("closed", "b", kTestTime)), 2));
  CatchUp();
  EXPECT_THAT(Trades(), ElementsAre("closed 0 1 1 2", "finished 10 0 1 2", "missed 30 0 1 2",
                                    "vanished 20 0 1 9"));
  AdvanceTo(kTestTime + absl::Hours(24 * 10));
  EXPECT_EQ(Count("review_invitation.sent"), 3) << "one of each, though one finished twice";
}

// Its versions begin anew, and all of them would be old news.
TEST_P(FollowerResyncTest, AnOrderThatVanishedIsPlacedAgain) {
  TellOrder(PlacedOrder("other", "c", kTestTime));
  CatchUp();
  const size_t backup = feed_.size();
  TellOrder(Versioned(PlacedOrder("o", "b", kTestTime), 9));
  CatchUp();
  feed_.RestoreTo(backup);
  CatchUpAfterRestore("feedback.orders");
  TellOrder(Versioned(PlacedOrder("o", "b", kTestTime + absl::Minutes(1)), 1));
  CatchUp();
  EXPECT_THAT(Trades(), ElementsAre("o 0 0 0 1", "other 0 0 0 0"));
  TellOrder(Versioned(ClosedUnpaid(PlacedOrder("o", "b", kTestTime + absl::Minutes(1))), 2));
  CatchUp();
  EXPECT_THAT(Trades(), ElementsAre("o 0 1 1 2", "other 0 0 0 0"));
}

TEST_P(FollowerResyncTest, AClosingThatIsUndoneIsAConversionAgain) {
  ASSERT_OK(Record({MessageAt(kTestTime, v1::Message::BUYER),
                    MessageAt(kTestTime + absl::Seconds(2), v1::Message::AGENT)}));
  const orders::v1::Order order = PlacedOrder("o", "b", kTestTime + absl::Hours(1));
  TellOrder(Versioned(order, 1));
  CatchUp();
  const size_t backup = feed_.size();
  TellOrder(Versioned(ClosedUnpaid(order), 2));
  CatchUp();
  ASSERT_EQ(FigureOf("conversion").value(), 0);
  feed_.RestoreTo(backup);
  CatchUpAfterRestore("feedback.orders");
  EXPECT_EQ(FigureOf("conversion").value(), 10000);
  TellOrder(Versioned(ClosedUnpaid(order), 2));
  CatchUp();
  EXPECT_EQ(FigureOf("conversion").value(), 0);
}

TEST_P(FollowerResyncTest, WhatIsPaidIsCreditedOnce) {
  TellOrder(Paid("refunded", 5000));
  orders::v1::Order unpaid = Paid("paid", 1000);
  unpaid.mutable_payment()->clear_pay_time();
  TellOrder(unpaid);
  CatchUp();
  const size_t backup = feed_.size();
  TellOrder(Paid("refunded", 2000));
  TellOrder(Paid("paid", 1000));
  CatchUp();
  ASSERT_EQ(Sales(), 2 * 2000 + 2 * 1000);
  feed_.RestoreTo(backup);
  TellOrder(Paid("missed", 300));
  CatchUpAfterRestore("feedback.orders");
  // The refund is undone; a payment was taken, though orders doesn't know.
  EXPECT_EQ(Sales(), 2 * 5000 + 2 * 1000 + 2 * 300);
  TellOrder(Paid("refunded", 2000));
  TellOrder(Paid("paid", 1000));
  CatchUp();
  EXPECT_EQ(Sales(), 2 * 2000 + 2 * 1000 + 2 * 300);
  feed_.RestoreTo(backup + 1);
  CatchUpAfterRestore("feedback.orders", 2);
  EXPECT_EQ(Sales(), 2 * 5000 + 2 * 1000 + 2 * 300);
}

TEST_P(FollowerResyncTest, MistakesCountAsOrdersHasThem) {
  for (int i = 0; i < 4; ++i) TellOrder(Paid(absl::StrCat("o", i), 100));
  feed_.Add(Mistake("dismissed", orders::v1::OrderError::OPEN), "order_error.recorded");
  CatchUp();
  const size_t backup = feed_.size();
  feed_.Add(Mistake("dismissed", orders::v1::OrderError::DISMISSED), "order_error.dismissed");
  CatchUp();
  ASSERT_EQ(FigureOf("order_errors").value(), 0);
  feed_.RestoreTo(backup);
  feed_.Add(Mistake("missed", orders::v1::OrderError::OPEN), "order_error.recorded");
  CatchUpAfterRestore("feedback.orders");
  EXPECT_EQ(FigureOf("order_errors").value(), 5000);
}

TEST_P(FollowerResyncTest, WhoIsErasedStaysErased) {
  erasure::v1::Erasure erasure;
  erasure.set_name("shops/1/buyers/b/erasure");
  erasure.set_buyer("b");
  erasure.set_state(erasure::v1::Erasure::DONE);
  *erasure.mutable_create_time() = ToProto(kTestTime);
  TellOrder(PlacedOrder("o", "b", kTestTime));
  CatchUp();
  const size_t backup = feed_.size();
  TellOrder(PlacedOrder("o2", "b", kTestTime));
  CatchUp();
  feed_.RestoreTo(backup);
  feed_.Add(erasure, "erasure.done");
  CatchUpAfterRestore("feedback.orders");
  AdvanceTo(kTestTime + absl::Minutes(1));
  EXPECT_EQ(Count("erasure.done"), 1) << "it was missed";
  feed_.RestoreTo(backup);
  CatchUpAfterRestore("feedback.orders", 2);
  feed_.Add(erasure, "erasure.done");
  CatchUp();
  AdvanceTo(kTestTime + absl::Minutes(2));
  EXPECT_EQ(Count("erasure.done"), 1);
}

TEST_P(FollowerResyncTest, LateParcelsThatWereMissedAreToldAndOthersStay) {
  using logistics::v1::TrackingStatus;
  logistics_feed_.Add(LateShipment("ended", TrackingStatus::IN_TRANSIT), "shipment.late");
  CatchUp();
  const size_t backup = logistics_feed_.size();
  logistics_feed_.Add(LateShipment("ended", TrackingStatus::DELIVERED), "shipment.delivered");
  logistics_feed_.Add(LateShipment("vanished", TrackingStatus::IN_TRANSIT), "shipment.late");
  CatchUp();
  logistics_feed_.RestoreTo(backup);
  logistics_feed_.Add(LateShipment("missed", TrackingStatus::IN_TRANSIT), "shipment.late");
  logistics_feed_.Add(LateShipment("over", TrackingStatus::DELIVERED), "shipment.delivered");
  logistics::v1::Shipment moved = LateShipment("moved", TrackingStatus::IN_TRANSIT);
  *moved.mutable_lateness()->mutable_end_time() = ToProto(kTestTime);
  logistics_feed_.Add(moved, "shipment.in_transit");
  logistics::v1::Shipment punctual = LateShipment("punctual", TrackingStatus::DELIVERED);
  punctual.clear_lateness();
  logistics_feed_.Add(punctual, "shipment.delivered");
  CatchUpAfterRestore("feedback.logistics");
  EXPECT_THAT(LateParcels(), ElementsAre("ended OVERTAKEN", "missed TO_TELL", "moved TO_TELL",
                                         "over OVERTAKEN", "vanished TO_TELL"));
  EXPECT_EQ(Work().size(), 3u);
  EXPECT_EQ(Count("late_parcel.found"), 5);
  EXPECT_EQ(Count("late_parcel.ended"), 2);
  // Once more, and what became of the first is told again.
  logistics_feed_.RestoreTo(backup + 1);
  logistics_feed_.Add(LateShipment("ended", TrackingStatus::DELIVERED), "shipment.delivered");
  CatchUpAfterRestore("feedback.logistics", 2);
  EXPECT_EQ(Work().size(), 3u);
  EXPECT_EQ(Count("late_parcel.found"), 5);
  EXPECT_EQ(Count("late_parcel.ended"), 2);
}

}  // namespace
}  // namespace shopdesk::feedback
