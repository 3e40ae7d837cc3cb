#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/sql/database.h"

namespace shopdesk::cli {

// One line of an order: a stock code and a price.
struct SaleLine {
  std::string code;
  int64_t price_minor = 0;
  int64_t quantity = 0;
};

// One line of a C invoice.
struct ReturnLine {
  // Position in the file, from 0: identifies the line.
  int64_t row = 0;
  std::string code;
  // What came back, positive.
  int64_t quantity = 0;
  std::string customer;
};

// An invoice that does something: an order or a return.
struct Invoice {
  std::string number;
  absl::Time time;
  // Position of its first row in the file, from 0.
  int64_t first_row = 0;
  std::string buyer;
  std::string country;
  // One of the two is empty.
  std::vector<SaleLine> sale_lines;
  std::vector<ReturnLine> return_lines;
};

// What one stock code is, over the whole file.
struct RetailProduct {
  std::string code;
  std::string title;
  // Price → quantity sold.
  std::map<int64_t, int64_t> sold;
};

struct RetailTotals {
  int64_t rows = 0;
  int64_t orders = 0;
  int64_t products = 0;
  absl::Time first_time;
  absl::Time last_time;
  std::map<std::string, int64_t> skipped;
  // Identifies the rows that count.
  std::string fingerprint;
};

// A file in the format of UCI Online Retail, staged in a temporary SQLite file so that it can be
// read in the order of time, by product, and twice, whatever its size. docs/replay.md has the
// rules.
class RetailFile {
 public:
  // `orders` > 0 ends the file with the last row of that order's invoice. `progress` gets the rows
  // read so far.
  static absl::StatusOr<std::unique_ptr<RetailFile>> Stage(
      const std::string& csv_file, int64_t orders, const std::function<void(int64_t)>& progress);
  ~RetailFile();

  const RetailTotals& totals() const { return totals_; }
  // In the order of codes.
  absl::Status ForEachProduct(absl::FunctionRef<absl::Status(const RetailProduct&)> fn);
  // In the order of time, ties in the file's.
  absl::Status ForEachInvoice(absl::FunctionRef<absl::Status(const Invoice&)> fn);

 private:
  RetailFile(std::string directory, std::unique_ptr<sql::Database> database);
  absl::Status ReadAll(const std::string& csv_file, const std::function<void(int64_t)>& progress);
  absl::Status Cut(int64_t orders);
  absl::Status CountTotals();
  absl::StatusOr<std::vector<Invoice>> InvoicePage(int64_t after_time, int64_t after_row);

  const std::string directory_;
  std::unique_ptr<sql::Database> database_;
  // Rows from here on don't count.
  int64_t end_row_ = INT64_MAX;
  RetailTotals totals_;
};

}  // namespace shopdesk::cli
