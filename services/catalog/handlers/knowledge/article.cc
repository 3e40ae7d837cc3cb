#include "services/catalog/handlers/knowledge/article.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/knowledge/article.h"
#include "services/catalog/domain/search/search.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/handlers/knowledge/briefing.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/store/knowledge/article.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

using v1::Article;

// Articles, of up to 50,000 characters each; readers: usual, at most.
constexpr PageLimits kArticlePage{50, 200};
constexpr PageLimits kReaderPage{100, 1000};
// Articles beside the products that were found: as many as anybody looks at.
constexpr size_t kMostFoundArticles = 10;
// Postings of one word that are read.
constexpr int kMostArticlePostings = 2000;

// What an article is linked to exists. NOT_FOUND naming it.
absl::Status CheckLinked(runtime::WriteContext& ctx, const Article& article) {
  const absl::string_view shop = ShopOf(article.name());
  for (const std::string& category : article.categories()) {
    RETURN_IF_ERROR(store::LoadCategory(ctx.txn(), shop, LastSegment(category)).status());
  }
  for (const std::string& product : article.products()) {
    RETURN_IF_ERROR(store::LoadProduct(ctx.txn(), shop, LastSegment(product)).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<Article> LoadArticleForChange(runtime::WriteContext& ctx, const std::string& name,
                                             const std::string& etag) {
  ASSIGN_OR_RETURN(Article article,
                   store::LoadArticleForUpdate(ctx.txn(), ShopOf(name), LastSegment(name)));
  RETURN_IF_ERROR(CheckEtag(etag, article));
  return article;
}

// The version of an article that is published, none if it isn't.
absl::StatusOr<std::vector<Article>> LoadPublished(runtime::WriteContext& ctx,
                                                   const Article& article) {
  if (article.state() != Article::PUBLISHED) return std::vector<Article>();
  ASSIGN_OR_RETURN(const v1::ArticleVersion version,
                   store::LoadArticleVersion(ctx.txn(), ShopOf(article.name()),
                                             LastSegment(article.name()), article.version()));
  return std::vector<Article>{version.article()};
}

// Articles that have the word itself, a form of it, or another word that it begins.
absl::Status AddHits(runtime::ReadContext& ctx, absl::string_view shop, const std::string& word,
                     bool prefix, store::ArticleHits& hits) {
  RETURN_IF_ERROR(store::FindArticles(ctx.txn(), shop, word, prefix, kMostArticlePostings, hits));
  for (const std::string& stem : domain::StemTokens(word)) {
    RETURN_IF_ERROR(
        store::FindArticles(ctx.txn(), shop, stem, /*prefix=*/false, kMostArticlePostings, hits));
  }
  return absl::OkStatus();
}

// Articles that have a word of a query; where none has, those with a word that it was taken for
// among the products', if it was written with a slip.
absl::StatusOr<store::ArticleHits> FindTerm(
    runtime::ReadContext& ctx, absl::string_view shop, const domain::Term& term,
    const google::protobuf::RepeatedPtrField<v1::Interpretation>& interpretations) {
  store::ArticleHits hits;
  for (size_t i = 0; i < term.tokens.size(); ++i) {
    const bool prefix = term.prefix && i + 1 == term.tokens.size();
    RETURN_IF_ERROR(AddHits(ctx, shop, term.tokens[i], prefix, hits));
  }
  if (!hits.empty()) return hits;
  for (const v1::Interpretation& taken : interpretations) {
    if (taken.word() != term.typed || taken.reason() != v1::Interpretation::SPELLING) continue;
    RETURN_IF_ERROR(AddHits(ctx, shop, taken.searched(), /*prefix=*/false, hits));
  }
  return hits;
}

}  // namespace

absl::Status CreateArticle(runtime::WriteContext& ctx, const v1::CreateArticleRequest& request,
                           Article* response) {
  const absl::string_view shop = ShopOf(request.parent());
  *response = domain::NewArticle(request.article());
  response->set_name(domain::ArticleName(shop, EscapeId(request.article_id())));
  RETURN_IF_ERROR(domain::CheckArticle(*response));
  RETURN_IF_ERROR(CheckLinked(ctx, *response));
  *response->mutable_create_time() = StoredTime(ctx.now());
  *response->mutable_update_time() = response->create_time();
  RETURN_IF_ERROR(store::InsertArticle(ctx.txn(), *response));
  ctx.Emit(*response, events::kArticleCreated);
  return absl::OkStatus();
}

absl::Status GetArticle(runtime::ReadContext& ctx, const v1::GetArticleRequest& request,
                        Article* response) {
  ASSIGN_OR_RETURN(*response, store::LoadArticle(ctx.txn(), ShopOf(request.name()),
                                                 LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListArticles(runtime::ReadContext& ctx, const v1::ListArticlesRequest& request,
                          v1::ListArticlesResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  std::string subject;
  if (!request.linked_to().empty()) {
    if (ShopOf(request.linked_to()) != shop)
      return InvalidFieldError("linked_to", "must be of the same shop");
    subject = request.linked_to().substr(ShopNameOf(request.linked_to()).size() + 1);
  }
  return ListPage(
      request, kArticlePage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListArticles(ctx.txn(), shop, subject, std::get<0>(after), limit);
      },
      [](const Article& article) { return PageKey<std::string>(LastSegment(article.name())); },
      *response, *response->mutable_articles());
}

absl::Status UpdateArticle(runtime::WriteContext& ctx, const v1::UpdateArticleRequest& request,
                           Article* response) {
  ASSIGN_OR_RETURN(const Article before,
                   LoadArticleForChange(ctx, request.article().name(), request.article().etag()));
  *response = before;
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), request.article(), *response));
  RETURN_IF_ERROR(domain::CheckArticle(*response));
  RETURN_IF_ERROR(CheckLinked(ctx, *response));
  domain::NoteChange(before, *response);
  *response->mutable_update_time() = StoredTime(ctx.now());
  RETURN_IF_ERROR(store::SaveArticle(ctx.txn(), *response));
  ctx.Emit(*response, events::kArticleUpdated);
  return absl::OkStatus();
}

absl::Status PublishArticle(runtime::WriteContext& ctx, const v1::PublishArticleRequest& request,
                            Article* response) {
  ASSIGN_OR_RETURN(*response, LoadArticleForChange(ctx, request.name(), request.etag()));
  ASSIGN_OR_RETURN(std::vector<Article> published, LoadPublished(ctx, *response));
  RETURN_IF_ERROR(domain::PublishArticle(*response, FromProto(StoredTime(ctx.now()))));
  *response->mutable_update_time() = response->publish_time();
  RETURN_IF_ERROR(store::SaveArticle(ctx.txn(), *response));
  v1::ArticleVersion version;
  version.set_name(domain::ArticleVersionName(response->name(), response->version()));
  *version.mutable_article() = *response;
  *version.mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::PublishVersion(ctx.txn(), version));
  ctx.Emit(*response, events::kArticlePublished);
  ctx.Emit(version, events::kArticleVersionKept);
  published.push_back(*response);
  return LookAtHeld(ctx, published);
}

