#include "services/catalog/handlers/search/search.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/knowledge/clarity.h"
#include "services/catalog/domain/search/search.h"
#include "services/catalog/handlers/knowledge/article.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

// Results: usual, as people look at the first few; at most.
constexpr PageLimits kResultPage{20, 100};

absl::StatusOr<domain::SearchFilter> FilterOf(runtime::ReadContext& ctx, absl::string_view shop,
                                              const v1::SearchProductsRequest& request) {
  domain::SearchFilter filter;
  filter.on_sale_only = request.on_sale_only();
  if (request.has_min_price_minor()) filter.min_price_minor = request.min_price_minor();
  if (request.has_max_price_minor()) filter.max_price_minor = request.max_price_minor();
  if (request.category().empty()) return filter;
  const absl::string_view category = LastSegment(request.category());
  RETURN_IF_ERROR(store::LoadCategory(ctx.txn(), shop, category).status());
  ASSIGN_OR_RETURN(const auto subtree, store::LoadSubtreeIds(ctx.txn(), shop, category));
  for (const auto& ids : subtree) {
    filter.categories.insert(filter.categories.end(), ids.begin(), ids.end());
  }
  return filter;
}

// What comes after the last result of the page before.
absl::StatusOr<absl::optional<domain::Match>> LastOfPageBefore(
    const v1::SearchProductsRequest& request) {
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  if (key.empty()) return absl::optional<domain::Match>();
  domain::Match last;
  if (key.size() != 2 || !absl::SimpleAtoi(key[0], &last.score)) {
    return InvalidFieldError("page_token", "is damaged");
  }
  last.product = key[1];
  return absl::make_optional(std::move(last));
}

absl::Status AddResults(sql::Transaction& txn, absl::string_view shop, bool with_words,
                        const std::vector<domain::Match>& page,
                        v1::SearchProductsResponse& response) {
  std::vector<std::string> ids;
  for (const domain::Match& match : page) ids.push_back(match.product);
  ASSIGN_OR_RETURN(auto products, store::LoadProducts(txn, shop, ids));
  for (const domain::Match& match : page) {
    const auto product = products.find(match.product);
    // Newer than what this transaction sees.
    if (product == products.end()) continue;
    v1::SearchResult& result = *response.add_results();
    *result.mutable_product() = std::move(product->second);
    if (with_words) result.set_matched(std::string(domain::FieldName(match.field)));
  }
  return absl::OkStatus();
}

}  // namespace

// Not by ListPage: each page ranks the best matches anew and goes on behind a score.
absl::Status SearchProducts(runtime::ReadContext& ctx, const v1::SearchProductsRequest& request,
                            v1::SearchProductsResponse* response, SearchIndexes& indexes) {
  const absl::string_view shop = ShopOf(request.parent());
  domain::IndexSearch search;
  ASSIGN_OR_RETURN(search.most, PageSize(request.page_size(), kResultPage.usual, kResultPage.most));
  ASSIGN_OR_RETURN(search.after, LastOfPageBefore(request));
  ASSIGN_OR_RETURN(search.filter, FilterOf(ctx, shop, request));
  search.terms = domain::TermsOf(request.query());
  const bool with_words = !search.terms.empty();
  std::vector<domain::Term> attributes = domain::TermsOf(request.attributes());
  std::move(attributes.begin(), attributes.end(), std::back_inserter(search.terms));
  ASSIGN_OR_RETURN(domain::Found found, indexes.Find(ctx.txn(), shop, search));
  if (!search.after.has_value()) {
    *response->mutable_facets() = std::move(found.facets);
    *response->mutable_interpretations() = std::move(found.interpretations);
    RETURN_IF_ERROR(AddArticles(ctx, shop, request.query(), *response));
  }
  if (found.more) {
    const domain::Match& last = found.matches.back();
    response->set_next_page_token(MakePageToken(request, {absl::StrCat(last.score), last.product}));
  }
  return AddResults(ctx.txn(), shop, with_words, found.matches, *response);
}

absl::Status SearchAndNote(runtime::ReadContext& ctx, const v1::SearchProductsRequest& request,
                           v1::SearchProductsResponse* response, SearchIndexes& indexes,
                           FailedSearches& failed) {
  RETURN_IF_ERROR(SearchProducts(ctx, request, response, indexes));
  const bool filtered = !request.category().empty() || !request.attributes().empty() ||
                        request.has_min_price_minor() || request.has_max_price_minor() ||
                        request.on_sale_only() || !request.page_token().empty();
  if (filtered || !response->results().empty() || !response->articles().empty()) {
    return absl::OkStatus();
  }
  std::string query = domain::FailedQuery(request.query());
  if (!query.empty()) failed.Note(ShopOf(request.parent()), std::move(query), ctx.now());
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
