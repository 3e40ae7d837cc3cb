#include "services/logistics/handlers/rate/rate_table.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/rate/rate_table.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/carrier/carrier.h"
#include "services/logistics/handlers/shop/import_rows.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/store/carrier/carrier.h"
#include "services/logistics/store/rate/rate_book.h"
#include "services/logistics/store/rate/rate_table.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::RateTable;

// Rate tables: usual, at most; each may have hundreds of zones and rates.
constexpr PageLimits kRateTablePage{20, 100};

constexpr RowStore<RateTable> kRateTables = {store::InsertRateTable, store::SaveRateTable,
                                             events::kRateTableCreated, events::kRateTableUpdated};

absl::StatusOr<RowResult> ImportRate(runtime::WriteContext& ctx, absl::string_view shop,
                                     const v1::ImportRateTable& row, const std::string& name) {
  RETURN_IF_ERROR(CheckRow(row));
  ASSIGN_OR_RETURN(const v1::Carrier carrier,
                   store::LoadCarrier(ctx.txn(), domain::CarrierName(shop, row.carrier_id())));
  RateTable table = row.rate_table();
  table.set_name(name);
  RETURN_IF_ERROR(domain::CheckRateTable(table, carrier));
  ASSIGN_OR_RETURN(const absl::optional<RateTable> before,
                   store::FindRateTableForUpdate(ctx.txn(), name));
  return StoreRow(ctx, kRateTables, before, table);
}

}  // namespace

absl::Status GetRateTable(runtime::ReadContext& ctx, const v1::GetRateTableRequest& request,
                          RateTable* response) {
  ASSIGN_OR_RETURN(*response, store::LoadRateTable(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListRateTables(runtime::ReadContext& ctx, const v1::ListRateTablesRequest& request,
                            v1::ListRateTablesResponse* response) {
  ASSIGN_OR_RETURN(const std::string carrier, CarrierFilter(ctx, request.parent()));
  using Key = store::RateTableKey;
  const auto scan = [&](const Key& after,
                        int limit) -> absl::StatusOr<std::vector<Scanned<Key, RateTable>>> {
    ASSIGN_OR_RETURN(
        std::vector<RateTable> tables,
        store::ListRateTables(ctx.txn(), ShopOf(request.parent()), carrier, after, limit));
    return LeaveOutClosed(std::move(tables), store::RateTableKeyOf, request.show_closed());
  };
  return ScanPage(request, kRateTablePage, Key(), scan, *response,
                  *response->mutable_rate_tables());
}

absl::Status ImportRateTables(runtime::WriteContext& ctx,
                              const v1::ImportRateTablesRequest& request,
                              v1::ImportRateTablesResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  RETURN_IF_ERROR(ImportRows(
      request.rate_tables(),
      [&](const v1::ImportRateTable& row) {
        return domain::RateTableName(shop, row.carrier_id(), row.rate_table_id());
      },
      [](const v1::ImportRateTable& row) {
        return absl::StrCat(row.carrier_id(), "/", row.rate_table_id());
      },
      [&](const v1::ImportRateTable& row, const std::string& name) {
        return ImportRate(ctx, shop, row, name);
      },
      response));
  if (response->created_count() + response->updated_count() == 0) return absl::OkStatus();
  return store::ChangeRates(ctx.txn(), shop, ctx.machine_now());
}

}  // namespace shopdesk::logistics::handlers