absl::Status WithdrawArticle(runtime::WriteContext& ctx, const v1::WithdrawArticleRequest& request,
                             Article* response) {
  ASSIGN_OR_RETURN(*response, LoadArticleForChange(ctx, request.name(), request.etag()));
  ASSIGN_OR_RETURN(const std::vector<Article> published, LoadPublished(ctx, *response));
  RETURN_IF_ERROR(domain::WithdrawArticle(*response));
  *response->mutable_update_time() = StoredTime(ctx.now());
  RETURN_IF_ERROR(store::SaveArticle(ctx.txn(), *response));
  RETURN_IF_ERROR(
      store::UnpublishArticle(ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  ctx.Emit(*response, events::kArticleWithdrawn);
  return LookAtHeld(ctx, published);
}

absl::Status GetArticleVersion(runtime::ReadContext& ctx,
                               const v1::GetArticleVersionRequest& request,
                               v1::ArticleVersion* response) {
  int64_t number = 0;
  const absl::string_view article = LastSegment(ParentOf(request.name()));
  if (!absl::SimpleAtoi(LastSegment(request.name()), &number)) return NotFoundError(request.name());
  ASSIGN_OR_RETURN(*response,
                   store::LoadArticleVersion(ctx.txn(), ShopOf(request.name()), article, number));
  return absl::OkStatus();
}

// The article is locked, so that no version comes between the look at it and the reader's word.
absl::Status AcknowledgeArticle(runtime::WriteContext& ctx,
                                const v1::AcknowledgeArticleRequest& request,
                                v1::Acknowledgement* response) {
  const absl::string_view shop = ShopOf(request.name());
  const absl::string_view id = LastSegment(request.name());
  ASSIGN_OR_RETURN(const Article article, store::LoadArticleForUpdate(ctx.txn(), shop, id));
  if (article.state() != Article::PUBLISHED) {
    return WrongStateError(article.name(), Article::State_Name(article.state()), "acknowledge",
                           "PublishArticle");
  }
  if (article.version() != request.version())
    return domain::NotPresentVersionError(article.name(), article.version());
  const std::string agent = EscapeId(ctx.actor().id());
  ASSIGN_OR_RETURN(const absl::optional<v1::Acknowledgement> present,
                   store::FindAcknowledgementForUpdate(ctx.txn(), shop, id, agent));
  if (present.has_value()) *response = *present;
  if (response->version() == article.version()) return absl::OkStatus();
  response->set_name(domain::AcknowledgementName(article.name(), agent));
  response->set_version(article.version());
  *response->mutable_actor() = ctx.actor();
  *response->mutable_acknowledge_time() = StoredTime(ctx.now());
  RETURN_IF_ERROR(store::SaveAcknowledgement(ctx.txn(), *response));
  ctx.Emit(*response, events::kAcknowledgementGiven);
  ASSIGN_OR_RETURN(const std::vector<Article> published, LoadPublished(ctx, article));
  return LookAtHeld(ctx, published);
}

absl::Status ListAcknowledgements(runtime::ReadContext& ctx,
                                  const v1::ListAcknowledgementsRequest& request,
                                  v1::ListAcknowledgementsResponse* response) {
  return ListPage(
      request, kReaderPage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListAcknowledgements(ctx.txn(), ShopOf(request.parent()),
                                           LastSegment(request.parent()), std::get<0>(after),
                                           limit);
      },
      [](const v1::Acknowledgement& acknowledgement) {
        return PageKey<std::string>(LastSegment(acknowledgement.name()));
      },
      *response, *response->mutable_acknowledgements());
}

absl::Status AddArticles(runtime::ReadContext& ctx, absl::string_view shop, absl::string_view query,
                         v1::SearchProductsResponse& response) {
  // Article → words of the query in its title; those that lack a word are taken out.
  std::vector<std::pair<std::string, int>> found;
  bool first = true;
  for (const domain::Term& term : domain::TermsOf(query)) {
    if (term.optional) continue;
    ASSIGN_OR_RETURN(const store::ArticleHits hits,
                     FindTerm(ctx, shop, term, response.interpretations()));
    if (std::exchange(first, false)) {
      for (const auto& [article, in_title] : hits) found.emplace_back(article, 0);
    }
    std::vector<std::pair<std::string, int>> still;
    for (const auto& [article, words] : found) {
      const auto hit = hits.find(article);
      if (hit != hits.end()) still.emplace_back(article, words + (hit->second ? 1 : 0));
    }
    found = std::move(still);
    // Most searches are for goods: one look tells that no article has the word.
    if (found.empty()) return absl::OkStatus();
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  if (found.size() > kMostFoundArticles) found.resize(kMostFoundArticles);
  for (const auto& [id, words] : found) {
    ASSIGN_OR_RETURN(const Article article, store::LoadArticle(ctx.txn(), shop, id));
    ASSIGN_OR_RETURN(const v1::ArticleVersion version,
                     store::LoadArticleVersion(ctx.txn(), shop, id, article.version()));
    *response.add_articles() = domain::MakeArticleResult(version.article());
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
