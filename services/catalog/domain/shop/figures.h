#pragma once

#include <vector>

#include "libs/base/figure.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/stock.pb.h"

// What is counted of products and stock by day, and what is made of it.
namespace shopdesk::catalog::domain {

// What there is now: it counts on no day.
void CountProduct(const v1::Product& product, Counts& counts);
void CountLevel(const v1::StockLevel& level, Counts& counts);
// Movements are only ever added; what is counted of them.
std::vector<FigureName> AppendedFigures();
void AppendMovement(const v1::StockMovement& movement, Counts& counts);

// Of the sums over a period, over all time up to its end, and over all time.
v1::StockFigures StockFiguresOf(const Sums& period, const Sums& to_its_end, const Sums& all);

}  // namespace shopdesk::catalog::domain
