#include "services/catalog/store/stock/stock.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/search/search.h"

namespace shopdesk::catalog::store {

// From one SKU to the next, without reading what lies between.
const sql::Statement kListSkusWithMovements = {
    "catalog.list_skus_with_movements",
    "WITH RECURSIVE moved (sku) AS (SELECT MIN(sku) FROM stock_movements WHERE shop = $1 AND "
    "sku > substr(CAST($2 AS text), length('shops/' || $1 || '/skus/') + 1) "
    "UNION ALL SELECT (SELECT MIN(m.sku) FROM stock_movements m WHERE m.shop = $1 AND "
    "m.sku > moved.sku) FROM moved WHERE moved.sku IS NOT NULL) "
    "SELECT 'shops/' || $1 || '/skus/' || sku FROM moved WHERE sku IS NOT NULL LIMIT $3"};

namespace {

#define HAS_SKU "EXISTS (SELECT 1 FROM skus k WHERE k.shop = l.shop AND k.sku = l.sku)"
#define LEVEL_COLUMNS                                                                              \
  "l.shop, l.sku, l.location, l.version, l.on_hand, l.reserved, l.incoming, l.damaged, l.frozen, " \
  "l.safety_stock, l.low_stock_threshold, l.low, l.updated_ms, l.listed, "                         \
  "l.level_count, CAST(CASE WHEN " HAS_SKU " THEN 0 ELSE 1 END AS bigint)"
constexpr int kVersionColumn = 3;
constexpr int kListedColumn = 13;
constexpr int kLevelCountColumn = 14;
constexpr int kSkuRemovedColumn = 15;
constexpr int kLevelColumns = 16;

// Movements that are looked through at once for the reservations that go without. Usually the first
// ones tell all: nothing more is reserved at a level that is oversold.
constexpr int kMovementsInStep = 500;

// Only the levels are locked: a SKU's row may change while its stock is being reserved. There is
// none of one that was removed. Levels that are locked by SKUs are locked by this statement, so
// that all are in one order.
#define SKU_STOCK                                          \
  "SELECT " LEVEL_COLUMNS                                  \
  ", s.on_sale, s.data FROM stock_levels l "               \
  "LEFT JOIN skus s ON s.shop = l.shop AND s.sku = l.sku " \
  "WHERE l.shop = $1 AND l.sku = $2 ORDER BY l.location"
constexpr sql::Statement kLoadSkuStock = {"catalog.load_sku_stock", SKU_STOCK};
constexpr sql::Statement kLoadSkuStockForUpdate = {"catalog.load_sku_stock_for_update", SKU_STOCK,
                                                   SKU_STOCK " FOR UPDATE OF l"};
#undef SKU_STOCK
constexpr sql::Statement kLoadSku = {"catalog.load_sku",
                                     "SELECT on_sale, data FROM skus WHERE shop = $1 AND sku = $2"};
constexpr sql::Statement kLockSku = {"catalog.lock_sku",
                                     "SELECT 1 FROM skus WHERE shop = $1 AND sku = $2 FOR UPDATE"};
constexpr sql::Statement kLoadStockLevel = {"catalog.load_stock_level",
                                            "SELECT " LEVEL_COLUMNS
                                            " FROM stock_levels l "
                                            "WHERE l.shop = $1 AND l.sku = $2 AND l.location = $3"};
// Not low: whether it is shows when it is saved.
constexpr sql::Statement kInsertStockLevel = {
    "catalog.insert_stock_level",
    "INSERT INTO stock_levels (shop, sku, location, version, on_hand, reserved, incoming, damaged, "
    "frozen, low, updated_ms, listed) VALUES ($1, $2, $3, 0, 0, 0, 0, 0, 0, 0, 0, "
    "(SELECT listed FROM listed_stock WHERE shop = $1 AND sku = $2)) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kCountStockLevels = {
    "catalog.count_stock_levels",
    "UPDATE stock_levels SET level_count = "
    "(SELECT COUNT(location) FROM stock_levels WHERE shop = $1 AND sku = $2) "
    "WHERE shop = $1 AND sku = $2"};
constexpr sql::Change kSaveStockLevel = {
    {"catalog.save_stock_level",
     "UPDATE stock_levels SET version = $4, on_hand = $5, reserved = $6, incoming = $7, "
     "damaged = $8, frozen = $9, safety_stock = $10, low_stock_threshold = $11, low = $12, "
     "updated_ms = $13 WHERE shop = $1 AND sku = $2 AND location = $3 AND version = $14"},
    sql::Effect::kSave,
    3};
// What most changes change; the low-stock flag, which has an index, is left alone.
constexpr sql::Change kSaveStockQuantities = {
    {"catalog.save_stock_quantities",
     "UPDATE stock_levels SET version = $4, on_hand = $5, reserved = $6, updated_ms = $7 "
     "WHERE shop = $1 AND sku = $2 AND location = $3 AND version = $8"},
    sql::Effect::kSave,
    3};
constexpr sql::Statement kLoadStockLevelToTell = {
    "catalog.load_stock_level_to_tell",
    "SELECT " LEVEL_COLUMNS
    ", l.told_version FROM stock_levels l "
    "WHERE l.shop = $1 AND l.sku = $2 AND l.location = $3 FOR UPDATE"};
constexpr sql::Change kMarkStockLevelTold = {
    {"catalog.mark_stock_level_told",
     "UPDATE stock_levels SET told_version = $4 WHERE shop = $1 AND sku = $2 AND location = $3"},
    sql::Effect::kPut,
    3};
constexpr sql::Change kInsertStockMovement = {
    {"catalog.insert_stock_movement",
     "INSERT INTO stock_movements (shop, sku, location, bucket, delta, before, reserved_delta, "
     "reserved_after, reason, reference, actor, created_ms) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"},
    sql::Effect::kAppend};
constexpr sql::Statement kDeleteStockLevels = {
    "catalog.delete_stock_levels", "DELETE FROM stock_levels WHERE shop = $1 AND sku = $2"};
constexpr sql::Statement kDeleteListedStock = {
    "catalog.delete_listed_stock", "DELETE FROM listed_stock WHERE shop = $1 AND sku = $2"};
constexpr sql::Statement kDeleteSku = {"catalog.delete_sku",
                                       "DELETE FROM skus WHERE shop = $1 AND sku = $2"};
constexpr sql::Statement kListStockLevels = {
    "catalog.list_stock_levels",
    "SELECT " LEVEL_COLUMNS
    " FROM stock_levels l "
    "WHERE l.shop = $1 AND (l.sku, l.location) > ($2, $3) ORDER BY l.sku, l.location LIMIT $4"};
constexpr sql::Statement kListStockLevelsOfSkus = {
    "catalog.list_stock_levels_of_skus",
    "SELECT " LEVEL_COLUMNS
    " FROM stock_levels l WHERE l.shop = $1 AND l.sku IN LIST($2) ORDER BY l.sku, l.location"};
constexpr sql::Statement kListLowStockLevels = {
    "catalog.list_low_stock_levels",
    "SELECT " LEVEL_COLUMNS
    " FROM stock_levels l WHERE l.low = 1 AND l.shop = $1 "
    "AND (l.sku, l.location) > ($2, $3) ORDER BY l.sku, l.location LIMIT $4"};
constexpr sql::Statement kListAllStockLevelsOfSku = {
    "catalog.list_all_stock_levels_of_sku",
    "SELECT " LEVEL_COLUMNS
    " FROM stock_levels l WHERE l.shop = $1 AND l.sku = $2 ORDER BY l.location"};
constexpr sql::Statement kListStockLevelsOfSku = {
    "catalog.list_stock_levels_of_sku",
    "SELECT " LEVEL_COLUMNS
    " FROM stock_levels l "
    "WHERE l.shop = $1 AND l.sku = $2 AND l.location > $3 AND l.low >= $5 "
    "ORDER BY l.location LIMIT $4"};
// As domain::IsLow; thresholds are not negative.
constexpr sql::Statement kListStaleLowFlags = {
    "catalog.list_stale_low_flags", "SELECT " LEVEL_COLUMNS
                                    " FROM stock_levels l WHERE l.shop = $1 AND l.low <> CASE "
                                    "WHEN " HAS_SKU
                                    " AND l.on_hand - l.reserved - COALESCE(l.safety_stock, $2) "
                                    "<= COALESCE(l.low_stock_threshold, $3) THEN 1 ELSE 0 END "
                                    "ORDER BY l.sku, l.location LIMIT $4 FOR UPDATE"};
constexpr sql::Statement kListReservedBackwards = {
    "catalog.list_reserved_backwards",
    "SELECT sequence, reference, reserved_delta FROM stock_movements WHERE shop = $1 AND sku = $2 "
    "AND sequence < $4 AND location = $3 AND reserved_delta <> 0 ORDER BY sequence DESC LIMIT $5"};
constexpr sql::Statement kHasStockMovement = {
    "catalog.has_stock_movement",
    "SELECT 1 FROM stock_movements WHERE shop = $1 AND sku = $2 LIMIT 1"};
constexpr sql::Statement kListStockMovements = {
    "catalog.list_stock_movements",
    "SELECT sequence, location, bucket, delta, before, reserved_delta, reserved_after, reason, "
    "reference, actor, created_ms FROM stock_movements "
    "WHERE shop = $1 AND sku = $2 AND sequence > $3 ORDER BY sequence LIMIT $4"};
#undef LEVEL_COLUMNS
#undef HAS_SKU

void ReadLevel(const sql::Row& row, v1::StockLevel& level) {
  level.set_name(domain::StockLevelName(row.Text(0), row.Text(1), row.Text(2)));
  level.set_etag(MakeEtag(row.Int(kVersionColumn)));
  level.set_on_hand(row.Int(4));
  level.set_reserved(row.Int(5));
  level.set_incoming(row.Int(6));
  level.set_damaged(row.Int(7));
  level.set_frozen(row.Int(8));
  if (!row.IsNull(9)) level.set_safety_stock(row.Int(9));
  if (!row.IsNull(10)) level.set_low_stock_threshold(row.Int(10));
  level.set_low(row.Int(11) != 0);
  *level.mutable_update_time() = ToProto(FromMillis(row.Int(12)));
  level.set_sku_removed(row.Int(kSkuRemovedColumn) != 0);
}

absl::StatusOr<std::vector<v1::StockLevel>> QueryLevels(sql::Transaction& txn,
                                                        const sql::Statement& statement,
                                                        std::initializer_list<sql::Value> values) {
  std::vector<v1::StockLevel> levels;
  RETURN_IF_ERROR(txn.Query(statement, values, [&](const sql::Row& row) {
    ReadLevel(row, levels.emplace_back());
    return absl::OkStatus();
  }));
  return levels;
}

// The levels of a SKU as their rows are read, all of which say how many there are.
struct LevelReader {
  SkuLevels levels;
  int64_t count = 0;

