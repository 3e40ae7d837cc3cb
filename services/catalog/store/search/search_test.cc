#include "services/catalog/store/search/search.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/domain/search/search.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::ParseText;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SearchStoreTest : public testing::StoreTest {
 protected:
  void Index(const std::string& id, const std::string& fields) {
    auto product = ParseText<v1::Product>(fields);
    product.set_name("shops/s/products/" + id);
    ASSERT_OK(Write([&](sql::Transaction& txn) { return IndexProduct(txn, product); }));
  }
  // The fields in which a token stands, best first.
  std::vector<int> Fields(const std::string& token, Hit after = {-1, 0}, int limit = 10) {
    std::vector<int> fields;
    EXPECT_OK(Write([&](sql::Transaction& txn) {
      fields.clear();
      return ReadPostings(txn, "s", token, after, limit,
                          [&](Hit hit) { fields.push_back(hit.field); });
    }));
    return fields;
  }
  std::string List(const DocumentFilter& filter, const std::string& after = "") {
    const auto documents =
        Get([&](sql::Transaction& txn) { return ListDocuments(txn, "s", filter, after, 10); });
    EXPECT_OK(documents);
    std::string ids;
    for (const Document& document : *documents) ids += document.product;
    return ids;
  }
};
ON_BOTH_DATABASES(SearchStoreTest);

constexpr int kTitle = static_cast<int>(domain::Field::kTitle);
constexpr int kDescription = static_cast<int>(domain::Field::kDescription);

TEST_P(SearchStoreTest, FindsASkuThatPeopleTakeForAnother) {
  auto product = ParseText<v1::Product>(
      "name: 'shops/s/products/p' skus { sku_id: 'B' barcode: 'C-3' } skus { sku_id: 'A-1' }");
  ASSERT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
    product.clear_etag();
    RETURN_IF_ERROR(InsertProduct(txn, product));
    return IndexProduct(txn, product);
  }));
  const auto similar = [&](const std::string& sku_id, const std::string& product) {
    return Get([&](sql::Transaction& txn) { return FindSimilarSku(txn, "s", sku_id, product); });
  };
  EXPECT_THAT(similar("ａ1", ""), IsOkAndHolds("A-1"));
  EXPECT_THAT(similar("a1", "p"), IsOkAndHolds(""));
  EXPECT_THAT(similar("A-1", ""), IsOkAndHolds(""));
  // A barcode is no SKU.
  EXPECT_THAT(similar("c3", ""), IsOkAndHolds(""));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return FindSimilarSku(txn, "t", "a1", ""); }),
              IsOkAndHolds(""));
}

constexpr sql::Statement kPutPolicy = {"test.put_policy",
                                       "INSERT INTO policies (shop, version, data) VALUES "
                                       "('s', 1, $1)"};
constexpr sql::Statement kPutDocument = {
    "test.put_search_document",
    "INSERT INTO search_documents (shop, product, category, on_sale, min_price, facets, tokens) "
    "VALUES ('s', 'p', '', 0, 0, $1, '')"};
constexpr sql::Statement kListTimers = {"test.list_timers",
                                        "SELECT kind || ' ' || resource_name FROM timers"};

TEST_P(SearchStoreTest, WhatWasIndexedBeforeTheMigrationIsToBeIndexedAnew) {
  database_ = sql::testing::MakeTestDatabase(GetParam());
  std::vector<sql::Migration> all = Migrations();
  std::vector<sql::Migration> before = all;
  std::erase_if(before, [](const sql::Migration& migration) { return migration.number >= 112; });
  ASSERT_OK(database_->Migrate(before));
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    RETURN_IF_ERROR(txn.Execute(kPutPolicy, {sql::Blob{""}}).status());
    return txn.Execute(kPutDocument, {sql::Blob{""}}).status();
  }));
  ASSERT_OK(database_->Migrate(all));
  std::vector<std::string> timers;
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    timers.clear();
    return txn.Query(kListTimers, {}, [&](const sql::Row& row) {
      timers.emplace_back(row.Text(0));
      return absl::OkStatus();
    });
  }));
  EXPECT_THAT(timers, Contains("search.index shops/s/policy"));
  const auto stale = [](sql::Transaction& txn) { return ListStaleProducts(txn, "s", 10); };
  EXPECT_THAT(Get(stale), IsOkAndHolds(ElementsAre("p")));
  Index("p", "title: 'Towel'");
  EXPECT_THAT(Get(stale), IsOkAndHolds(IsEmpty()));
}

