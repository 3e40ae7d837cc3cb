#include <sys/resource.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_rows.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using orders::v1::OrderRow;
using orders::v1::OrderState;
using shopdesk::testing::IsOk;
using shopdesk::testing::IsOkAndHolds;
using ::testing::HasSubstr;

// The columns of the export, all of them and in its order.
constexpr const char* kColumns[] = {
    "订单编号",     "买家会员名",       "买家支付宝账号", "买家应付货款",     "买家应付邮费",
    "买家支付积分", "总金额",           "返点积分",       "买家实际支付金额", "买家实际支付积分",
    "订单状态",     "买家留言",         "收货人姓名",     "收货地址",         "运送方式",
    "联系电话",     "联系手机",         "订单创建时间",   "订单付款时间",     "宝贝标题",
    "宝贝种类",     "物流单号",         "物流公司",       "订单备注",         "宝贝总数量",
    "店铺Id",       "店铺名称",         "订单关闭原因",   "卖家服务费",       "买家服务费",
    "发票抬头",     "是否手机订单",     "分阶段订单信息", "特权订金订单id",   "定金排名",
    "修改后的sku",  "修改后的收货地址", "异常信息",       "天猫卡券抵扣",     "集分宝抵扣",
    "是否是O2O交易"};

// A finished order of two cups; what a test says otherwise.
std::string RowOf(std::map<std::string, std::string> cells) {
  const std::map<std::string, std::string> usual = {
      {"订单编号", "=\"1001\""},
      {"买家会员名", "cup_lover"},
      {"买家应付货款", "40.00"},
      {"买家应付邮费", "8.00"},
      {"总金额", "48.00"},
      {"买家实际支付金额", "48.00"},
      {"订单状态", "交易成功"},
      {"收货人姓名", "张三"},
      {"收货地址", "浙江省 杭州市 西湖区 古荡街道 文三路 9 号(310012)"},
      {"联系手机", "'13812345678"},
      {"订单创建时间", "2024-03-01 09:00:00"},
      {"订单付款时间", "2024-03-01 09:01:00"},
      {"宝贝标题", "陶瓷杯"},
      {"宝贝种类", "1"},
      {"物流单号", "No:SF1000000000001"},
      {"物流公司", "顺丰速运"},
      {"订单备注", "null"},
      {"宝贝总数量", "2"},
  };
  cells.insert(usual.begin(), usual.end());
  std::vector<std::string> row;
  for (const char* column : kColumns) {
    std::string cell = cells[column];
    for (size_t at = 0; (at = cell.find('"', at)) != cell.npos; at += 2) cell.insert(at, 1, '"');
    row.push_back(absl::StrCat("\"", cell, "\""));
  }
  return absl::StrJoin(row, ",") + "\r\n";
}
std::string HeaderOf() { return absl::StrJoin(kColumns, ",") + "\r\n"; }

class ImportTaobaoTest : public ::testing::Test {
 protected:
  // The row with these cells, and what is wrong with it.
  OrderRow Read(const std::map<std::string, std::string>& cells = {}) {
    auto table = OpenTaobaoOrders(TestImport("orders.csv", HeaderOf() + RowOf(cells)));
    EXPECT_THAT(table, IsOk());
    EXPECT_THAT(table->Next(), IsOkAndHolds(true));
    const OrderRow row = ReadTaobaoOrder("CNY", *table, readings_);
    status_ = table->RowStatus();
    return row;
  }
  std::string Wrong(const std::map<std::string, std::string>& cells) {
    Read(cells);
    return std::string(status_.message());
  }

  std::map<std::string, int64_t> readings_;
  absl::Status status_;
};

TEST_F(ImportTaobaoTest, TheExportHas41Columns) { EXPECT_EQ(std::size(kColumns), 41u); }

TEST_F(ImportTaobaoTest, ReadsARow) {
  const OrderRow row = Read();
  ASSERT_THAT(status_, IsOk());
  EXPECT_EQ(row.order_id(), "1001");
  EXPECT_EQ(row.buyer(), "cup_lover");
  EXPECT_EQ(row.state(), OrderState::TRADE_FINISHED);
  EXPECT_EQ(row.status(), "交易成功");
  EXPECT_EQ(row.title(), "陶瓷杯");
  EXPECT_EQ(row.quantity(), 2);
  EXPECT_EQ(row.goods_minor(), 4000);
  EXPECT_EQ(row.freight_minor(), 800);
  EXPECT_EQ(row.refunded_minor(), 0);
  EXPECT_EQ(absl::FormatTime(absl::RFC3339_sec, FromProto(row.create_time()), absl::UTCTimeZone()),
            "2024-03-01T01:00:00+00:00");
  EXPECT_EQ(row.receiver().phone(), "13812345678");
  EXPECT_EQ(row.receiver().address().district(), "西湖区");
  EXPECT_EQ(row.receiver().address().postal_code(), "310012");
  EXPECT_EQ(row.receiver().address().street(), "古荡街道 文三路 9 号");
  EXPECT_EQ(row.carrier(), "顺丰速运");
  EXPECT_EQ(row.waybill_number(), "SF1000000000001");
  EXPECT_EQ(row.memo(), "");
  EXPECT_TRUE(readings_.empty());
}

