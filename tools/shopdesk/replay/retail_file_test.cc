#include "tools/shopdesk/replay/retail_file.h"

#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/shopdesk/replay/method_latency.h"

namespace shopdesk::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr char kRetailFileHeader[] =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

std::unique_ptr<RetailFile> RetailFileStage(const std::string& rows, int64_t orders = 0) {
  const std::string file = ::testing::TempDir() + "retail.csv";
  std::ofstream(file) << kRetailFileHeader << rows;
  auto staged = RetailFile::Stage(file, orders, nullptr);
  EXPECT_TRUE(staged.ok()) << staged.status();
  return staged.ok() ? *std::move(staged) : nullptr;
}

std::vector<Invoice> RetailFileInvoices(RetailFile& file) {
  std::vector<Invoice> invoices;
  EXPECT_TRUE(file.ForEachInvoice([&](const Invoice& invoice) {
                    invoices.push_back(invoice);
                    return absl::OkStatus();
                  })
                  .ok());
  return invoices;
}

TEST(RetailFileTest, MergesLinesOfOneCodeAndPriceInFileOrder) {
  const auto file = RetailFileStage(
      "1,B ,Box,2,2010-12-01 08:00:00,1.005,7.0,EIRE\n"
      "1,a,Ant,1,2010-12-01 08:00:00,2,7.0,EIRE\n"
      "1,B,Box,3,2010-12-01 08:00:00,1.01,7.0,EIRE\n"
      "1,B,Box,4,2010-12-01 08:00:00,1.02,7.0,EIRE\n");
  const std::vector<Invoice> invoices = RetailFileInvoices(*file);
  ASSERT_EQ(invoices.size(), 1u);
  EXPECT_EQ(invoices[0].buyer, "7");
  ASSERT_EQ(invoices[0].sale_lines.size(), 3u);
  EXPECT_EQ(invoices[0].sale_lines[0].code, "B");
  EXPECT_EQ(invoices[0].sale_lines[0].price_minor, 101) << "1.005 is rounded half up";
  EXPECT_EQ(invoices[0].sale_lines[0].quantity, 5);
  EXPECT_EQ(invoices[0].sale_lines[2].price_minor, 102);
}

TEST(RetailFileTest, CountsEverySkippedRowUnderItsFirstReason) {
  const auto file = RetailFileStage(
      "1,A,,1,2010-12-01 08:00:00,1,,UK\n"
      "2,A,,0,2010-12-01 08:00:00,0,,UK\n"
      "2,A,,1,2010-12-01 08:00:00,0.004,,UK\n"
      "2,,,1,2010-12-01 08:00:00,1,,UK\n"
      "2,A,,one,2010-12-01 08:00:00,1,,UK\n"
      "2,A,,1,yesterday,1,,UK\n"
      "2,A,,1\n"
      "C3,A,,0,2010-12-01 08:00:00,1,,UK\n"
      "C3,A,,-1,2010-12-01 08:00:00,1,,UK\n");
  EXPECT_EQ(file->totals().rows, 9);
  EXPECT_EQ(file->totals().orders, 1);
  EXPECT_THAT(file->totals().skipped,
              ElementsAre(Pair("malformed", 3), Pair("price", 1), Pair("quantity", 1),
                          Pair("return_without_customer", 1), Pair("return_without_quantity", 1),
                          Pair("stock_code", 1)));
  EXPECT_EQ(RetailFileInvoices(*file)[0].buyer, "guest-1");
}

TEST(RetailFileTest, OrdersByTimeThenFileAndCutsAfterTheNthOrdersInvoice) {
  const std::string rows =
      "2,A,,1,2010-12-01 09:00:00,1,1,UK\n"
      "1,A,,1,2010-12-01 08:00:00,1,1,UK\n"
      "3,A,,1,2010-12-01 09:00:00,1,1,UK\n"
      "C4,A,,-2,2010-12-01 10:00:00,1,1,UK\n"
      "2,B,,1,2010-12-01 09:00:00,1,1,UK\n";
  const auto whole = RetailFileStage(rows);
  std::vector<std::string> numbers;
  for (const Invoice& invoice : RetailFileInvoices(*whole)) numbers.push_back(invoice.number);
  EXPECT_THAT(numbers, ElementsAre("1", "2", "3", "C4"));
  // The first order in time is invoice 1; its last row is the second of the file.
  const auto cut = RetailFileStage(rows, 1);
  EXPECT_EQ(cut->totals().rows, 2);
  EXPECT_EQ(cut->totals().orders, 2);
  EXPECT_NE(cut->totals().fingerprint, whole->totals().fingerprint);
}

