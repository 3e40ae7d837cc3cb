#include "tools/shopdesk/replay/report.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

// Of a shop that sold 10 pieces and got 3 of them back, all settled.
nlohmann::ordered_json SettledReport() {
  return nlohmann::ordered_json::parse(R"({
    "shop": "retail", "currency": "GBP", "rows": 12,
    "orders": 4, "orders_by_state": {"TRADE_FINISHED": 4},
    "paid_minor": 123456, "refunded_minor": 5, "skipped": {"samples": 2},
    "units_sold": 10, "units_returned": 3, "units_unmatched": 1,
    "return_lines": 2, "return_lines_unmatched": 1,
    "escrow": {"paid_in": 100000, "held": 0, "released": 99995, "refunded": 5},
    "cod": {"collected": 23456, "refunded": 0}, "cod_surcharge_paid_minor": 250,
    "freight_paid_minor": 999,
    "stock": {"on_hand": 3, "reserved": 0, "ledger_sum": 3},
    "shipments_by_mode": {"STANDARD": 4}, "shipments_by_status": {"SIGNED": 4},
    "events_delivered": {"orders.outbox": 7},
    "dsr": {"service": {"mean": "4.80", "count": 5}},
    "reviews_by_grade": {"GOOD": 5},
    "scorecards": {"1001": {"answer_ratio": {"verdict": "GOOD"}}},
    "methods": {"shopdesk.orders.v1.OrderService/PlaceOrder": {"calls": 4, "p50_ms": 1.5, "p99_ms": 20.25}}
  })");
}

// What isn't at rest, after the change.
template <class Change>
std::string UnrestAfter(Change change) {
  nlohmann::ordered_json report = SettledReport();
  change(report);
  const absl::Status status = CheckAtRest(report);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  return std::string(status.message());
}

TEST(ReportTest, WhatIsSettledIsAtRest) { EXPECT_OK(CheckAtRest(SettledReport())); }

TEST(ReportTest, WhatIsNotAtRestIsNamed) {
  EXPECT_EQ(UnrestAfter([](auto& report) { report["escrow"]["held"] = 7; }),
            "the suite is not at rest: escrow.held is 7, not 0");
  EXPECT_THAT(UnrestAfter([](auto& report) { report["stock"]["reserved"] = 1; }),
              HasSubstr("stock.reserved is 1, not 0"));
  EXPECT_THAT(UnrestAfter([](auto& report) { report["stock"]["ledger_sum"] = 4; }),
              HasSubstr("stock.ledger_sum is 4, not 3"));
  EXPECT_THAT(UnrestAfter([](auto& report) { report["events_parked"]["orders.outbox"] = 2; }),
              HasSubstr("events are parked: orders.outbox 2"));
}

TEST(ReportTest, AllOfItIsNamedAtOnce) {
  const std::string told = UnrestAfter([](auto& report) {
    report["stock"]["on_hand"] = 5;
    report["stock"]["reserved"] = 1;
  });
  EXPECT_EQ(told,
            "the suite is not at rest: stock.reserved is 1, not 0; stock.on_hand is 5, not 3; "
            "stock.ledger_sum is 3, not 5");
}

TEST(ReportTest, WhatNeverWentIsOnHandWhereMoneyIsRefunded) {
  nlohmann::ordered_json report = SettledReport();
  report["closed_unpaid"] = 2;
  report["fully_refunded"] = 1;
  report["stock"] = {{"on_hand", 6}, {"reserved", 0}, {"ledger_sum", 6}};
  EXPECT_OK(CheckAtRest(report));
}

TEST(ReportTest, PeopleReadAmountsInUnits) {
  const std::string text = FormatReport(SettledReport());
  EXPECT_THAT(text, HasSubstr("What the four services know of shops/retail\n"));
  EXPECT_THAT(text, HasSubstr("  orders                 4 (TRADE_FINISHED 4)\n"));
  EXPECT_THAT(text, HasSubstr("  paid, refunded         1234.56, 0.05 GBP\n"));
  EXPECT_THAT(text, HasSubstr("paid in 1000.00 = held 0.00 + released 999.95 + refunded 0.05\n"));
  EXPECT_THAT(text, HasSubstr("collected 234.56, refunded 0.00, surcharge 2.50\n"));
  EXPECT_THAT(text, HasSubstr("sold 10, returned 3, unmatched 1 (1 of 2 return lines)\n"));
  EXPECT_THAT(text, HasSubstr("DSR service            4.80 of 5\n"));
  EXPECT_THAT(text, HasSubstr("scorecard 1001         answer_ratio GOOD\n"));
}

TEST(ReportTest, WhatAShopHasNotIsNoLine) {
  nlohmann::ordered_json report = SettledReport();
  std::string text = FormatReport(report);
  EXPECT_THAT(text, Not(HasSubstr("bank transfers")));
  EXPECT_THAT(text, Not(HasSubstr("orders paid")));
  EXPECT_THAT(text, Not(HasSubstr("What the desk did")));
  report["bank"] = {{"received", 100}, {"refunded", 1}};
  report["paid_orders"] = 3;
  report["closed_unpaid"] = 1;
  report["fully_refunded"] = 0;
  report["partly_refunded"] = 2;
  report["desk"] = {{"pairs", {{"found", 2}, {"merged", {{"both", 1}}}}}, {"notes", 3}};
  text = FormatReport(report);
  EXPECT_THAT(text, HasSubstr("received 1.00, refunded 0.01\n"));
  EXPECT_THAT(text, HasSubstr("3, closed unpaid 1, refunded whole 0, in part 2\n"));
  EXPECT_THAT(text, HasSubstr("What the desk did\n"));
  EXPECT_THAT(text, HasSubstr("  pairs                  found 2, merged (both 1)\n"));
  EXPECT_THAT(text, HasSubstr("  notes                  3\n"));
}

TEST(ReportTest, MethodsAreATable) {
  const std::string text = FormatReport(SettledReport());
  EXPECT_THAT(text, HasSubstr("  shopdesk.orders.v1.OrderService/PlaceOrder                     "
                              "      4      1.50     20.25\n"));
}

}  // namespace
}  // namespace shopdesk::cli
