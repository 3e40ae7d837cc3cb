#include "tools/shopdesk/replay/tmall_file.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/id.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/csv.h"

namespace shopdesk::cli {
namespace {

constexpr int kTmallRowsPerWrite = 2000;
constexpr int kTmallPage = 500;
constexpr size_t kFields = 7;
// The file's payments come within a day; any within this is taken.
constexpr absl::Duration kUnpaidClose = absl::Hours(30 * 24);

// paid and refunded: 0 for none.
constexpr sql::Migration kTmallSchema[] = {{1, "staging", R"sql(
CREATE TABLE tmall_order (
  row INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, total INTEGER NOT NULL, region TEXT NOT NULL,
  created INTEGER NOT NULL, paid INTEGER NOT NULL, refunded INTEGER NOT NULL);
CREATE INDEX tmall_order_by_time ON tmall_order (created, row);
CREATE INDEX tmall_order_by_total ON tmall_order (total);
CREATE TABLE skipped (row INTEGER PRIMARY KEY, reason TEXT NOT NULL);
)sql"}};

constexpr sql::Statement kInsert = {
    "insert_order",
    "INSERT INTO tmall_order (row, number, total, region, created, paid, refunded) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSkip = {"skip", "INSERT INTO skipped (row, reason) VALUES ($1, $2)"};
constexpr sql::Statement kNth = {
    "nth_order", "SELECT created, row FROM tmall_order ORDER BY created, row LIMIT 1 OFFSET $1"};
constexpr sql::Statement kCut = {"cut", "DELETE FROM tmall_order WHERE (created, row) >= ($1, $2)"};
constexpr sql::Statement kTotals = {
    "totals",
    "SELECT COUNT(row), COUNT(DISTINCT total), MIN(created), MAX(MAX(created, paid)) FROM ("
    "SELECT row, total, created, paid FROM tmall_order)"};
constexpr sql::Statement kCountSkipped = {"skipped",
                                          "SELECT reason, COUNT(row) FROM skipped GROUP BY reason"};
constexpr sql::Statement kTmallProducts = {
    "products", "SELECT total, COUNT(row) FROM tmall_order GROUP BY total ORDER BY total"};
constexpr sql::Statement kPageOfOrders = {
    "orders",
    "SELECT row, number, total, region, created, paid, refunded FROM tmall_order "
    "WHERE (created, row) > ($1, $2) ORDER BY created, row LIMIT $3"};

struct TmallRow {
  std::string number;
  int64_t total = 0;
  std::string region;
  absl::Time created;
  absl::optional<absl::Time> paid;
  int64_t refunded = 0;
};

// China has one time zone, and no summer time since 1991.
absl::TimeZone China() { return absl::FixedTimeZone(8 * 3600); }

bool ReadTime(absl::string_view text, absl::Time& time) {
  std::string error;
  return absl::ParseTime("%Y-%m-%d %H:%M:%S", text, China(), &time, &error);
}

bool ReadMinor(absl::string_view text, int64_t& minor) {
  const absl::StatusOr<int64_t> parsed = ParseMinor(text);
  if (!parsed.ok() || *parsed < 0) return false;
  minor = *parsed;
  return true;
}

// False if the row can't be read.
bool ReadTmallRow(const std::vector<std::string>& fields, TmallRow& row) {
  if (fields.size() != kFields) return false;
  std::vector<absl::string_view> values;
  for (const std::string& field : fields) values.push_back(absl::StripAsciiWhitespace(field));
  row.number = std::string(values[0]);
  row.region = std::string(values[3]);
  if (row.number.empty() || row.region.empty()) return false;
  if (!ReadMinor(values[1], row.total) || !ReadMinor(values[6], row.refunded)) return false;
  if (!ReadTime(values[4], row.created)) return false;
  if (values[5].empty()) return row.refunded == 0;
  if (!ReadTime(values[5], row.paid.emplace())) return false;
  return *row.paid >= row.created && *row.paid < row.created + kUnpaidClose &&
         row.refunded <= row.total;
}

std::string ProductCode(int64_t total) { return absl::StrCat("goods-", total); }

}  // namespace

const ShopRules& TmallFile::rules() const {
  static const ShopRules& rules =
      *new ShopRules{.currency = "CNY",
                     .origin = "CN",
                     .time_zone = "Asia/Shanghai",
                     .language = "zh",
                     .unpaid_close_seconds = absl::ToInt64Seconds(kUnpaidClose),
                     .money_refunds = true};
  return rules;
}

absl::StatusOr<std::unique_ptr<TmallFile>> TmallFile::Stage(
    const std::string& csv_file, int64_t orders, const std::function<void(int64_t)>& progress) {
  ASSIGN_OR_RETURN(std::unique_ptr<Staging> staging, Staging::Make(kTmallSchema));
  auto file = std::unique_ptr<TmallFile>(new TmallFile(std::move(staging)));
  RETURN_IF_ERROR(file->ReadAll(csv_file, progress));
  if (orders > 0) RETURN_IF_ERROR(file->Cut(orders));
  RETURN_IF_ERROR(file->CountTotals());
  return file;
}

TmallFile::TmallFile(std::unique_ptr<Staging> staging)
    : staging_(std::move(staging)), database_(staging_->database()) {}

absl::Status TmallFile::ReadAll(const std::string& csv_file,
                                const std::function<void(int64_t)>& progress) {
  ASSIGN_OR_RETURN(CsvReader reader, CsvReader::Open(csv_file));
  std::vector<std::string> fields;
  ASSIGN_OR_RETURN(bool more, reader.Next(fields));
  if (!more || fields.size() != kFields || fields[0] != "订单编号") {
    return absl::InvalidArgumentError(absl::StrCat(
        csv_file,
        " is no export of Tmall orders: its first line must be 订单编号,总金额,买家实际支付金额,"
        "收货地址,订单创建时间,订单付款时间,退款金额"));
  }
  while (more) {
    const int64_t first = totals_.rows;
    std::vector<std::vector<std::string>> rows;
    while (rows.size() < kTmallRowsPerWrite) {
      ASSIGN_OR_RETURN(more, reader.Next(fields));
      if (!more) break;
      rows.push_back(fields);
    }
    RETURN_IF_ERROR(database_.WriteAndWait({}, [&](sql::Transaction& txn) -> absl::Status {
      for (size_t i = 0; i < rows.size(); ++i) {
        const int64_t position = first + static_cast<int64_t>(i);
        TmallRow row;
        const char* reason = "malformed";
        if (ReadTmallRow(rows[i], row)) {
          reason = row.total > 0 ? "" : "total";
        }
        if (*reason == '\0') {
          ASSIGN_OR_RETURN(
              const int64_t inserted,
              txn.Execute(kInsert,
                          {position, row.number, row.total, row.region, ToMillis(row.created),
                           row.paid.has_value() ? ToMillis(*row.paid) : 0, row.refunded}));
          if (inserted == 0) reason = "given_twice";
        }
        if (*reason != '\0') RETURN_IF_ERROR(txn.Execute(kSkip, {position, reason}).status());
      }
      return absl::OkStatus();
    }));
    totals_.rows += static_cast<int64_t>(rows.size());
    if (progress) progress(totals_.rows);
  }
  return absl::OkStatus();
}

// What comes after the Nth order in time is as if it were not in the file.
absl::Status TmallFile::Cut(int64_t orders) {
  return database_.WriteAndWait({}, [&](sql::Transaction& txn) -> absl::Status {
    int64_t created = 0;
    int64_t row = 0;
    ASSIGN_OR_RETURN(const bool found, txn.QueryOne(kNth, {orders}, [&](const sql::Row& nth) {
      created = nth.Int(0);
      row = nth.Int(1);
      return absl::OkStatus();
    }));
    if (!found) return absl::OkStatus();
    RETURN_IF_ERROR(txn.Execute(kCut, {created, row}).status());
    return absl::OkStatus();
  });
}

absl::Status TmallFile::CountTotals() {
  RETURN_IF_ERROR(database_.Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) {
    RETURN_IF_ERROR(txn.Query(kTotals, {}, [&](const sql::Row& row) {
      totals_.orders = row.Int(0);
      totals_.products = row.Int(1);
      totals_.first_time = FromMillis(row.Int(2));
      totals_.last_time = FromMillis(row.Int(3));
      return absl::OkStatus();
    }));
    return txn.Query(kCountSkipped, {}, [&](const sql::Row& row) {
      totals_.skipped[std::string(row.Text(0))] = row.Int(1);
      return absl::OkStatus();
    });
  }));
  if (totals_.orders == 0) return absl::InvalidArgumentError("the file has no order");
  std::string content;
  RETURN_IF_ERROR(ForEachProduct([&](const FileProduct& product) {
    content = DerivedId({content, product.code, absl::StrCat(product.sold.begin()->second)});
    return absl::OkStatus();
  }));
  totals_.fingerprint =
      DerivedId({content, absl::StrCat(totals_.rows), absl::FormatTime(totals_.last_time)});
  return absl::OkStatus();
}

absl::Status TmallFile::ForEachProduct(absl::FunctionRef<absl::Status(const FileProduct&)> fn) {
  return database_.Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) {
    return txn.Query(kTmallProducts, {}, [&](const sql::Row& row) {
      const int64_t total = row.Int(0);
      const std::string amount = FormatMoney(MakeMoney(rules().currency, total));
      return fn({ProductCode(total), absl::StrCat("Goods for ", amount), {{total, row.Int(1)}}});
    });
  });
}

