#include "services/orders/store/pricing/price_protection.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using domain::Protection;
using v1::PriceDrop;

const sql::Statement kPriceDropSnapshot = {
    "orders.snapshot_price_drop",
    "SELECT 'shops/' || shop || '/priceDrops/' || id, data FROM price_drops"
    " WHERE shop = $1 AND id > substr($2, length('shops/' || $1 || '/priceDrops/') + 1)"
    " ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kPutProtection = {
    "orders.put_protection",
    "INSERT INTO protected_lines (shop, order_id, line, sku_id, until_ms, unit_minor)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (shop, order_id, line) DO UPDATE SET sku_id = excluded.sku_id"};
constexpr sql::Statement kSettleProtection = {
    "orders.settle_protection",
    "UPDATE protected_lines SET unit_minor = $4 WHERE shop = $1 AND order_id = $2 AND line = $3"};
constexpr sql::Statement kLoadProtection = {
    "orders.load_protection",
    "SELECT sku_id, until_ms, unit_minor FROM protected_lines"
    " WHERE shop = $1 AND order_id = $2 AND line = $3"};
constexpr sql::Statement kListProtections = {
    "orders.list_protections",
    "SELECT order_id, line, until_ms, unit_minor FROM protected_lines"
    " WHERE shop = $1 AND sku_id = $2 AND (until_ms, order_id, line) > ($3, $4, $5)"
    " ORDER BY until_ms, order_id, line LIMIT $6"};
constexpr sql::Statement kPutWaitingLine = {
    "orders.put_waiting_line",
    "INSERT INTO waiting_lines (shop, order_id, line, drop_id) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT DO NOTHING"};
constexpr sql::Statement kRemoveWaitingLine = {
    "orders.remove_waiting_line",
    "DELETE FROM waiting_lines"
    " WHERE shop = $1 AND order_id = $2 AND line = $3 AND drop_id = $4"};
constexpr sql::Statement kListWaitingLines = {
    "orders.list_waiting_lines",
    "SELECT line, drop_id FROM waiting_lines WHERE shop = $1 AND order_id = $2"
    " ORDER BY drop_id, line"};
constexpr sql::Statement kLoadPriceDrop = {
    "orders.load_price_drop", "SELECT data FROM price_drops WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadPriceDropForUpdate = {
    "orders.load_price_drop_for_update",
    "SELECT data, after_until_ms, after_order_id, after_line FROM price_drops"
    " WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertPriceDrop = {
    "orders.insert_price_drop",
    "INSERT INTO price_drops (shop, id, created_ms, after_until_ms, after_order_id, after_line,"
    " version, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSavePriceDrop = {
    "orders.save_price_drop",
    "UPDATE price_drops SET after_until_ms = $3, after_order_id = $4, after_line = $5,"
    " version = $6, data = $7 WHERE shop = $1 AND id = $2 AND version = $8"};
constexpr sql::Statement kListPriceDrops = {
    "orders.list_price_drops",
    "SELECT data FROM price_drops WHERE shop = $1 AND (created_ms, id) < ($2, $3)"
    " ORDER BY created_ms DESC, id DESC LIMIT $4"};

}  // namespace

absl::Status PutProtection(sql::Transaction& txn, absl::string_view order_name,
                           const Protection& protection) {
  return txn
      .Execute(kPutProtection,
               {ShopOf(order_name), LastSegment(order_name), protection.line, protection.sku_id,
                ToMillis(protection.until), protection.unit_minor})
      .status();
}

absl::Status SettleProtection(sql::Transaction& txn, absl::string_view order_name, int32_t line,
                              int64_t unit_minor) {
  return txn
      .Execute(kSettleProtection, {ShopOf(order_name), LastSegment(order_name), line, unit_minor})
      .status();
}

absl::StatusOr<Protection> LoadProtection(sql::Transaction& txn, absl::string_view order_name,
                                          int32_t line) {
  Protection found;
  ASSIGN_OR_RETURN(const bool any, txn.QueryOne(kLoadProtection,
                                                {ShopOf(order_name), LastSegment(order_name), line},
                                                [&](const sql::Row& row) {
                                                  found = {std::string(LastSegment(order_name)),
                                                           line, std::string(row.Text(0)),
                                                           FromMillis(row.Int(1)), row.Int(2)};
                                                  return absl::OkStatus();
                                                }));
  if (!any) return shopdesk::NotFoundError(order_name);
  return found;
}

