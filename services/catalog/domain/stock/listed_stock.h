#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "shopdesk/catalog/v1/listed_stock.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/stock.pb.h"

// What the shop's page shows against what there is.
namespace shopdesk::catalog::domain {

// Sets on_hand, available and too_high to what the SKU's levels say.
void Refresh(v1::ListedStock& page, absl::Span<const v1::StockLevel> levels,
             const v1::Policy& policy);

// INVALID_ARGUMENT with all that is wrong with a row.
absl::Status CheckFigure(const v1::ListedFigure& figure);

}  // namespace shopdesk::catalog::domain
