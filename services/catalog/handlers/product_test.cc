#include "services/catalog/handlers/product.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/collecting_sink.h"
#include "services/catalog/handlers/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::Shop;

constexpr char kTowel[] =
    "title: 'Towel' skus { sku_id: 'T' price { currency_code: 'GBP' minor: 500 } }";

class ProductTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  absl::StatusOr<v1::Product> Get(const std::string& id) {
    return shop_.ReadText<v1::Product>(handlers::GetProduct, "name: 'shops/s/products/" + id + "'");
  }
  absl::StatusOr<v1::Product> Update(const std::string& request) {
    return shop_.WriteText<v1::Product>(handlers::UpdateProduct, request);
  }
  absl::StatusOr<v1::Category> Category(const std::string& id, const std::string& fields) {
    return shop_.WriteText<v1::Category>(
        handlers::CreateCategory, "parent: 'shops/s' category_id: '" + id +
                                      "' category { display_name: '" + id + "' " + fields + " }");
  }
  absl::StatusOr<v1::Product> Publish(absl::optional<absl::Time> at) {
    v1::PublishProductRequest request;
    request.set_name("shops/s/products/t");
    if (at.has_value()) *request.mutable_publish_time() = ToProto(*at);
    return shop_.Write(handlers::PublishProduct, request);
  }
  absl::StatusOr<v1::Product> Delist(absl::optional<absl::Time> at) {
    v1::DelistProductRequest request;
    request.set_name("shops/s/products/t");
    if (at.has_value()) *request.mutable_delist_time() = ToProto(*at);
    return shop_.Write(handlers::DelistProduct, request);
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(ProductTest);

TEST_P(ProductTest, CreatedOnceAsDraft) {
  ASSERT_OK_AND_ASSIGN(const v1::Product made, shop_.Create("t", kTowel));
  EXPECT_EQ(made.name(), "shops/s/products/t");
  EXPECT_EQ(made.state(), v1::Product::DRAFT);
  EXPECT_EQ(made.etag(), "v1");
  EXPECT_EQ(FromProto(made.create_time()), kTestTime);
  ASSERT_OK_AND_ASSIGN(const v1::Product found, Get("t"));
  EXPECT_THAT(found, EqualsProto(made));
  EXPECT_THAT(shop_.Create("t", kTowel), HasReason("ALREADY_EXISTS"));
  const auto other = shop_.Create("u", kTowel);
  EXPECT_THAT(other, HasReason("ALREADY_EXISTS"));
  EXPECT_EQ(ErrorMetadataOf(other.status(), "resource"), "shops/s/skus/T");
  EXPECT_THAT(Get("u"), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(
      const v1::Product by_sku,
      shop_.ReadText<v1::Product>(handlers::GetProductBySku, "parent: 'shops/s' sku_id: 'T'"));
  EXPECT_THAT(by_sku, EqualsProto(made));
}

TEST_P(ProductTest, AShopIsWhereItsPolicyIs) {
  v1::CreateProductRequest request;
  request.set_parent("shops/other");
  request.set_product_id("t");
  *request.mutable_product() = ParseText<v1::Product>(kTowel);
  const auto refused = shop_.Write(handlers::CreateProduct, request);
  EXPECT_THAT(refused, HasReason("NOT_FOUND"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "resource"), "shops/other");
}

TEST_P(ProductTest, UpdatedWithEtagAndMask) {
  ASSERT_OK(shop_.Create("t", kTowel));
  ASSERT_OK_AND_ASSIGN(const v1::Product updated,
                       Update("product { name: 'shops/s/products/t' etag: 'v1' title: 'Big' "
                              "brand: 'Acme' } update_mask { paths: 'title' }"));
  EXPECT_EQ(updated.title(), "Big");
  EXPECT_EQ(updated.brand(), "");
  EXPECT_EQ(updated.etag(), "v2");
  EXPECT_THAT(Update("product { name: 'shops/s/products/t' etag: 'v1' title: 'X' }"),
              HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(Update("product { name: 'shops/s/products/t' } update_mask { paths: 'state' }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Update("product { name: 'shops/s/products/none' title: 'X' }"),
              HasReason("NOT_FOUND"));
}

TEST_P(ProductTest, ASkuWithStockStays) {
  ASSERT_OK(
      shop_.Create("t",
                   "title: 'Towel' skus { sku_id: 'T' price { currency_code: 'GBP' minor: 500 } } "
                   "skus { sku_id: 'U' price { currency_code: 'GBP' minor: 600 } }"));
  ASSERT_OK(shop_.Receive("T", 1, ""));
  ASSERT_OK(shop_.Receive("U", 1, ""));
  const std::string without =
      "product { name: 'shops/s/products/t' skus { sku_id: 'U' price { "
      "currency_code: 'GBP' minor: 600 } } } update_mask { paths: 'skus' }";
  const auto refused = Update(without);
  EXPECT_THAT(refused, HasReason("SKU_IN_USE"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "resource"), "shops/s/skus/T");
  ASSERT_OK(shop_.Receive("T", -1, ""));
  ASSERT_OK(Update(without));
  EXPECT_THAT(
      shop_.ReadText<v1::Product>(handlers::GetProductBySku, "parent: 'shops/s' sku_id: 'T'"),
      HasReason("NOT_FOUND"));
  EXPECT_EQ(shop_.Figures().ledger_on_hand(), shop_.Figures().on_hand());
}

TEST_P(ProductTest, RequiredFactsGuardTheSale) {
  ASSERT_OK(Category("home",
                     "attribute_definitions { key: 'material' value_type: TEXT "
                     "required: true }"));
  ASSERT_OK(Category("bath", "parent_category: 'shops/s/categories/home'"));
  ASSERT_OK(shop_.Create("t", absl::StrCat(kTowel, " category: 'shops/s/categories/bath'")));
  const auto refused = Publish(absl::nullopt);
  EXPECT_THAT(refused, HasReason("FACTS_MISSING"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "missing"), "material");
  ASSERT_OK(
      Update("product { name: 'shops/s/products/t' "
             "attributes { key: 'material' values: 'cotton' } }"));
  ASSERT_OK(Publish(absl::nullopt));
  EXPECT_THAT(Update("product { name: 'shops/s/products/t' } "
                     "update_mask { paths: 'attributes' }"),
              HasReason("FACTS_MISSING"));
  EXPECT_THAT(shop_.Create("u",
                           "title: 'U' category: 'shops/s/categories/none' "
                           "skus { sku_id: 'U' price { currency_code: 'GBP' } }"),
              HasReason("NOT_FOUND"));
}

TEST_P(ProductTest, ListedAndDelisted) {
  ASSERT_OK(shop_.Create("t", kTowel));
  EXPECT_THAT(Delist(absl::nullopt), HasReason("WRONG_STATE"));
  ASSERT_OK_AND_ASSIGN(const v1::Product on, Publish(absl::nullopt));
  EXPECT_EQ(on.state(), v1::Product::ON_SALE);
  EXPECT_THAT(Publish(absl::nullopt), HasReason("WRONG_STATE"));
  ASSERT_OK_AND_ASSIGN(const v1::Product off, Delist(absl::nullopt));
  EXPECT_EQ(off.state(), v1::Product::OFF_SALE);
  EXPECT_THAT(shop_.Events(), ElementsAre("policy.updated", "product.created", "product.published",
                                          "product.delisted"));
}

TEST_P(ProductTest, ListedAndDelistedAtATime) {
  ASSERT_OK(shop_.Create("t", kTowel));
  EXPECT_THAT(Publish(kTestTime), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(Publish(kTestTime + absl::Hours(1)));
  ASSERT_OK(Publish(kTestTime + absl::Hours(2)));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  EXPECT_EQ(Get("t")->state(), v1::Product::DRAFT);
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  ASSERT_OK_AND_ASSIGN(const v1::Product on, Get("t"));
  EXPECT_EQ(on.state(), v1::Product::ON_SALE);
  EXPECT_FALSE(on.has_publish_time());
  ASSERT_OK(Delist(kTestTime + absl::Hours(3)));
  shop_.AdvanceTo(kTestTime + absl::Hours(3));
  EXPECT_EQ(Get("t")->state(), v1::Product::OFF_SALE);
  ASSERT_OK(Publish(kTestTime + absl::Hours(5)));
  ASSERT_OK(Delist(absl::nullopt));
  shop_.AdvanceTo(kTestTime + absl::Hours(6));
  EXPECT_EQ(Get("t")->state(), v1::Product::OFF_SALE);
}

TEST_P(ProductTest, APlannedSaleIsRefusedWhenFactsAreMissingByThen) {
  ASSERT_OK(Category("bath", ""));
  ASSERT_OK(shop_.Create("t", absl::StrCat(kTowel, " category: 'shops/s/categories/bath'")));
  ASSERT_OK(Publish(kTestTime + absl::Hours(1)));
  ASSERT_OK(shop_.WriteText<v1::Category>(
      handlers::UpdateCategory,
      "category { name: 'shops/s/categories/bath' attribute_definitions "
      "{ key: 'material' value_type: TEXT required: true } }"));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  EXPECT_EQ(Get("t")->state(), v1::Product::DRAFT);
  EXPECT_FALSE(Get("t")->has_publish_time());
  EXPECT_THAT(shop_.Events(), Contains("product.publish_refused").Times(1));
}

TEST_P(ProductTest, SnapshotsNeverChange) {
  ASSERT_OK(shop_.Stock("A", 1));
  ASSERT_OK_AND_ASSIGN(const v1::Reservation made,
                       shop_.Reserve("r", "lines { sku_id: 'A' quantity: 1 }"));
  ASSERT_OK(Update("product { name: 'shops/s/products/A' title: 'Dearer' }"));
  const std::string name = made.lines(0).snapshot().snapshot();
  ASSERT_OK_AND_ASSIGN(
      const v1::ProductSnapshot snapshot,
      shop_.ReadText<v1::ProductSnapshot>(handlers::GetProductSnapshot, "name: '" + name + "'"));
  EXPECT_EQ(snapshot.product().title(), "Thing A");
  EXPECT_EQ(snapshot.name(), name);
  EXPECT_EQ(shop_
                .ReadText<v1::ProductSnapshot>(handlers::GetProductSnapshot,
                                               "name: 'shops/s/products/A/snapshots/v3'")
                ->product()
                .title(),
            "Dearer");
  EXPECT_THAT(shop_.ReadText<v1::ProductSnapshot>(handlers::GetProductSnapshot,
                                                  "name: 'shops/s/products/A/snapshots/v9'"),
              HasReason("NOT_FOUND"));
}

TEST_P(ProductTest, BatchKeepsTheOrderAsked) {
  for (const char* id : {"A", "B", "C"}) ASSERT_OK(shop_.Stock(id, 0));
  ASSERT_OK_AND_ASSIGN(
      const auto batch,
      shop_.ReadText<v1::BatchGetProductsResponse>(
          handlers::BatchGetProducts,
          "parent: 'shops/s' names: 'shops/s/products/C' names: 'shops/s/products/none' "
          "names: 'shops/s/products/A' names: 'shops/s/products/C'"));
  ASSERT_EQ(batch.products_size(), 3);
  EXPECT_EQ(batch.products(0).title(), "Thing C");
  EXPECT_EQ(batch.products(1).title(), "Thing A");
  EXPECT_EQ(batch.products(2).title(), "Thing C");
  EXPECT_THAT(batch.missing(), ElementsAre("shops/s/products/none"));
  EXPECT_THAT(shop_.ReadText<v1::BatchGetProductsResponse>(
                  handlers::BatchGetProducts, "parent: 'shops/s' names: 'shops/other/products/C'"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(ProductTest, PagesByCategoryAndState) {
  ASSERT_OK(Category("c", ""));
  for (const char* id : {"A", "B", "C", "D"}) {
    ASSERT_OK(shop_.Create(id, absl::StrCat("title: 'X' category: 'shops/s/categories/c' skus { "
                                            "sku_id: '",
                                            id, "' price { currency_code: 'GBP' } }")));
  }
  ASSERT_OK(shop_.Publish("B"));
  ASSERT_OK(shop_.Publish("D"));
  const auto list = [&](const std::string& fields) {
    std::vector<std::string> ids;
    auto request = ParseText<v1::ListProductsRequest>("parent: 'shops/s' page_size: 1 " + fields);
    do {
      const auto page = shop_.Read(handlers::ListProducts, request);
      EXPECT_OK(page);
      for (const auto& product : page->products()) ids.push_back(product.skus(0).sku_id());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  EXPECT_THAT(list(""), ElementsAre("A", "B", "C", "D"));
  EXPECT_THAT(list("state: ON_SALE"), ElementsAre("B", "D"));
  EXPECT_THAT(list("category: 'shops/s/categories/c' state: DRAFT"), ElementsAre("A", "C"));
  EXPECT_THAT(list("category: 'shops/s/categories/c'"), ElementsAre("A", "B", "C", "D"));
  auto request = ParseText<v1::ListProductsRequest>("parent: 'shops/s' page_size: 1");
  request.set_page_token(shop_.Read(handlers::ListProducts, request)->next_page_token());
  request.set_state(v1::Product::DRAFT);
  EXPECT_THAT(shop_.Read(handlers::ListProducts, request),
              StatusIs(absl::StatusCode::kInvalidArgument));
  request.clear_page_token();
  request.set_page_size(-1);
  EXPECT_THAT(shop_.Read(handlers::ListProducts, request),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(ProductTest, ImportReportsBadRowsAndTakesTheRest) {
  ASSERT_OK(shop_.Stock("A", 0));
  const auto request = ParseText<v1::ImportProductsRequest>(R"pb(
    parent: 'shops/s'
    products {
      product_id: 'n'
      publish: true
      product {
        title: 'New'
        skus {
          sku_id: 'N'
          price { currency_code: 'GBP' minor: 1 }
        }
      }
    }
    products {
      product_id: 'bad1'
      product {
        skus {
          sku_id: 'X'
          price { currency_code: 'GBP' }
        }
      }
    }
    products {
      product_id: 'bad2'
      product {
        title: 'T'
        skus {
          sku_id: 'A'
          price { currency_code: 'GBP' }
        }
      }
    }
    products {
      product_id: 'bad3'
      product {
        title: 'T'
        skus {
          sku_id: 'Y'
          price { currency_code: 'EUR' }
        }
      }
    }
    products {
      product_id: 'bad4'
      product {
        title: 'T'
        category: 'shops/s/categories/none'
        skus {
          sku_id: 'Z'
          price { currency_code: 'GBP' }
        }
      }
    }
    products {
      product_id: 'A'
      product {
        title: 'Other'
        skus {
          sku_id: 'A'
          price { currency_code: 'GBP' minor: 2 }
        }
      }
    }
  )pb");
  const runtime::Validator rows(*v1::ImportProduct::descriptor());
  const auto import = [&] {
    v1::ImportProductsResponse response;
    EXPECT_OK(shop_.runtime()->WriteAndWait(
        testing::TestCall(), nullptr, &response, [&](runtime::WriteContext& ctx) {
          return handlers::ImportProducts(ctx, request, &response, rows);
        }));
    return response;
  };
  const v1::ImportProductsResponse first = import();
  EXPECT_EQ(first.created_count(), 1);
  EXPECT_EQ(first.updated_count(), 1);
  ASSERT_EQ(first.errors_size(), 4);
  EXPECT_EQ(first.errors(0).index(), 1);
  EXPECT_EQ(first.errors(1).product_id(), "bad2");
  EXPECT_EQ(Get("n")->state(), v1::Product::ON_SALE);
  EXPECT_EQ(Get("A")->title(), "Other");
  EXPECT_EQ(Get("A")->state(), v1::Product::ON_SALE);
  EXPECT_THAT(Get("bad2"), HasReason("NOT_FOUND"));
  const auto events = shop_.Events();
  const v1::ImportProductsResponse second = import();
  EXPECT_EQ(second.unchanged_count(), 2);
  EXPECT_EQ(second.created_count() + second.updated_count(), 0);
  EXPECT_EQ(shop_.Events(), events);
}

TEST_P(ProductTest, ExportsAllInOrder) {
  for (int i = 0; i < 5; ++i) ASSERT_OK(shop_.Stock(absl::StrCat("P", i), 0));
  v1::ExportProductsRequest request;
  request.set_parent("shops/s");
  shopdesk::testing::CollectingSink<v1::ExportProductsResponse> pages;
  ASSERT_OK(shop_.runtime()->Workflow(testing::TestCall(), nullptr, nullptr,
                                      [&](runtime::WorkflowContext& ctx) {
                                        return handlers::ExportProducts(ctx, request, pages.sink());
                                      }));
  std::vector<std::string> titles;
  for (const v1::ExportProductsResponse& page : pages.messages()) {
    for (const v1::Product& product : page.products()) titles.push_back(product.title());
  }
  EXPECT_THAT(titles, ElementsAre("Thing P0", "Thing P1", "Thing P2", "Thing P3", "Thing P4"));
}

TEST_P(ProductTest, CategoriesKeepTheTreeATree) {
  ASSERT_OK(Category("a", ""));
  ASSERT_OK(Category("b", "parent_category: 'shops/s/categories/a'"));
  ASSERT_OK(Category("c", "parent_category: 'shops/s/categories/b'"));
  EXPECT_THAT(Category("a", ""), HasReason("ALREADY_EXISTS"));
  EXPECT_THAT(Category("d", "parent_category: 'shops/s/categories/none'"), HasReason("NOT_FOUND"));
  const auto move = [&](const std::string& id, const std::string& parent) {
    return shop_.WriteText<v1::Category>(
        handlers::UpdateCategory, "category { name: 'shops/s/categories/" + id +
                                      "' parent_category: 'shops/s/categories/" + parent + "' }");
  };
  EXPECT_THAT(move("a", "c"), HasReason("CATEGORY_CYCLE"));
  EXPECT_THAT(move("a", "a"), HasReason("CATEGORY_CYCLE"));
  EXPECT_OK(move("c", "a"));
  const auto remove = [&](const std::string& id) {
    return shop_.WriteText<v1::DeleteCategoryResponse>(handlers::DeleteCategory,
                                                       "name: 'shops/s/categories/" + id + "'");
  };
  EXPECT_THAT(remove("a"), HasReason("CATEGORY_IN_USE"));
  ASSERT_OK(shop_.Create("t", absl::StrCat(kTowel, " category: 'shops/s/categories/c'")));
  EXPECT_THAT(remove("c"), HasReason("CATEGORY_IN_USE"));
  EXPECT_OK(remove("b"));
  ASSERT_OK_AND_ASSIGN(
      const auto children,
      shop_.ReadText<v1::ListCategoriesResponse>(
          handlers::ListCategories, "parent: 'shops/s' parent_category: 'shops/s/categories/a'"));
  ASSERT_EQ(children.categories_size(), 1);
  EXPECT_EQ(children.categories(0).name(), "shops/s/categories/c");
}

TEST_P(ProductTest, TheTreeIsAtMostTenDeep) {
  std::string parent;
  for (int i = 1; i <= 10; ++i) {
    ASSERT_OK(Category(absl::StrCat("c", i), parent));
    parent = absl::StrCat("parent_category: 'shops/s/categories/c", i, "'");
  }
  EXPECT_THAT(Category("c11", parent), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(Category("top", ""));
  EXPECT_THAT(shop_.WriteText<v1::Category>(handlers::UpdateCategory,
                                            "category { name: 'shops/s/categories/c1' "
                                            "parent_category: 'shops/s/categories/top' }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(ProductTest, PolicyHasDefaultsAndHistory) {
  ASSERT_OK_AND_ASSIGN(const v1::Policy policy,
                       shop_.ReadText<v1::Policy>(handlers::GetPolicy, "name: 'shops/s/policy'"));
  EXPECT_EQ(policy.reservation_seconds(), 900);
  EXPECT_THAT(policy.location_priority(), ElementsAre("main"));
  const auto update = [&](const std::string& request) {
    return shop_.WriteText<v1::Policy>(handlers::UpdatePolicy, request);
  };
  ASSERT_OK(update("policy { name: 'shops/s/policy' safety_stock: 3 }"));
  ASSERT_OK(update("policy { name: 'shops/s/policy' safety_stock: 3 }"));
  EXPECT_THAT(update("policy { name: 'shops/s/policy' etag: 'v1' safety_stock: 4 }"),
              HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(update("policy { name: 'shops/none/policy' currency_code: 'GBP' }"),
              HasReason("NOT_FOUND"));
  EXPECT_THAT(update("allow_missing: true policy { name: 'shops/none/policy' }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(update("policy { name: 'shops/s/policy' currency_code: 'EUR' }"));
  ASSERT_OK(
      shop_.Create("t", "title: 'T' skus { sku_id: 'T' price { currency_code: 'EUR' minor: 5 } }"));
  EXPECT_THAT(update("policy { name: 'shops/s/policy' currency_code: 'GBP' }"),
              HasReason("CURRENCY_FIXED"));
  auto request = ParseText<v1::ListPolicyRevisionsRequest>("name: 'shops/s/policy' page_size: 2");
  ASSERT_OK_AND_ASSIGN(const auto page, shop_.Read(handlers::ListPolicyRevisions, request));
  ASSERT_EQ(page.revisions_size(), 2);
  EXPECT_EQ(page.revisions(0).policy().currency_code(), "EUR");
  EXPECT_EQ(page.revisions(1).policy().safety_stock(), 3);
  request.set_page_token(page.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto rest, shop_.Read(handlers::ListPolicyRevisions, request));
  ASSERT_EQ(rest.revisions_size(), 1);
  EXPECT_EQ(rest.revisions(0).policy().etag(), "v1");
  EXPECT_FALSE(rest.revisions(0).actor().id().empty());
}

TEST_P(ProductTest, SnapshotPagesOfTheFeed) {
  ASSERT_OK(Category("c", ""));
  for (const char* id : {"A", "B", "C"}) ASSERT_OK(shop_.Stock(id, 1));
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 1 }"));
  std::vector<std::string> names;
  for (const runtime::SnapshotTable& table : shop_.runtime()->snapshots()) {
    std::string last;
    for (bool more = true; more;) {
      more = false;
      ASSERT_OK(shopdesk::testing::RunRead(*shop_.runtime(), [&](runtime::ReadContext& ctx) {
        return ctx.txn().Query(table.page, {"s", last, 1}, [&](const sql::Row& row) {
          last = std::string(row.Text(0));
          more = true;
          return absl::OkStatus();
        });
      }));
      if (more) names.push_back(last);
    }
  }
  EXPECT_THAT(names,
              ElementsAre("shops/s/policy", "shops/s/categories/c", "shops/s/products/A",
                          "shops/s/products/B", "shops/s/products/C", "shops/s/reservations/r"));
}

}  // namespace
}  // namespace shopdesk::catalog
