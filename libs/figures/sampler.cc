#include "libs/figures/sampler.h"

#include "libs/base/status_macros.h"

namespace shopdesk::figures {
namespace {

constexpr sql::Statement kAllShops = {
    "figures.list_shops", "SELECT shop FROM policies WHERE shop > $1 ORDER BY shop LIMIT $2"};
constexpr int kShopsAtOnce = 500;

}  // namespace

absl::StatusOr<std::vector<std::string>> ListShops(sql::Transaction& txn) {
  std::vector<std::string> shops;
  for (int rows = kShopsAtOnce; rows == kShopsAtOnce;) {
    rows = 0;
    const std::string after = shops.empty() ? "" : shops.back();
    RETURN_IF_ERROR(txn.Query(kAllShops, {after, kShopsAtOnce}, [&](const sql::Row& row) {
      ++rows;
      shops.emplace_back(row.Text(0));
      return absl::OkStatus();
    }));
  }
  return shops;
}

}  // namespace shopdesk::figures
