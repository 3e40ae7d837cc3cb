#include "services/catalog/handlers/stock/listed_stock.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using ::shopdesk::testing::ParseText;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Shop;
using ::testing::SizeIs;
using testing::WriteBody;

constexpr char kListedStockTooHigh[] = "listed_too_high shops/s/skus/A/listedStock";

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
    shop_.List(handlers::ListDiscrepancies, fields, [&](const v1::ListDiscrepanciesResponse& page) {
      for (const v1::ListedStock& row : page.listed_stocks()) {
        rows.push_back(
            absl::StrCat(row.name().substr(13, 1), " ", row.listed(), "/", row.available()));
      }
      return page.listed_stocks_size();
    });
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
  EXPECT_THAT(shop_.OpenWork(), ElementsAre(kListedStockTooHigh));
  int got = 0;
  for (const absl::Status& status : shop_.ReserveAtOnce(50, "lines { sku_id: 'A' quantity: 1 }")) {
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
  EXPECT_THAT(shop_.OpenWork(), Not(Contains(kListedStockTooHigh)));
}

TEST_P(ListedStockTest, ASkuWithoutStockIsListedTooHigh) {
  ASSERT_OK(shop_.Stock("A", 0));
  ASSERT_OK(Report("A", 2));
  EXPECT_THAT(Differing(), ElementsAre("A 2/0"));
  EXPECT_THAT(shop_.OpenWork(), ElementsAre(kListedStockTooHigh));
  ASSERT_OK(shop_.Receive("A", 2));
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
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
  EXPECT_EQ(report.errors(0).id(), "X");
  EXPECT_EQ(report.errors(1).index(), 1);
  EXPECT_THAT(report.errors(1).message(), HasSubstr("listed"));
  EXPECT_THAT(Get("X"), HasReason("NOT_FOUND"));
  ASSERT_OK_AND_ASSIGN(const v1::ListedStock page, Get("A"));
  EXPECT_EQ(page.listed(), 3);
  EXPECT_EQ(page.connector(), "tmall");
  EXPECT_THAT(shop_.WriteText<v1::ReportListedStockResponse>(
                  handlers::ReportListedStock,
                  "parent: 'shops/other' connector: 'c' figures { sku_id: 'A' }"),
              HasReason("UNKNOWN_SHOP"));
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
  // Of what was taken in: the time of reading changed, or the figure too.
  EXPECT_THAT(shop_.Events(), Contains("listed_stock.reported").Times(2));
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
  ASSERT_OK(shop_.Receive("A", 1));
  ASSERT_OK(Report("A", 2));
  ASSERT_OK(shop_.WriteText<v1::StockLevel>(handlers::CountStock,
                                            "name: 'shops/s/skus/A/stockLevels/main' counted: 0"));
  EXPECT_THAT(shop_.OpenWork(), SizeIs(2));
  ASSERT_OK(shop_.WriteText<v1::Product>(
      handlers::UpdateProduct,
      "product { name: 'shops/s/products/p' skus { sku_id: 'B' price { currency_code: 'GBP' "
      "minor: 1 } } } update_mask { paths: 'skus' }"));
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
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
          ParseText<v1::AdjustStockRequest>(
              absl::StrCat("parent: 'shops/s' reason: RECEIVED lines { sku_id: 'A' location: 'w",
                           round, "' bucket: ON_HAND delta: 1 }")),
          &response);
    };
    const WriteBody reserve = [&](runtime::WriteContext& ctx) {
      v1::Reservation response;
      return handlers::ReserveStock(
          ctx,
          ParseText<v1::ReserveStockRequest>(absl::StrCat(
              "parent: 'shops/s' reservation_id: '", round, "' lines { sku_id: 'A' quantity: 2 }")),
          &response);
    };
    for (const absl::Status& status : shop_.AtOnce({reserve, report, receive})) EXPECT_OK(status);
    ASSERT_OK_AND_ASSIGN(const v1::ListedStock page, Get("A"));
    EXPECT_EQ(page.available(), before - 1);
    if (page.too_high()) {
      EXPECT_THAT(shop_.OpenWork(), ElementsAre(kListedStockTooHigh));
    } else {
      EXPECT_THAT(shop_.OpenWork(), IsEmpty());
    }
  }
}

}  // namespace
}  // namespace shopdesk::catalog
