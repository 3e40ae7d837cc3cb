#include "services/catalog/handlers/wording/wording.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Shop;
using type::v1::WordingHit;
using type::v1::WordingLevel;

class WordingHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  // A draft of this title.
  absl::StatusOr<v1::Product> Draft(const std::string& id, const std::string& title) {
    return shop_.Create(id, absl::StrCat("title: '", title, "' skus { sku_id: '", id,
                                         "' price { currency_code: 'GBP' minor: 500 } }"));
  }
  absl::Status SetTitle(const std::string& id, const std::string& title) {
    return shop_
        .Update(absl::StrCat("product { name: 'shops/s/products/", id, "' title: '", title, "' }"))
        .status();
  }
  absl::StatusOr<v1::WordList> SetList(const std::string& fields) { return SetList(shop_, fields); }
  static absl::StatusOr<v1::WordList> SetList(Shop& shop, const std::string& fields) {
    return shop.WriteText<v1::WordList>(
        handlers::UpdateWordList,
        absl::StrCat("word_list { name: 'shops/s/wordList' ", fields, " }"));
  }
  absl::Status Plan(const std::string& id, absl::Time at) {
    v1::PublishProductRequest request;
    request.set_name("shops/s/products/" + id);
    *request.mutable_publish_time() = ToProto(at);
    return shop_.Write(handlers::PublishProduct, request).status();
  }
  std::vector<std::string> Found(const std::string& text) { return Found(shop_, text); }
  static std::vector<std::string> Found(Shop& shop, const std::string& text) {
    const auto response = shop.ReadText<v1::CheckTextResponse>(
        handlers::CheckText,
        absl::StrCat("parent: 'shops/s' texts { field: 'f' text: '", text, "' }"));
    EXPECT_OK(response);
    std::vector<std::string> terms;
    for (const WordingHit& hit : response->hits()) terms.push_back(hit.term());
    return terms;
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(WordingHandlerTest);

TEST_P(WordingHandlerTest, ChecksTexts) {
  ASSERT_OK_AND_ASSIGN(const auto response,
                       shop_.ReadText<v1::CheckTextResponse>(
                           handlers::CheckText,
                           "parent: 'shops/s' texts { field: 'reply' text: '亲，好评*返现' } "
                           "texts { field: 'page' text: '<p>销量<b>第</b>一</p>' html: true } "
                           "texts { text: '好' }"));
  ASSERT_EQ(response.hits_size(), 2);
  EXPECT_EQ(response.hits(0).field(), "reply");
  EXPECT_EQ(response.hits(0).begin(), 2);
  EXPECT_EQ(response.hits(0).end(), 7);
  EXPECT_EQ(response.hits(0).category(), type::v1::WordingCategory::PAID_PRAISE);
  EXPECT_EQ(response.hits(1).field(), "page");
  EXPECT_EQ(response.hits(1).begin(), 3);
  EXPECT_EQ(response.level(), WordingLevel::A);
  EXPECT_THAT(shop_.ReadText<v1::CheckTextResponse>(handlers::CheckText,
                                                    "parent: 'shops/none' texts { text: 'a' }"),
              HasReason("UNKNOWN_SHOP"));
}

TEST_P(WordingHandlerTest, AListCountsAtOnceAndIsKept) {
  EXPECT_THAT(Found("热销，比隔壁店好"), ElementsAre("热销"));
  ASSERT_OK_AND_ASSIGN(
      const v1::WordList first,
      SetList("terms { text: '隔壁店' level: B category: OTHER } off_terms: '热销'"));
  EXPECT_THAT(Found("热销，比隔壁店好"), ElementsAre("隔壁店"));
  // The same again is no version.
  ASSERT_OK_AND_ASSIGN(
      const v1::WordList same,
      SetList("terms { text: '隔壁店' level: B category: OTHER } off_terms: '热销'"));
  EXPECT_EQ(same.etag(), first.etag());
  EXPECT_THAT(SetList("etag: 'v9'"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK(SetList("etag: 'v1' exceptions: '热销榜'"));
  EXPECT_THAT(Found("热销榜"), IsEmpty());
  EXPECT_THAT(SetList("off_terms: '隔壁店'"), StatusIs(absl::StatusCode::kInvalidArgument));
  std::vector<std::string> versions;
  auto request =
      ParseText<v1::ListWordListRevisionsRequest>("name: 'shops/s/wordList' page_size: 1");
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, shop_.Read(handlers::ListWordListRevisions, request));
    for (const v1::WordListRevision& revision : page.revisions()) {
      versions.push_back(revision.word_list().etag());
      EXPECT_FALSE(revision.actor().id().empty());
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(versions, ElementsAre("v2", "v1"));
  EXPECT_THAT(shop_.Events(), Contains("word_list.updated").Times(2));
}

// Lists are kept ready: what is stored decides all the same.
TEST_P(WordingHandlerTest, TheListOfAnotherDatabaseDoesNotCount) {
  Shop other(GetParam());
  ASSERT_OK(SetList("terms { text: '隔壁店' level: B category: OTHER }"));
  ASSERT_OK(SetList(other, "terms { text: '对面店' level: B category: OTHER }"));
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Found("比隔壁店和对面店好"), ElementsAre("隔壁店"));
    EXPECT_THAT(Found(other, "比隔壁店和对面店好"), ElementsAre("对面店"));
  }
}

TEST_P(WordingHandlerTest, AShopWithoutAListHasAnEmptyOne) {
  ASSERT_OK_AND_ASSIGN(const auto list, shop_.ReadText<v1::WordList>(handlers::GetWordList,
                                                                     "name: 'shops/s/wordList'"));
  EXPECT_EQ(list.name(), "shops/s/wordList");
  EXPECT_EQ(list.etag(), "");
  EXPECT_THAT(shop_.ReadText<v1::WordList>(handlers::GetWordList, "name: 'shops/none/wordList'"),
              HasReason("UNKNOWN_SHOP"));
}

TEST_P(WordingHandlerTest, WhatIsProhibitedIsNotPublished) {
  ASSERT_OK_AND_ASSIGN(const v1::Product draft, Draft("t", "国家级毛巾"));
  ASSERT_EQ(draft.wording_hits_size(), 1);
  EXPECT_THAT(shop_.Publish("t"), HasReason("PROHIBITED_WORDING"));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::DRAFT);
  // What is only a warning is told.
  ASSERT_OK(SetTitle("t", "顶级毛巾"));
  ASSERT_OK_AND_ASSIGN(const v1::Product on, shop_.Publish("t"));
  EXPECT_EQ(on.state(), v1::Product::ON_SALE);
  ASSERT_EQ(on.wording_hits_size(), 1);
  EXPECT_EQ(on.wording_hits(0).level(), WordingLevel::B);
  EXPECT_EQ(shop_.GetProduct("t")->wording_hits_size(), 0);
}

