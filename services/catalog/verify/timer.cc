#include "services/catalog/verify/timer.h"

#include "absl/strings/str_cat.h"
#include "libs/sql/database.h"

namespace shopdesk::catalog::verify {
namespace {

constexpr sql::Statement kFindTimerOfShop = {
    "catalog.find_timer_of_shop",
    "SELECT 1 FROM timers WHERE kind = $1 AND resource_name > $2 AND resource_name < $3 LIMIT 1"};

}  // namespace

absl::StatusOr<bool> IsUnderWay(shopdesk::verify::Page& page, absl::string_view kind) {
  // '0' comes after '/'.
  return page.txn().QueryOne(
      kFindTimerOfShop,
      {kind, absl::StrCat("shops/", page.shop(), "/"), absl::StrCat("shops/", page.shop(), "0")},
      [](const sql::Row&) { return absl::OkStatus(); });
}

}  // namespace shopdesk::catalog::verify
