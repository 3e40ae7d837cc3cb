#include "tools/shopdesk/print/paper.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/money.h"
#include "libs/testing/matchers.h"

namespace shopdesk::cli::print {
namespace {

using orders::v1::HandOverList;
using orders::v1::PackingSheet;
using ::testing::HasSubstr;
using ::testing::Not;

std::string PathOf(const std::string& name) {
  return absl::StrCat(::testing::TempDir(), "/shopdesk-paper-", name);
}

std::string Save(const std::string& name, const std::string& content) {
  std::ofstream(PathOf(name), std::ios::binary) << content;
  return PathOf(name);
}

// What a command writes; a failure is its exit status.
std::string Run(const std::string& command) {
  const std::string out = PathOf("out");
  const int status = std::system(absl::StrCat(command, " > ", out, " 2>&1").c_str());
  std::stringstream text;
  text << std::ifstream(out).rdbuf();
  EXPECT_EQ(status, 0) << command << ": " << text.str();
  return text.str();
}

std::string TextOf(const std::string& pdf) {
  return Run(absl::StrCat("pdftotext -layout ", Save("text.pdf", pdf), " -"));
}

// What a scanner reads on the first page, as label printers print it.
std::string BarsOf(const std::string& pdf) {
  const std::string picture = PathOf("page");
  Run(absl::StrCat("pdftoppm -r 203 -png -singlefile ", Save("bars.pdf", pdf), " ", picture));
  return Run(absl::StrCat("ZXingReader ", picture, ".png"));
}

// The dots in the ZPL, read back from it.
std::string BarsOfZpl(const std::string& zpl) {
  const size_t begin = zpl.find("^GFA,");
  EXPECT_NE(begin, std::string::npos);
  const std::vector<std::string> parts =
      absl::StrSplit(zpl.substr(begin, zpl.find("^FS", begin) - begin), ',');
  int size = 0;
  int stride = 0;
  EXPECT_TRUE(absl::SimpleAtoi(parts[1], &size) && absl::SimpleAtoi(parts[3], &stride));
  const std::string bits = absl::HexStringToBytes(parts[4]);
  EXPECT_EQ(bits.size(), static_cast<size_t>(size));
  std::string picture = absl::StrCat("P5\n", stride * 8, " ", size / stride, "\n255\n");
  for (const char byte : bits) {
    for (int bit = 7; bit >= 0; --bit) {
      picture.push_back((static_cast<unsigned char>(byte) >> bit) & 1 ? '\0' : '\xff');
    }
  }
  return Run(absl::StrCat("ZXingReader ", Save("label.pgm", picture)));
}

PackingSheet SheetWith(const std::string& code) {
  PackingSheet sheet;
  sheet.mutable_job()->set_name("shops/s/packingJobs/j1");
  sheet.mutable_job()->set_print_version(3);
  auto& line = *sheet.mutable_job()->add_lines();
  line.set_location("b7");
  line.set_title("青花瓷杯");
  line.set_sku_id("cup");
  line.set_quantity(2);
  auto& order = *sheet.add_orders();
  order.set_order("shops/s/orders/o%2F1");
  order.set_buyer_message("请放门卫");
  order.add_remarks()->set_text("加一张贺卡");
  auto& label = *sheet.mutable_label();
  label.set_barcode(code);
  label.set_carrier_id("sf");
  label.add_order_ids("o/1");
  label.mutable_receiver()->set_name("李四");
  label.mutable_receiver()->set_phone("+8613812345678");
  label.mutable_receiver()->mutable_address()->set_locality("上海市");
  label.mutable_receiver()->mutable_address()->set_street("南京东路 100 号");
  auto& slip = *sheet.mutable_slip();
  slip.set_language_code("zh");
  auto& row = *slip.add_lines();
  row.set_order_id("o/1");
  row.set_sku_id("cup");
  row.set_title("青花瓷杯");
  row.set_quantity(2);
  *row.mutable_total() = MakeMoney("CNY", 39800);
  *slip.mutable_total() = MakeMoney("CNY", 39800);
  return sheet;
}

TEST(PaperTest, ALabelIsReadBackFromItsPdf) {
  ASSERT_OK_AND_ASSIGN(const std::string pdf, LabelPdf(SheetWith("SF0000000000017")));
  const std::string bars = BarsOf(pdf);
  EXPECT_THAT(bars, HasSubstr("SF0000000000017"));
  EXPECT_THAT(bars, HasSubstr("Code128"));
  const std::string text = TextOf(pdf);
  EXPECT_THAT(text, HasSubstr("李四"));
  EXPECT_THAT(text, HasSubstr("南京东路 100 号"));
  EXPECT_THAT(text, HasSubstr("+8613812345678"));
}

TEST(PaperTest, ALabelSaysWhoSendsIt) {
  PackingSheet sheet = SheetWith("SF1");
  ASSERT_OK_AND_ASSIGN(const std::string without, LabelPdf(sheet));
  EXPECT_THAT(TextOf(without), Not(HasSubstr("Sender")));
  type::v1::Receiver& sender = *sheet.mutable_label()->mutable_sender();
  sender.set_name("茶铺退货组");
  sender.set_phone("+8657187654321");
  sender.mutable_address()->set_locality("杭州市");
  sender.mutable_address()->set_street("文三路 9 号");
  ASSERT_OK_AND_ASSIGN(const std::string pdf, LabelPdf(sheet));
  const std::string text = TextOf(pdf);
  EXPECT_THAT(text, HasSubstr("茶铺退货组"));
  EXPECT_THAT(text, HasSubstr("+8657187654321"));
  EXPECT_THAT(text, HasSubstr("文三路 9 号"));
  EXPECT_LT(text.find("李四"), text.find("茶铺退货组"));
}

TEST(PaperTest, ALongCodeBecomesAQrCode) {
  const std::string job = "0b8f3a52-6c1d-7e9a-8b44-2f1c0d9e7a65";
  ASSERT_OK_AND_ASSIGN(const std::string pdf, LabelPdf(SheetWith(job)));
  const std::string bars = BarsOf(pdf);
  EXPECT_THAT(bars, HasSubstr(job));
  EXPECT_THAT(bars, HasSubstr("QRCode"));
}

TEST(PaperTest, ALabelIsReadBackFromItsDots) {
  ASSERT_OK_AND_ASSIGN(const Dots dots, LabelDots(SheetWith("SF0000000000017")));
  EXPECT_EQ(dots.width, 800);
  EXPECT_EQ(dots.height, 1200);
  const std::string zpl = ToZpl(dots);
  EXPECT_THAT(zpl, ::testing::StartsWith("^XA\n^PW800\n^LL1200\n"));
  EXPECT_THAT(BarsOfZpl(zpl), HasSubstr("SF0000000000017"));
}

TEST(PaperTest, AnEmptyCodeIsRefused) {
  EXPECT_THAT(LabelPdf(SheetWith("")), shopdesk::testing::HasReason("INVALID_ARGUMENT"));
}

TEST(PaperTest, TheSlipIsInTheBuyersLanguage) {
  PackingSheet sheet = SheetWith("SF1");
  ASSERT_OK_AND_ASSIGN(const std::string chinese, SlipPdf(sheet));
  const std::string text = TextOf(chinese);
  EXPECT_THAT(text, HasSubstr("装箱单"));
  EXPECT_THAT(text, HasSubstr("青花瓷杯"));
  EXPECT_THAT(text, HasSubstr("398.00"));
  sheet.mutable_slip()->set_language_code("es-MX");
  sheet.mutable_slip()->clear_total();
  sheet.mutable_slip()->mutable_lines(0)->clear_total();
  ASSERT_OK_AND_ASSIGN(const std::string gift, SlipPdf(sheet));
  EXPECT_THAT(TextOf(gift), HasSubstr("Albarán"));
  EXPECT_THAT(TextOf(gift), Not(HasSubstr("398.00")));
}

TEST(PaperTest, ThePickListHasWhatWasRemarked) {
  ASSERT_OK_AND_ASSIGN(const std::string pdf, PickListPdf(SheetWith("SF1")));
  const std::string text = TextOf(pdf);
  EXPECT_THAT(text, HasSubstr("b7"));
  EXPECT_THAT(text, HasSubstr("青花瓷杯"));
  EXPECT_THAT(text, HasSubstr("请放门卫"));
  EXPECT_THAT(text, HasSubstr("加一张贺卡"));
}

TEST(PaperTest, AHandOverListGoesOverPages) {
  HandOverList list;
  list.set_name("shops/s/handOverLists/l1");
  list.set_carrier_id("sf");
  for (int i = 0; i < 120; ++i) {
    list.add_entries()->set_waybill_number(absl::StrCat("SF", i, "X"));
  }
  ASSERT_OK_AND_ASSIGN(const std::string pdf, HandOverPdf(list));
  const std::string text = TextOf(pdf);
  EXPECT_THAT(text, HasSubstr("SF0X"));
  EXPECT_THAT(text, HasSubstr("SF119X"));
  EXPECT_THAT(text, HasSubstr("Σ 120"));
}

}  // namespace
}  // namespace shopdesk::cli::print
