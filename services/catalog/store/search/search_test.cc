#include "services/catalog/store/search/search.h"

#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
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
  // The rows after a position, as "<product>:<tokens>".
  std::vector<std::string> Rows(IndexPosition& after, int limit = 10) {
    std::vector<std::string> rows;
    IndexPosition last;
    EXPECT_OK(Write([&](sql::Transaction& txn) {
      rows.clear();
      last = after;
      return ReadIndexAfter(
          txn, "s", after, limit,
          [&](const IndexPosition& position, const domain::IndexedProduct& product) {
            EXPECT_GT(std::make_pair(position.version, position.doc),
                      std::make_pair(last.version, last.doc));
            last = position;
            rows.push_back(absl::StrCat(product.product, ":",
                                        absl::StrReplaceAll(product.tokens, {{"\n", ","}})));
            return absl::OkStatus();
          });
    }));
    after = last;
    return rows;
  }
  int64_t Version() {
    const auto version = Get([](sql::Transaction& txn) { return ReadIndexVersion(txn, "s"); });
    EXPECT_OK(version);
    return version.value_or(-1);
  }
};
ON_BOTH_DATABASES(SearchStoreTest);

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
  IndexPosition position;
  EXPECT_THAT(Rows(position), ElementsAre("p:"));
  Index("p", "title: 'Towel'");
  EXPECT_THAT(Get(stale), IsOkAndHolds(IsEmpty()));
}

TEST_P(SearchStoreTest, RowsComeInTheOrderInWhichTheyBecameWhatTheyAre) {
  IndexPosition position;
  EXPECT_THAT(Rows(position), IsEmpty());
  EXPECT_EQ(Version(), 0);
  Index("a", "title: 'red towel' description: 'soft'");
  Index("b", "title: 'blue'");
  EXPECT_THAT(Rows(position), ElementsAre("a:2red,2towel,4soft", "b:2blue"));
  EXPECT_EQ(position.version, Version());
  Index("a", "title: 'red mug'");
  EXPECT_GT(Version(), position.version);
  EXPECT_THAT(Rows(position), ElementsAre("a:2mug,2red"));
  EXPECT_THAT(Rows(position), IsEmpty());
  // Page by page.
  position = {};
  EXPECT_THAT(Rows(position, 1), ElementsAre("b:2blue"));
  EXPECT_THAT(Rows(position, 1), ElementsAre("a:2mug,2red"));
}

TEST_P(SearchStoreTest, ARowSaysWhatTheProductIs) {
  Index("a",
        "category: 'shops/s/categories/x' brand: 'B' state: ON_SALE "
        "skus { price { minor: 7 } } skus { price { minor: 5 } }");
  domain::IndexedProduct row;
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    return ReadIndexAfter(txn, "s", {}, 10,
                          [&](const IndexPosition&, domain::IndexedProduct product) {
                            row = std::move(product);
                            return absl::OkStatus();
                          });
  }));
  EXPECT_EQ(row.product, "a");
  EXPECT_EQ(row.category, "x");
  EXPECT_TRUE(row.on_sale);
  EXPECT_EQ(row.min_price_minor, 5);
  v1::Product facets;
  ASSERT_TRUE(facets.ParseFromString(row.facets));
  EXPECT_EQ(facets.brand(), "B");
}

// Two at once get versions of their own, in the order of commits, and neither waits for the other
// but at its commit.
TEST_P(SearchStoreTest, RowsThatAreWrittenAtOnceAreNumberedApart) {
  constexpr int kWriters = 4;
  constexpr int kRounds = 10;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int round = 0; round < kRounds; ++round) {
        Index(absl::StrCat("p", writer), absl::StrCat("title: 'round", round, "'"));
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  std::set<int64_t> versions;
  ASSERT_OK(Write([&](sql::Transaction& txn) {
    versions.clear();
    return ReadIndexAfter(txn, "s", {}, 10,
                          [&](const IndexPosition& position, const domain::IndexedProduct&) {
                            versions.insert(position.version);
                            return absl::OkStatus();
                          });
  }));
  ASSERT_THAT(versions, SizeIs(kWriters));
  EXPECT_EQ(*versions.rbegin(), Version());
}

}  // namespace
}  // namespace shopdesk::catalog::store
