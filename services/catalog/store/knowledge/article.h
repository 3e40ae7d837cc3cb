#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/article.pb.h"

// Articles, their versions, links, readers and words. Shops, ids and subjects (domain::LinksOf) are
// given escaped.
namespace shopdesk::catalog::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kArticleSnapshot;
extern const sql::Statement kArticleVersionSnapshot;
extern const sql::Statement kAcknowledgementSnapshot;

// NOT_FOUND naming the article.
absl::StatusOr<v1::Article> LoadArticle(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view id);
absl::StatusOr<v1::Article> LoadArticleForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                 absl::string_view id);
// Each stores the article with the links of what is being written, and sets its etag: of a new one
// (ALREADY_EXISTS), and of the version after one that was loaded for update.
absl::Status InsertArticle(sql::Transaction& txn, v1::Article& article);
absl::Status SaveArticle(sql::Transaction& txn, v1::Article& article);
// In the order of ids, after `after`. `subject` empty: of the whole shop.
absl::StatusOr<std::vector<v1::Article>> ListArticles(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view subject,
                                                      absl::string_view after, int limit);

// Keeps a version, and makes it what is linked and found. ALREADY_EXISTS.
absl::Status PublishVersion(sql::Transaction& txn, const v1::ArticleVersion& version);
// Makes a published version what is found, in place of what was.
absl::Status IndexArticle(sql::Transaction& txn, const v1::Article& article);
// The article is no longer linked nor found.
absl::Status UnpublishArticle(sql::Transaction& txn, absl::string_view shop, absl::string_view id);
// NOT_FOUND naming the version.
absl::StatusOr<v1::ArticleVersion> LoadArticleVersion(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view article, int64_t number);
// The present versions of published articles that are linked to `subject`, in the order of ids.
absl::StatusOr<std::vector<v1::ArticleVersion>> ListPublishedOf(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                absl::string_view subject);

// NOT_FOUND for none is nullopt here.
absl::StatusOr<absl::optional<v1::Acknowledgement>> FindAcknowledgementForUpdate(
    sql::Transaction& txn, absl::string_view shop, absl::string_view article,
    absl::string_view agent);
// Saves the version after the one in its etag (none: a new one): sets etag. ABORTED if somebody
// else made it meanwhile.
absl::Status SaveAcknowledgement(sql::Transaction& txn, v1::Acknowledgement& acknowledgement);
// In the order of agents, after `after`.
absl::StatusOr<std::vector<v1::Acknowledgement>> ListAcknowledgements(sql::Transaction& txn,
                                                                      absl::string_view shop,
                                                                      absl::string_view article,
                                                                      absl::string_view after,
                                                                      int limit);
// Who has read this version or a newer one: escaped ids.
absl::StatusOr<std::vector<std::string>> ListReaders(sql::Transaction& txn, absl::string_view shop,
                                                     absl::string_view article, int64_t number);

// Published articles by id, with whether the word stands in the title.
using ArticleHits = absl::flat_hash_map<std::string, bool>;
// Those that have a word: the token itself, or also those that begin with it. At most `limit` rows
// are read.
absl::Status FindArticles(sql::Transaction& txn, absl::string_view shop, const std::string& token,
                          bool prefix, int limit, ArticleHits& hits);

}  // namespace shopdesk::catalog::store
