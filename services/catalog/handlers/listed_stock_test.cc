#include "services/catalog/handlers/listed_stock.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/catalog/handlers/testing/at_once.h"
#include "services/catalog/handlers/testing/shop.h"
#include "services/catalog/handlers/testing/work.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using testing::AtOnce;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::OpenWork;
using testing::ReserveAtOnce;
using testing::Shop;
using testing::WriteBody;

constexpr char kTooHigh[] = "listed_too_high shops/s/skus/A/listedStock";

class ListedStockTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  absl::StatusOr<v1::ReportListedStockResponse> Report(const std::string& sku, int64_t listed,
                                                       const std::string& fields = "") {
    return shop_.WriteText<v1::ReportListedStockResponse>(
        handlers::ReportListedStock,
        absl::StrCat("parent: 'shops/s' connector: 'tmall' figures { sku_id: '", sku,
                     "' listed: ", listed, " } ", fields));
  }
  absl::StatusOr<v1::SyncListedStockResponse> Sync(const std::string& sku) {
    return shop_.WriteText<v1::SyncListedStockResponse>(handlers::SyncListedStock,
                                                        "parent: 'shops/s' sku_ids: '" + sku + "'");
  }
  // The report as "<sku> <listed>/<available>".
  std::vector<std::string> Differing(const std::string& fields = "") {
    std::vector<std::string> rows;
    auto request = shopdesk::testing::ParseText<v1::ListDiscrepanciesRequest>(
        "parent: 'shops/s' page_size: 1 " + fields);
    do {
      const auto page = shop_.Read(handlers::ListDiscrepancies, request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      for (const v1::ListedStock& row : page->listed_stocks()) {
        rows.push_back(
            absl::StrCat(row.name().substr(13, 1), " ", row.listed(), "/", row.available()));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return rows;
  }
  absl::StatusOr<v1::ListedStock> Get(const std::string& sku) {
    return shop_.ReadText<v1::ListedStock>(handlers::GetListedStock,
                                           "name: 'shops/s/skus/" + sku + "/listedStock'");
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(ListedStockTest);

// Case 1 of the domain: real 1, listed 5.
TEST_P(ListedStockTest, TheReportShowsFiveAgainstOneWhoeverGotIt) {
  ASSERT_OK(shop_.Stock("A", 1));
  ASSERT_OK(Report("A", 5));
  EXPECT_THAT(Differing(), ElementsAre("A 5/1"));
  EXPECT_THAT(OpenWork(shop_), ElementsAre(kTooHigh));
  int got = 0;
  for (const absl::Status& status : ReserveAtOnce(shop_, 50, "lines { sku_id: 'A' quantity: 1 }")) {
    if (status.ok()) {
      ++got;
      continue;
    }
    EXPECT_THAT(status, HasReason("OUT_OF_STOCK"));
    EXPECT_EQ(ErrorMetadataOf(status, "available"), "0");
  }
  EXPECT_EQ(got, 1);
  EXPECT_THAT(Differing(), ElementsAre("A 5/0"));
  ASSERT_OK_AND_ASSIGN(const v1::ListedStock page, Get("A"));
  EXPECT_EQ(page.listed(), 5);
  EXPECT_EQ(page.on_hand(), 1);
  EXPECT_EQ(page.available(), 0);
  EXPECT_TRUE(page.too_high());
  const v1::StockFigures figures = shop_.Figures();
  EXPECT_EQ(figures.on_hand(), figures.ledger_on_hand());
  EXPECT_EQ(figures.reserved(), figures.ledger_reserved());
  ASSERT_OK_AND_ASSIGN(const auto synced, Sync("A"));
  EXPECT_EQ(synced.listed_stocks(0).listed(), 0);
  EXPECT_THAT(Differing(), IsEmpty());
  EXPECT_THAT(OpenWork(shop_), Not(Contains(kTooHigh)));
}

TEST_P(ListedStockTest, TooHighIsToldWhenItBeginsAndEndsNotInBetween) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(Report("A", 5));
  EXPECT_THAT(OpenWork(shop_), IsEmpty());
  ASSERT_OK(shop_.Reserve("1", "lines { sku_id: 'A' quantity: 1 }"));
  EXPECT_THAT(OpenWork(shop_), ElementsAre(kTooHigh));
  ASSERT_OK(shop_.Reserve("2", "lines { sku_id: 'A' quantity: 1 }"));
  // The reservations lapse.
  shop_.AdvanceTo(kTestTime + absl::Minutes(16));
  EXPECT_THAT(OpenWork(shop_), IsEmpty());
  EXPECT_THAT(Differing(), IsEmpty());
  EXPECT_THAT(shop_.Events(), Contains("listed_stock.too_high").Times(1));
  EXPECT_THAT(shop_.Events(), Contains("listed_stock.covered").Times(1));
}

TEST_P(ListedStockTest, EveryKindOfChangeIsSeen) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(Report("A", 5));
  ASSERT_OK(shop_.WriteText<v1::StockLevel>(handlers::CountStock,
                                            "name: 'shops/s/skus/A/stockLevels/main' counted: 4"));
  EXPECT_THAT(OpenWork(shop_), ElementsAre(kTooHigh));
  // A level made after the report counts too.
  ASSERT_OK(shop_.Receive("A", 1, "west"));
  EXPECT_THAT(OpenWork(shop_), IsEmpty());
  ASSERT_OK(shop_.WriteText<v1::StockLevel>(
      handlers::ConfigureStock, "name: 'shops/s/skus/A/stockLevels/west' safety_stock: 1"));
  EXPECT_THAT(OpenWork(shop_), Contains(kTooHigh));
  EXPECT_THAT(Differing("kind: TOO_HIGH"), ElementsAre("A 5/4"));
  ASSERT_OK(shop_.Receive("A", 1, "west"));
  EXPECT_THAT(OpenWork(shop_), Not(Contains(kTooHigh)));
  ASSERT_OK(shop_.WriteText<v1::Policy>(handlers::UpdatePolicy,
                                        "policy { name: 'shops/s/policy' safety_stock: 1 }"));
  EXPECT_THAT(Differing(), ElementsAre("A 5/4"));
  shop_.AdvanceTo(kTestTime + absl::Seconds(1));
  EXPECT_THAT(OpenWork(shop_), Contains(kTooHigh));
  EXPECT_THAT(Differing("kind: TOO_HIGH"), ElementsAre("A 5/4"));
}

TEST_P(ListedStockTest, ASkuWithoutStockIsListedTooHigh) {
  ASSERT_OK(shop_.Stock("A", 0));
  ASSERT_OK(Report("A", 2));
  EXPECT_THAT(Differing(), ElementsAre("A 2/0"));
  EXPECT_THAT(OpenWork(shop_), ElementsAre(kTooHigh));
  ASSERT_OK(shop_.Receive("A", 2, ""));
  EXPECT_THAT(OpenWork(shop_), IsEmpty());
}

TEST_P(ListedStockTest, TheReportFiltersAndPages) {
  for (const char* sku : {"A", "B", "C", "D"}) ASSERT_OK(shop_.Stock(sku, 5));
  ASSERT_OK(Report("A", 9,
                   "figures { sku_id: 'B' listed: 4 } figures { sku_id: 'C' listed: 5 } "
                   "figures { sku_id: 'D' listed: 6 }"));
  EXPECT_THAT(Differing(), ElementsAre("A 9/5", "B 4/5", "D 6/5"));
  EXPECT_THAT(Differing("kind: TOO_HIGH"), ElementsAre("A 9/5", "D 6/5"));
  EXPECT_THAT(Differing("kind: TOO_LOW"), ElementsAre("B 4/5"));
  EXPECT_THAT(Differing("min_difference: 2"), ElementsAre("A 9/5"));
  EXPECT_THAT(Differing("kind: TOO_LOW min_difference: 2"), IsEmpty());
}

TEST_P(ListedStockTest, BadRowsAreReportedAndStopNoOther) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK_AND_ASSIGN(const auto report,
                       Report("X", 1,
                              "figures { sku_id: 'A' listed: -1 } figures { listed: 1 } "
                              "figures { sku_id: 'A' listed: 3 }"));
  EXPECT_EQ(report.changed_count(), 1);
  ASSERT_EQ(report.errors_size(), 3);
  EXPECT_EQ(report.errors(0).sku_id(), "X");
  EXPECT_EQ(report.errors(1).index(), 1);
  EXPECT_THAT(report.errors(1).message(), ::testing::HasSubstr("listed"));
  EXPECT_THAT(Get("X"), HasReason("NOT_FOUND"));
  ASSERT_OK_AND_ASSIGN(const v1::ListedStock page, Get("A"));
  EXPECT_EQ(page.listed(), 3);
  EXPECT_EQ(page.connector(), "tmall");
  EXPECT_THAT(shop_.WriteText<v1::ReportListedStockResponse>(
                  handlers::ReportListedStock,
                  "parent: 'shops/other' connector: 'c' figures { sku_id: 'A' }"),
              HasReason("NOT_FOUND"));
}

TEST_P(ListedStockTest, WhatWasReadEarlierIsNoNews) {
  ASSERT_OK(shop_.Stock("A", 5));
  shop_.AdvanceTo(kTestTime + absl::Minutes(10));
  ASSERT_OK(Sync("A"));
  ASSERT_OK_AND_ASSIGN(
      const auto late,
      Report("A", 9,
             absl::StrCat("read_time { seconds: ",
                          absl::ToUnixSeconds(kTestTime + absl::Minutes(9)), " }")));
  EXPECT_EQ(late.unchanged_count(), 1);
  EXPECT_THAT(Differing(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto same, Report("A", 5));
  EXPECT_EQ(same.unchanged_count(), 1);
  ASSERT_OK_AND_ASSIGN(const auto news, Report("A", 9));
  EXPECT_EQ(news.changed_count(), 1);
  EXPECT_THAT(shop_.Events(), Contains("listed_stock.reported").Times(1));
}

TEST_P(ListedStockTest, SyncSetsThePageToWhatCanBePromised) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(shop_.Receive("A", 3, "west"));
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 2 }"));
  ASSERT_OK_AND_ASSIGN(const auto synced, Sync("A' sku_ids: 'A"));
  ASSERT_EQ(synced.listed_stocks_size(), 1);
  EXPECT_EQ(synced.listed_stocks(0).listed(), 6);
  EXPECT_EQ(FromProto(synced.listed_stocks(0).sync_time()), kTestTime);
  ASSERT_OK_AND_ASSIGN(const v1::ListedStock page, Get("A"));
  EXPECT_THAT(page, EqualsProto(synced.listed_stocks(0)));
  EXPECT_THAT(shop_.Events(), Contains("listed_stock.synced").Times(1));
  EXPECT_THAT(Sync("A' sku_ids: 'X"), HasReason("NOT_FOUND"));
}

