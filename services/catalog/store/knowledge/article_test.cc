#include "services/catalog/store/knowledge/article.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class ArticleStoreTest : public testing::StoreTest {
 protected:
  v1::Article Add(const std::string& id, const std::string& fields) {
    auto article = ParseText<v1::Article>(
        absl::StrCat("name: 'shops/s/articles/", id, "' kind: BRIEFING body: 'Wool' ", fields));
    EXPECT_OK(Write([&](sql::Transaction& txn) { return InsertArticle(txn, article); }));
    return article;
  }
  v1::ArticleVersion Publish(v1::Article& article) {
    article.set_version(article.version() + 1);
    v1::ArticleVersion version;
    version.set_name(absl::StrCat(article.name(), "/versions/", article.version()));
    EXPECT_OK(Write([&](sql::Transaction& txn) {
      RETURN_IF_ERROR(SaveArticle(txn, article));
      *version.mutable_article() = article;
      return PublishVersion(txn, version);
    }));
    return version;
  }
  ArticleHits Find(const std::string& token, bool prefix = false) {
    ArticleHits hits;
    EXPECT_OK(Write([&](sql::Transaction& txn) {
      hits.clear();
      return FindArticles(txn, "s", token, prefix, 100, hits);
    }));
    return hits;
  }
  auto PublishedOf(const std::string& subject) {
    return Get([&](sql::Transaction& txn) { return ListPublishedOf(txn, "s", subject); });
  }
};
ON_BOTH_DATABASES(ArticleStoreTest);

TEST_P(ArticleStoreTest, StoredOnceAndListedByWhatTheyAreLinkedTo) {
  const v1::Article a = Add("a", "title: 'A' products: 'shops/s/products/p'");
  const v1::Article b = Add("b", "title: 'B' categories: 'shops/s/categories/c'");
  const auto list = [&](const std::string& subject, const std::string& after) {
    return Get([&](sql::Transaction& txn) { return ListArticles(txn, "s", subject, after, 10); });
  };
  EXPECT_THAT(list("", ""), IsOkAndHolds(ElementsAre(EqualsProto(a), EqualsProto(b))));
  EXPECT_THAT(list("", "a"), IsOkAndHolds(ElementsAre(EqualsProto(b))));
  EXPECT_THAT(list("categories/c", ""), IsOkAndHolds(ElementsAre(EqualsProto(b))));
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::Article again = a;
                return InsertArticle(txn, again);
              }),
              HasReason("ALREADY_EXISTS"));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadArticle(txn, "s", "none"); }),
              HasReason("NOT_FOUND"));
}

TEST_P(ArticleStoreTest, WhatIsPublishedIsLinkedAndFoundUntilTheNextVersion) {
  v1::Article article = Add("a", "title: 'Blanket' products: 'shops/s/products/p'");
  EXPECT_THAT(PublishedOf("products/p"), IsOkAndHolds(IsEmpty()));
  const v1::ArticleVersion first = Publish(article);
  EXPECT_THAT(Find("blanket"), UnorderedElementsAre(Pair("a", true)));
  EXPECT_THAT(Find("wool"), UnorderedElementsAre(Pair("a", false)));
  // What is being written counts for nobody yet.
  article.set_title("Throw");
  article.set_products(0, "shops/s/products/q");
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveArticle(txn, article); }));
  EXPECT_THAT(PublishedOf("products/p"), IsOkAndHolds(ElementsAre(EqualsProto(first))));
  EXPECT_THAT(Find("throw"), IsEmpty());
  const v1::ArticleVersion second = Publish(article);
  EXPECT_THAT(PublishedOf("products/p"), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(PublishedOf("products/q"), IsOkAndHolds(ElementsAre(EqualsProto(second))));
  EXPECT_THAT(Find("blanket"), IsEmpty());
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadArticleVersion(txn, "s", "a", 1); }),
              IsOkAndHolds(EqualsProto(first)));
  ASSERT_OK(Write([](sql::Transaction& txn) { return UnpublishArticle(txn, "s", "a"); }));
  EXPECT_THAT(PublishedOf("products/q"), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(Find("throw"), IsEmpty());
}

TEST_P(ArticleStoreTest, FoundByBegunWords) {
  v1::Article a = Add("a", "title: 'Blanket'");
  v1::Article b = Add("b", "title: 'Blankets'");
  Publish(a);
  Publish(b);
  EXPECT_THAT(Find("blanket"), UnorderedElementsAre(Pair("a", true)));
  EXPECT_THAT(Find("blank", true), UnorderedElementsAre(Pair("a", true), Pair("b", true)));
  EXPECT_THAT(Find("blanks", true), IsEmpty());
}

TEST_P(ArticleStoreTest, ReadersOfAVersion) {
  auto read =
      ParseText<v1::Acknowledgement>("name: 'shops/s/articles/a/acknowledgements/1001' version: 2");
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveAcknowledgement(txn, read); }));
  EXPECT_EQ(read.etag(), "v1");
  const auto readers = [&](int64_t version) {
    return Get([&](sql::Transaction& txn) { return ListReaders(txn, "s", "a", version); });
  };
  EXPECT_THAT(readers(2), IsOkAndHolds(ElementsAre("1001")));
  EXPECT_THAT(readers(3), IsOkAndHolds(IsEmpty()));
  read.set_version(3);
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveAcknowledgement(txn, read); }));
  EXPECT_EQ(read.etag(), "v2");
  EXPECT_THAT(readers(3), IsOkAndHolds(ElementsAre("1001")));
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::Acknowledgement second = read;
                second.clear_etag();
                return SaveAcknowledgement(txn, second);
              }),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(
      Get([](sql::Transaction& txn) { return ListAcknowledgements(txn, "s", "a", "", 10); }),
      IsOkAndHolds(SizeIs(1)));
}

}  // namespace
}  // namespace shopdesk::catalog::store