TEST_F(ImportTaobaoTest, ReadsEveryStatus) {
  const auto state = [&](const char* word, const char* paid) {
    return Read({{"订单状态", word}, {"订单付款时间", paid}}).state();
  };
  EXPECT_EQ(state("等待买家付款", ""), OrderState::WAIT_BUYER_PAY);
  const char* paid = "2024-03-01 09:01:00";
  EXPECT_EQ(state("买家已付款，等待卖家发货", paid), OrderState::WAIT_SELLER_SEND_GOODS);
  EXPECT_EQ(state("卖家部分发货", paid), OrderState::SELLER_CONSIGNED_PART);
  EXPECT_EQ(state("卖家已发货，等待买家确认", paid), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(state("交易关闭", paid), OrderState::TRADE_CLOSED);
  EXPECT_EQ(state("交易关闭", ""), OrderState::TRADE_CLOSED_UNPAID);
  EXPECT_THAT(Wrong({{"订单状态", "在路上"}}),
              HasSubstr("line 2, column 订单状态: must be one of"));
}

TEST_F(ImportTaobaoTest, WhatTheBuyerPaidLessWasRefundedUnlessThePlatformPaid) {
  EXPECT_EQ(Read({{"买家实际支付金额", "30.00"}}).refunded_minor(), 1800);
  EXPECT_EQ(Read({{"买家实际支付金额", "30.00"}, {"买家实际支付积分", "1800"}}).refunded_minor(),
            0);
  EXPECT_EQ(Read({{"买家实际支付金额", ""}}).refunded_minor(), 0);
  EXPECT_EQ(Read({{"订单状态", "交易关闭"}, {"买家实际支付金额", "0.00"}}).refunded_minor(), 4800);
}

TEST_F(ImportTaobaoTest, MaskedReceiversAreLeftOutAndCounted) {
  EXPECT_FALSE(Read({{"联系手机", "138****5678"}}).has_receiver());
  EXPECT_FALSE(Read({{"收货人姓名", "张*"}}).has_receiver());
  EXPECT_FALSE(Read({{"联系手机", ""}}).has_receiver());
  EXPECT_EQ(readings_["masked receivers"], 2);
  EXPECT_EQ(readings_["receivers without a phone"], 1);
  EXPECT_EQ(Read({{"联系手机", ""}, {"联系电话", "0571-88001122"}}).receiver().phone(),
            "0571-88001122");
}

TEST_F(ImportTaobaoTest, SaysWhichCellIsWrong) {
  EXPECT_THAT(Wrong({{"订单编号", "1.23457E+17"}}), HasSubstr("line 2, column 订单编号"));
  EXPECT_THAT(Wrong({{"总金额", "a lot"}}), HasSubstr("column 总金额"));
  EXPECT_THAT(Wrong({{"买家应付邮费", "49.00"}}), HasSubstr("column 买家应付邮费"));
  EXPECT_THAT(Wrong({{"订单创建时间", "yesterday"}}), HasSubstr("column 订单创建时间"));
  EXPECT_THAT(Wrong({{"宝贝总数量", "two"}}), HasSubstr("column 宝贝总数量"));
  EXPECT_THAT(OpenTaobaoOrders(TestImport("o.csv", "订单编号,总金额\n")).status().message(),
              HasSubstr("has no column \"买家会员名\""));
}

TEST_F(ImportTaobaoTest, ReadsGb18030AsUtf8) {
  // 订单编号,买家会员名,总金额,订单状态,订单创建时间,宝贝标题,宝贝总数量 and a row, as Taobao
  // writes them.
  const std::string header =
      "\xb6\xa9\xb5\xa5\xb1\xe0\xba\xc5,\xc2\xf2\xbc\xd2\xbb\xe1\xd4\xb1\xc3\xfb,"
      "\xd7\xdc\xbd\xf0\xb6\xee,\xb6\xa9\xb5\xa5\xd7\xb4\xcc\xac,"
      "\xb6\xa9\xb5\xa5\xb4\xb4\xbd\xa8\xca\xb1\xbc\xe4,\xb1\xa6\xb1\xb4\xb1\xea\xcc\xe2,"
      "\xb1\xa6\xb1\xb4\xd7\xdc\xca\xfd\xc1\xbf\n";
  const std::string row =
      "1,b,5.00,\xb5\xc8\xb4\xfd\xc2\xf2\xbc\xd2\xb8\xb6\xbf\xee,2024-03-01 09:00:00,cup,1\n";
  auto table = OpenTaobaoOrders(TestImport("gbk.csv", header + row));
  ASSERT_THAT(table, IsOk());
  ASSERT_THAT(table->Next(), IsOkAndHolds(true));
  const OrderRow order = ReadTaobaoOrder("CNY", *table, readings_);
  EXPECT_THAT(table->RowStatus(), IsOk());
  EXPECT_EQ(order.state(), OrderState::WAIT_BUYER_PAY);
  EXPECT_EQ(order.goods_minor(), 500);
}

// Memory doesn't grow with the file: 60 MB are read in a few.
TEST_F(ImportTaobaoTest, AFileOfAnySizeIsReadInBoundedMemory) {
  constexpr int kRows = 120000;
  const std::string file = WriteTestFile("many.csv", HeaderOf());
  {
    const std::string row = RowOf({{"宝贝标题", std::string(300, 'x')}});
    std::ofstream many(file, std::ios::binary | std::ios::app);
    for (int i = 0; i < kRows; ++i) many << row;
  }
  const auto peak_kib = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  auto table = OpenTaobaoOrders({.shop = "demo", .file = file, .encoding = "UTF-8"});
  ASSERT_THAT(table, IsOk());
  const int64_t before = peak_kib();
  int rows = 0;
  for (auto more = table->Next(); more.value_or(false); more = table->Next()) {
    rows += ReadTaobaoOrder("CNY", *table, readings_).order_id() == "1001" ? 1 : 0;
  }
  EXPECT_EQ(rows, kRows);
  EXPECT_LT(peak_kib() - before, 20 * 1024);
}

}  // namespace
}  // namespace shopdesk::cli