  void Read(const sql::Row& row) {
    ReadLevel(row, levels.levels.emplace_back());
    if (!row.IsNull(kListedColumn)) levels.listed = row.Int(kListedColumn);
    count = row.Int(kLevelCountColumn);
  }
  // ABORTED, so that the transaction runs again, if one was added since the statement began.
  absl::StatusOr<SkuLevels> Finish() {
    if (static_cast<int64_t>(levels.levels.size()) >= count) return std::move(levels);
    return absl::AbortedError("a stock level was added meanwhile");
  }
};

absl::StatusOr<bool> Exists(sql::Transaction& txn, const sql::Statement& statement,
                            absl::string_view shop, absl::string_view sku) {
  return txn.QueryOne(statement, {shop, sku}, [](const sql::Row&) { return absl::OkStatus(); });
}

absl::optional<int64_t> Optional(bool has, int64_t value) {
  return has ? absl::optional<int64_t>(value) : absl::nullopt;
}

}  // namespace

absl::StatusOr<Sku> LoadSku(sql::Transaction& txn, absl::string_view shop, absl::string_view sku) {
  Sku found;
  ASSIGN_OR_RETURN(const bool exists, txn.QueryOne(kLoadSku, {shop, sku}, [&](const auto& row) {
    found.on_sale = row.Int(0) != 0;
    return sql::ParseColumn(row, 1, found.snapshot);
  }));
  if (!exists) return UnknownSku(txn, shop, sku);
  return found;
}

namespace {

absl::StatusOr<SkuStock> QuerySkuStock(sql::Transaction& txn, const sql::Statement& statement,
                                       absl::string_view shop, absl::string_view sku) {
  SkuStock stock;
  LevelReader reader;
  RETURN_IF_ERROR(txn.Query(statement, {shop, sku}, [&](const sql::Row& row) {
    reader.Read(row);
    if (reader.levels.levels.size() > 1 || row.Int(kSkuRemovedColumn) != 0) {
      return absl::OkStatus();
    }
    stock.sku.on_sale = row.Int(kLevelColumns) != 0;
    return sql::ParseColumn(row, kLevelColumns + 1, stock.sku.snapshot);
  }));
  ASSIGN_OR_RETURN(stock.stock, reader.Finish());
  if (stock.stock.levels.empty() || stock.stock.levels[0].sku_removed()) {
    ASSIGN_OR_RETURN(stock.sku, LoadSku(txn, shop, sku));
  }
  return stock;
}

}  // namespace

absl::StatusOr<SkuStock> LoadSkuStock(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view sku) {
  return QuerySkuStock(txn, kLoadSkuStock, shop, sku);
}

absl::StatusOr<SkuStock> LoadSkuStockForUpdate(sql::Transaction& txn, absl::string_view shop,
                                               absl::string_view sku) {
  return QuerySkuStock(txn, kLoadSkuStockForUpdate, shop, sku);
}

void AnnounceSkuStock(sql::Reads& reads, absl::string_view shop, absl::string_view sku) {
  reads.Add(kLoadSkuStockForUpdate, {shop, sku});
}

absl::Status LockSku(sql::Transaction& txn, absl::string_view shop, absl::string_view sku) {
  ASSIGN_OR_RETURN(const bool exists, Exists(txn, kLockSku, shop, sku));
  return exists ? absl::OkStatus() : UnknownSku(txn, shop, sku);
}

absl::StatusOr<SkuLevels> LoadLevelsForUpdate(sql::Transaction& txn, absl::string_view shop,
                                              absl::string_view sku) {
  LevelReader reader;
  RETURN_IF_ERROR(txn.Query(kLoadSkuStockForUpdate, {shop, sku}, [&](const sql::Row& row) {
    reader.Read(row);
    return absl::OkStatus();
  }));
  return reader.Finish();
}

absl::StatusOr<v1::StockLevel> LoadLevel(sql::Transaction& txn, absl::string_view shop,
                                         absl::string_view sku, absl::string_view location) {
  ASSIGN_OR_RETURN(std::vector<v1::StockLevel> found,
                   QueryLevels(txn, kLoadStockLevel, {shop, sku, location}));
  if (!found.empty()) return std::move(found[0]);
  RETURN_IF_ERROR(LoadSku(txn, shop, sku).status());
  return NotFoundError(domain::StockLevelName(shop, sku, location));
}

absl::StatusOr<v1::StockLevel*> FindLevel(SkuLevels& levels, absl::string_view shop,
                                          absl::string_view sku, absl::string_view location) {
  for (v1::StockLevel& level : levels.levels) {
    if (LastSegment(level.name()) == location) return &level;
  }
  return NotFoundError(domain::StockLevelName(shop, sku, location));
}

absl::Status MakeLevels(sql::Transaction& txn, SkuLevels& levels, absl::string_view shop,
                        absl::string_view sku, absl::Span<const std::string> locations,
                        MakeFor make_for) {
  std::set<absl::string_view> missing(locations.begin(), locations.end());
  for (const v1::StockLevel& level : levels.levels) missing.erase(LastSegment(level.name()));
  if (missing.empty()) return absl::OkStatus();
  if (const absl::Status present = LockSku(txn, shop, sku); !present.ok()) {
    if (!absl::IsNotFound(present) || make_for == MakeFor::kSku) return present;
    ASSIGN_OR_RETURN(const bool was_there, Exists(txn, kHasStockMovement, shop, sku));
    if (!was_there) return present;
  }
  for (const absl::string_view location : missing) {
    RETURN_IF_ERROR(txn.Execute(kInsertStockLevel, {shop, sku, location}).status());
  }
  RETURN_IF_ERROR(txn.Execute(kCountStockLevels, {shop, sku}).status());
  ASSIGN_OR_RETURN(levels, LoadLevelsForUpdate(txn, shop, sku));
  return absl::OkStatus();
}

absl::Status SaveLevel(sql::Transaction& txn, v1::StockLevel& level, LevelColumns columns,
                       absl::Time now) {
  const auto [shop, sku, location] = domain::IdsOfStockLevel(level.name());
  const int64_t version = VersionOf(level.etag());
  absl::Status saved;
  if (columns == LevelColumns::kOnHandAndReserved) {
    saved = txn.Defer(kSaveStockQuantities, {shop, sku, location, version + 1, level.on_hand(),
                                             level.reserved(), ToMillis(now), version});
  } else {
    saved = txn.Defer(
        kSaveStockLevel,
        {shop, sku, location, version + 1, level.on_hand(), level.reserved(), level.incoming(),
         level.damaged(), level.frozen(), Optional(level.has_safety_stock(), level.safety_stock()),
         Optional(level.has_low_stock_threshold(), level.low_stock_threshold()), level.low(),
         ToMillis(now), version});
  }
  RETURN_IF_ERROR(saved);
  level.set_etag(MakeEtag(version + 1));
  *level.mutable_update_time() = ToProto(FromMillis(ToMillis(now)));
  return absl::OkStatus();
}

absl::StatusOr<absl::optional<v1::StockLevel>> FindUntoldForUpdate(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   absl::string_view sku,
                                                                   absl::string_view location) {
  absl::optional<v1::StockLevel> level;
  RETURN_IF_ERROR(txn.QueryOne(kLoadStockLevelToTell, {shop, sku, location},
                               [&](const sql::Row& row) {
                                 if (row.Int(kLevelColumns) != row.Int(kVersionColumn))
                                   ReadLevel(row, level.emplace());
                                 return absl::OkStatus();
                               })
                      .status());
  return level;
}

void AnnounceUntold(sql::Reads& reads, absl::string_view shop, absl::string_view sku,
                    absl::string_view location) {
  reads.Add(kLoadStockLevelToTell, {shop, sku, location});
}

absl::Status MarkTold(sql::Transaction& txn, const v1::StockLevel& level) {
  const auto [shop, sku, location] = domain::IdsOfStockLevel(level.name());
  return txn.Defer(kMarkStockLevelTold, {shop, sku, location, VersionOf(level.etag())});
}

absl::Status InsertMovement(sql::Transaction& txn, const v1::StockLevel& level,
                            const domain::Movement& movement, absl::string_view reference,
                            const type::v1::Actor& actor, absl::Time now) {
  const auto [shop, sku, location] = domain::IdsOfStockLevel(level.name());
  const std::string actor_data = actor.SerializeAsString();
  return txn.Defer(kInsertStockMovement,
                   {shop, sku, location, movement.bucket, movement.delta, movement.before,
                    movement.reserved_delta, level.reserved(), movement.reason, reference,
                    sql::Blob{actor_data}, ToMillis(now)});
}

absl::StatusOr<std::set<std::string>> FindOversold(sql::Transaction& txn,
                                                   const v1::StockLevel& level) {
  const auto [shop, sku, location] = domain::IdsOfStockLevel(level.name());
  domain::OversoldReservations found(domain::Oversold(level));
  int64_t before = INT64_MAX;
  for (bool more = true; more && !found.Complete();) {
    int rows = 0;
    RETURN_IF_ERROR(txn.Query(kListReservedBackwards,
                              {shop, sku, location, before, kMovementsInStep},
                              [&](const sql::Row& row) {
                                ++rows;
                                before = row.Int(0);
                                found.Add(std::string(row.Text(1)), row.Int(2));
                                return absl::OkStatus();
                              }));
    more = rows == kMovementsInStep;
  }
  return found.names();
}

absl::Status DeleteSku(sql::Transaction& txn, absl::string_view shop, absl::string_view sku) {
  for (const sql::Statement* statement : {&kDeleteStockLevels, &kDeleteListedStock, &kDeleteSku}) {
    RETURN_IF_ERROR(txn.Execute(*statement, {shop, sku}).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::StockLevel>> ListLevelsOfSku(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            absl::string_view sku) {
  return QueryLevels(txn, kListAllStockLevelsOfSku, {shop, sku});
}

void AnnounceLevelsOfSku(sql::Reads& reads, absl::string_view shop, absl::string_view sku) {
  reads.Add(kListAllStockLevelsOfSku, {shop, sku});
}

absl::StatusOr<std::vector<v1::StockLevel>> ListLevelsOfSkus(sql::Transaction& txn,
                                                             absl::string_view shop,
                                                             const std::vector<std::string>& skus) {
  const std::string list = sql::List(skus);
  return QueryLevels(txn, kListStockLevelsOfSkus, {shop, list});
}

absl::StatusOr<std::vector<v1::StockLevel>> ListLevels(sql::Transaction& txn,
                                                       absl::string_view shop,
                                                       absl::string_view of_sku, bool low_only,
                                                       const LevelKey& after, int limit) {
  const auto& [sku, location] = after;
  if (!of_sku.empty()) {
    return QueryLevels(txn, kListStockLevelsOfSku, {shop, of_sku, location, limit, low_only});
  }
  return QueryLevels(txn, low_only ? kListLowStockLevels : kListStockLevels,
                     {shop, sku, location, limit});
}

absl::StatusOr<std::vector<v1::StockLevel>> ListStaleLowForUpdate(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  const v1::Policy& policy,
                                                                  int limit) {
  return QueryLevels(txn, kListStaleLowFlags,
                     {shop, policy.safety_stock(), policy.low_stock_threshold(), limit});
}

absl::StatusOr<std::vector<v1::StockMovement>> ListMovements(sql::Transaction& txn,
                                                             absl::string_view shop,
                                                             absl::string_view sku,
                                                             int64_t sequence, int limit) {
  std::vector<v1::StockMovement> movements;
  RETURN_IF_ERROR(
      txn.Query(kListStockMovements, {shop, sku, sequence, limit}, [&](const sql::Row& row) {
        v1::StockMovement& movement = movements.emplace_back();
        movement.set_sequence(row.Int(0));
        movement.set_stock_level(domain::StockLevelName(shop, sku, row.Text(1)));
        movement.set_bucket(static_cast<v1::StockBucket::Value>(row.Int(2)));
        movement.set_delta(row.Int(3));
        movement.set_before(row.Int(4));
        movement.set_after(row.Int(4) + row.Int(3));
        movement.set_reserved_delta(row.Int(5));
        movement.set_reserved_after(row.Int(6));
        movement.set_reason(static_cast<v1::MovementReason::Value>(row.Int(7)));
        movement.set_reference(std::string(row.Text(8)));
        *movement.mutable_create_time() = ToProto(FromMillis(row.Int(10)));
        return sql::ParseColumn(row, 9, *movement.mutable_actor());
      }));
  return movements;
}

}  // namespace shopdesk::catalog::store