TEST_P(ListedStockTest, ARemovedSkuIsNoLongerListed) {
  ASSERT_OK(shop_.Create("p",
                         "title: 'Two' skus { sku_id: 'A' price { currency_code: 'GBP' minor: 1 } }"
                         " skus { sku_id: 'B' price { currency_code: 'GBP' minor: 1 } }"));
  ASSERT_OK(shop_.Receive("A", 1, ""));
  ASSERT_OK(Report("A", 2));
  ASSERT_OK(shop_.WriteText<v1::StockLevel>(handlers::CountStock,
                                            "name: 'shops/s/skus/A/stockLevels/main' counted: 0"));
  EXPECT_THAT(OpenWork(shop_), ::testing::SizeIs(2));
  ASSERT_OK(shop_.WriteText<v1::Product>(
      handlers::UpdateProduct,
      "product { name: 'shops/s/products/p' skus { sku_id: 'B' price { currency_code: 'GBP' "
      "minor: 1 } } } update_mask { paths: 'skus' }"));
  EXPECT_THAT(OpenWork(shop_), IsEmpty());
  EXPECT_THAT(Get("A"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Differing(), IsEmpty());
}

// Reports, receipts and reservations at once, at places that are new: whoever comes last sees the
// others.
TEST_P(ListedStockTest, ReportsAndStockMovesAtOnceAgree) {
  ASSERT_OK(shop_.Stock("A", 50));
  for (int round = 0; round < 10; ++round) {
    ASSERT_OK_AND_ASSIGN(const v1::StockLevel level, shop_.Level("A"));
    const int64_t before = level.available() + round;
    const WriteBody report = [&](runtime::WriteContext& ctx) {
      v1::ReportListedStockRequest request;
      request.set_parent("shops/s");
      request.set_connector("tmall");
      v1::ListedFigure& figure = *request.add_figures();
      figure.set_sku_id("A");
      figure.set_listed(before - 2 + round % 3);
      v1::ReportListedStockResponse response;
      return handlers::ReportListedStock(ctx, request, &response);
    };
    const WriteBody receive = [&](runtime::WriteContext& ctx) {
      v1::AdjustStockResponse response;
      return handlers::AdjustStock(
          ctx,
          shopdesk::testing::ParseText<v1::AdjustStockRequest>(
              absl::StrCat("parent: 'shops/s' reason: RECEIVED lines { sku_id: 'A' location: 'w",
                           round, "' bucket: ON_HAND delta: 1 }")),
          &response);
    };
    const WriteBody reserve = [&](runtime::WriteContext& ctx) {
      v1::Reservation response;
      return handlers::ReserveStock(
          ctx,
          shopdesk::testing::ParseText<v1::ReserveStockRequest>(absl::StrCat(
              "parent: 'shops/s' reservation_id: '", round, "' lines { sku_id: 'A' quantity: 2 }")),
          &response);
    };
    for (const absl::Status& status : AtOnce(shop_, {reserve, report, receive})) EXPECT_OK(status);
    ASSERT_OK_AND_ASSIGN(const v1::ListedStock page, Get("A"));
    EXPECT_EQ(page.available(), before - 1);
    if (page.too_high()) {
      EXPECT_THAT(OpenWork(shop_), ElementsAre(kTooHigh));
    } else {
      EXPECT_THAT(OpenWork(shop_), IsEmpty());
    }
  }
}

}  // namespace
}  // namespace shopdesk::catalog