TEST(RetailFileTest, SumsWhatEachProductSellsAndNamesItByItsFirstTitle) {
  const auto file = RetailFileStage(
      "1,a,,1,2010-12-01 08:00:00,1,1,UK\n"
      "1,a,Zebra,2,2010-12-01 08:00:00,2,1,UK\n"
      "2,a,Ant,3,2010-12-01 08:01:00,1,1,UK\n"
      "2,A,,3,2010-12-01 08:01:00,1,1,UK\n");
  std::vector<FileProduct> products;
  ASSERT_TRUE(file->ForEachProduct([&](const FileProduct& product) {
                    products.push_back(product);
                    return absl::OkStatus();
                  })
                  .ok());
  ASSERT_EQ(products.size(), 2u) << "codes are case-sensitive";
  EXPECT_EQ(products[0].title, "A") << "without a description the code is the title";
  EXPECT_EQ(products[1].title, "Zebra");
  EXPECT_THAT(products[1].sold, ElementsAre(Pair(100, 4), Pair(200, 2)));
}

TEST(RetailFileTest, TellsWhatTheFileSaysLater) {
  const std::string rows =
      "1,A,,1,2010-12-01 08:00:00,1,7,UK\n"
      "1,A,,1,2010-12-01 08:00:00,2,7,UK\n"
      "1,A,,1,2010-12-01 08:00:00,2,7,UK\n"
      "2,A,,1,2010-12-01 08:01:00,1,8,UK\n"
      "3,A,,1,2010-12-01 08:01:00,3,,UK\n"
      "C4,A,,-1,2010-12-01 09:00:00,1,7,UK\n";
  const auto whole = RetailFileStage(rows);
  const std::vector<Invoice> invoices = RetailFileInvoices(*whole);
  ASSERT_EQ(invoices.size(), 4u);
  EXPECT_FALSE(invoices[0].sale_lines[0].only_here) << "invoice 2 has it at this price, too";
  EXPECT_TRUE(invoices[0].sale_lines[1].only_here) << "twice in one invoice";
  EXPECT_TRUE(invoices[0].buyer_returns);
  EXPECT_FALSE(invoices[1].buyer_returns);
  EXPECT_FALSE(invoices[2].buyer_returns);
  const auto cut = RetailFileStage(rows, 1);
  EXPECT_TRUE(RetailFileInvoices(*cut)[0].sale_lines[0].only_here) << "what is cut off isn't told";
  EXPECT_FALSE(RetailFileInvoices(*cut)[0].buyer_returns);
}

TEST(RetailFileTest, RefusesAnotherFormat) {
  const std::string file = ::testing::TempDir() + "other.csv";
  std::ofstream(file) << "a,b\n1,2\n";
  EXPECT_THAT(std::string(RetailFile::Stage(file, 0, nullptr).status().message()),
              HasSubstr("InvoiceNo"));
}

TEST(MethodLatencyTest, InterpolatesWithinBuckets) {
  const auto latencies = ParseMethodLatencies(
      "# HELP x\n"
      "grpc_server_handling_seconds_bucket{grpc_service=\"s\",grpc_method=\"M\",le=\"0.001\"} 50\n"
      "grpc_server_handling_seconds_bucket{grpc_service=\"s\",grpc_method=\"M\",le=\"0.003\"} 100\n"
      "grpc_server_handling_seconds_bucket{grpc_service=\"s\",grpc_method=\"M\",le=\"+Inf\"} 100\n"
      "grpc_server_handling_seconds_bucket{grpc_service=\"s\",grpc_method=\"Idle\",le=\"+Inf\"} "
      "0\n");
  ASSERT_EQ(latencies.size(), 1u);
  const MethodLatency& latency = latencies.at("s/M");
  EXPECT_EQ(latency.calls, 100);
  EXPECT_DOUBLE_EQ(latency.p50_ms, 1.0);
  EXPECT_NEAR(latency.p99_ms, 2.96, 1e-9);
}

}  // namespace
}  // namespace shopdesk::cli
