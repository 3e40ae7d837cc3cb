#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "shopdesk/orders/v1/order_take_over.grpc.pb.h"
#include "tools/shopdesk/currency.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/import_page.h"
#include "tools/shopdesk/import_rows.h"

namespace shopdesk::cli {
namespace {

using orders::v1::OrderImportService;
using orders::v1::OrderRow;
using orders::v1::OrderState;

constexpr size_t kOrdersPerPage = 200;
constexpr char kTaobao[] = "taobao";

// Columns of the export that are read.
constexpr char kNumber[] = "订单编号";
constexpr char kBuyer[] = "买家会员名";
constexpr char kFreight[] = "买家应付邮费";
constexpr char kTotal[] = "总金额";
constexpr char kPaid[] = "买家实际支付金额";
constexpr char kStatus[] = "订单状态";
constexpr char kMessage[] = "买家留言";
constexpr char kName[] = "收货人姓名";
constexpr char kAddress[] = "收货地址";
constexpr char kPhone[] = "联系电话";
constexpr char kMobile[] = "联系手机";
constexpr char kCreated[] = "订单创建时间";
constexpr char kPayTime[] = "订单付款时间";
constexpr char kTitle[] = "宝贝标题";
constexpr char kWaybill[] = "物流单号";
constexpr char kCarrier[] = "物流公司";
constexpr char kMemo[] = "订单备注";
constexpr char kQuantity[] = "宝贝总数量";
// What the platform may have paid of an order: where one has something, it can't be told from a
// refund.
constexpr const char* kPlatformPays[] = {"买家支付积分", "买家实际支付积分", "天猫卡券抵扣",
                                         "集分宝抵扣"};

// Receivers by what became of them: ImportSummary::readings.
constexpr char kMasked[] = "masked receivers";
constexpr char kNoPhone[] = "receivers without a phone";

constexpr std::pair<const char*, OrderState::Value> kStates[] = {
    {"等待买家付款", OrderState::WAIT_BUYER_PAY},
    {"买家已付款,等待卖家发货", OrderState::WAIT_SELLER_SEND_GOODS},
    {"卖家部分发货", OrderState::SELLER_CONSIGNED_PART},
    {"卖家已发货,等待买家确认", OrderState::WAIT_BUYER_CONFIRM_GOODS},
    {"交易成功", OrderState::TRADE_FINISHED},
    // Without a payment: TRADE_CLOSED_UNPAID.
    {"交易关闭", OrderState::TRADE_CLOSED},
};

// China has one time zone, and no summer time since 1991.
absl::TimeZone ZoneOfTaobao() { return absl::FixedTimeZone(8 * 3600); }

// The cell without what spreadsheets and the export put around it: ="123", a tab, 'null'.
std::string Cell(const CsvTable& table, absl::string_view column) {
  absl::string_view text = absl::StripAsciiWhitespace(table.Text(column));
  if (absl::ConsumePrefix(&text, "=\"")) absl::ConsumeSuffix(&text, "\"");
  absl::ConsumePrefix(&text, "'");
  text = absl::StripAsciiWhitespace(text);
  return text == "null" ? std::string() : std::string(text);
}

int64_t ReadAmount(absl::string_view currency, absl::string_view column, CsvTable& table) {
  const std::string text = Cell(table, column);
  if (text.empty()) return 0;
  const absl::StatusOr<int64_t> minor = ParseMajor(text, currency);
  if (!minor.ok()) table.Fail(column, minor.status().message());
  return minor.value_or(0);
}

absl::optional<absl::Time> ReadTime(absl::string_view column, CsvTable& table) {
  const std::string text = Cell(table, column);
  if (text.empty()) return absl::nullopt;
  for (const char* format : {"%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"}) {
    absl::Time time;
    if (absl::ParseTime(format, text, ZoneOfTaobao(), &time, nullptr)) return time;
  }
  table.Fail(column, "must be a time like 2024-03-04 10:00:00");
  return absl::nullopt;
}

// The number in full: spreadsheets make 1.23457E+17 of it, which no number can be told from.
std::string ReadNumber(CsvTable& table) {
  std::string number = Cell(table, kNumber);
  const bool digits = std::all_of(number.begin(), number.end(), absl::ascii_isdigit);
  if (number.empty() || !digits) table.Fail(kNumber, "must be the order's number, digits only");
  return number;
}

OrderState::Value ReadState(bool paid, CsvTable& table) {
  const std::string text = absl::StrReplaceAll(Cell(table, kStatus), {{"，", ","}, {" ", ""}});
  for (const auto& [word, state] : kStates) {
    if (text != word) continue;
    return state == OrderState::TRADE_CLOSED && !paid ? OrderState::TRADE_CLOSED_UNPAID : state;
  }
  const auto word = [](std::string* out, const auto& known) { absl::StrAppend(out, known.first); };
  table.Fail(kStatus, absl::StrCat("must be one of ", absl::StrJoin(kStates, "; ", word)));
  return OrderState::ORDER_STATE_UNSPECIFIED;
}

// "省 市 区 街道 (邮编)": as many parts as there are.
type::v1::PostalAddress ParseAddress(absl::string_view text) {
  type::v1::PostalAddress address;
  address.set_region_code("CN");
  const size_t open = text.rfind('(');
  if (open != text.npos && text.size() == open + 8 && text.back() == ')') {
    const absl::string_view code = text.substr(open + 1, 6);
    if (std::all_of(code.begin(), code.end(), absl::ascii_isdigit) && code != "000000") {
      address.set_postal_code(std::string(code));
    }
    text = absl::StripAsciiWhitespace(text.substr(0, open));
  }
  std::vector<std::string> parts = absl::StrSplit(text, ' ', absl::SkipWhitespace());
  if (parts.size() < 4) {
    address.set_street(absl::StrJoin(parts, " "));
    return address;
  }
  address.set_administrative_area(parts[0]);
  address.set_locality(parts[1]);
  address.set_district(parts[2]);
  parts.erase(parts.begin(), parts.begin() + 3);
  address.set_street(absl::StrJoin(parts, " "));
  return address;
}

void ReadReceiver(const CsvTable& table, std::map<std::string, int64_t>& readings, OrderRow& row) {
  const std::string name = Cell(table, kName);
  const std::string address = Cell(table, kAddress);
  std::string phone = Cell(table, kMobile);
  if (phone.empty()) phone = Cell(table, kPhone);
  if (name.empty() && phone.empty() && address.empty()) return;
  if (absl::StrContains(name, '*') || absl::StrContains(phone, '*') ||
      absl::StrContains(address, '*')) {
    ++readings[kMasked];
    return;
  }
  if (name.empty() || phone.empty()) {
    ++readings[kNoPhone];
    return;
  }
  type::v1::Receiver& receiver = *row.mutable_receiver();
  receiver.set_name(name);
  receiver.set_phone(phone);
  *receiver.mutable_address() = ParseAddress(address);
}

// What the buyer paid less in the end, if nobody but him paid.
int64_t RefundedMinor(absl::string_view currency, int64_t total, CsvTable& table) {
  for (const char* column : kPlatformPays) {
    const std::string text = Cell(table, column);
    if (text.find_first_not_of("0.") != text.npos) return 0;
  }
  if (Cell(table, kPaid).empty()) return 0;
  return std::max<int64_t>(total - ReadAmount(currency, kPaid, table), 0);
}

void ReadMoney(absl::string_view currency, CsvTable& table, OrderRow& row) {
  const int64_t total = ReadAmount(currency, kTotal, table);
  row.set_freight_minor(ReadAmount(currency, kFreight, table));
  row.set_goods_minor(total - row.freight_minor());
  if (row.goods_minor() < 0) table.Fail(kFreight, "must be at most 总金额");
  if (row.state() == OrderState::TRADE_CLOSED) row.set_refunded_minor(total);
  if (row.state() == OrderState::TRADE_FINISHED) {
    row.set_refunded_minor(RefundedMinor(currency, total, table));
  }
}

}  // namespace

absl::StatusOr<CsvTable> OpenTaobaoOrders(const ImportFile& file) {
  std::vector<std::string> columns = {kNumber,  kBuyer, kFreight, kTotal,   kPaid,   kStatus,
                                      kMessage, kName,  kAddress, kPhone,   kMobile, kCreated,
                                      kPayTime, kTitle, kWaybill, kCarrier, kMemo,   kQuantity};
  for (const char* column : kPlatformPays) columns.emplace_back(column);
  ASSIGN_OR_RETURN(
      CsvTable table,
      CsvTable::Open(file.file, columns, {.encoding = file.encoding, .ignore_unknown = true}));
  for (const char* column : {kNumber, kBuyer, kTotal, kStatus, kCreated, kTitle, kQuantity}) {
    if (!table.Has(column)) {
      return absl::InvalidArgumentError(
          absl::StrCat(file.file, " has no column \"", column,
                       "\"; export the list of orders from Taobao with all columns"));
    }
  }
  return table;
}

OrderRow ReadTaobaoOrder(absl::string_view currency, CsvTable& table,
                         std::map<std::string, int64_t>& readings) {
  OrderRow row;
  row.set_order_id(ReadNumber(table));
  row.set_buyer(Cell(table, kBuyer));
  const absl::optional<absl::Time> created = ReadTime(kCreated, table);
  if (created.has_value()) *row.mutable_create_time() = ToProto(*created);
  const absl::optional<absl::Time> paid = ReadTime(kPayTime, table);
  if (paid.has_value()) *row.mutable_pay_time() = ToProto(*paid);
  row.set_state(ReadState(paid.has_value(), table));
  row.set_status(Cell(table, kStatus));
  row.set_title(Cell(table, kTitle));
  row.set_quantity(table.Integer(kQuantity));
  ReadMoney(currency, table, row);
  row.set_buyer_message(Cell(table, kMessage));
  row.set_memo(Cell(table, kMemo));
  row.set_carrier(Cell(table, kCarrier));
  const std::string waybill = Cell(table, kWaybill);
  row.set_waybill_number(std::string(absl::StripPrefix(waybill, "No:")));
  std::map<std::string, int64_t> receivers;
  ReadReceiver(table, receivers, row);
  if (table.RowStatus().ok()) {
    for (const auto& [what, count] : receivers) readings[what] += count;
  }
  return row;
}

absl::Status ImportTaobaoOrders(const Suite& suite, const ImportFile& file,
                                ImportSummary& summary) {
  using Page = orders::v1::ImportOrdersRequest;
  ASSIGN_OR_RETURN(CsvTable table, OpenTaobaoOrders(file));
  const auto stub = OrderImportService::NewStub(suite.orders);
  const auto send = [&](Page page) {
    page.set_source(kTaobao);
    page.set_currency_code(file.currency);
    return StreamOne(suite.settings, *stub, &OrderImportService::Stub::ImportOrders, page);
  };
  PageSender sender(file, send, &Page::mutable_rows, kOrdersPerPage, summary);
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) return sender.Flush();
    OrderRow row = ReadTaobaoOrder(file.currency, table, summary.readings);
    if (table.RowStatus().ok()) {
      RETURN_IF_ERROR(sender.Add(std::move(row), table.line()));
    } else {
      summary.Refuse({std::string(table.RowStatus().message())});
    }
  }
}

}  // namespace shopdesk::cli
