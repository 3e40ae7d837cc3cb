#include "services/catalog/verify/stock_flag.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/verify/work.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/domain/stock/stock.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/work_kinds.h"
#include "services/catalog/store/stock/stock.h"
#include "services/catalog/verify/timer.h"

namespace shopdesk::catalog::verify {
namespace {

using shopdesk::verify::ExpectWork;
using shopdesk::verify::kPageRows;
using shopdesk::verify::Page;

// The last column: levels that say another figure.
constexpr sql::Statement kListPages = {
    "catalog.list_pages",
    "SELECT p.sku, p.listed, p.too_high, (SELECT COUNT(*) FROM stock_levels l"
    " WHERE l.shop = p.shop AND l.sku = p.sku AND COALESCE(l.listed, -1) <> p.listed)"
    " FROM listed_stock p WHERE p.shop = $1 AND p.sku > $2 ORDER BY p.sku LIMIT $3"};

struct ListedPage {
  std::string sku;
  int64_t listed;
  bool too_high;
  int64_t differing_levels;
};

}  // namespace

absl::Status LookAtLow(Page& page) {
  ASSIGN_OR_RETURN(const bool late, IsUnderWay(page, domain::kStockFlags));
  if (late) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Policy policy, handlers::LoadPolicy(page.txn(), page.shop()));
  store::LevelKey last;
  const auto key = SplitKey(page.after());
  if (key.has_value() && key->size() == 2) last = store::LevelKey((*key)[0], (*key)[1]);
  ASSIGN_OR_RETURN(const std::vector<v1::StockLevel> levels,
                   store::ListLevels(page.txn(), page.shop(), "", false, last, kPageRows));
  for (const v1::StockLevel& level : levels) {
    page.CountRow();
    if (level.low() != domain::IsLow(level, policy)) {
      page.Find(level.name(), level.low() ? "it says that it is low, and it isn't"
                                          : "it is low, and doesn't say so");
    }
    RETURN_IF_ERROR(ExpectWork(page, handlers::kLowStock, level.name(), level.low()));
  }
  if (levels.size() == static_cast<size_t>(kPageRows)) {
    const domain::StockLevelIds ids = domain::IdsOfStockLevel(levels.back().name());
    page.GoOnAfter(JoinKey({std::string(ids.sku), std::string(ids.location)}));
  }
  return absl::OkStatus();
}

absl::Status LookAtTooHigh(Page& page) {
  ASSIGN_OR_RETURN(const bool late, IsUnderWay(page, domain::kStockFlags));
  if (late) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Policy policy, handlers::LoadPolicy(page.txn(), page.shop()));
  std::vector<ListedPage> pages;
  RETURN_IF_ERROR(page.txn().Query(
      kListPages, {page.shop(), page.after(), kPageRows}, [&](const sql::Row& row) {
        page.CountRow();
        pages.push_back({std::string(row.Text(0)), row.Int(1), row.Int(2) != 0, row.Int(3)});
        return absl::OkStatus();
      }));
  for (const auto& [sku, listed, too_high, differing_levels] : pages) {
    const std::string name = domain::ListedStockName(page.shop(), sku);
    ASSIGN_OR_RETURN(const std::vector<v1::StockLevel> levels,
                     store::ListLevelsOfSku(page.txn(), page.shop(), sku));
    const int64_t available = domain::TotalAvailable(levels, policy);
    if (too_high != (listed > available)) {
      page.Find(name, absl::StrCat("it shows ", listed, " of ", available, ", and ",
                                   too_high ? "says" : "doesn't say", " that this is too many"));
    }
    if (differing_levels > 0) {
      page.Find(name, absl::StrCat(differing_levels, " levels say that it shows another figure"));
    }
    RETURN_IF_ERROR(ExpectWork(page, handlers::kListedTooHigh, name, too_high));
  }
  if (pages.size() == static_cast<size_t>(kPageRows)) page.GoOnAfter(pages.back().sku);
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::verify
