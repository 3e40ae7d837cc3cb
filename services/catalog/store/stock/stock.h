#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "services/catalog/domain/stock/stock.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/stock.pb.h"
#include "shopdesk/type/v1/actor.pb.h"

// Stock levels and their ledger. Shops, SKUs and locations are given escaped. Levels are locked in
// the order of SKU, then location.
namespace shopdesk::catalog::store {

// The names of the SKUs of a shop with movements, in pages as those of the feed's snapshots.
extern const sql::Statement kListSkusWithMovements;

// A SKU: whether it can be ordered, and as what.
struct Sku {
  bool on_sale = false;
  v1::SkuSnapshot snapshot;
};
// NOT_FOUND naming the SKU.
absl::StatusOr<Sku> LoadSku(sql::Transaction& txn, absl::string_view shop, absl::string_view sku);

// Locks the SKU, so that nobody adds a level to it. NOT_FOUND naming it.
absl::Status LockSku(sql::Transaction& txn, absl::string_view shop, absl::string_view sku);

// All levels of a SKU, by location, locked.
struct SkuLevels {
  std::vector<v1::StockLevel> levels;
  // What the shop's page shows; nullopt when nobody said, or there are no levels.
  absl::optional<int64_t> listed;
};
absl::StatusOr<SkuLevels> LoadLevelsForUpdate(sql::Transaction& txn, absl::string_view shop,
                                              absl::string_view sku);

// Tells that a write will load the levels of a SKU for update, with the SKU or without.
void AnnounceSkuStock(sql::Reads& reads, absl::string_view shop, absl::string_view sku);

// A SKU that is asked for, and where it stands.
struct SkuStock {
  Sku sku;
  SkuLevels stock;
};
// NOT_FOUND naming the SKU.
absl::StatusOr<SkuStock> LoadSkuStock(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view sku);
// The same with its levels locked.
absl::StatusOr<SkuStock> LoadSkuStockForUpdate(sql::Transaction& txn, absl::string_view shop,
                                               absl::string_view sku);

// NOT_FOUND naming the level, or the SKU. `available` is not set: see domain::Refresh.
absl::StatusOr<v1::StockLevel> LoadLevel(sql::Transaction& txn, absl::string_view shop,
                                         absl::string_view sku, absl::string_view location);
// The one of a SKU's levels that is at the location. NOT_FOUND naming it.
absl::StatusOr<v1::StockLevel*> FindLevel(SkuLevels& levels, absl::string_view shop,
                                          absl::string_view sku, absl::string_view location);
// For which SKUs a level is made: one that there is, or also one that was removed since it had
// stock.
enum class MakeFor { kSku, kSkuOrRemoved };
// Makes those at `locations` that are missing among `levels`, all at once: each of a SKU's levels
// says how many there are. NOT_FOUND naming the SKU.
absl::Status MakeLevels(sql::Transaction& txn, SkuLevels& levels, absl::string_view shop,
                        absl::string_view sku, absl::Span<const std::string> locations,
                        MakeFor make_for = MakeFor::kSku);

// What of a level is saved.
enum class LevelColumns { kOnHandAndReserved, kAll };
// Saves the next version of a level that was loaded for update: sets etag and update_time.
absl::Status SaveLevel(sql::Transaction& txn, v1::StockLevel& level, LevelColumns columns,
                       absl::Time now);
// A level that the feed doesn't tell as it is, locked; nullopt if it does, or there is none.
absl::StatusOr<absl::optional<v1::StockLevel>> FindUntoldForUpdate(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   absl::string_view sku,
                                                                   absl::string_view location);
void AnnounceUntold(sql::Reads& reads, absl::string_view shop, absl::string_view sku,
                    absl::string_view location);
// Notes that the feed tells it.
absl::Status MarkTold(sql::Transaction& txn, const v1::StockLevel& level);
// Books a movement of a level as it is after it.
absl::Status InsertMovement(sql::Transaction& txn, const v1::StockLevel& level,
                            const domain::Movement& movement, absl::string_view reference,
                            const type::v1::Actor& actor, absl::Time now);

// The names of the reservations that go without at a level that is oversold; none otherwise.
absl::StatusOr<std::set<std::string>> FindOversold(sql::Transaction& txn,
                                                   const v1::StockLevel& level);

// Deletes the SKU with its levels, and what is listed of it.
absl::Status DeleteSku(sql::Transaction& txn, absl::string_view shop, absl::string_view sku);

// All levels of a SKU, by location.
absl::StatusOr<std::vector<v1::StockLevel>> ListLevelsOfSku(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            absl::string_view sku);
void AnnounceLevelsOfSku(sql::Reads& reads, absl::string_view shop, absl::string_view sku);
// The levels of several SKUs, by SKU and location.
absl::StatusOr<std::vector<v1::StockLevel>> ListLevelsOfSkus(sql::Transaction& txn,
                                                             absl::string_view shop,
                                                             const std::vector<std::string>& skus);

// The sort key of a list of levels: SKU, location.
using LevelKey = PageKey<std::string, std::string>;
// After `after`. `of_sku` empty: of the whole shop.
absl::StatusOr<std::vector<v1::StockLevel>> ListLevels(sql::Transaction& txn,
                                                       absl::string_view shop,
                                                       absl::string_view of_sku, bool low_only,
                                                       const LevelKey& after, int limit);
// Levels whose flag does not say what the policy makes of it, locked.
absl::StatusOr<std::vector<v1::StockLevel>> ListStaleLowForUpdate(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  const v1::Policy& policy,
                                                                  int limit);
// After `sequence`, oldest first.
absl::StatusOr<std::vector<v1::StockMovement>> ListMovements(sql::Transaction& txn,
                                                             absl::string_view shop,
                                                             absl::string_view sku,
                                                             int64_t sequence, int limit);

}  // namespace shopdesk::catalog::store