TEST_P(SearchStoreTest, TheIndexSaysWhatTheProductIsNow) {
  Index("a", "title: 'red towel' description: 'soft'");
  Index("b", "title: 'blue' description: 'towel'");
  EXPECT_THAT(Fields("towel"), ElementsAre(kTitle, kDescription));
  EXPECT_THAT(Fields("towel", {kTitle, INT64_MAX}), ElementsAre(kDescription));
  EXPECT_THAT(Fields("towel", {-1, 0}, 1), ElementsAre(kTitle));
  Index("a", "title: 'red mug' description: 'a towel'");
  EXPECT_THAT(Fields("towel"), ElementsAre(kDescription, kDescription));
  EXPECT_THAT(Fields("soft"), IsEmpty());
  EXPECT_THAT(Fields("red"), ElementsAre(kTitle));
}

TEST_P(SearchStoreTest, OnlyTheDocumentsAskedFor) {
  for (const char* id : {"a", "b", "c"}) Index(id, "title: 'towel'");
  std::vector<int64_t> docs;
  std::vector<int64_t> found;
  ASSERT_OK(Write([&](sql::Transaction& txn) -> absl::Status {
    docs.clear();
    found.clear();
    RETURN_IF_ERROR(
        ReadPostings(txn, "s", "towel", {-1, 0}, 2, [&](Hit hit) { docs.push_back(hit.doc); }));
    return FilterPostings(txn, "s", "towel", docs, [&](Hit hit) { found.push_back(hit.doc); });
  }));
  EXPECT_THAT(docs, SizeIs(2));
  EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(docs));
  std::vector<std::string> products;
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    products.clear();
    return ReadDocuments(txn, docs,
                         [&](Document document) { products.push_back(document.product); });
  }));
  EXPECT_THAT(products, ::testing::UnorderedElementsAre("a", "b"));
}

TEST_P(SearchStoreTest, APrefixStandsForTheWordsThatBeginWithIt) {
  Index("a", "title: 'tow towel towels tower other'");
  const auto expand = [&](const std::string& prefix, int limit) {
    return Get([&](sql::Transaction& txn) { return ExpandPrefix(txn, "s", prefix, limit); });
  };
  EXPECT_THAT(expand("towe", 10), IsOkAndHolds(ElementsAre("towe", "towel", "towels", "tower")));
  EXPECT_THAT(expand("towe", 2), IsOkAndHolds(ElementsAre("towe", "towel")));
  EXPECT_THAT(expand("x", 10), IsOkAndHolds(ElementsAre("x")));
}

TEST_P(SearchStoreTest, DocumentsAreListedByFilter) {
  Index("a", "category: 'shops/s/categories/x' state: ON_SALE skus { price { minor: 5 } }");
  Index("b", "category: 'shops/s/categories/y' state: DRAFT skus { price { minor: 7 } }");
  Index("c", "state: ON_SALE skus { price { minor: 9 } }");
  EXPECT_EQ(List({}), "abc");
  EXPECT_EQ(List({}, "a"), "bc");
  EXPECT_EQ(List({.categories = {"x", "y"}}), "ab");
  EXPECT_EQ(List({.categories = {"y"}, .on_sale_only = true}), "");
  EXPECT_EQ(List({.on_sale_only = true}), "ac");
  EXPECT_EQ(List({.min_price_minor = 7}), "bc");
  EXPECT_EQ(List({.max_price_minor = 7}), "ab");
  EXPECT_EQ(List({.min_price_minor = 6, .max_price_minor = 6}), "");
}

}  // namespace
}  // namespace shopdesk::catalog::store
