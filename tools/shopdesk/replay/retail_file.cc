#include "tools/shopdesk/replay/retail_file.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/id.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "re2/re2.h"
#include "tools/shopdesk/csv.h"

namespace shopdesk::cli {
namespace {

constexpr int kRetailRowsPerWrite = 2000;
constexpr int kRetailPage = 500;

enum RowKind : int { kSale = 0, kReturn = 1, kSkipped = 2 };

// An invoice's time is that of its first readable row.
constexpr sql::Migration kRetailSchema[] = {{1, "staging", R"sql(
CREATE TABLE row (
  id INTEGER PRIMARY KEY, invoice TEXT NOT NULL, kind INTEGER NOT NULL, code TEXT NOT NULL,
  price INTEGER NOT NULL, quantity INTEGER NOT NULL, customer TEXT NOT NULL, reason TEXT NOT NULL,
  title TEXT NOT NULL);
CREATE INDEX row_by_invoice ON row (invoice, id);
CREATE INDEX row_by_code ON row (code, id) WHERE kind = 0;
CREATE TABLE invoice (
  number TEXT PRIMARY KEY, time INTEGER NOT NULL, first_row INTEGER NOT NULL, last_row INTEGER NOT NULL,
  sells INTEGER NOT NULL, country TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX invoice_by_time ON invoice (time, first_row);
CREATE TABLE sold_once (code TEXT NOT NULL, price INTEGER NOT NULL, PRIMARY KEY (code, price)) WITHOUT ROWID;
CREATE TABLE returner (customer TEXT PRIMARY KEY) WITHOUT ROWID;
)sql"}};

constexpr sql::Statement kInsertRow = {
    "insert_row",
    "INSERT INTO row (id, invoice, kind, code, price, quantity, customer, reason, title) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
constexpr sql::Statement kUpsertInvoice = {
    "upsert_invoice",
    "INSERT INTO invoice (number, time, first_row, last_row, sells, country) VALUES ($1, $2, $3, "
    "$3, $4, $5) "
    "ON CONFLICT (number) DO UPDATE SET last_row = excluded.last_row, sells = max(sells, "
    "excluded.sells)"};
constexpr sql::Statement kNthOrder = {
    "nth_order", "SELECT last_row FROM invoice WHERE sells = 1 ORDER BY time, first_row LIMIT $1"};
constexpr sql::Statement kCountRows = {"count_rows", "SELECT COUNT(id) FROM row WHERE id < $1"};
constexpr sql::Statement kCountOrders = {
    "count_orders", "SELECT COUNT(DISTINCT invoice) FROM row WHERE id < $1 AND kind = 0"};
constexpr sql::Statement kCountProducts = {
    "count_products", "SELECT COUNT(DISTINCT code) FROM row WHERE id < $1 AND kind = 0"};
constexpr sql::Statement kSkippedReasons = {
    "skipped", "SELECT reason, COUNT(id) FROM row WHERE id < $1 AND kind = 2 GROUP BY reason"};
constexpr sql::Statement kTimes = {"times",
                                   "SELECT MIN(time), MAX(time) FROM invoice WHERE first_row < $1"};
constexpr sql::Statement kRetailProducts = {
    "products",
    "SELECT code, price, SUM(quantity), MIN(CASE WHEN title <> '' THEN printf('%012d', id) || "
    "title END) "
    "FROM row WHERE kind = 0 AND id < $1 GROUP BY code, price ORDER BY code, price"};
constexpr sql::Statement kInvoicePage = {"invoice_page",
                                         "SELECT number, time, first_row, country FROM invoice "
                                         "WHERE first_row < $1 AND (time, first_row) > ($2, $3) "
                                         "ORDER BY time, first_row LIMIT $4"};
constexpr sql::Statement kInvoiceRows = {
    "invoice_rows",
    "SELECT id, kind, code, price, quantity, customer, EXISTS (SELECT 1 FROM sold_once "
    "WHERE sold_once.code = row.code AND sold_once.price = row.price) "
    "FROM row WHERE invoice = $1 AND id < $2 AND kind < 2 ORDER BY id"};
constexpr sql::Statement kNoteSoldOnce = {
    "note_sold_once",
    "INSERT INTO sold_once (code, price) SELECT code, price FROM row WHERE kind = 0 AND id < $1 "
    "GROUP BY code, price HAVING MIN(invoice) = MAX(invoice)"};
constexpr sql::Statement kNoteReturners = {
    "note_returners",
    "INSERT INTO returner (customer) SELECT DISTINCT customer FROM row WHERE kind = 1 AND id < $1"};
constexpr sql::Statement kReturner = {"returner",
                                      "SELECT customer FROM returner WHERE customer = $1"};

struct RetailRow {
  std::string invoice;
  RowKind kind = kSkipped;
  std::string code;
  int64_t price_minor = 0;
  int64_t quantity = 0;
  absl::Time time;
  std::string customer;
  std::string country;
  std::string title;
  std::string reason;
};

std::string Trimmed(const std::string& text) {
  return std::string(absl::StripAsciiWhitespace(text));
}

// False if the row can't be read.
bool ReadRetailRow(const std::vector<std::string>& fields, RetailRow& row) {
  static const RE2& kInteger = *new RE2("-?[0-9]+");
  static const RE2& kDecimal = *new RE2("-?[0-9]+(\\.[0-9]*)?");
  if (fields.size() != 8) return false;
  row.invoice = Trimmed(fields[0]);
  row.code = Trimmed(fields[1]);
  row.title = Trimmed(fields[2]);
  const std::string quantity = Trimmed(fields[3]);
  const std::string price = Trimmed(fields[5]);
  if (row.invoice.empty() || !RE2::FullMatch(quantity, kInteger) ||
      !RE2::FullMatch(price, kDecimal))
    return false;
  if (!absl::SimpleAtoi(quantity, &row.quantity)) return false;
  const absl::StatusOr<int64_t> minor = ParseMinor(price);
  if (!minor.ok()) return false;
  row.price_minor = *minor;
  std::string error;
  if (!absl::ParseTime("%Y-%m-%d %H:%M:%S", Trimmed(fields[4]), absl::UTCTimeZone(), &row.time,
                       &error))
    return false;
  row.customer = Trimmed(fields[6]);
  if (absl::EndsWith(row.customer, ".0")) row.customer.resize(row.customer.size() - 2);
  row.country = Trimmed(fields[7]);
  return true;
}

// Decides what a readable row is, and why it is skipped.
void Classify(RetailRow& row) {
  const auto skip = [&](const char* reason) {
    row.kind = kSkipped;
    row.reason = reason;
  };
  if (absl::StartsWith(row.invoice, "C")) {
    if (row.quantity >= 0) return skip("return_without_quantity");
    if (row.customer.empty()) return skip("return_without_customer");
    row.kind = kReturn;
    row.quantity = -row.quantity;
    return;
  }
  if (row.quantity <= 0) return skip("quantity");
  if (row.price_minor <= 0) return skip("price");
  if (row.code.empty()) return skip("stock_code");
  row.kind = kSale;
}

absl::Status Store(sql::Transaction& txn, int64_t id, const RetailRow& row) {
  if (!row.invoice.empty()) {
    RETURN_IF_ERROR(txn.Execute(kUpsertInvoice, {row.invoice, ToMillis(row.time), id,
                                                 row.kind == kSale ? 1 : 0, row.country})
                        .status());
  }
  return txn
      .Execute(kInsertRow, {id, row.invoice, static_cast<int>(row.kind), row.code, row.price_minor,
                            row.quantity, row.customer, row.reason, row.title})
      .status();
}

absl::StatusOr<int64_t> QueryInt(sql::Database& database, const sql::Statement& statement,
                                 int64_t parameter) {
  int64_t value = 0;
  RETURN_IF_ERROR(database.Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) {
    return txn.Query(statement, {parameter}, [&](const sql::Row& row) {
      value = row.Int(0);
      return absl::OkStatus();
    });
  }));
  return value;
}

void AddSaleLine(const SaleLine& line, std::vector<SaleLine>& lines) {
  for (SaleLine& present : lines) {
    if (present.code == line.code && present.price_minor == line.price_minor) {
      present.quantity += line.quantity;
      return;
    }
  }
  lines.push_back(line);
}

void AddRow(const sql::Row& row, Invoice& invoice) {
  const std::string code(row.Text(2));
  const std::string customer(row.Text(5));
  if (row.Int(1) == kReturn) {
    invoice.buyer = customer;
    invoice.return_lines.push_back({row.Int(0), code, row.Int(4), customer});
    return;
  }
  if (invoice.sale_lines.empty()) {
    invoice.buyer = customer.empty() ? absl::StrCat("guest-", invoice.number) : customer;
  }
  AddSaleLine({code, row.Int(3), row.Int(4), row.Int(6) != 0}, invoice.sale_lines);
}

}  // namespace

const ShopRules& RetailFile::rules() const {
  static const ShopRules& rules = *new ShopRules{.currency = "GBP",
                                                 .origin = "GB",
                                                 .time_zone = "Europe/London",
                                                 .language = "en",
                                                 .quoted_freight = true,
                                                 .cod = true,
                                                 .verified = true,
                                                 .special_cases = true};
  return rules;
}

absl::StatusOr<std::unique_ptr<RetailFile>> RetailFile::Stage(
    const std::string& csv_file, int64_t orders, const std::function<void(int64_t)>& progress) {
  ASSIGN_OR_RETURN(std::unique_ptr<Staging> staging, Staging::Make(kRetailSchema));
  auto file = std::unique_ptr<RetailFile>(new RetailFile(std::move(staging)));
  RETURN_IF_ERROR(file->ReadAll(csv_file, progress));
  if (orders > 0) RETURN_IF_ERROR(file->Cut(orders));
  RETURN_IF_ERROR(file->LookAhead());
  RETURN_IF_ERROR(file->CountTotals());
  return file;
}

RetailFile::RetailFile(std::unique_ptr<Staging> staging)
    : staging_(std::move(staging)), database_(staging_->database()) {}

absl::Status RetailFile::ReadAll(const std::string& csv_file,
                                 const std::function<void(int64_t)>& progress) {
  ASSIGN_OR_RETURN(CsvReader reader, CsvReader::Open(csv_file));
  std::vector<std::string> fields;
  ASSIGN_OR_RETURN(bool header, reader.Next(fields));
  if (!header || fields.size() != 8 || fields[0] != "InvoiceNo") {
    return absl::InvalidArgumentError(
        absl::StrCat(csv_file,
                     " is no retail file: its first line must be InvoiceNo,StockCode,Description,"
                     "Quantity,InvoiceDate,UnitPrice,CustomerID,Country"));
  }
  int64_t id = 0;
  bool more = true;
  std::vector<RetailRow> rows;
  while (more) {
    rows.clear();
    while (rows.size() < kRetailRowsPerWrite) {
      ASSIGN_OR_RETURN(more, reader.Next(fields));
      if (!more) break;
      RetailRow& row = rows.emplace_back();
      if (ReadRetailRow(fields, row)) {
        Classify(row);
      } else {
        row = RetailRow();
        row.reason = "malformed";
      }
    }
    RETURN_IF_ERROR(database_.WriteAndWait({}, [&](sql::Transaction& txn) {
      for (size_t i = 0; i < rows.size(); ++i) {
        RETURN_IF_ERROR(Store(txn, id + static_cast<int64_t>(i), rows[i]));
      }
      return absl::OkStatus();
    }));
    id += static_cast<int64_t>(rows.size());
    if (progress) progress(id);
  }
  return absl::OkStatus();
}

absl::Status RetailFile::Cut(int64_t orders) {
  int64_t seen = 0;
  return database_.Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) {
    return txn.Query(kNthOrder, {orders}, [&](const sql::Row& row) {
      if (++seen == orders) end_row_ = row.Int(0) + 1;
      return absl::OkStatus();
    });
  });
}

