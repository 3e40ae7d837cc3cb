#include "tools/shopdesk/replay/tmall_file.h"

#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr char kTmallFileHeader[] =
    "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\n";

absl::StatusOr<std::unique_ptr<TmallFile>> TmallFileStage(const std::string& content,
                                                          int64_t orders = 0) {
  const std::string file = ::testing::TempDir() + "tmall.csv";
  std::ofstream(file) << content;
  return TmallFile::Stage(file, orders, nullptr);
}

std::vector<Invoice> TmallFileInvoices(ShopFile& file) {
  std::vector<Invoice> invoices;
  EXPECT_TRUE(file.ForEachInvoice([&](const Invoice& invoice) {
                    invoices.push_back(invoice);
                    return absl::OkStatus();
                  })
                  .ok());
  return invoices;
}

std::vector<std::string> NumbersOf(ShopFile& file) {
  std::vector<std::string> numbers;
  for (const Invoice& invoice : TmallFileInvoices(file)) numbers.push_back(invoice.number);
  return numbers;
}

TEST(TmallFileTest, OrdersComeInTheOrderOfTimeWithWhatBecameOfThem) {
  const auto file = TmallFileStage(std::string(kTmallFileHeader) +
                                   "2,20.005,0.0,广东省,2020-02-15 09:33:26,2020-02-15 09:40:00,7\n"
                                   "1,38.0,0.0,上海,2020-02-10 00:21:46,,0.0\n");
  ASSERT_TRUE(file.ok()) << file.status();
  const std::vector<Invoice> invoices = TmallFileInvoices(**file);
  ASSERT_EQ(invoices.size(), 2u);
  EXPECT_EQ(invoices[0].number, "1");
  EXPECT_EQ(invoices[0].pay_time, absl::InfiniteFuture());
  // 00:21:46 in China.
  EXPECT_EQ(absl::FormatTime("%d %H:%M:%S", invoices[0].time, absl::UTCTimeZone()), "09 16:21:46");
  EXPECT_EQ(invoices[1].administrative_area, "广东省");
  EXPECT_EQ(invoices[1].refund_minor, 700);
  EXPECT_EQ(invoices[1].pay_time - invoices[1].time, absl::Seconds(394));
  ASSERT_EQ(invoices[1].sale_lines.size(), 1u);
  EXPECT_EQ(invoices[1].sale_lines[0].price_minor, 2001);
  EXPECT_EQ((*file)->totals().last_time, invoices[1].pay_time);
}

TEST(TmallFileTest, OneProductAnAmountWithAPieceForEachOrder) {
  const auto file = TmallFileStage(std::string("\xEF\xBB\xBF") + kTmallFileHeader +
                                   "1,5,5,上海,2020-02-10 00:00:00,,0\n"
                                   "2,5.0,5,上海,2020-02-10 00:00:01,,0\n"
                                   "3,7,7,上海,2020-02-10 00:00:02,,0\n");
  ASSERT_TRUE(file.ok()) << file.status();
  std::map<int64_t, int64_t> pieces;
  ASSERT_TRUE((*file)
                  ->ForEachProduct([&](const FileProduct& product) {
                    EXPECT_EQ(product.sold.size(), 1u);
                    pieces.insert(product.sold.begin(), product.sold.end());
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_THAT(pieces, ElementsAre(Pair(500, 2), Pair(700, 1)));
}

TEST(TmallFileTest, SkipsAreCountedUnderTheirReason) {
  const auto file = TmallFileStage(std::string(kTmallFileHeader) +
                                   "1,5,5,上海,2020-02-10 00:00:00,2020-02-10 00:00:00,5\n"
                                   "1,6,6,上海,2020-02-10 00:00:00,,0\n"  // given twice
                                   "2,0,0,上海,2020-02-10 00:00:00,,0\n"  // total
                                   "3,5,5,上海,2020-02-10 00:00:00,,1\n"  // refunded unpaid
                                   "4,5,5,上海,2020-02-10 00:00:00,2020-02-09 00:00:00,0\n"
                                   "5,5,5,上海,2020-02-10 00:00:00,2020-03-12 00:00:00,0\n"
                                   "6,5,5,,2020-02-10 00:00:00,,0\n"
                                   "7,-5,5,上海,2020-02-10 00:00:00,,0\n"
                                   "8,5\n");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT((*file)->totals().skipped,
              ElementsAre(Pair("given_twice", 1), Pair("malformed", 6), Pair("total", 1)));
  EXPECT_EQ((*file)->totals().rows, 9);
  EXPECT_THAT(NumbersOf(**file), ElementsAre("1"));
}

TEST(TmallFileTest, EndsWithTheNthOrderInTime) {
  const auto file = TmallFileStage(std::string(kTmallFileHeader) +
                                       "3,5,5,上海,2020-02-10 00:00:03,,0\n"
                                       "1,6,6,上海,2020-02-10 00:00:01,,0\n"
                                       "2,7,7,上海,2020-02-10 00:00:01,,0\n",
                                   2);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(NumbersOf(**file), ElementsAre("1", "2"));
  EXPECT_EQ((*file)->totals().orders, 2);
  EXPECT_EQ((*file)->totals().products, 2);
}

TEST(TmallFileTest, AnotherHeaderIsRefused) {
  EXPECT_THAT(std::string(TmallFileStage("InvoiceNo,StockCode\n").status().message()),
              HasSubstr("订单编号"));
  EXPECT_THAT(std::string(TmallFileStage(kTmallFileHeader).status().message()),
              HasSubstr("no order"));
}

}  // namespace
}  // namespace shopdesk::cli
