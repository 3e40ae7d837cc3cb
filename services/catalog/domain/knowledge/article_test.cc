#include "services/catalog/domain/knowledge/article.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::Article;

const absl::Time kArticleNow = absl::FromUnixSeconds(1000);

Article Draft(const std::string& fields = "") {
  Article article = NewArticle(ParseText<Article>(
      absl::StrCat("kind: FAQ title: 'Paying' body: 'By transfer.' state: PUBLISHED version: 7 "
                   "etag: 'v9' name: 'x' ",
                   fields)));
  article.set_name("shops/s/articles/a");
  return article;
}

TEST(ArticleTest, ANewOneIsADraftWithoutAVersion) {
  const Article article = Draft();
  EXPECT_EQ(article.state(), Article::DRAFT);
  EXPECT_EQ(article.version(), 0);
  EXPECT_EQ(article.etag(), "");
}

TEST(ArticleTest, SaysSomethingAndLinksEachOnceInItsShop) {
  EXPECT_THAT(CheckArticle(Draft("products: 'shops/s/products/p'")), IsOk());
  Article wrong = Draft(
      "products: 'shops/s/products/p' products: 'shops/s/products/p' "
      "categories: 'shops/other/categories/c'");
  wrong.clear_body();
  const absl::Status status = CheckArticle(wrong);
  for (const char* field : {"article.body", "article.products[1]", "article.categories[0]"}) {
    EXPECT_THAT(std::string(status.message()), HasSubstr(field));
  }
  wrong = Draft("steps: 'Open the app.'");
  wrong.clear_body();
  EXPECT_THAT(CheckArticle(wrong), IsOk());
}

TEST(ArticleTest, IsPublishedInVersionsAndWithdrawn) {
  Article article = Draft();
  EXPECT_THAT(WithdrawArticle(article), HasReason("WRONG_STATE"));
  ASSERT_OK(PublishArticle(article, kArticleNow));
  EXPECT_EQ(article.version(), 1);
  EXPECT_EQ(FromProto(article.publish_time()), kArticleNow);
  EXPECT_THAT(PublishArticle(article, kArticleNow), HasReason("NOTHING_TO_PUBLISH"));
  const Article before = article;
  article.set_title("Paying abroad");
  NoteChange(before, article);
  EXPECT_TRUE(article.changed());
  ASSERT_OK(PublishArticle(article, kArticleNow));
  EXPECT_EQ(article.version(), 2);
  EXPECT_FALSE(article.changed());
  ASSERT_OK(WithdrawArticle(article));
  ASSERT_OK(PublishArticle(article, kArticleNow));
  EXPECT_EQ(article.version(), 3);
}

TEST(ArticleTest, WhatIsTheSameOrNeverPublishedHasNotChanged) {
  Article article = Draft();
  Article other = article;
  other.set_title("Else");
  NoteChange(article, other);
  EXPECT_FALSE(other.changed());
  ASSERT_OK(PublishArticle(article, kArticleNow));
  Article same = article;
  same.set_etag("v12");
  NoteChange(article, same);
  EXPECT_FALSE(same.changed());
}

TEST(ArticleTest, IsFoundByItsWordsThoseOfTheTitleFirst) {
  const auto tokens = ArticleTokens(Draft("steps: 'Montón'"));
  EXPECT_TRUE(tokens.at("paying"));
  EXPECT_FALSE(tokens.at("transfer"));
  EXPECT_FALSE(tokens.at("monton"));
  EXPECT_EQ(tokens.count("p"), 0u);
  // And by what their forms have in common.
  EXPECT_TRUE(tokens.at(StemTokens("pays")[0]));
  EXPECT_FALSE(tokens.at(StemTokens("transfers")[0]));
}

TEST(ArticleTest, LinksAreSorted) {
  EXPECT_THAT(LinksOf(Draft("products: 'shops/s/products/b' products: 'shops/s/products/a' "
                            "categories: 'shops/s/categories/z'")),
              ElementsAre("categories/z", "products/a", "products/b"));
}

TEST(ArticleTest, TheExcerptEndsBetweenCharacters) {
  Article article = Draft();
  article.clear_body();
  for (int i = 0; i < 300; ++i) article.mutable_body()->append("洗");
  EXPECT_EQ(MakeArticleResult(article).excerpt().size(), 600u);
  article.set_body("short");
  EXPECT_EQ(MakeArticleResult(article).excerpt(), "short");
  article.clear_body();
  article.add_steps("First this.");
  EXPECT_EQ(MakeArticleResult(article).excerpt(), "First this.");
}

}  // namespace
}  // namespace shopdesk::catalog::domain