absl::Status RetailFile::LookAhead() {
  return database_.WriteAndWait({}, [&](sql::Transaction& txn) -> absl::Status {
    RETURN_IF_ERROR(txn.Execute(kNoteSoldOnce, {end_row_}).status());
    return txn.Execute(kNoteReturners, {end_row_}).status();
  });
}

absl::Status RetailFile::CountTotals() {
  ASSIGN_OR_RETURN(totals_.rows, QueryInt(database_, kCountRows, end_row_));
  ASSIGN_OR_RETURN(totals_.orders, QueryInt(database_, kCountOrders, end_row_));
  ASSIGN_OR_RETURN(totals_.products, QueryInt(database_, kCountProducts, end_row_));
  RETURN_IF_ERROR(database_.Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) {
    RETURN_IF_ERROR(txn.Query(kTimes, {end_row_}, [&](const sql::Row& row) {
      totals_.first_time = FromMillis(row.Int(0));
      totals_.last_time = FromMillis(row.Int(1));
      return absl::OkStatus();
    }));
    return txn.Query(kSkippedReasons, {end_row_}, [&](const sql::Row& row) {
      totals_.skipped[std::string(row.Text(0))] = row.Int(1);
      return absl::OkStatus();
    });
  }));
  if (totals_.orders == 0) return absl::InvalidArgumentError("the file has no sale line");
  std::string content;
  RETURN_IF_ERROR(ForEachProduct([&](const FileProduct& product) {
    for (const auto& [price, quantity] : product.sold) {
      content = DerivedId({content, product.code, absl::StrCat(price), absl::StrCat(quantity)});
    }
    return absl::OkStatus();
  }));
  totals_.fingerprint =
      DerivedId({content, absl::StrCat(totals_.rows), absl::FormatTime(totals_.last_time)});
  return absl::OkStatus();
}

