#include "services/catalog/domain/knowledge/article.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/search/text.h"
#include "services/catalog/domain/search/word_form.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/states.h"

namespace shopdesk::catalog::domain {
namespace {

using v1::Article;

constexpr size_t kMostArticleWords = 5000;
// No word begins with it, so that none that is begun finds stems.
constexpr char kStemMark = ':';
// Characters of an article's text that are shown where it is found.
constexpr int kExcerpt = 200;

void ClearArticleServerFields(Article& article) {
  article.clear_name();
  article.clear_etag();
  article.clear_state();
  article.clear_version();
  article.clear_changed();
  article.clear_create_time();
  article.clear_update_time();
  article.clear_publish_time();
}

void CheckLinks(const google::protobuf::RepeatedPtrField<std::string>& links,
                absl::string_view field, absl::string_view shop, Violations& violations) {
  std::set<std::string> seen;
  for (int i = 0; i < links.size(); ++i) {
    const std::string path = absl::StrCat("article.", field, "[", i, "]");
    if (ShopOf(links[i]) != shop) violations.Add(path, "must be of the same shop");
    if (!seen.insert(links[i]).second) violations.Add(path, "is given twice");
  }
}

void PutWords(absl::string_view text, bool in_title, std::map<std::string, bool>& tokens) {
  for (std::string& token : IndexTokens(Fold(text))) {
    if (tokens.size() >= kMostArticleWords) return;
    const auto [found, inserted] = tokens.emplace(std::move(token), in_title);
    found->second = found->second || in_title;
  }
}

// The first characters of a text in UTF-8.
std::string FirstCharacters(const std::string& text, int count) {
  size_t end = 0;
  for (; end < text.size() && count > 0; --count) {
    ++end;
    while (end < text.size() && (text[end] & 0xC0) == 0x80) ++end;
  }
  return text.substr(0, end);
}

}  // namespace

Article NewArticle(const Article& given) {
  Article article = given;
  ClearArticleServerFields(article);
  article.set_state(Article::DRAFT);
  return article;
}

absl::Status CheckArticle(const Article& article) {
  Violations violations;
  const absl::string_view shop = ShopOf(article.name());
  if (article.body().empty() && article.steps().empty()) {
    violations.Add("article.body", "must say something, or steps must");
  }
  CheckLinks(article.categories(), "categories", shop, violations);
  CheckLinks(article.products(), "products", shop, violations);
  return violations.ToStatus();
}

void NoteChange(const Article& before, Article& after) {
  Article left = before;
  Article right = after;
  ClearArticleServerFields(left);
  ClearArticleServerFields(right);
  const bool same = google::protobuf::util::MessageDifferencer::Equals(left, right);
  after.set_changed(before.changed() || (before.version() > 0 && !same));
}

absl::Status PublishArticle(Article& article, absl::Time now) {
  if (article.state() == Article::PUBLISHED && !article.changed()) {
    return NothingToPublishError(article.name());
  }
  RETURN_IF_ERROR(Move(kArticleMachine, article, "publish"));
  article.set_version(article.version() + 1);
  article.set_changed(false);
  *article.mutable_publish_time() = ToProto(now);
  return absl::OkStatus();
}

absl::Status WithdrawArticle(Article& article) {
  return Move(kArticleMachine, article, "withdraw");
}

std::vector<std::string> LinksOf(const Article& article) {
  std::vector<std::string> links;
  for (const std::string& product : article.products()) {
    links.push_back(absl::StrCat("products/", LastSegment(product)));
  }
  for (const std::string& category : article.categories()) {
    links.push_back(absl::StrCat("categories/", LastSegment(category)));
  }
  std::sort(links.begin(), links.end());
  return links;
}

std::map<std::string, bool> ArticleTokens(const Article& article) {
  std::map<std::string, bool> tokens;
  PutWords(article.title(), true, tokens);
  PutWords(StripHtml(article.body()), false, tokens);
  for (const std::string& step : article.steps()) PutWords(step, false, tokens);
  std::map<std::string, bool> stems;
  for (const auto& [word, in_title] : tokens) {
    for (std::string& stem : StemTokens(word)) {
      bool& any_in_title = stems[std::move(stem)];
      any_in_title = any_in_title || in_title;
    }
  }
  tokens.merge(stems);
  return tokens;
}

std::vector<std::string> StemTokens(absl::string_view word) {
  std::vector<std::string> tokens = StemsOf(word);
  for (std::string& token : tokens) token.insert(0, 1, kStemMark);
  return tokens;
}

v1::ArticleResult MakeArticleResult(const Article& article) {
  v1::ArticleResult result;
  result.set_name(article.name());
  result.set_title(article.title());
  result.set_kind(article.kind());
  result.set_version(article.version());
  result.set_excerpt(
      FirstCharacters(article.body().empty() ? article.steps(0) : article.body(), kExcerpt));
  return result;
}

}  // namespace shopdesk::catalog::domain
