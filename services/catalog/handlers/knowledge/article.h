#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/article.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

// The RPCs of ArticleService.
namespace shopdesk::catalog::handlers {

absl::Status CreateArticle(runtime::WriteContext& ctx, const v1::CreateArticleRequest& request,
                           v1::Article* response);
absl::Status GetArticle(runtime::ReadContext& ctx, const v1::GetArticleRequest& request,
                        v1::Article* response);
absl::Status ListArticles(runtime::ReadContext& ctx, const v1::ListArticlesRequest& request,
                          v1::ListArticlesResponse* response);
absl::Status UpdateArticle(runtime::WriteContext& ctx, const v1::UpdateArticleRequest& request,
                           v1::Article* response);
absl::Status PublishArticle(runtime::WriteContext& ctx, const v1::PublishArticleRequest& request,
                            v1::Article* response);
absl::Status WithdrawArticle(runtime::WriteContext& ctx, const v1::WithdrawArticleRequest& request,
                             v1::Article* response);
absl::Status GetArticleVersion(runtime::ReadContext& ctx,
                               const v1::GetArticleVersionRequest& request,
                               v1::ArticleVersion* response);
absl::Status AcknowledgeArticle(runtime::WriteContext& ctx,
                                const v1::AcknowledgeArticleRequest& request,
                                v1::Acknowledgement* response);
absl::Status ListAcknowledgements(runtime::ReadContext& ctx,
                                  const v1::ListAcknowledgementsRequest& request,
                                  v1::ListAcknowledgementsResponse* response);

// Adds the published articles that have all words of a query, or forms of them, the best first.
// Words with slips are what `response` says that they were taken for.
absl::Status AddArticles(runtime::ReadContext& ctx, absl::string_view shop, absl::string_view query,
                         v1::SearchProductsResponse& response);

}  // namespace shopdesk::catalog::handlers
