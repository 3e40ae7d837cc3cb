#include "services/catalog/verify/article.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/knowledge/article.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/store/knowledge/article.h"
#include "services/catalog/verify/timer.h"

namespace shopdesk::catalog::verify {
namespace {

using shopdesk::verify::Page;
using v1::Article;

constexpr sql::Statement kListArticlePostings = {
    "catalog.list_article_postings",
    "SELECT token, in_title FROM article_postings WHERE shop = $1 AND article = $2"};
constexpr sql::Statement kListArticleLinks = {
    "catalog.list_article_links",
    "SELECT subject FROM article_links WHERE shop = $1 AND article = $2 AND published = 1"
    " ORDER BY subject"};

// The version that is published; nullopt if none is, or it isn't kept, which is found.
absl::StatusOr<absl::optional<v1::ArticleVersion>> PublishedOf(Page& page, const Article& article) {
  if (article.version() == 0) return absl::optional<v1::ArticleVersion>();
  const absl::StatusOr<v1::ArticleVersion> version = store::LoadArticleVersion(
      page.txn(), page.shop(), LastSegment(article.name()), article.version());
  if (absl::IsNotFound(version.status())) {
    page.Find(article.name(), "its present version isn't kept");
    return absl::optional<v1::ArticleVersion>();
  }
  RETURN_IF_ERROR(version.status());
  if (article.state() != Article::PUBLISHED) return absl::optional<v1::ArticleVersion>();
  return absl::make_optional(*version);
}

absl::Status LookAtLinks(Page& page, const Article& article,
                         const absl::optional<v1::ArticleVersion>& published) {
  std::vector<std::string> linked;
  RETURN_IF_ERROR(page.txn().Query(kListArticleLinks, {page.shop(), LastSegment(article.name())},
                                   [&](const sql::Row& row) {
                                     linked.emplace_back(row.Text(0));
                                     return absl::OkStatus();
                                   }));
  const std::vector<std::string> wanted =
      published.has_value() ? domain::LinksOf(published->article()) : std::vector<std::string>();
  for (const std::string& subject : wanted) {
    ASSIGN_OR_RETURN(const std::vector<v1::ArticleVersion> found,
                     store::ListPublishedOf(page.txn(), page.shop(), subject));
    const bool is_linked = std::any_of(
        found.begin(), found.end(),
        [&](const v1::ArticleVersion& other) { return other.name() == published->name(); });
    if (is_linked) continue;
    page.Find(article.name(), absl::StrCat("it is published and not linked to ", subject));
  }
  for (const std::string& subject : linked) {
    if (std::find(wanted.begin(), wanted.end(), subject) != wanted.end()) continue;
    page.Find(article.name(),
              absl::StrCat("it is linked to ", subject, ", of which ",
                           published.has_value() ? "it doesn't tell" : "nothing is published"));
  }
  return absl::OkStatus();
}

absl::Status LookAtWords(Page& page, const Article& article,
                         const absl::optional<v1::ArticleVersion>& published) {
  std::map<std::string, bool> found_by;
  RETURN_IF_ERROR(page.txn().Query(kListArticlePostings, {page.shop(), LastSegment(article.name())},
                                   [&](const sql::Row& row) {
                                     found_by[std::string(row.Text(0))] = row.Int(1) != 0;
                                     return absl::OkStatus();
                                   }));
  if (!published.has_value()) {
    if (!found_by.empty()) page.Find(article.name(), "it is found, and isn't published");
    return absl::OkStatus();
  }
  if (found_by == domain::ArticleTokens(published->article())) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool late, IsUnderWay(page, domain::kArticleIndex));
  if (!late) page.Find(article.name(), "it isn't found by its words; publish it again");
  return absl::OkStatus();
}

}  // namespace

absl::Status LookAtArticle(Page& page, const Article& article) {
  const bool published = article.state() == Article::PUBLISHED;
  if (published != (article.version() > 0) && article.state() != Article::WITHDRAWN) {
    page.Find(article.name(), absl::StrCat("it is ", Article::State_Name(article.state()),
                                           " in version ", article.version()));
  }
  ASSIGN_OR_RETURN(const absl::optional<v1::ArticleVersion> version, PublishedOf(page, article));
  // What would have to be linked isn't known.
  if (published && !version.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(LookAtLinks(page, article, version));
  return LookAtWords(page, article, version);
}

}  // namespace shopdesk::catalog::verify
