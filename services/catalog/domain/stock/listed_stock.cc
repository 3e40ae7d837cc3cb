#include "services/catalog/domain/stock/listed_stock.h"

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/text.h"
#include "services/catalog/domain/stock/stock.h"

namespace shopdesk::catalog::domain {
namespace {

// Pieces: what is more was misread from the page.
constexpr int64_t kMaxListed = 1000000000;
// The 128 characters of a SKU, of at most four bytes each.
constexpr size_t kMaxSkuBytes = 512;

}  // namespace

void Refresh(v1::ListedStock& page, absl::Span<const v1::StockLevel> levels,
             const v1::Policy& policy) {
  int64_t on_hand = 0;
  for (const v1::StockLevel& level : levels) on_hand += level.on_hand();
  page.set_on_hand(on_hand);
  page.set_available(TotalAvailable(levels, policy));
  page.set_too_high(page.listed() > page.available());
}

absl::Status CheckFigure(const v1::ListedFigure& figure) {
  Violations violations;
  if (IsBlank(figure.sku_id())) {
    violations.Add("sku_id", "is required");
  } else if (const absl::string_view problem = IdProblem(figure.sku_id()); !problem.empty()) {
    violations.Add("sku_id", absl::StrCat("must ", problem));
  } else if (figure.sku_id().size() > kMaxSkuBytes) {
    violations.Add("sku_id", "must have at most 128 characters");
  }
  if (figure.listed() < 0 || figure.listed() > kMaxListed) {
    violations.Add("listed", absl::StrCat("must be from 0 to ", kMaxListed));
  }
  return violations.ToStatus();
}

}  // namespace shopdesk::catalog::domain
