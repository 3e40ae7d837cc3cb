#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/handlers/product/product.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Shop;
using ::testing::UnorderedElementsAre;

class SearchTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  void SetUp() override {
    ASSERT_OK(shop_.AddCategory("home", ""));
    ASSERT_OK(shop_.AddCategory("bath", "parent_category: 'shops/s/categories/home'"));
    ASSERT_OK(shop_.AddCategory("food", ""));
    Add("gift", "純棉毛巾禮盒", 9900, "home", "attributes { key: 'material' values: '纯棉' }");
    Add("towel", "毛巾 Soft towel", 1500, "bath",
        "brand: 'Acme' attributes { key: 'material' values: 'Cotton' } "
        "attributes { key: 'colour' values: 'red' }");
    Add("mug", "Taza de café española", 700, "home", "attributes { key: 'colour' values: 'Red' }");
    Add("bread", "Pão de açúcar", 300, "food", "description: '<p>soft bread, no towel</p>'");
    Add("tshirt", "ＣＯＯＬ T-shirt", 2500, "", "");
    ASSERT_OK(shop_.Publish("towel"));
  }

  void Add(const std::string& id, const std::string& title, int price, const std::string& category,
           const std::string& more) {
    std::string product = absl::StrCat("title: '", title, "' ", more, " skus { sku_id: 'SKU-", id,
                                       "' price { currency_code: 'GBP' minor: ", price, " } }");
    if (!category.empty())
      absl::StrAppend(&product, " category: 'shops/s/categories/", category, "'");
    ASSERT_OK(shop_.Create(id, product));
  }

  v1::SearchProductsResponse Search(const std::string& fields) {
    auto found = shop_.SearchText(fields);
    EXPECT_OK(found);
    return found.value_or(v1::SearchProductsResponse());
  }
  std::vector<std::string> Ids(const v1::SearchProductsResponse& response) {
    std::vector<std::string> ids;
    for (const auto& result : response.results()) {
      ids.emplace_back(LastSegment(result.product().name()));
    }
    return ids;
  }
  std::vector<std::string> Find(const std::string& query) {
    return Ids(Search("query: '" + query + "'"));
  }

  // What words were taken for.
  static std::vector<std::string> Told(const v1::SearchProductsResponse& response) {
    std::vector<std::string> told;
    for (const v1::Interpretation& each : response.interpretations()) {
      told.push_back(absl::StrCat(each.word(), "=", each.searched(), " ",
                                  v1::Interpretation::Reason_Name(each.reason())));
    }
    return told;
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(SearchTest);

TEST_P(SearchTest, FindsWhatIsWrittenInAnotherWay) {
  Add("phone", "iPhone15 Pro", 100, "", "");
  Add("other", "iPhone 15 case", 100, "", "");
  Add("tea", "Tea &amp; caf&eacute;", 100, "", "description: '&lt;strong&gt; &ntilde;andu'");
  EXPECT_THAT(Find("iphone 15"), UnorderedElementsAre("phone", "other"));
  EXPECT_THAT(Find("iphone15"), ElementsAre("phone", "other"));
  EXPECT_THAT(Find("iphone1"), ElementsAre("phone"));
  EXPECT_THAT(Find("tea & cafe"), ElementsAre("tea"));
  EXPECT_THAT(Find("tea &amp; cafe"), ElementsAre("tea"));
  EXPECT_THAT(Find("nandu"), ElementsAre("tea"));
  EXPECT_THAT(Find("🎁 tea"), ElementsAre("tea"));
  EXPECT_THAT(Find("tea - -"), ElementsAre("tea"));
  const v1::SearchProductsResponse by_code = Search("query: 'ｓｋｕ–phone'");
  ASSERT_EQ(by_code.results_size(), 1);
  EXPECT_EQ(by_code.results(0).matched(), "sku");
}

TEST_P(SearchTest, ChineseWordsOfTwoCharacters) {
  EXPECT_THAT(Find("毛巾"), UnorderedElementsAre("gift", "towel"));
  EXPECT_THAT(Find("礼盒"), ElementsAre("gift"));
  EXPECT_THAT(Find("禮盒"), ElementsAre("gift"));
  EXPECT_THAT(Find("毛巾礼盒"), ElementsAre("gift"));
  EXPECT_THAT(Find("巾"), UnorderedElementsAre("gift", "towel"));
  EXPECT_THAT(Find("毛衣"), IsEmpty());
}

TEST_P(SearchTest, AccentsCaseAndWidthMakeNoDifference) {
  for (const char* query : {"café", "CAFE", "Café española", "cafe espanola", "taza"}) {
    EXPECT_THAT(Find(query), ElementsAre("mug")) << query;
  }
  for (const char* query : {"pao", "PÃO", "acucar", "açúcar"}) {
    EXPECT_THAT(Find(query), ElementsAre("bread")) << query;
  }
  EXPECT_THAT(Find("cool"), ElementsAre("tshirt"));
  EXPECT_THAT(Find("ｃｏｏｌ"), ElementsAre("tshirt"));
  EXPECT_THAT(Find("t-shirt"), ElementsAre("tshirt"));
}

TEST_P(SearchTest, AllWordsMustMatchAndTheLastMayBeBegun) {
  EXPECT_THAT(Find("soft towel"), ElementsAre("towel", "bread"));
  EXPECT_THAT(Find("soft tow"), ElementsAre("towel", "bread"));
  EXPECT_THAT(Find("tow soft"), IsEmpty());
  EXPECT_THAT(Find("soft mug"), IsEmpty());
}

TEST_P(SearchTest, FormsOfWordsAreFoundAndToldAfterTheWord) {
  Add("chair", "Silla roja plegable", 100, "", "");
  Add("chairs", "Juego de sillas rojas", 100, "", "");
  Add("truck", "Camión rojo de juguete", 100, "", "");
  Add("buttons", "Botões de madeira", 100, "", "");
  Add("bag", "Canvas bag, large", 100, "", "");
  EXPECT_THAT(Find("sillas"), ElementsAre("chairs", "chair"));
  EXPECT_THAT(Find("silla roja"), ElementsAre("chair", "chairs"));
  EXPECT_THAT(Find("camiones rojos"), ElementsAre("truck"));
  EXPECT_THAT(Find("botão"), ElementsAre("buttons"));
  EXPECT_THAT(Find("large bags"), ElementsAre("bag"));
  const v1::SearchProductsResponse found = Search("query: 'Camiones  rojos'");
  EXPECT_THAT(Told(found), ElementsAre("Camiones=camion STEM", "rojos=roja STEM",
                                       "rojos=rojas STEM", "rojos=rojo STEM"));
  EXPECT_THAT(Told(Search("query: 'plegable'")), IsEmpty());
}

TEST_P(SearchTest, ASlipOfOneLetterFindsWhatMayBeMeant) {
  EXPECT_THAT(Find("towl"), ElementsAre("towel", "bread"));
  EXPECT_THAT(Told(Search("query: 'softt towle'")),
              ElementsAre("softt=soft SPELLING", "towle=towel SPELLING"));
  EXPECT_THAT(Find("espanola tasa"), ElementsAre("mug"));
  // Two slips, words of three letters, codes and Chinese are what they are.
  for (const char* query : {"twle", "mgu", "sku-mugg1", "毛布"}) {
    EXPECT_THAT(Find(query), IsEmpty()) << query;
  }
  // What is there isn't taken for a slip.
  Add("tower", "Tower", 100, "", "");
  EXPECT_THAT(Find("tower"), ElementsAre("tower"));
  EXPECT_THAT(Told(Search("query: 'tower'")), IsEmpty());
}

TEST_P(SearchTest, CodesRankFirst) {
  Add("other", "sku-mug holder", 100, "", "");
  const v1::SearchProductsResponse found = Search("query: 'sku-mug'");
  EXPECT_THAT(Ids(found), ElementsAre("mug", "other"));
  EXPECT_EQ(found.results(0).matched(), "sku");
  EXPECT_EQ(Search("query: 'towel'").results(0).matched(), "title");
  EXPECT_EQ(Search("query: 'no'").results(0).matched(), "description");
  EXPECT_EQ(Search("query: 'acme'").results(0).matched(), "attribute");
}

TEST_P(SearchTest, Barcodes) {
  ASSERT_OK(shop_.Create("coded",
                         "title: 'Coded' skus { sku_id: 'C' barcode: '4006381333931' "
                         "price { currency_code: 'GBP' } }"));
  const v1::SearchProductsResponse found = Search("query: '4006381333931'");
  EXPECT_THAT(Ids(found), ElementsAre("coded"));
  EXPECT_EQ(found.results(0).matched(), "barcode");
}

TEST_P(SearchTest, Filters) {
  EXPECT_THAT(Ids(Search("category: 'shops/s/categories/home'")),
              ElementsAre("gift", "mug", "towel"));
  EXPECT_THAT(Ids(Search("category: 'shops/s/categories/bath'")), ElementsAre("towel"));
  EXPECT_THAT(Ids(Search("query: '毛巾' category: 'shops/s/categories/bath'")),
              ElementsAre("towel"));
  EXPECT_THAT(Ids(Search("min_price_minor: 700 max_price_minor: 1500")),
              ElementsAre("mug", "towel"));
  EXPECT_THAT(Ids(Search("query: '毛巾' max_price_minor: 2000")), ElementsAre("towel"));
  EXPECT_THAT(Ids(Search("on_sale_only: true")), ElementsAre("towel"));
  EXPECT_THAT(Ids(Search("attributes { key: 'colour' values: 'RED' }")),
              ElementsAre("mug", "towel"));
  EXPECT_THAT(Ids(Search("attributes { key: 'colour' values: 'red' } "
                         "attributes { key: 'material' values: 'silk' values: 'cotton' }")),
              ElementsAre("towel"));
  EXPECT_THAT(Ids(Search("query: 'taza' attributes { key: 'colour' values: 'blue' }")), IsEmpty());
}

TEST_P(SearchTest, FacetsCountTheMatches) {
  const v1::SearchProductsResponse found = Search("category: 'shops/s/categories/home'");
  std::map<std::string, std::string> facets;
  for (const v1::Facet& facet : found.facets()) {
    for (const auto& bucket : facet.buckets()) {
      absl::StrAppend(&facets[facet.key()], bucket.value(), "=", bucket.count(), " ");
    }
  }
  EXPECT_EQ(facets["category"], "shops/s/categories/home=2 shops/s/categories/bath=1 ");
  EXPECT_EQ(facets["brand"], "Acme=1 ");
  EXPECT_EQ(facets["colour"], "Red=1 red=1 ");
  EXPECT_EQ(facets["material"], "Cotton=1 纯棉=1 ");
}

TEST_P(SearchTest, PagesCoverEachMatchOnce) {
  for (const std::string query :
       {"", "query: 'towel'", "query: '毛巾'", "attributes { key: 'colour' values: 'red' }"}) {
    const std::vector<std::string> all = Ids(Search(query));
    std::vector<std::string> paged;
    auto request = ParseText<v1::SearchProductsRequest>("parent: 'shops/s' page_size: 1 " + query);
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, shop_.Search(request));
      for (const std::string& id : Ids(page)) paged.push_back(id);
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty() && paged.size() <= all.size());
    EXPECT_EQ(paged, all) << query;
    EXPECT_THAT(all, Not(IsEmpty()));
  }
}

