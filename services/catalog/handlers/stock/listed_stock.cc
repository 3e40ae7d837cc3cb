#include "services/catalog/handlers/stock/listed_stock.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/row_error.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/stock/listed_stock.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/handlers/stock/stock_change.h"
#include "services/catalog/store/stock/listed_stock.h"
#include "services/catalog/store/stock/stock.h"

namespace shopdesk::catalog::handlers {
namespace {

// Pages of SKUs that show too much or too little: usual, at most.
constexpr PageLimits kDiscrepancyPage{100, 1000};

// A SKU's page while it is set; everything that decides about it is locked.
struct LockedPage {
  v1::ListedStock stock;
  bool was_too_high = false;
  std::vector<v1::StockLevel> levels;
};

// The page of a SKU, new if nothing is known of it yet (without etag). NOT_FOUND for the SKU.
absl::StatusOr<LockedPage> LoadPage(runtime::WriteContext& ctx, absl::string_view shop,
                                    absl::string_view sku) {
  LockedPage page;
  ASSIGN_OR_RETURN(store::SkuLevels levels, store::LoadLevelsForUpdate(ctx.txn(), shop, sku));
  if (levels.levels.empty()) {
    RETURN_IF_ERROR(store::LockSku(ctx.txn(), shop, sku));
    ASSIGN_OR_RETURN(levels, store::LoadLevelsForUpdate(ctx.txn(), shop, sku));
  }
  page.levels = std::move(levels.levels);
  ASSIGN_OR_RETURN(const absl::optional<v1::ListedStock> present,
                   store::FindListedStockForUpdate(ctx.txn(), shop, sku));
  if (present.has_value()) page.stock = *present;
  page.stock.set_name(domain::ListedStockName(shop, sku));
  page.was_too_high = page.stock.too_high();
  return page;
}

// Sets what the page shows and when it did. Returns whether that is news.
absl::StatusOr<bool> SetListed(runtime::WriteContext& ctx, const v1::Policy& policy,
                               LockedPage& page, int64_t listed, absl::Time read_time) {
  const bool news = page.stock.etag().empty() || page.stock.listed() != listed;
  page.stock.set_listed(listed);
  *page.stock.mutable_read_time() = StoredTime(read_time);
  domain::Refresh(page.stock, page.levels, policy);
  if (news) RETURN_IF_ERROR(store::CopyListed(ctx.txn(), page.stock));
  RETURN_IF_ERROR(SaveListedStock(ctx, page.stock, page.was_too_high));
  return news;
}

// Takes a figure that was read at `read_time` in, unless a later one is known, and counts it.
absl::Status TakeFigure(runtime::WriteContext& ctx, const v1::Policy& policy,
                        const std::string& connector, absl::Time read_time,
                        const v1::ListedFigure& figure, v1::ReportListedStockResponse& response) {
  RETURN_IF_ERROR(domain::CheckFigure(figure));
  ASSIGN_OR_RETURN(LockedPage page,
                   LoadPage(ctx, ShopOf(policy.name()), EscapeId(figure.sku_id())));
  bool news = false;
  const bool taken = page.stock.etag().empty() || read_time >= FromProto(page.stock.read_time());
  if (taken) {
    page.stock.set_connector(connector);
    ASSIGN_OR_RETURN(news, SetListed(ctx, policy, page, figure.listed(), read_time));
  }
  if (taken) ctx.Emit(page.stock, events::kListedStockReported);
  if (news) {
    response.set_changed_count(response.changed_count() + 1);
  } else {
    response.set_unchanged_count(response.unchanged_count() + 1);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReportListedStock(runtime::WriteContext& ctx,
                               const v1::ReportListedStockRequest& request,
                               v1::ReportListedStockResponse* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  const absl::Time read_time =
      request.has_read_time() ? std::min(FromProto(request.read_time()), ctx.now()) : ctx.now();
  for (int i = 0; i < request.figures_size(); ++i) {
    const v1::ListedFigure& figure = request.figures(i);
    const absl::Status taken = TakeFigure(ctx, policy, request.connector(),
                                          FromMillis(ToMillis(read_time)), figure, *response);
    if (taken.ok()) continue;
    // What is wrong with a row shows before it changes anything.
    if (!absl::IsInvalidArgument(taken) && !absl::IsNotFound(taken)) return taken;
    *response->add_errors() = MakeRowError(i, figure.sku_id(), taken);
  }
  return absl::OkStatus();
}

absl::Status GetListedStock(runtime::ReadContext& ctx, const v1::GetListedStockRequest& request,
                            v1::ListedStock* response) {
  const absl::string_view shop = ShopOf(request.name());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(
      *response,
      store::LoadListedStock(ctx.txn(), shop, domain::SkuOfListedStock(request.name()), policy));
  return absl::OkStatus();
}

absl::Status ListDiscrepancies(runtime::ReadContext& ctx,
                               const v1::ListDiscrepanciesRequest& request,
                               v1::ListDiscrepanciesResponse* response) {
  using Request = v1::ListDiscrepanciesRequest;
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  const int64_t least = std::max<int64_t>(1, request.min_difference());
  const store::DiscrepancyFilter filter = {
      .too_high = request.kind() == Request::TOO_LOW ? INT64_MAX : least,
      .too_low = request.kind() == Request::TOO_HIGH ? INT64_MAX : least};
  return ListPage(
      request, kDiscrepancyPage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListDiscrepancies(ctx.txn(), shop, policy, filter, std::get<0>(after), limit);
      },
      [](const v1::ListedStock& page) {
        return PageKey<std::string>(domain::SkuOfListedStock(page.name()));
      },
      *response, *response->mutable_listed_stocks());
}

absl::Status SyncListedStock(runtime::WriteContext& ctx, const v1::SyncListedStockRequest& request,
                             v1::SyncListedStockResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  std::set<std::string> skus;
  for (const std::string& sku_id : request.sku_ids()) skus.insert(EscapeId(sku_id));
  for (const std::string& sku : skus) {
    ASSIGN_OR_RETURN(LockedPage page, LoadPage(ctx, shop, sku));
    *page.stock.mutable_sync_time() = StoredTime(ctx.now());
    const int64_t available = domain::TotalAvailable(page.levels, policy);
    RETURN_IF_ERROR(SetListed(ctx, policy, page, available, ctx.now()).status());
    ctx.Emit(page.stock, events::kListedStockSynced);
    *response->add_listed_stocks() = std::move(page.stock);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