ProtectionKey ProtectionKeyOf(const Protection& protection) {
  return ProtectionKey(ToMillis(protection.until), protection.order_id, protection.line);
}

ProtectionKey ProtectedAfter(absl::Time time) { return ProtectionKey(ToMillis(time) + 1, "", 0); }

absl::StatusOr<std::vector<Protection>> ListProtections(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        absl::string_view sku_id,
                                                        const ProtectionKey& after, int limit) {
  const auto& [until_ms, order_id, line] = after;
  std::vector<Protection> found;
  RETURN_IF_ERROR(txn.Query(
      kListProtections, {shop, sku_id, until_ms, order_id, line, limit}, [&](const sql::Row& row) {
        found.push_back({std::string(row.Text(0)), static_cast<int32_t>(row.Int(1)),
                         std::string(sku_id), FromMillis(row.Int(2)), row.Int(3)});
        return absl::OkStatus();
      }));
  return found;
}

absl::Status PutWaitingLine(sql::Transaction& txn, absl::string_view order_name,
                            const WaitingLine& waiting) {
  return txn
      .Execute(kPutWaitingLine, {ShopOf(order_name), LastSegment(order_name), waiting.line,
                                 LastSegment(waiting.drop)})
      .status();
}

absl::Status RemoveWaitingLine(sql::Transaction& txn, absl::string_view order_name,
                               const WaitingLine& waiting) {
  return txn
      .Execute(kRemoveWaitingLine, {ShopOf(order_name), LastSegment(order_name), waiting.line,
                                    LastSegment(waiting.drop)})
      .status();
}

absl::StatusOr<std::vector<WaitingLine>> ListWaitingLines(sql::Transaction& txn,
                                                          absl::string_view order_name) {
  std::vector<WaitingLine> waiting;
  RETURN_IF_ERROR(txn.Query(
      kListWaitingLines, {ShopOf(order_name), LastSegment(order_name)}, [&](const sql::Row& row) {
        waiting.push_back({static_cast<int32_t>(row.Int(0)),
                           absl::StrCat(ShopNameOf(order_name), "/priceDrops/", row.Text(1))});
        return absl::OkStatus();
      }));
  return waiting;
}

absl::StatusOr<PriceDrop> LoadPriceDrop(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<PriceDrop>(txn, kLoadPriceDrop, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<PriceDropRow> LoadPriceDropForUpdate(sql::Transaction& txn, absl::string_view name) {
  PriceDropRow found;
  ASSIGN_OR_RETURN(const bool any,
                   txn.QueryOne(kLoadPriceDropForUpdate, {ShopOf(name), LastSegment(name)},
                                [&](const sql::Row& row) {
                                  found.after = ProtectionKey(row.Int(1), std::string(row.Text(2)),
                                                              row.Int(3));
                                  return sql::ParseColumn(row, 0, found.drop);
                                }));
  if (!any) return shopdesk::NotFoundError(name);
  return found;
}

absl::Status InsertPriceDrop(sql::Transaction& txn, PriceDropRow& row) {
  const auto& [until_ms, order_id, line] = row.after;
  return sql::InsertVersioned(
      txn, kInsertPriceDrop, row.drop, ShopOf(row.drop.name()), LastSegment(row.drop.name()),
      ToMillis(FromProto(row.drop.create_time())), until_ms, order_id, line);
}

absl::Status SavePriceDrop(sql::Transaction& txn, PriceDropRow& row) {
  const auto& [until_ms, order_id, line] = row.after;
  return sql::SaveVersioned(txn, kSavePriceDrop, row.drop, ShopOf(row.drop.name()),
                            LastSegment(row.drop.name()), until_ms, order_id, line);
}

absl::StatusOr<std::vector<PriceDrop>> ListPriceDrops(sql::Transaction& txn, absl::string_view shop,
                                                      const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  return sql::ListMessages<PriceDrop>(txn, kListPriceDrops, {shop, before_ms, before_id, limit});
}

}  // namespace shopdesk::orders::store
