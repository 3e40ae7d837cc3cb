#include "services/catalog/timers/search.h"

#include <string>
#include <vector>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/store/knowledge/article.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/search/search.h"

namespace shopdesk::catalog::timers {
namespace {

// Products that one transaction indexes anew: it must not keep sales waiting.
constexpr size_t kIndexBatch = 100;
// Articles, of thousands of words each.
constexpr int kArticlesAtOnce = 20;

}  // namespace

absl::Status IndexStale(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                   store::ListStaleProducts(ctx.txn(), shop, kIndexBatch));
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(const v1::Product product, store::LoadProductForUpdate(ctx.txn(), shop, id));
    RETURN_IF_ERROR(store::IndexProduct(ctx.txn(), product));
  }
  if (ids.size() == kIndexBatch) {
    ctx.Schedule(domain::kSearchIndex, due.resource_name, ctx.now());
  }
  return absl::OkStatus();
}

absl::Status IndexArticles(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  absl::string_view after = LastSegment(due.resource_name);
  if (due.resource_name != domain::ArticleName(shop, after)) after = "";
  ASSIGN_OR_RETURN(const std::vector<v1::Article> articles,
                   store::ListArticles(ctx.txn(), shop, /*subject=*/"", after, kArticlesAtOnce));
  for (const v1::Article& listed : articles) {
    const absl::string_view id = LastSegment(listed.name());
    // Locked: who publishes it meanwhile indexes it himself, after this.
    ASSIGN_OR_RETURN(const v1::Article article, store::LoadArticleForUpdate(ctx.txn(), shop, id));
    if (article.state() != v1::Article::PUBLISHED) continue;
    ASSIGN_OR_RETURN(const v1::ArticleVersion version,
                     store::LoadArticleVersion(ctx.txn(), shop, id, article.version()));
    RETURN_IF_ERROR(store::IndexArticle(ctx.txn(), version.article()));
  }
  if (articles.size() == kArticlesAtOnce) {
    ctx.Schedule(domain::kArticleIndex, articles.back().name(), ctx.now());
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::timers
