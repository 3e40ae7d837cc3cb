#include "services/catalog/verify/stock.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/stock/reservation.h"
#include "services/catalog/domain/stock/stock.h"
#include "services/catalog/store/stock/reservation.h"
#include "services/catalog/store/stock/stock.h"

namespace shopdesk::catalog::verify {
namespace {

using shopdesk::verify::kPageRows;
using shopdesk::verify::Page;
using v1::StockBucket;

// Rows of a statement where all rows of something are read.
constexpr int kRows = 1000;
// Movements after which the next SKU is left for the next page.
constexpr int64_t kMostMovements = 20000;

// What the ledger makes of a level.
struct Account {
  std::map<StockBucket::Value, int64_t> buckets;
  int64_t reserved = 0;

  int64_t Oversold() { return std::max<int64_t>(0, reserved - buckets[StockBucket::ON_HAND]); }
};
// By the level's name.
using Accounts = std::map<std::string, Account>;

// Books a movement; what it says of itself must be what was booked before it.
void Book(const v1::StockMovement& movement, Accounts& accounts, Page& page) {
  Account& account = accounts[movement.stock_level()];
  int64_t& bucket = account.buckets[movement.bucket()];
  const auto find = [&](absl::string_view problem) {
    page.Find(movement.stock_level(), absl::StrCat("its movement ", movement.sequence(), problem));
  };
  if (movement.before() != bucket) {
    find(absl::StrCat(" begins with ", movement.before(), " where ", bucket, " were left"));
  }
  const int64_t oversold = account.Oversold();
  bucket = movement.before() + movement.delta();
  account.reserved += movement.reserved_delta();
  if (movement.reserved_after() != account.reserved) {
    find(absl::StrCat(" says that ", movement.reserved_after(), " are reserved where ",
                      account.reserved, " are"));
    account.reserved = movement.reserved_after();
  }
  if (bucket < 0 || account.reserved < 0) find(" leaves less than nothing");
  // More may be reserved than is there only because stock-taking found less.
  if (account.Oversold() > oversold && movement.reason() != v1::MovementReason::COUNTED) {
    find(absl::StrCat(" oversells it: ", account.reserved, " are reserved and ",
                      account.buckets[StockBucket::ON_HAND], " are there"));
  }
}

absl::StatusOr<int64_t> BookAll(Page& page, absl::string_view sku, Accounts& accounts) {
  int64_t booked = 0;
  int64_t last = 0;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<v1::StockMovement> movements,
                     store::ListMovements(page.txn(), page.shop(), sku, last, kRows));
    for (const v1::StockMovement& movement : movements) {
      page.CountRow();
      Book(movement, accounts, page);
      last = movement.sequence();
    }
    booked += static_cast<int64_t>(movements.size());
    more = movements.size() == static_cast<size_t>(kRows);
  }
  return booked;
}

// "on_hand 5 instead of 4"; empty if all is as it must be.
std::string Difference(const v1::StockLevel& level, Account account) {
  const std::pair<absl::string_view, std::pair<int64_t, int64_t>> all[] = {
      {"on_hand", {level.on_hand(), account.buckets[StockBucket::ON_HAND]}},
      {"incoming", {level.incoming(), account.buckets[StockBucket::INCOMING]}},
      {"damaged", {level.damaged(), account.buckets[StockBucket::DAMAGED]}},
      {"frozen", {level.frozen(), account.buckets[StockBucket::FROZEN]}},
      {"reserved", {level.reserved(), account.reserved}}};
  std::string text;
  for (const auto& [name, values] : all) {
    if (values.first == values.second) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", name, " ", values.first, " instead of ",
                    values.second);
  }
  return text;
}

