#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace shopdesk::cli {

// One line of an order: a stock code and a price.
struct SaleLine {
  std::string code;
  int64_t price_minor = 0;
  int64_t quantity = 0;
  // No other order of the file has the SKU; told only by a file whose shop has special cases.
  bool only_here = false;

  std::string SkuId() const { return absl::StrCat(code, "-", price_minor); }
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
  // The file has a return of his.
  bool buyer_returns = false;
  // As the file names it.
  std::string country;
  // Province or the like, where the file says so.
  std::string administrative_area;
  bool cod = false;
  // InfiniteFuture: never.
  absl::Time pay_time = absl::InfiniteFuture();
  // Paid back without goods: the whole before shipping, a part after delivery.
  int64_t refund_minor = 0;
  // One of the two is empty.
  std::vector<SaleLine> sale_lines;
  std::vector<ReturnLine> return_lines;

  int64_t GoodsMinor() const {
    int64_t goods = 0;
    for (const SaleLine& line : sale_lines) goods += line.price_minor * line.quantity;
    return goods;
  }
};

// What one stock code is, over the whole file.
struct FileProduct {
  std::string code;
  std::string title;
  // Price → quantity sold.
  std::map<int64_t, int64_t> sold;
};

struct FileTotals {
  int64_t rows = 0;
  int64_t orders = 0;
  int64_t products = 0;
  absl::Time first_time;
  absl::Time last_time;
  std::map<std::string, int64_t> skipped;
  // Identifies the rows that count.
  std::string fingerprint;
};

// What a replayed shop's policies say.
struct ShopRules {
  std::string currency;
  // The country that it ships from.
  std::string origin;
  std::string time_zone;
  // Of its buyers, BCP 47.
  std::string language;
  // The buyer pays the cheapest quote; else freight is free.
  bool quoted_freight = false;
  bool cod = false;
  // Receivers are confirmed before shipping.
  bool verified = false;
  // The desk has more to do for fixed shares of the orders (special_case.h).
  bool special_cases = false;
  // 0: the services' default.
  int64_t unpaid_close_seconds = 0;
  // Refunds are of money only, one an order: the report counts them by order.
  bool money_refunds = false;
};

// A real shop's orders, read from a file.
class ShopFile {
 public:
  virtual ~ShopFile() = default;

  virtual const ShopRules& rules() const = 0;
  virtual const FileTotals& totals() const = 0;
  // In the order of codes.
  virtual absl::Status ForEachProduct(absl::FunctionRef<absl::Status(const FileProduct&)> fn) = 0;
  // In the order of time, ties in the file's.
  virtual absl::Status ForEachInvoice(absl::FunctionRef<absl::Status(const Invoice&)> fn) = 0;
};

}  // namespace shopdesk::cli
