#include "services/catalog/handlers/knowledge/article.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Shop;
using v1::Article;

constexpr char kArticleTowel[] =
    "title: 'Cotton towel' skus { sku_id: 'T' price { currency_code: 'GBP' minor: 500 } }";

class ArticleHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  absl::StatusOr<Article> Write(const std::string& id, const std::string& fields) {
    return shop_.WriteText<Article>(
        handlers::CreateArticle,
        absl::StrCat("parent: 'shops/s' article_id: '", id, "' article { ", fields, " }"));
  }
  absl::StatusOr<Article> Change(const std::string& id, const std::string& fields) {
    return shop_.WriteText<Article>(
        handlers::UpdateArticle,
        absl::StrCat("article { name: 'shops/s/articles/", id, "' ", fields, " }"));
  }
  absl::StatusOr<Article> Publish(const std::string& id) {
    return shop_.WriteText<Article>(handlers::PublishArticle,
                                    absl::StrCat("name: 'shops/s/articles/", id, "'"));
  }
  absl::StatusOr<v1::Acknowledgement> Acknowledge(const std::string& id, int version) {
    return shop_.WriteText<v1::Acknowledgement>(
        handlers::AcknowledgeArticle,
        absl::StrCat("name: 'shops/s/articles/", id, "' version: ", version));
  }
  // The articles beside what a search finds.
  std::vector<std::string> Found(const std::string& query) {
    std::vector<std::string> titles;
    const auto found = shop_.SearchText(absl::StrCat("query: '", query, "'"));
    EXPECT_OK(found);
    for (const v1::ArticleResult& article : found->articles()) titles.push_back(article.title());
    return titles;
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(ArticleHandlerTest);

TEST_P(ArticleHandlerTest, ReadersSeeVersionsWritersWhatComesNext) {
  ASSERT_OK(Write("pay", "kind: HOW_TO title: 'Paying' steps: 'Open the app.'"));
  EXPECT_THAT(Write("pay", "kind: FAQ title: 'x' body: 'y'"), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Publish("pay"));
  const auto changed = Change("pay", "title: 'Paying by transfer'");
  ASSERT_OK(changed);
  EXPECT_TRUE(changed->changed());
  const auto version = [&](const std::string& number) {
    return shop_.ReadText<v1::ArticleVersion>(
        handlers::GetArticleVersion,
        absl::StrCat("name: 'shops/s/articles/pay/versions/", number, "'"));
  };
  EXPECT_EQ(version("1")->article().title(), "Paying");
  EXPECT_THAT(version("2"), HasReason("NOT_FOUND"));
  EXPECT_THAT(version("one"), HasReason("NOT_FOUND"));
  ASSERT_OK(Publish("pay"));
  EXPECT_EQ(version("2")->article().title(), "Paying by transfer");
  EXPECT_THAT(Publish("pay"), HasReason("NOTHING_TO_PUBLISH"));
  EXPECT_THAT(shop_.Events(), Contains("article_version.kept"));
}

TEST_P(ArticleHandlerTest, IsLinkedToWhatThereIs) {
  ASSERT_OK(shop_.Create("t", kArticleTowel));
  EXPECT_THAT(Write("a", "kind: FAQ title: 'A' body: 'b' products: 'shops/s/products/none'"),
              HasReason("NOT_FOUND"));
  EXPECT_THAT(Write("a", "kind: FAQ title: 'A' body: 'b' categories: 'shops/s/categories/none'"),
              HasReason("NOT_FOUND"));
  EXPECT_THAT(Write("a", "kind: FAQ title: 'A'"), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(Write("a", "kind: FAQ title: 'A' body: 'b' products: 'shops/s/products/t'"));
  ASSERT_OK(Write("b", "kind: FAQ title: 'B' body: 'b'"));
  std::vector<std::string> names;
  const auto list = [&](const std::string& fields) {
    names.clear();
    shop_.List<v1::ListArticlesResponse, v1::ListArticlesRequest>(
        handlers::ListArticles, fields, [&](const v1::ListArticlesResponse& page) {
          for (const Article& article : page.articles()) names.push_back(article.name());
          return page.articles_size();
        });
  };
  list("");
  EXPECT_THAT(names, ElementsAre("shops/s/articles/a", "shops/s/articles/b"));
  list("linked_to: 'shops/s/products/t'");
  EXPECT_THAT(names, ElementsAre("shops/s/articles/a"));
}

TEST_P(ArticleHandlerTest, IsFoundWithTheProductsOnceItIsPublished) {
  ASSERT_OK(shop_.Create("t", kArticleTowel));
  ASSERT_OK(Write("a", "kind: BASICS title: 'Towels' body: 'Cotton absorbs water.'"));
  ASSERT_OK(Write("b", "kind: BASICS title: 'Cotton' body: 'How it grows; towels of it.'"));
  EXPECT_THAT(Found("cotton"), IsEmpty());
  ASSERT_OK(Publish("a"));
  ASSERT_OK(Publish("b"));
  EXPECT_THAT(Found("cotton"), ElementsAre("Cotton", "Towels"));
  EXPECT_THAT(Found("COTTON wat"), ElementsAre("Towels"));
  EXPECT_THAT(Found("cotton silk"), IsEmpty());
  EXPECT_THAT(Found(""), IsEmpty());
  ASSERT_OK(shop_.WriteText<Article>(handlers::WithdrawArticle, "name: 'shops/s/articles/b'"));
  EXPECT_THAT(Found("cotton"), ElementsAre("Towels"));
}

TEST_P(ArticleHandlerTest, IsFoundByOtherFormsAndSlipsAsProductsAre) {
  ASSERT_OK(shop_.Create("t", kArticleTowel));
  ASSERT_OK(Write("a", "kind: BASICS title: 'Washing towels' body: 'Las sillas y los botones.'"));
  ASSERT_OK(Publish("a"));
  for (const char* query : {"towel", "washed towel", "silla", "botón silla"}) {
    EXPECT_THAT(Found(query), ElementsAre("Washing towels")) << query;
  }
  // A product has the word that is meant.
  EXPECT_THAT(Found("towwel"), ElementsAre("Washing towels"));
  // What begins a stem's mark begins no word.
  for (const char* query : {"en", "es", "pt"}) EXPECT_THAT(Found(query), IsEmpty()) << query;
}

TEST_P(ArticleHandlerTest, ChineseIsFoundWithoutSpaces) {
  ASSERT_OK(Write("a", "kind: FAQ title: '羊毛毯怎么洗' body: '建议干洗。'"));
  ASSERT_OK(Publish("a"));
  EXPECT_THAT(Found("羊毛"), ElementsAre("羊毛毯怎么洗"));
  EXPECT_THAT(Found("棉"), IsEmpty());
}

TEST_P(ArticleHandlerTest, IsAcknowledgedVersionByVersion) {
  ASSERT_OK(Write("r", "kind: RULE title: 'Rule' body: 'One.'"));
  EXPECT_THAT(Acknowledge("r", 1), HasReason("WRONG_STATE"));
  ASSERT_OK(Publish("r"));
  const auto other = Acknowledge("r", 2);
  EXPECT_THAT(other, HasReason("NOT_PRESENT_VERSION"));
  EXPECT_EQ(ErrorMetadataOf(other.status(), "version"), "1");
  const auto read = Acknowledge("r", 1);
  ASSERT_OK(read);
  EXPECT_EQ(read->etag(), "v1");
  EXPECT_EQ(Acknowledge("r", 1)->etag(), "v1");
  ASSERT_OK(Change("r", "body: 'Two.'"));
  ASSERT_OK(Publish("r"));
  EXPECT_THAT(Acknowledge("r", 1), HasReason("NOT_PRESENT_VERSION"));
  EXPECT_EQ(Acknowledge("r", 2)->version(), 2);
  const auto readers = shop_.ReadText<v1::ListAcknowledgementsResponse>(
      handlers::ListAcknowledgements, "parent: 'shops/s/articles/r'");
  ASSERT_OK(readers);
  ASSERT_EQ(readers->acknowledgements_size(), 1);
  EXPECT_EQ(readers->acknowledgements(0).version(), 2);
  EXPECT_TRUE(readers->acknowledgements(0).has_acknowledge_time());
}

}  // namespace
}  // namespace shopdesk::catalog