TEST_P(WordingHandlerTest, WhatIsOnSaleGetsNoProhibitedText) {
  ASSERT_OK(Draft("t", "毛巾"));
  ASSERT_OK(shop_.Publish("t"));
  EXPECT_THAT(SetTitle("t", "最佳毛巾"), HasReason("PROHIBITED_WORDING"));
  EXPECT_EQ(shop_.GetProduct("t")->title(), "毛巾");
  // A list that has become stricter hinders no other change.
  ASSERT_OK(SetList("terms { text: '毛巾' level: A category: OTHER }"));
  EXPECT_OK(shop_.Update("product { name: 'shops/s/products/t' brand: 'Plain' }"));
}

TEST_P(WordingHandlerTest, APlannedSaleIsHeldUntilTheTextIsMended) {
  ASSERT_OK(Draft("t", "毛巾"));
  ASSERT_OK(Plan("t", kTestTime + absl::Hours(1)));
  ASSERT_OK(SetTitle("t", "国家级毛巾"));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  ASSERT_OK_AND_ASSIGN(const v1::Product held, shop_.GetProduct("t"));
  EXPECT_EQ(held.state(), v1::Product::DRAFT);
  EXPECT_TRUE(held.held_for_wording());
  EXPECT_TRUE(held.has_publish_time());
  EXPECT_THAT(shop_.Events(), Contains("product.held").Times(1));
  EXPECT_THAT(shop_.OpenWork(), ElementsAre("prohibited_wording shops/s/products/t"));
  // A change that mends nothing.
  ASSERT_OK(SetTitle("t", "最佳毛巾"));
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  EXPECT_TRUE(shop_.GetProduct("t")->held_for_wording());
  ASSERT_OK(SetTitle("t", "柔软毛巾"));
  shop_.AdvanceTo(kTestTime + absl::Hours(3));
  ASSERT_OK_AND_ASSIGN(const v1::Product on, shop_.GetProduct("t"));
  EXPECT_EQ(on.state(), v1::Product::ON_SALE);
  EXPECT_FALSE(on.held_for_wording());
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
}

