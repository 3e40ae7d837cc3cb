#include "libs/runtime/shops.h"

#include "libs/base/error.h"
#include "libs/base/status_macros.h"

namespace shopdesk::runtime {
namespace {

constexpr sql::Statement kFindShop = {"runtime.find_shop",
                                      "SELECT 1 FROM policies WHERE shop = $1"};
constexpr sql::Statement kList = {
    "runtime.list_shops", "SELECT shop FROM policies WHERE shop > $1 ORDER BY shop LIMIT $2"};

absl::Status Find(sql::Transaction& txn, absl::string_view shop) {
  ASSIGN_OR_RETURN(const bool found, txn.QueryOne(kFindShop, {shop}, [](const sql::Row&) {
    return absl::OkStatus();
  }));
  return found ? absl::OkStatus() : UnknownShopError(shop);
}

}  // namespace

bool Shops::IsKnown(absl::string_view shop) {
  MutexLock lock(mutex_);
  return known_.contains(shop);
}

void Shops::Remember(absl::string_view shop) {
  MutexLock lock(mutex_);
  known_.emplace(shop);
}

absl::Status Shops::CheckInRead(sql::Transaction& txn, absl::string_view shop) {
  if (IsKnown(shop)) return absl::OkStatus();
  RETURN_IF_ERROR(Find(txn, shop));
  Remember(shop);
  return absl::OkStatus();
}

absl::Status Shops::CheckInWrite(sql::Transaction& txn, absl::string_view shop) {
  if (IsKnown(shop)) return absl::OkStatus();
  RETURN_IF_ERROR(Find(txn, shop));
  txn.OnCommit([this, shop = std::string(shop)] { Remember(shop); });
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> ListShops(sql::Transaction& txn, absl::string_view after,
                                                   int limit) {
  std::vector<std::string> shops;
  RETURN_IF_ERROR(txn.Query(kList, {after, limit}, [&](const sql::Row& row) {
    shops.emplace_back(row.Text(0));
    return absl::OkStatus();
  }));
  return shops;
}

}  // namespace shopdesk::runtime
