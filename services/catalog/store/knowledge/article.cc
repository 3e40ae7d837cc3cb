#include "services/catalog/store/knowledge/article.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/knowledge/article.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/insert_absent.h"

namespace shopdesk::catalog::store {

const sql::Statement kArticleSnapshot = {
    "catalog.snapshot_article",
    "SELECT 'shops/' || shop || '/articles/' || id, data FROM articles WHERE shop = $1 "
    "AND id > substr($2, length('shops/' || $1 || '/articles/') + 1) ORDER BY id LIMIT $3"};
const sql::Statement kArticleVersionSnapshot = {
    "catalog.snapshot_article_version",
    "SELECT article, number, data FROM article_versions WHERE shop = $1 "
    "AND (article, number) > ($2, $3) ORDER BY article, number LIMIT $4"};
const sql::Statement kAcknowledgementSnapshot = {
    "catalog.snapshot_acknowledgement",
    "SELECT article, agent, data FROM acknowledgements WHERE shop = $1 "
    "AND (article, agent) > ($2, $3) ORDER BY article, agent LIMIT $4"};

using v1::Acknowledgement;
using v1::Article;
using v1::ArticleVersion;

namespace {

// After every text that begins with another one.
constexpr char kHighest[] = "\xF4\x8F\xBF\xBF";

constexpr sql::Statement kLoadArticle = {"catalog.load_article",
                                         "SELECT data FROM articles WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadArticleForUpdate = {
    "catalog.load_article_for_update",
    "SELECT data FROM articles WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertArticle = {
    "catalog.insert_article",
    "INSERT INTO articles (shop, id, published, version, data) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveArticle = {"catalog.save_article",
                                         "UPDATE articles SET published = $3, version = $4, "
                                         "data = $5 WHERE shop = $1 AND id = $2 AND version = $6"};
constexpr sql::Statement kListArticles = {
    "catalog.list_articles",
    "SELECT data FROM articles WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kListArticlesOfSubject = {
    "catalog.list_articles_of_subject",
    "SELECT a.data FROM article_links l JOIN articles a ON a.shop = l.shop AND a.id = l.article "
    "WHERE l.shop = $1 AND l.subject = $4 AND l.published = 0 AND l.article > $2 "
    "ORDER BY l.article LIMIT $3"};
constexpr sql::Statement kInsertArticleVersion = {
    "catalog.insert_article_version",
    "INSERT INTO article_versions (shop, article, number, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kLoadArticleVersion = {
    "catalog.load_article_version",
    "SELECT data FROM article_versions WHERE shop = $1 AND article = $2 AND number = $3"};
constexpr sql::Statement kListPublishedOfSubject = {
    "catalog.list_published_of_subject",
    "SELECT v.data FROM article_links l JOIN articles a ON a.shop = l.shop AND a.id = l.article "
    "JOIN article_versions v ON v.shop = l.shop AND v.article = l.article "
    "AND v.number = a.published "
    "WHERE l.shop = $1 AND l.subject = $2 AND l.published = 1 ORDER BY l.article"};
constexpr sql::Statement kInsertArticleLink = {
    "catalog.insert_article_link",
    "INSERT INTO article_links (shop, subject, published, article) VALUES ($1, $2, $3, $4)"};
constexpr sql::Statement kDeleteArticleLinks = {
    "catalog.delete_article_links",
    "DELETE FROM article_links WHERE shop = $1 AND article = $2 AND published = $3"};
constexpr sql::Statement kFindAcknowledgementForUpdate = {
    "catalog.find_acknowledgement_for_update",
    "SELECT data FROM acknowledgements WHERE shop = $1 AND article = $2 AND agent = $3 FOR UPDATE"};
constexpr sql::Statement kInsertAcknowledgement = {
    "catalog.insert_acknowledgement",
    "INSERT INTO acknowledgements (shop, article, agent, number, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveAcknowledgement = {
    "catalog.save_acknowledgement",
    "UPDATE acknowledgements SET number = $4, version = $5, data = $6 "
    "WHERE shop = $1 AND article = $2 AND agent = $3 AND version = $7"};
constexpr sql::Statement kListAcknowledgements = {
    "catalog.list_acknowledgements",
    "SELECT data FROM acknowledgements WHERE shop = $1 AND article = $2 AND agent > $3 "
    "ORDER BY agent LIMIT $4"};
constexpr sql::Statement kListReaders = {
    "catalog.list_readers",
    "SELECT agent FROM acknowledgements WHERE shop = $1 AND article = $2 AND number >= $3"};
constexpr sql::Statement kInsertArticlePostings = {
    "catalog.insert_article_postings",
    "INSERT INTO article_postings (shop, token, article, in_title) "
    "SELECT $1, value, $2, $3 FROM json_each($4)",
    "INSERT INTO article_postings (shop, token, article, in_title) "
    "SELECT $1::text, value, $2::text, $3::bigint FROM "
    "jsonb_array_elements_text($4::jsonb) AS t (value)"};
constexpr sql::Statement kDeleteArticlePostings = {
    "catalog.delete_article_postings",
    "DELETE FROM article_postings WHERE shop = $1 AND article = $2"};
constexpr sql::Statement kFindArticlesByToken = {
    "catalog.find_articles_by_token",
    "SELECT article, in_title FROM article_postings WHERE shop = $1 AND token = $2 "
    "ORDER BY article LIMIT $3"};
constexpr sql::Statement kFindArticlesByPrefix = {
    "catalog.find_articles_by_prefix",
    "SELECT article, in_title FROM article_postings WHERE shop = $1 AND token >= $2 AND token < $4 "
    "ORDER BY token, article LIMIT $3"};

constexpr int64_t kWritten = 0;
constexpr int64_t kPublished = 1;

// Replaces the links of one kind.
absl::Status PutLinks(sql::Transaction& txn, const Article& article, int64_t published) {
  const absl::string_view shop = ShopOf(article.name());
  const absl::string_view id = LastSegment(article.name());
  RETURN_IF_ERROR(txn.Execute(kDeleteArticleLinks, {shop, id, published}).status());
  for (const std::string& subject : domain::LinksOf(article)) {
    RETURN_IF_ERROR(txn.Execute(kInsertArticleLink, {shop, subject, published, id}).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Article> LoadArticle(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view id) {
  return sql::LoadMessage<Article>(txn, kLoadArticle, {shop, id}, domain::ArticleName(shop, id));
}

absl::StatusOr<Article> LoadArticleForUpdate(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view id) {
  return sql::LoadMessage<Article>(txn, kLoadArticleForUpdate, {shop, id},
                                   domain::ArticleName(shop, id));
}

absl::Status InsertArticle(sql::Transaction& txn, Article& article) {
  RETURN_IF_ERROR(sql::InsertVersioned(txn, kInsertArticle, article, ShopOf(article.name()),
                                       LastSegment(article.name()), article.version()));
  return PutLinks(txn, article, kWritten);
}

absl::Status SaveArticle(sql::Transaction& txn, Article& article) {
  RETURN_IF_ERROR(sql::SaveVersioned(txn, kSaveArticle, article, ShopOf(article.name()),
                                     LastSegment(article.name()), article.version()));
  return PutLinks(txn, article, kWritten);
}

absl::StatusOr<std::vector<Article>> ListArticles(sql::Transaction& txn, absl::string_view shop,
                                                  absl::string_view subject,
                                                  absl::string_view after, int limit) {
  if (subject.empty()) return sql::ListMessages<Article>(txn, kListArticles, {shop, after, limit});
  return sql::ListMessages<Article>(txn, kListArticlesOfSubject, {shop, after, limit, subject});
}

absl::Status PublishVersion(sql::Transaction& txn, const ArticleVersion& version) {
  const Article& article = version.article();
  const absl::string_view shop = ShopOf(article.name());
  const absl::string_view id = LastSegment(article.name());
  const std::string data = version.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsertArticleVersion, {shop, id, article.version(), sql::Blob{data}}));
  if (inserted != 1) return AlreadyExistsError(version.name());
  RETURN_IF_ERROR(PutLinks(txn, article, kPublished));
  return IndexArticle(txn, article);
}

absl::Status IndexArticle(sql::Transaction& txn, const Article& article) {
  const absl::string_view shop = ShopOf(article.name());
  const absl::string_view id = LastSegment(article.name());
  RETURN_IF_ERROR(txn.Execute(kDeleteArticlePostings, {shop, id}).status());
  // By whether they stand in the title.
  std::vector<std::string> tokens[2];
  for (const auto& [token, in_title] : domain::ArticleTokens(article)) {
    tokens[in_title ? 1 : 0].push_back(token);
  }
  for (const int64_t in_title : {0, 1}) {
    const std::string list = sql::List(tokens[in_title]);
    RETURN_IF_ERROR(txn.Execute(kInsertArticlePostings, {shop, id, in_title, list}).status());
  }
  return absl::OkStatus();
}

absl::Status UnpublishArticle(sql::Transaction& txn, absl::string_view shop, absl::string_view id) {
  RETURN_IF_ERROR(txn.Execute(kDeleteArticleLinks, {shop, id, kPublished}).status());
  return txn.Execute(kDeleteArticlePostings, {shop, id}).status();
}

absl::StatusOr<ArticleVersion> LoadArticleVersion(sql::Transaction& txn, absl::string_view shop,
                                                  absl::string_view article, int64_t number) {
  return sql::LoadMessage<ArticleVersion>(
      txn, kLoadArticleVersion, {shop, article, number},
      domain::ArticleVersionName(domain::ArticleName(shop, article), number));
}

absl::StatusOr<std::vector<ArticleVersion>> ListPublishedOf(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            absl::string_view subject) {
  return sql::ListMessages<ArticleVersion>(txn, kListPublishedOfSubject, {shop, subject});
}

absl::StatusOr<absl::optional<Acknowledgement>> FindAcknowledgementForUpdate(
    sql::Transaction& txn, absl::string_view shop, absl::string_view article,
    absl::string_view agent) {
  return sql::FindMessage<Acknowledgement>(txn, kFindAcknowledgementForUpdate,
                                           {shop, article, agent});
}

absl::Status SaveAcknowledgement(sql::Transaction& txn, Acknowledgement& acknowledgement) {
  const absl::string_view name = acknowledgement.name();
  const absl::string_view shop = ShopOf(name);
  const absl::string_view article = LastSegment(ParentOf(name));
  const absl::string_view agent = LastSegment(name);
  const int64_t number = acknowledgement.version();
  return SaveOrInsert(txn, kSaveAcknowledgement, kInsertAcknowledgement, acknowledgement, shop,
                      article, agent, number);
}

absl::StatusOr<std::vector<Acknowledgement>> ListAcknowledgements(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  absl::string_view article,
                                                                  absl::string_view after,
                                                                  int limit) {
  return sql::ListMessages<Acknowledgement>(txn, kListAcknowledgements,
                                            {shop, article, after, limit});
}

absl::StatusOr<std::vector<std::string>> ListReaders(sql::Transaction& txn, absl::string_view shop,
                                                     absl::string_view article, int64_t number) {
  std::vector<std::string> readers;
  RETURN_IF_ERROR(txn.Query(kListReaders, {shop, article, number}, [&](const sql::Row& row) {
    readers.emplace_back(row.Text(0));
    return absl::OkStatus();
  }));
  return readers;
}

absl::Status FindArticles(sql::Transaction& txn, absl::string_view shop, const std::string& token,
                          bool prefix, int limit, ArticleHits& hits) {
  const auto add = [&](const sql::Row& row) {
    bool& in_title = hits[std::string(row.Text(0))];
    in_title = in_title || row.Int(1) != 0;
    return absl::OkStatus();
  };
  if (!prefix) return txn.Query(kFindArticlesByToken, {shop, token, limit}, add);
  const std::string end = absl::StrCat(token, kHighest);
  return txn.Query(kFindArticlesByPrefix, {shop, token, limit, end}, add);
}

}  // namespace shopdesk::catalog::store