absl::Status RetailFile::ForEachProduct(absl::FunctionRef<absl::Status(const FileProduct&)> fn) {
  FileProduct product;
  std::string first_title;
  const auto finish = [&]() -> absl::Status {
    if (product.code.empty()) return absl::OkStatus();
    product.title = first_title.size() > 12 ? first_title.substr(12) : product.code;
    return fn(product);
  };
  RETURN_IF_ERROR(database_.Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) {
    return txn.Query(kRetailProducts, {end_row_}, [&](const sql::Row& row) -> absl::Status {
      if (product.code != std::string(row.Text(0))) {
        RETURN_IF_ERROR(finish());
        product = {std::string(row.Text(0)), "", {}};
        first_title.clear();
      }
      product.sold[row.Int(1)] = row.Int(2);
      // Titles are compared with their row's number before them: the first in the file wins.
      const std::string title(row.Text(3));
      if (!title.empty() && (first_title.empty() || title < first_title)) first_title = title;
      return absl::OkStatus();
    });
  }));
  return finish();
}

absl::StatusOr<std::vector<Invoice>> RetailFile::InvoicePage(int64_t after_time,
                                                             int64_t after_row) {
  std::vector<Invoice> page;
  RETURN_IF_ERROR(
      database_.Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) -> absl::Status {
        RETURN_IF_ERROR(txn.Query(kInvoicePage, {end_row_, after_time, after_row, kRetailPage},
                                  [&](const sql::Row& row) {
                                    Invoice& invoice = page.emplace_back();
                                    invoice.number = std::string(row.Text(0));
                                    invoice.time = FromMillis(row.Int(1));
                                    invoice.first_row = row.Int(2);
                                    invoice.country = std::string(row.Text(3));
                                    invoice.cod = absl::EndsWith(invoice.number, "0");
                                    invoice.pay_time = invoice.time + absl::Minutes(1);
                                    return absl::OkStatus();
                                  }));
        for (Invoice& invoice : page) {
          RETURN_IF_ERROR(
              txn.Query(kInvoiceRows, {invoice.number, end_row_}, [&](const sql::Row& row) {
                AddRow(row, invoice);
                return absl::OkStatus();
              }));
          ASSIGN_OR_RETURN(invoice.buyer_returns,
                           txn.QueryOne(kReturner, {invoice.buyer},
                                        [](const sql::Row&) { return absl::OkStatus(); }));
        }
        return absl::OkStatus();
      }));
  return page;
}

absl::Status RetailFile::ForEachInvoice(absl::FunctionRef<absl::Status(const Invoice&)> fn) {
  int64_t after_time = INT64_MIN;
  int64_t after_row = -1;
  while (true) {
    ASSIGN_OR_RETURN(std::vector<Invoice> page, InvoicePage(after_time, after_row));
    if (page.empty()) return absl::OkStatus();
    after_time = ToMillis(page.back().time);
    after_row = page.back().first_row;
    for (const Invoice& invoice : page) {
      if (invoice.sale_lines.empty() && invoice.return_lines.empty()) continue;
      RETURN_IF_ERROR(fn(invoice));
    }
  }
}

}  // namespace shopdesk::cli