absl::Status CompareLevels(Page& page, absl::string_view sku, Accounts& accounts) {
  store::LevelKey last;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<v1::StockLevel> levels,
                     store::ListLevels(page.txn(), page.shop(), sku, false, last, kRows));
    for (const v1::StockLevel& level : levels) {
      const std::string difference = Difference(level, accounts[level.name()]);
      if (!difference.empty()) {
        page.Find(level.name(), absl::StrCat("it isn't the sum of its ledger: ", difference));
      }
      accounts.erase(level.name());
      last = store::LevelKey(sku, LastSegment(level.name()));
    }
    more = levels.size() == static_cast<size_t>(kRows);
  }
  for (const auto& [name, account] : accounts) {
    const std::string difference = Difference(v1::StockLevel(), account);
    if (!difference.empty()) {
      page.Find(name, absl::StrCat("it is gone, but not from its ledger: ", difference));
    }
  }
  return absl::OkStatus();
}

// What open reservations of a shop hold, by level.
absl::StatusOr<std::map<std::string, int64_t>> SumOpen(Page& page) {
  std::map<std::string, int64_t> held;
  for (const auto state : {v1::Reservation::TENTATIVE, v1::Reservation::CONFIRMED}) {
    store::ReservationKey last(state, std::numeric_limits<int64_t>::min(), "");
    for (bool more = true; more;) {
      ASSIGN_OR_RETURN(const std::vector<v1::Reservation> open,
                       store::ListReservations(page.txn(), page.shop(), state,
                                               std::numeric_limits<int64_t>::max(), last, kRows));
      for (const v1::Reservation& reservation : open) {
        page.CountRow();
        for (const v1::ReservationLine& line : reservation.lines()) {
          held[domain::StockLevelName(page.shop(), EscapeId(line.sku_id()),
                                      EscapeId(line.location()))] += domain::Remaining(line);
        }
        last = store::KeyOf(reservation);
      }
      more = open.size() == static_cast<size_t>(kRows);
    }
  }
  return held;
}

}  // namespace

absl::Status LookAtLedger(Page& page) {
  std::vector<std::string> skus;
  RETURN_IF_ERROR(page.txn().Query(store::kListSkusWithMovements,
                                   {page.shop(), page.after(), kPageRows},
                                   [&](const sql::Row& row) {
                                     skus.emplace_back(row.Text(0));
                                     return absl::OkStatus();
                                   }));
  int64_t booked = 0;
  for (const std::string& name : skus) {
    Accounts accounts;
    ASSIGN_OR_RETURN(const int64_t movements, BookAll(page, LastSegment(name), accounts));
    RETURN_IF_ERROR(CompareLevels(page, LastSegment(name), accounts));
    booked += movements;
    if (booked > kMostMovements || (name == skus.back() && skus.size() == size_t{kPageRows})) {
      page.GoOnAfter(name);
      break;
    }
  }
  return absl::OkStatus();
}

absl::Status LookAtReserved(Page& page) {
  ASSIGN_OR_RETURN(auto held, SumOpen(page));
  store::LevelKey last;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<v1::StockLevel> levels,
                     store::ListLevels(page.txn(), page.shop(), "", false, last, kRows));
    for (const v1::StockLevel& level : levels) {
      page.CountRow();
      const int64_t open = held[level.name()];
      held.erase(level.name());
      if (level.reserved() != open) {
        page.Find(level.name(), absl::StrCat(level.reserved(), " are reserved, and open ",
                                             "reservations hold ", open));
      }
      const domain::StockLevelIds ids = domain::IdsOfStockLevel(level.name());
      if (!domain::IsEmpty(level) || level.reserved() != 0) {
        ASSIGN_OR_RETURN(const auto movements,
                         store::ListMovements(page.txn(), ids.shop, ids.sku, 0, 1));
        if (movements.empty()) page.Find(level.name(), "it holds something and has no ledger");
      }
      last = store::LevelKey(ids.sku, ids.location);
    }
    more = levels.size() == static_cast<size_t>(kRows);
  }
  for (const auto& [name, open] : held) {
    if (open != 0) page.Find(name, absl::StrCat("it is gone, and open reservations hold ", open));
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::verify
