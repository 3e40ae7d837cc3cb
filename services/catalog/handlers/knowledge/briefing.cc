#include "services/catalog/handlers/knowledge/briefing.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/knowledge/briefing.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/store/knowledge/article.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {

absl::Status CheckBriefed(runtime::WriteContext& ctx, const v1::Policy& policy,
                          const v1::Product& product) {
  if (!domain::NeedsBriefing(product, policy)) return absl::OkStatus();
  const absl::string_view shop = ShopOf(product.name());
  ASSIGN_OR_RETURN(const std::vector<v1::ArticleVersion> linked,
                   store::ListPublishedOf(ctx.txn(), shop,
                                          absl::StrCat("products/", LastSegment(product.name()))));
  std::vector<domain::BriefingReaders> briefings;
  for (const v1::ArticleVersion& version : linked) {
    const v1::Article& article = version.article();
    if (article.kind() != v1::Article::BRIEFING) continue;
    ASSIGN_OR_RETURN(
        const std::vector<std::string> readers,
        store::ListReaders(ctx.txn(), shop, LastSegment(article.name()), article.version()));
    domain::BriefingReaders& ids = briefings.emplace_back();
    for (const std::string& reader : readers) {
      ASSIGN_OR_RETURN(std::string id, UnescapeId(reader));
      ids.insert(std::move(id));
    }
  }
  return domain::CheckBriefed(product, policy, briefings);
}

// Each product is locked before it is looked at: whoever holds one back at this moment has locked
// it before he looked for readers, and either he sees this change or it is seen here that he did.
absl::Status LookAtHeld(runtime::WriteContext& ctx, absl::Span<const v1::Article> published) {
  std::set<std::string> names;
  for (const v1::Article& article : published) {
    if (article.kind() != v1::Article::BRIEFING) continue;
    names.insert(article.products().begin(), article.products().end());
  }
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(const absl::optional<v1::Product> product,
                     store::FindProductForUpdate(ctx.txn(), ShopOf(name), LastSegment(name)));
    if (product.has_value() && product->held_for_briefing()) {
      ctx.Schedule(domain::kProductPublish, name, ctx.now());
    }
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
