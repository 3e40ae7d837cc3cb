#include "services/catalog/handlers/listed_stock.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/listed_stock.h"
#include "services/catalog/domain/names.h"
#include "services/catalog/handlers/changes.h"
#include "services/catalog/handlers/policy.h"
#include "services/catalog/store/listed_stock.h"
#include "services/catalog/store/stock.h"

namespace shopdesk::catalog::handlers {
namespace {

// A SKU's page while it is set; everything that decides about it is locked.
struct Page {
  v1::ListedStock stock;
  bool was_too_high = false;
  std::vector<v1::StockLevel> levels;
};

// The page of a SKU, new if nothing is known of it yet (without etag). NOT_FOUND for the SKU.
absl::StatusOr<Page> LoadPage(rpc::WriteContext& ctx, absl::string_view shop,
                              absl::string_view sku) {
  Page page;
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
absl::StatusOr<bool> SetListed(rpc::WriteContext& ctx, const v1::Policy& policy, Page& page,
                               int64_t listed, absl::Time read_time) {
  const bool news = page.stock.etag().empty() || page.stock.listed() != listed;
  page.stock.set_listed(listed);
  *page.stock.mutable_read_time() = StoredTime(read_time);
  domain::Compare(page.stock, page.levels, policy);
  if (news) RETURN_IF_ERROR(store::CopyListed(ctx.txn(), page.stock));
  RETURN_IF_ERROR(SaveListedStock(ctx, page.stock, page.was_too_high));
  return news;
}

// Whether the figure was news.
absl::StatusOr<bool> TakeFigure(rpc::WriteContext& ctx, const v1::Policy& policy,
                                const std::string& connector, absl::Time read_time,
                                const v1::ListedFigure& figure) {
  RETURN_IF_ERROR(domain::CheckFigure(figure));
  ASSIGN_OR_RETURN(Page page, LoadPage(ctx, ShopOf(policy.name()), EscapeId(figure.sku_id())));
  const bool known = !page.stock.etag().empty();
  if (known && read_time < FromProto(page.stock.read_time())) return false;
  page.stock.set_connector(connector);
  ASSIGN_OR_RETURN(const bool news, SetListed(ctx, policy, page, figure.listed(), read_time));
  if (news) ctx.Emit(page.stock, "listed_stock.reported");
  return news;
}

}  // namespace

absl::Status ReportListedStock(rpc::WriteContext& ctx, const v1::ReportListedStockRequest& req,
                               v1::ReportListedStockResponse* resp) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.parent())));
  const absl::Time read_time =
      req.has_read_time() ? std::min(FromProto(req.read_time()), ctx.now()) : ctx.now();
  for (int i = 0; i < req.figures_size(); ++i) {
    const v1::ListedFigure& figure = req.figures(i);
    const absl::StatusOr<bool> news =
        TakeFigure(ctx, policy, req.connector(), FromMillis(ToMillis(read_time)), figure);
    if (news.ok()) {
      if (*news) {
        resp->set_changed_count(resp->changed_count() + 1);
      } else {
        resp->set_unchanged_count(resp->unchanged_count() + 1);
      }
      continue;
    }
    // What is wrong with a row shows before it changes anything.
    if (!absl::IsInvalidArgument(news.status()) && !absl::IsNotFound(news.status())) {
      return news.status();
    }
    v1::ReportError& error = *resp->add_errors();
    error.set_index(i);
    error.set_sku_id(figure.sku_id());
    error.set_message(std::string(news.status().message()));
  }
  return absl::OkStatus();
}

absl::Status GetListedStock(rpc::ReadContext& ctx, const v1::GetListedStockRequest& req,
                            v1::ListedStock* resp) {
  const absl::string_view shop = ShopOf(req.name());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(
      *resp, store::LoadListedStock(ctx.txn(), shop, domain::SkuOfListedStock(req.name()), policy));
  return absl::OkStatus();
}

absl::Status ListDiscrepancies(rpc::ReadContext& ctx, const v1::ListDiscrepanciesRequest& req,
                               v1::ListDiscrepanciesResponse* resp) {
  using Request = v1::ListDiscrepanciesRequest;
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 100, 1000));
  ASSIGN_OR_RETURN(std::vector<std::string> key, ParsePageToken(req));
  key.resize(1);
  const absl::string_view shop = ShopOf(req.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  const int64_t least = std::max<int64_t>(1, req.min_difference());
  const store::DiscrepancyFilter filter = {
      .too_high = req.kind() == Request::TOO_LOW ? INT64_MAX : least,
      .too_low = req.kind() == Request::TOO_HIGH ? INT64_MAX : least};
  ASSIGN_OR_RETURN(std::vector<v1::ListedStock> pages,
                   store::ListDiscrepancies(ctx.txn(), shop, policy, filter, key[0], size + 1));
  if (pages.size() > static_cast<size_t>(size)) {
    pages.resize(size);
    const absl::string_view last = domain::SkuOfListedStock(pages.back().name());
    resp->set_next_page_token(MakePageToken(req, {std::string(last)}));
  }
  for (v1::ListedStock& page : pages) *resp->add_listed_stocks() = std::move(page);
  return absl::OkStatus();
}

absl::Status SyncListedStock(rpc::WriteContext& ctx, const v1::SyncListedStockRequest& req,
                             v1::SyncListedStockResponse* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  std::set<std::string> skus;
  for (const std::string& sku_id : req.sku_ids()) skus.insert(EscapeId(sku_id));
  for (const std::string& sku : skus) {
    ASSIGN_OR_RETURN(Page page, LoadPage(ctx, shop, sku));
    *page.stock.mutable_sync_time() = StoredTime(ctx.now());
    const int64_t available = domain::TotalAvailable(page.levels, policy);
    RETURN_IF_ERROR(SetListed(ctx, policy, page, available, ctx.now()).status());
    ctx.Emit(page.stock, "listed_stock.synced");
    *resp->add_listed_stocks() = std::move(page.stock);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