TEST_P(SearchTest, TheIndexFollowsTheProduct) {
  ASSERT_OK(shop_.WriteText<v1::Product>(handlers::UpdateProduct,
                                         "product { name: 'shops/s/products/mug' title: 'Copo' }"));
  EXPECT_THAT(Find("taza"), IsEmpty());
  EXPECT_THAT(Find("copo"), ElementsAre("mug"));
  ASSERT_OK(shop_.Publish("mug"));
  EXPECT_THAT(Ids(Search("query: 'copo' on_sale_only: true")), ElementsAre("mug"));
}

// Words with more matches than are read whole: still all words must match, and the rare word
// narrows the frequent ones down.
TEST_P(SearchTest, FrequentWords) {
  for (int batch = 0; batch < 3; ++batch) {
    v1::ImportProductsRequest request;
    request.set_parent("shops/s");
    for (int i = batch * 500; i < (batch + 1) * 500; ++i) {
      v1::ImportProduct& row = *request.add_products();
      row.set_product_id(absl::StrCat("many", 10000 + i));
      row.mutable_product()->set_title(
          absl::StrCat("common frequent ", i % 3 == 0 ? "third" : "", i == 777 ? " rare" : ""));
      v1::Sku& sku = *row.mutable_product()->add_skus();
      sku.set_sku_id(absl::StrCat("M", i));
      sku.mutable_price()->set_currency_code("GBP");
    }
    ASSERT_OK_AND_ASSIGN(const v1::ImportProductsResponse response, shop_.Import(request));
    ASSERT_EQ(response.created_count(), 500);
  }
  EXPECT_THAT(Find("common frequent rare"), ElementsAre("many10777"));
  EXPECT_THAT(Find("common missing"), IsEmpty());
  const v1::SearchProductsResponse all = Search("query: 'common frequent' page_size: 100");
  EXPECT_EQ(all.results_size(), 100);
  EXPECT_NE(all.next_page_token(), "");
  EXPECT_THAT(Ids(Search("query: 'common third' page_size: 2")),
              ElementsAre("many10000", "many10003"));
  EXPECT_THAT(Ids(Search("query: 'common frequent' on_sale_only: true")), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::catalog