absl::Status TmallFile::ForEachInvoice(absl::FunctionRef<absl::Status(const Invoice&)> fn) {
  int64_t after_time = INT64_MIN;
  int64_t after_row = -1;
  while (true) {
    std::vector<Invoice> page;
    RETURN_IF_ERROR(database_.Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) {
      return txn.Query(kPageOfOrders, {after_time, after_row, kTmallPage},
                       [&](const sql::Row& row) {
                         Invoice& invoice = page.emplace_back();
                         invoice.first_row = row.Int(0);
                         invoice.number = std::string(row.Text(1));
                         invoice.buyer = absl::StrCat("buyer-", invoice.number);
                         invoice.country = "China";
                         invoice.administrative_area = std::string(row.Text(3));
                         invoice.time = FromMillis(row.Int(4));
                         if (row.Int(5) > 0) invoice.pay_time = FromMillis(row.Int(5));
                         invoice.refund_minor = row.Int(6);
                         invoice.sale_lines.push_back({ProductCode(row.Int(2)), row.Int(2), 1});
                         return absl::OkStatus();
                       });
    }));
    if (page.empty()) return absl::OkStatus();
    after_time = ToMillis(page.back().time);
    after_row = page.back().first_row;
    for (const Invoice& invoice : page) RETURN_IF_ERROR(fn(invoice));
  }
}

}  // namespace shopdesk::cli
