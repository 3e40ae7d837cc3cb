#include "services/logistics/handlers/rate.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/error.h"
#include "libs/base/id.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/names.h"
#include "services/logistics/domain/shipping.h"
#include "services/logistics/domain/validate.h"
#include "services/logistics/handlers/import_rows.h"
#include "services/logistics/handlers/policy.h"
#include "services/logistics/store/carrier.h"

namespace shopdesk::logistics::handlers {
namespace {

using google::protobuf::util::MessageDifferencer;

// Rate tables in a page where the request doesn't say how many, and at most: each may have hundreds
// of zones and rates.
constexpr int kDefaultTables = 20;
constexpr int kMaxTables = 100;
constexpr char kAllCarriers[] = "-";

absl::StatusOr<RowResult> ImportRow(runtime::WriteContext& ctx, absl::string_view shop,
                                    const v1::ImportRateTable& row, const std::string& name) {
  RETURN_IF_ERROR(CheckRow(row));
  ASSIGN_OR_RETURN(v1::Carrier carrier,
                   store::LoadCarrier(ctx.txn(), domain::CarrierName(shop, row.carrier_id())));
  v1::RateTable table = row.rate_table();
  table.set_name(name);
  RETURN_IF_ERROR(domain::CheckRateTable(table, carrier));
  ASSIGN_OR_RETURN(absl::optional<v1::RateTable> before,
                   store::FindRateTableForUpdate(ctx.txn(), name));
  if (before.has_value()) {
    table.set_etag(before->etag());
    if (MessageDifferencer::Equals(*before, table)) return RowResult::kUnchanged;
    RETURN_IF_ERROR(store::SaveRateTable(ctx.txn(), table));
    return RowResult::kUpdated;
  }
  ASSIGN_OR_RETURN(bool inserted, store::InsertRateTable(ctx.txn(), table));
  if (!inserted) return absl::AbortedError("the rate table was created meanwhile");
  return RowResult::kCreated;
}

}  // namespace

absl::Status GetRateTable(runtime::ReadContext& ctx, const v1::GetRateTableRequest& request,
                          v1::RateTable* response) {
  ASSIGN_OR_RETURN(*response, store::LoadRateTable(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListRateTables(runtime::ReadContext& ctx, const v1::ListRateTablesRequest& request,
                            v1::ListRateTablesResponse* response) {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size(), kDefaultTables, kMaxTables));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  const absl::string_view shop = ShopOf(request.parent());
  absl::string_view carrier = LastSegment(request.parent());
  if (carrier == kAllCarriers) {
    carrier = "";
    RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  } else {
    RETURN_IF_ERROR(store::LoadCarrier(ctx.txn(), request.parent()).status());
  }
  store::RateTableKey after;
  if (key.size() == 2) after = {key[0], key[1]};
  ASSIGN_OR_RETURN(std::vector<v1::RateTable> tables,
                   store::ListRateTables(ctx.txn(), shop, carrier, after, size + 1));
  if (static_cast<int>(tables.size()) > size) {
    tables.resize(size);
    const std::string& last = tables.back().name();
    response->set_next_page_token(MakePageToken(
        request, {std::string(LastSegment(ParentOf(last))), std::string(LastSegment(last))}));
  }
  for (v1::RateTable& table : tables) *response->add_rate_tables() = std::move(table);
  return absl::OkStatus();
}

absl::Status ImportRateTables(runtime::WriteContext& ctx,
                              const v1::ImportRateTablesRequest& request,
                              v1::ImportRateTablesResponse* response) {
  const std::string shop(ShopOf(request.parent()));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  std::vector<std::string> names;
  for (const v1::ImportRateTable& row : request.rate_tables()) {
    names.push_back(domain::RateTableName(shop, row.carrier_id(), row.rate_table_id()));
  }
  for (int i : OrderByKey(names)) {
    const v1::ImportRateTable& row = request.rate_tables(i);
    const absl::StatusOr<RowResult> result = ImportRow(ctx, shop, row, names[i]);
    if (result.ok()) {
      CountRow(*result, response);
    } else if (IsRowError(result.status())) {
      AddRowError(i, absl::StrCat(row.carrier_id(), "/", row.rate_table_id()), result.status(),
                  response->mutable_errors());
    } else {
      return result.status();
    }
  }
  SortByIndex(response->mutable_errors());
  if (response->created_count() + response->updated_count() == 0) return absl::OkStatus();
  return store::ChangeRates(ctx.txn(), shop, NewUuid(ctx.machine_now()));
}

absl::Status Quote(runtime::ReadContext& ctx, const v1::QuoteRequest& request,
                   v1::QuoteResponse* response, store::RateBook& rates) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(std::shared_ptr<const domain::RateIndex> index, rates.Get(ctx.txn(), shop));
  RETURN_IF_ERROR(domain::CheckAmounts(request.goods_value(), request.declared_value(),
                                       request.cod_amount(), index->policy().currency_code()));
  if (!request.carrier_id().empty() && !index->HasCarrier(request.carrier_id())) {
    return shopdesk::NotFoundError(domain::CarrierName(shop, request.carrier_id()));
  }
  index->Quote(request, ctx.now(), *response);
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
