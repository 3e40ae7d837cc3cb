#include "services/catalog/handlers/knowledge/clarity.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/knowledge/care.h"
#include "services/catalog/domain/knowledge/clarity.h"
#include "services/catalog/domain/product/category.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/store/knowledge/care.h"
#include "services/catalog/store/knowledge/clarity.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

// Usual, at most.
constexpr PageLimits kClarityPage{50, 1000};

absl::StatusOr<v1::ProductClarity> Examine(sql::Transaction& txn, const v1::Product& product) {
  const absl::string_view shop = ShopOf(product.name());
  ASSIGN_OR_RETURN(const std::vector<v1::Category> path,
                   store::ReadPath(txn, shop, LastSegment(product.category())));
  ASSIGN_OR_RETURN(const auto guides,
                   store::FindCareGuides(txn, shop, domain::CareSubjects(product, path)));
  return domain::FindUnclear(product, domain::EffectiveDefinitions(path), !guides.empty());
}

using UnclearRow = Scanned<store::ClarityKey, v1::ProductClarity>;

absl::StatusOr<std::vector<UnclearRow>> ExamineUnclear(sql::Transaction& txn,
                                                       absl::string_view shop,
                                                       v1::ProductClarity::Kind kind,
                                                       const store::ClarityKey& after, int limit) {
  ASSIGN_OR_RETURN(const std::vector<store::ClarityKey> keys,
                   store::ListUnclear(txn, shop, kind, after, limit));
  std::vector<std::string> ids;
  for (const store::ClarityKey& key : keys) ids.push_back(std::get<1>(key));
  ASSIGN_OR_RETURN(const auto products, store::LoadProducts(txn, shop, ids));
  std::vector<UnclearRow> rows;
  for (const store::ClarityKey& key : keys) {
    UnclearRow& row = rows.emplace_back();
    row.key = key;
    const auto found = products.find(std::get<1>(key));
    if (found == products.end()) continue;
    ASSIGN_OR_RETURN(row.row, Examine(txn, found->second));
  }
  return rows;
}

}  // namespace

absl::Status GetProductClarity(runtime::ReadContext& ctx,
                               const v1::GetProductClarityRequest& request,
                               v1::ProductClarity* response) {
  ASSIGN_OR_RETURN(const v1::Product product, store::LoadProduct(ctx.txn(), ShopOf(request.name()),
                                                                 LastSegment(request.name())));
  ASSIGN_OR_RETURN(*response, Examine(ctx.txn(), product));
  return absl::OkStatus();
}

absl::Status ListProductClarity(runtime::ReadContext& ctx,
                                const v1::ListProductClarityRequest& request,
                                v1::ListProductClarityResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  return ScanPage(
      request, kClarityPage, store::ClarityKey(INT64_MIN, ""),
      [&](const store::ClarityKey& after, int limit) {
        return ExamineUnclear(ctx.txn(), shop, request.kind(), after, limit);
      },
      *response, *response->mutable_products());
}

absl::Status ListFailedSearches(runtime::ReadContext& ctx,
                                const v1::ListFailedSearchesRequest& request,
                                v1::ListFailedSearchesResponse* response) {
  return ScanPage(
      request, kClarityPage, store::FailedSearchKey(INT64_MIN, ""),
      [&](const store::FailedSearchKey& after, int limit) {
        return store::ListFailedSearches(ctx.txn(), ShopOf(request.parent()), after, limit);
      },
      *response, *response->mutable_failed_searches());
}

absl::Status LookAtClarity(runtime::WriteContext& ctx, const v1::Product& product) {
  ASSIGN_OR_RETURN(const v1::ProductClarity clarity, Examine(ctx.txn(), product));
  return store::SaveFindings(ctx.txn(), clarity);
}

void LookAtClarityOfAll(runtime::WriteContext& ctx, absl::string_view shop) {
  ctx.Schedule(domain::kProductClarity, absl::StrCat("shops/", shop, "/policy"), ctx.now());
}

}  // namespace shopdesk::catalog::handlers
