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
#include "tools/shopdesk/replay/shop_file.h"
#include "tools/shopdesk/replay/staging.h"

namespace shopdesk::cli {

// A file in the format of UCI Online Retail, staged in a temporary SQLite file so that it can be
// read in the order of time, by product, and twice, whatever its size. docs/replay.md has the
// rules.
class RetailFile final : public ShopFile {
 public:
  // `orders` > 0 ends the file with the last row of that order's invoice. `progress` gets the rows
  // read so far.
  static absl::StatusOr<std::unique_ptr<RetailFile>> Stage(
      const std::string& csv_file, int64_t orders, const std::function<void(int64_t)>& progress);

  const ShopRules& rules() const override;
  const FileTotals& totals() const override { return totals_; }
  absl::Status ForEachProduct(absl::FunctionRef<absl::Status(const FileProduct&)> fn) override;
  absl::Status ForEachInvoice(absl::FunctionRef<absl::Status(const Invoice&)> fn) override;

 private:
  explicit RetailFile(std::unique_ptr<Staging> staging);
  absl::Status ReadAll(const std::string& csv_file, const std::function<void(int64_t)>& progress);
  absl::Status Cut(int64_t orders);
  // Notes what is told of an order that the file says only later.
  absl::Status LookAhead();
  absl::Status CountTotals();
  absl::StatusOr<std::vector<Invoice>> InvoicePage(int64_t after_time, int64_t after_row);

  const std::unique_ptr<Staging> staging_;
  sql::Database& database_;
  // Rows from here on don't count.
  int64_t end_row_ = INT64_MAX;
  FileTotals totals_;
};

}  // namespace shopdesk::cli
