#include "services/logistics/handlers/rates.h"

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
#include "services/logistics/store/carriers.h"

namespace shopdesk::logistics::handlers {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr int kDefaultTables = 20;
constexpr int kMaxTables = 100;
constexpr char kAllCarriers[] = "-";

absl::StatusOr<RowResult> ImportRow(rpc::WriteContext& ctx, absl::string_view shop,
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

absl::Status GetRateTable(rpc::ReadContext& ctx, const v1::GetRateTableRequest& req,
                          v1::RateTable* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadRateTable(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status ListRateTables(rpc::ReadContext& ctx, const v1::ListRateTablesRequest& req,
                            v1::ListRateTablesResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), kDefaultTables, kMaxTables));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  const absl::string_view shop = ShopOf(req.parent());
  absl::string_view carrier = LastSegment(req.parent());
  if (carrier == kAllCarriers) {
    carrier = "";
    RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  } else {
    RETURN_IF_ERROR(store::LoadCarrier(ctx.txn(), req.parent()).status());
  }
  store::RateTableKey after;
  if (key.size() == 2) after = {key[0], key[1]};
  ASSIGN_OR_RETURN(std::vector<v1::RateTable> tables,
                   store::ListRateTables(ctx.txn(), shop, carrier, after, size + 1));
  if (static_cast<int>(tables.size()) > size) {
    tables.resize(size);
    const std::string& last = tables.back().name();
    resp->set_next_page_token(MakePageToken(
        req, {std::string(LastSegment(ParentOf(last))), std::string(LastSegment(last))}));
  }
  for (v1::RateTable& table : tables) *resp->add_rate_tables() = std::move(table);
  return absl::OkStatus();
}

absl::Status ImportRateTables(rpc::WriteContext& ctx, const v1::ImportRateTablesRequest& req,
                              v1::ImportRateTablesResponse* resp) {
  const std::string shop(ShopOf(req.parent()));
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  std::vector<std::string> names;
  for (const v1::ImportRateTable& row : req.rate_tables()) {
    names.push_back(domain::RateTableName(shop, row.carrier_id(), row.rate_table_id()));
  }
  for (int i : OrderByKey(names)) {
    const v1::ImportRateTable& row = req.rate_tables(i);
    const absl::StatusOr<RowResult> result = ImportRow(ctx, shop, row, names[i]);
    if (result.ok()) {
      CountRow(*result, resp);
    } else if (IsRowError(result.status())) {
      AddRowError(i, absl::StrCat(row.carrier_id(), "/", row.rate_table_id()), result.status(),
                  resp->mutable_errors());
    } else {
      return result.status();
    }
  }
  SortByIndex(resp->mutable_errors());
  if (resp->created_count() + resp->updated_count() == 0) return absl::OkStatus();
  return store::ChangeRates(ctx.txn(), shop, NewUuid(ctx.machine_now()));
}

absl::Status Quote(rpc::ReadContext& ctx, const v1::QuoteRequest& req, v1::QuoteResponse* resp,
                   store::RateBook& rates) {
  const absl::string_view shop = ShopOf(req.parent());
  ASSIGN_OR_RETURN(std::shared_ptr<const domain::RateIndex> index, rates.Get(ctx.txn(), shop));
  RETURN_IF_ERROR(domain::CheckAmounts(req.goods_value(), req.declared_value(), req.cod_amount(),
                                       index->policy().currency_code()));
  if (!req.carrier_id().empty() && !index->HasCarrier(req.carrier_id())) {
    return shopdesk::NotFoundError(domain::CarrierName(shop, req.carrier_id()));
  }
  index->Quote(req, ctx.now(), *resp);
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
