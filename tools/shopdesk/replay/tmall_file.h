#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tools/shopdesk/replay/shop_file.h"
#include "tools/shopdesk/replay/staging.h"

namespace shopdesk::cli {

// A file in the format of Tmall's export of orders: number, total, actually received, region,
// created, paid at, refunded; one row an order, no lines. Staged in a temporary SQLite file so that
// it can be read in the order of time, whatever its size. docs/replay.md has the rules.
class TmallFile final : public ShopFile {
 public:
  // `orders` > 0 ends the file with that order, in the order of time. `progress` gets the rows read
  // so far.
  static absl::StatusOr<std::unique_ptr<TmallFile>> Stage(
      const std::string& csv_file, int64_t orders, const std::function<void(int64_t)>& progress);

  const ShopRules& rules() const override;
  const FileTotals& totals() const override { return totals_; }
  absl::Status ForEachProduct(absl::FunctionRef<absl::Status(const FileProduct&)> fn) override;
  absl::Status ForEachInvoice(absl::FunctionRef<absl::Status(const Invoice&)> fn) override;

 private:
  explicit TmallFile(std::unique_ptr<Staging> staging);
  absl::Status ReadAll(const std::string& csv_file, const std::function<void(int64_t)>& progress);
  absl::Status Cut(int64_t orders);
  absl::Status CountTotals();

  const std::unique_ptr<Staging> staging_;
  sql::Database& database_;
  FileTotals totals_;
};

}  // namespace shopdesk::cli
