#include "services/catalog/timers/search.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/handlers/knowledge/article.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using testing::Shop;

// More than two batches.
constexpr int kProducts = 201;

constexpr sql::Statement kForget = {"test.forget_postings", "DELETE FROM search_postings"};
constexpr sql::Statement kForgetArticles = {"test.forget_article_postings",
                                            "DELETE FROM article_postings"};
constexpr sql::Statement kMakeStale = {"test.make_stale",
                                       "UPDATE search_documents SET stale = 1, tokens = ''"};

class SearchTimerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  size_t Found() {
    const auto found = shop_.SearchText("query: 'thing 15' page_size: 1");
    EXPECT_OK(found);
    return found->results_size();
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(SearchTimerTest);

TEST_P(SearchTimerTest, WhatAnEarlierProgramIndexedIsIndexedAnewInBatches) {
  v1::ImportProductsRequest import;
  import.set_parent("shops/s");
  for (int i = 0; i < kProducts; ++i) {
    v1::ImportProduct& row = *import.add_products();
    row.set_product_id(absl::StrCat(1000 + i));
    row.mutable_product()->set_title(i + 1 == kProducts ? "Thing15" : "Other");
    v1::Sku& sku = *row.mutable_product()->add_skus();
    sku.set_sku_id(absl::StrCat("sku-", 1000 + i));
    sku.mutable_price()->set_currency_code("GBP");
  }
  ASSERT_OK(shop_.Import(import));
  EXPECT_EQ(Found(), 1u);
  ASSERT_OK(shop_.runtime()->WriteAndWait(
      testing::TestCall(), nullptr, nullptr, [&](runtime::WriteContext& ctx) -> absl::Status {
        RETURN_IF_ERROR(ctx.txn().Execute(kForget, {}).status());
        RETURN_IF_ERROR(ctx.txn().Execute(kMakeStale, {}).status());
        ctx.Schedule(domain::kSearchIndex, "shops/s/policy", ctx.now());
        return absl::OkStatus();
      }));
  EXPECT_EQ(Found(), 0u);
  shop_.AdvanceTo(shop_.runtime()->clock().Now() + absl::Seconds(1));
  EXPECT_EQ(Found(), 1u);
}

TEST_P(SearchTimerTest, ArticlesAreIndexedAnewPageByPage) {
  constexpr int kArticles = 41;
  for (int i = 0; i < kArticles; ++i) {
    const std::string id = absl::StrCat("a", i);
    ASSERT_OK(shop_.WriteText<v1::Article>(
        handlers::CreateArticle,
        absl::StrCat("parent: 'shops/s' article_id: '", id,
                     "' article { kind: FAQ title: 'Article ", i, "' body: 'Of sillas.' }")));
    ASSERT_OK(shop_.WriteText<v1::Article>(handlers::PublishArticle,
                                           absl::StrCat("name: 'shops/s/articles/", id, "'")));
  }
  ASSERT_OK(shop_.WriteText<v1::Article>(handlers::WithdrawArticle, "name: 'shops/s/articles/a0'"));
  const auto found = [&](int i) {
    const auto answer = shop_.SearchText(absl::StrCat("query: 'silla ", i, "'"));
    EXPECT_OK(answer);
    return answer->articles_size();
  };
  EXPECT_EQ(found(kArticles - 1), 1);
  ASSERT_OK(shop_.runtime()->WriteAndWait(
      testing::TestCall(), nullptr, nullptr, [&](runtime::WriteContext& ctx) -> absl::Status {
        RETURN_IF_ERROR(ctx.txn().Execute(kForgetArticles, {}).status());
        ctx.Schedule(domain::kArticleIndex, "shops/s/policy", ctx.now());
        return absl::OkStatus();
      }));
  EXPECT_EQ(found(kArticles - 1), 0);
  shop_.AdvanceTo(shop_.runtime()->clock().Now() + absl::Seconds(1));
  for (int i = 1; i < kArticles; ++i) EXPECT_EQ(found(i), 1) << i;
  EXPECT_EQ(found(0), 0);
}

}  // namespace
}  // namespace shopdesk::catalog
