#include "services/catalog/followers/figures.h"

#include <string>
#include <vector>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/figures.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/stock/stock.h"
#include "shopdesk/catalog/v1/policy.pb.h"

namespace shopdesk::catalog::followers {
namespace {

constexpr char kProducts[] = "products";
constexpr char kSkus[] = "skus";
constexpr char kReservations[] = "reservations";

// Rows of a SKU that are read at once.
constexpr int kRows = 500;

std::vector<std::string> SourcesOf(const event::v1::Event& event) {
  // No level changes by these: an order becomes known; what another event told of before is told as
  // it is.
  if (event.type() == events::kReservationConfirmed || event.type() == events::kStockChanged) {
    return {};
  }
  const absl::string_view source = TopResourceOf(event.resource_name());
  const absl::string_view collection = CollectionOf(source);
  if (collection == kProducts || collection == kSkus) return {std::string(source)};
  std::vector<std::string> sources;
  v1::Reservation reservation;
  if (collection == kReservations && event.resource().UnpackTo(&reservation)) {
    for (const v1::ReservationLine& line : reservation.lines()) {
      sources.push_back(domain::SkuName(ShopOf(source), EscapeId(line.sku_id())));
    }
  }
  return sources;
}

absl::Status CountSku(sql::Transaction& txn, absl::string_view name, Counts& counts) {
  const absl::string_view shop = ShopOf(name);
  const absl::string_view sku = LastSegment(name);
  ASSIGN_OR_RETURN(const std::vector<v1::StockLevel> levels,
                   store::ListLevelsOfSku(txn, shop, sku));
  for (const v1::StockLevel& level : levels) domain::CountLevel(level, counts);
  // A SKU's movements are booked one after the other, under the locks of its levels: none appears
  // behind one that was counted.
  ASSIGN_OR_RETURN(const std::vector<v1::StockMovement> movements,
                   store::ListMovements(txn, shop, sku, counts.counted_to(), kRows));
  for (const v1::StockMovement& movement : movements) {
    domain::AppendMovement(movement, counts);
    counts.set_counted_to(movement.sequence());
  }
  counts.set_more(movements.size() == static_cast<size_t>(kRows));
  return absl::OkStatus();
}

void Announce(absl::string_view source, sql::Reads& reads) {
  if (CollectionOf(source) == kSkus) {
    store::AnnounceLevelsOfSku(reads, ShopOf(source), LastSegment(source));
  }
}

absl::Status Count(sql::Transaction& txn, absl::string_view source, Counts& counts) {
  if (CollectionOf(source) == kSkus) return CountSku(txn, source, counts);
  ASSIGN_OR_RETURN(const v1::Product product,
                   store::LoadProduct(txn, ShopOf(source), LastSegment(source)));
  domain::CountProduct(product, counts);
  return absl::OkStatus();
}

}  // namespace

figures::Definition FigureDefinition() {
  return {.sources_of = SourcesOf,
          .count = Count,
          .announce = Announce,
          .sources = {store::kProductFeedSnapshot, store::kListSkusWithMovements},
          .appended = domain::AppendedFigures(),
          .zone_of = figures::ZoneOfRevision<v1::PolicyRevision>};
}

}  // namespace shopdesk::catalog::followers
