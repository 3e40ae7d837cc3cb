#include "services/catalog/timers/search.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using testing::Shop;

// More than two batches.
constexpr int kProducts = 201;

constexpr sql::Statement kForget = {"test.forget_postings", "DELETE FROM search_postings"};
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

}  // namespace
}  // namespace shopdesk::catalog
