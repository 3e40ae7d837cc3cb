#include "services/catalog/verify/article.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/verify/testing/findings.h"
#include "services/catalog/definition.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/handlers/knowledge/article.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Shop;

constexpr sql::Statement kDropArticleLinks = {"catalog.drop_article_links",
                                              "DELETE FROM article_links WHERE published = 1"};
constexpr sql::Statement kPutArticleLink = {
    "catalog.put_article_link",
    "INSERT INTO article_links (shop, subject, published, article) VALUES ('s', $1, 1, $2)"};
constexpr sql::Statement kDropArticleVersions = {"catalog.drop_article_versions",
                                                 "DELETE FROM article_versions"};
constexpr sql::Statement kDropPostings = {"catalog.drop_postings", "DELETE FROM article_postings"};
constexpr sql::Statement kPutPosting = {
    "catalog.put_posting",
    "INSERT INTO article_postings (shop, token, article, in_title) VALUES ('s', 'word', $1, 0)"};
constexpr sql::Statement kPutIndexTimer = {
    "catalog.put_index_timer",
    "INSERT INTO timers (kind, resource_name, due_us) VALUES ($1, $2, $3)"};

class ArticleChecksTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  void SetUp() override {
    ASSERT_OK(shop_.Stock("A", 1));
    for (const char* id : {"a", "draft", "withdrawn"}) {
      ASSERT_OK(shop_.WriteText<v1::Article>(
          handlers::CreateArticle, std::string("parent: 'shops/s' article_id: '") + id +
                                       "' article { kind: FAQ title: 'washing' body: 'by hand' "
                                       "products: 'shops/s/products/A' }"));
    }
    for (const char* id : {"a", "withdrawn"}) {
      ASSERT_OK(shop_.WriteText<v1::Article>(handlers::PublishArticle,
                                             std::string("name: 'shops/s/articles/") + id + "'"));
    }
    ASSERT_OK(shop_.WriteText<v1::Article>(handlers::WithdrawArticle,
                                           "name: 'shops/s/articles/withdrawn'"));
  }
  std::vector<std::string> Findings() {
    return FindingsOf(*shop_.runtime(), AllChecks(), "catalog.articles");
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(ArticleChecksTest);

TEST_P(ArticleChecksTest, FindsArticlesThatAreNotAsTheyWerePublished) {
  EXPECT_THAT(Findings(), IsEmpty());
  Spoil(*shop_.runtime(), kDropArticleLinks);
  EXPECT_THAT(Findings(),
              ElementsAre("shops/s/articles/a: it is published and not linked to products/A"));
  Spoil(*shop_.runtime(), kDropArticleVersions);
  EXPECT_THAT(Findings(),
              ElementsAre("shops/s/articles/a: its present version isn't kept",
                          "shops/s/articles/withdrawn: its present version isn't kept"));
}

TEST_P(ArticleChecksTest, FindsLinksOfWhatIsNotPublished) {
  Spoil(*shop_.runtime(), kPutArticleLink, {"products/A", "draft"});
  Spoil(*shop_.runtime(), kPutArticleLink, {"products/B", "a"});
  EXPECT_THAT(
      Findings(),
      ElementsAre("shops/s/articles/a: it is linked to products/B, of which it doesn't tell",
                  "shops/s/articles/draft: it is linked to products/A, of which nothing is "
                  "published"));
}

TEST_P(ArticleChecksTest, FindsWordsByWhichNothingIsFound) {
  Spoil(*shop_.runtime(), kDropPostings);
  EXPECT_THAT(Findings(),
              ElementsAre("shops/s/articles/a: it isn't found by its words; publish it again"));
  // They are being indexed anew.
  Spoil(*shop_.runtime(), kPutIndexTimer,
        {domain::kArticleIndex, "shops/s/articles/0", int64_t{1} << 60});
  EXPECT_THAT(Findings(), IsEmpty());
  Spoil(*shop_.runtime(), kPutPosting, {"withdrawn"});
  EXPECT_THAT(Findings(),
              ElementsAre("shops/s/articles/withdrawn: it is found, and isn't published"));
}

}  // namespace
}  // namespace shopdesk::catalog