TEST_P(WordingHandlerTest, AListThatAllowsMoreLetsAllThatIsHeldGo) {
  for (const char* id : {"t", "u"}) {
    ASSERT_OK(Draft(id, "国家级毛巾"));
    ASSERT_OK(Plan(id, kTestTime + absl::Hours(1)));
  }
  ASSERT_OK(Draft("v", "最佳毛巾"));
  ASSERT_OK(Plan("v", kTestTime + absl::Hours(1)));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  EXPECT_EQ(shop_.OpenWork().size(), 3U);
  ASSERT_OK(SetList("off_terms: '国家级'"));
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::ON_SALE);
  EXPECT_EQ(shop_.GetProduct("u")->state(), v1::Product::ON_SALE);
  EXPECT_TRUE(shop_.GetProduct("v")->held_for_wording());
  EXPECT_THAT(shop_.OpenWork(), ElementsAre("prohibited_wording shops/s/products/v"));
}

TEST_P(WordingHandlerTest, WhatIsHeldCanBeCancelled) {
  ASSERT_OK(Draft("t", "国家级毛巾"));
  ASSERT_OK(Plan("t", kTestTime + absl::Hours(1)));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  ASSERT_OK(shop_.WriteText<v1::Product>(handlers::DelistProduct, "name: 'shops/s/products/t'"));
  EXPECT_FALSE(shop_.GetProduct("t")->held_for_wording());
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
  ASSERT_OK(SetList("off_terms: '国家级'"));
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::DRAFT);
}

TEST_P(WordingHandlerTest, AnImportReportsWhatItLeavesOutAndWhatItWarnsOf) {
  const auto request = ParseText<v1::ImportProductsRequest>(R"pb(
    parent: 'shops/s'
    products {
      product_id: 'a'
      publish: true
      product {
        title: '最佳毛巾'
        skus {
          sku_id: 'A'
          price { currency_code: 'GBP' minor: 1 }
        }
      }
    }
    products {
      product_id: 'b'
      publish: true
      product {
        title: '毛巾'
        selling_points: '热销'
        skus {
          sku_id: 'B'
          price { currency_code: 'GBP' minor: 1 }
        }
      }
    }
  )pb");
  ASSERT_OK_AND_ASSIGN(const auto response, shop_.Import(request));
  ASSERT_EQ(response.errors_size(), 1);
  EXPECT_EQ(response.errors(0).reason(), "PROHIBITED_WORDING");
  EXPECT_EQ(response.created_count(), 1);
  ASSERT_EQ(response.wording_hits_size(), 1);
  EXPECT_EQ(response.wording_hits(0).field(), "products[1].product.selling_points[0]");
}

TEST_P(WordingHandlerTest, ListsProductsThatSayWhatTheyShouldNot) {
  ASSERT_OK(Draft("a", "热销毛巾"));
  ASSERT_OK(Draft("b", "毛巾"));
  ASSERT_OK(Draft("c", "国家级毛巾"));
  const auto names = [&](const std::string& fields) {
    std::vector<std::string> found;
    auto request = ParseText<v1::ListProductWordingsRequest>(
        absl::StrCat("parent: 'shops/s' page_size: 1 ", fields));
    do {
      const auto page = shop_.Read(handlers::ListProductWordings, request);
      EXPECT_OK(page);
      for (const auto& product : page->products()) found.push_back(product.product());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return found;
  };
  EXPECT_THAT(names(""), ElementsAre("shops/s/products/a", "shops/s/products/c"));
  EXPECT_THAT(names("level: A"), ElementsAre("shops/s/products/c"));
  EXPECT_THAT(names("state: ON_SALE"), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto one, shop_.ReadText<v1::CheckProductResponse>(
                                           handlers::CheckProduct, "name: 'shops/s/products/c'"));
  EXPECT_EQ(one.level(), WordingLevel::A);
  EXPECT_EQ(one.state(), v1::Product::DRAFT);
  EXPECT_THAT(shop_.ReadText<v1::CheckProductResponse>(handlers::CheckProduct,
                                                       "name: 'shops/s/products/none'"),
              HasReason("NOT_FOUND"));
}

TEST_P(WordingHandlerTest, ListsBaseTerms) {
  ASSERT_OK(SetList("off_terms: '热销'"));
  int terms = 0;
  int off = 0;
  shop_.List<v1::ListBaseTermsResponse>(handlers::ListBaseTerms,
                                        "language_code: 'zh' category: URGENCY page_size: 3",
                                        [&](const v1::ListBaseTermsResponse& page) {
                                          for (const auto& term : page.terms()) {
                                            EXPECT_EQ(term.term().language_code(), "zh");
                                            ++terms;
                                            off += term.off() ? 1 : 0;
                                          }
                                          return page.terms_size();
                                        });
  EXPECT_GT(terms, 5);
  EXPECT_EQ(off, 1);
}

}  // namespace
}  // namespace shopdesk::catalog
