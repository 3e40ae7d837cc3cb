#include "services/catalog/handlers/knowledge/briefing.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/catalog/handlers/knowledge/article.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Shop;
using testing::TestCall;

constexpr char kBriefedTowel[] =
    "title: 'Towel' skus { sku_id: 'T' price { currency_code: 'GBP' minor: 500 } }";

// A new product, whose briefing 1001 and 1002 must have read.
class BriefingHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  BriefingHandlerTest() {
    EXPECT_OK(shop_.SetPolicy(
        "briefing_required: true briefing_readers: '1001' briefing_readers: '1002'"));
    EXPECT_OK(shop_.Create("t", kBriefedTowel));
  }

  void WriteBriefing() {
    ASSERT_OK(shop_.WriteText<v1::Article>(
        handlers::CreateArticle,
        "parent: 'shops/s' article_id: 'brief' article { kind: BRIEFING title: 'The towel' "
        "body: 'Of cotton.' products: 'shops/s/products/t' }"));
  }
  void PublishBriefing() {
    ASSERT_OK(
        shop_.WriteText<v1::Article>(handlers::PublishArticle, "name: 'shops/s/articles/brief'"));
  }
  // Its time comes while nobody has read the first version of its briefing.
  void Hold() {
    WriteBriefing();
    PublishBriefing();
    Plan(kTestTime + absl::Hours(1));
    shop_.AdvanceTo(kTestTime + absl::Hours(1));
    ASSERT_TRUE(shop_.GetProduct("t")->held_for_briefing());
  }
  // Another briefing of the same product, which all have read.
  void ReadAnother() {
    ASSERT_OK(shop_.WriteText<v1::Article>(
        handlers::CreateArticle,
        "parent: 'shops/s' article_id: 'other' article { kind: BRIEFING title: 'Towels' "
        "body: 'They dry.' products: 'shops/s/products/t' }"));
    ASSERT_OK(
        shop_.WriteText<v1::Article>(handlers::PublishArticle, "name: 'shops/s/articles/other'"));
    Read("1001", 1, "other");
    Read("1002", 1, "other");
  }
  void Read(const std::string& agent, int version = 1, const std::string& article = "brief") {
    v1::AcknowledgeArticleRequest request;
    request.set_name(absl::StrCat("shops/s/articles/", article));
    request.set_version(version);
    runtime::CallInfo call = TestCall();
    call.actor.set_id(agent);
    v1::Acknowledgement response;
    ASSERT_OK(
        shop_.runtime()->WriteAndWait(call, nullptr, &response, [&](runtime::WriteContext& ctx) {
          return handlers::AcknowledgeArticle(ctx, request, &response);
        }));
  }
  // Who has not read it, as an attempt to publish says.
  std::string Missing() {
    const absl::Status status = shop_.Publish("t").status();
    EXPECT_THAT(status, HasReason("NOT_BRIEFED"));
    return ErrorMetadataOf(status, "readers");
  }
  void Plan(absl::Time at, const std::string& id = "t") {
    v1::PublishProductRequest request;
    request.set_name(absl::StrCat("shops/s/products/", id));
    *request.mutable_publish_time() = ToProto(at);
    ASSERT_OK(shop_.Write(handlers::PublishProduct, request));
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(BriefingHandlerTest);

TEST_P(BriefingHandlerTest, TheGateHoldsUntilTheLastReaderHasRead) {
  EXPECT_EQ(Missing(), "");
  WriteBriefing();
  EXPECT_EQ(Missing(), "");
  PublishBriefing();
  EXPECT_EQ(Missing(), "1001,1002");
  Read("1002");
  EXPECT_EQ(Missing(), "1001");
  Read("1001");
  ASSERT_OK(shop_.Publish("t"));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::ON_SALE);
}

TEST_P(BriefingHandlerTest, AnotherVersionMustBeReadAgain) {
  WriteBriefing();
  PublishBriefing();
  Read("1001");
  ASSERT_OK(shop_.WriteText<v1::Article>(
      handlers::UpdateArticle, "article { name: 'shops/s/articles/brief' body: 'Of linen.' }"));
  Read("1002");
  PublishBriefing();
  EXPECT_EQ(Missing(), "1001,1002");
}

TEST_P(BriefingHandlerTest, WhatWasPlannedIsHeldAndGoesOnSaleByItself) {
  WriteBriefing();
  PublishBriefing();
  Read("1001");
  Plan(kTestTime + absl::Hours(1));
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  ASSERT_OK_AND_ASSIGN(const v1::Product held, shop_.GetProduct("t"));
  EXPECT_EQ(held.state(), v1::Product::DRAFT);
  EXPECT_TRUE(held.held_for_briefing());
  EXPECT_TRUE(held.has_publish_time());
  EXPECT_THAT(shop_.OpenWork(), ElementsAre("briefing_held shops/s/products/t"));
  EXPECT_THAT(shop_.Events(), Contains("product.held"));
  EXPECT_THAT(shop_.Events(), Not(Contains("product.published")));
  Read("1002");
  shop_.AdvanceTo(kTestTime + absl::Hours(3));
  ASSERT_OK_AND_ASSIGN(const v1::Product on, shop_.GetProduct("t"));
  EXPECT_EQ(on.state(), v1::Product::ON_SALE);
  EXPECT_FALSE(on.held_for_briefing());
  EXPECT_FALSE(on.has_publish_time());
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
}

TEST_P(BriefingHandlerTest, WhatWaitsForABriefingThatIsWithdrawnGoesOnSale) {
  Hold();
  ReadAnother();
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  ASSERT_TRUE(shop_.GetProduct("t")->held_for_briefing());
  ASSERT_OK(
      shop_.WriteText<v1::Article>(handlers::WithdrawArticle, "name: 'shops/s/articles/brief'"));
  shop_.AdvanceTo(kTestTime + absl::Hours(3));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::ON_SALE);
}

TEST_P(BriefingHandlerTest, WhatWaitsForABriefingThatBecomesAnotherKindGoesOnSale) {
  Hold();
  ReadAnother();
  ASSERT_OK(shop_.WriteText<v1::Article>(
      handlers::UpdateArticle,
      "article { name: 'shops/s/articles/brief' kind: FAQ } update_mask { paths: 'kind' }"));
  PublishBriefing();
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::ON_SALE);
}

TEST_P(BriefingHandlerTest, WhatWaitsForABriefingThatNoLongerTellsOfItGoesOnSale) {
  Hold();
  ReadAnother();
  ASSERT_OK(shop_.WriteText<v1::Article>(
      handlers::UpdateArticle,
      "article { name: 'shops/s/articles/brief' } update_mask { paths: 'products' }"));
  PublishBriefing();
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::ON_SALE);
}

TEST_P(BriefingHandlerTest, WithoutAnyBriefingItStaysHeld) {
  Hold();
  ASSERT_OK(
      shop_.WriteText<v1::Article>(handlers::WithdrawArticle, "name: 'shops/s/articles/brief'"));
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  EXPECT_TRUE(shop_.GetProduct("t")->held_for_briefing());
}

TEST_P(BriefingHandlerTest, WhatIsReadInTimeGoesOnSaleAtItsTime) {
  WriteBriefing();
  PublishBriefing();
  Plan(kTestTime + absl::Hours(1));
  Read("1001");
  Read("1002");
  shop_.AdvanceTo(kTestTime + absl::Minutes(59));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::DRAFT);
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::ON_SALE);
}

TEST_P(BriefingHandlerTest, APolicyThatAsksForLessLetsWhatIsHeldGo) {
  Plan(kTestTime + absl::Hours(1));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  EXPECT_TRUE(shop_.GetProduct("t")->held_for_briefing());
  ASSERT_OK(shop_.WriteText<v1::Policy>(
      handlers::UpdatePolicy,
      "policy { name: 'shops/s/policy' } update_mask { paths: 'briefing_required' }"));
  shop_.AdvanceTo(kTestTime + absl::Hours(2));
  EXPECT_EQ(shop_.GetProduct("t")->state(), v1::Product::ON_SALE);
}

// More than one transaction looks at.
TEST_P(BriefingHandlerTest, APolicyThatAsksForLessLetsAllThatIsHeldGo) {
  constexpr int kHeld = 201;
  for (int i = 0; i < kHeld; ++i) {
    const std::string id = absl::StrCat("p", i);
    ASSERT_OK(shop_.Create(id, absl::StrCat("title: 'Towel' skus { sku_id: '", id,
                                            "' price { currency_code: 'GBP' minor: 500 } }")));
    Plan(kTestTime + absl::Hours(1), id);
  }
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  ASSERT_OK(shop_.WriteText<v1::Policy>(
      handlers::UpdatePolicy,
      "policy { name: 'shops/s/policy' } update_mask { paths: 'briefing_required' }"));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  for (int i = 0; i < kHeld; ++i) {
    EXPECT_EQ(shop_.GetProduct(absl::StrCat("p", i))->state(), v1::Product::ON_SALE) << i;
  }
}

TEST_P(BriefingHandlerTest, WhatIsHeldCanBeCancelledAndPlannedAnew) {
  Plan(kTestTime + absl::Hours(1));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  ASSERT_OK(shop_.WriteText<v1::Product>(handlers::DelistProduct, "name: 'shops/s/products/t'"));
  EXPECT_FALSE(shop_.GetProduct("t")->held_for_briefing());
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
  Plan(kTestTime + absl::Hours(2));
  EXPECT_FALSE(shop_.GetProduct("t")->held_for_briefing());
}

TEST_P(BriefingHandlerTest, AnImportedProductIsGatedAsWell) {
  v1::ImportProductsRequest request = shopdesk::testing::ParseText<v1::ImportProductsRequest>(
      absl::StrCat("parent: 'shops/s' products { product_id: 'u' publish: true product { "
                   "title: 'Other' skus { sku_id: 'U' price { currency_code: 'GBP' minor: 1 } } } "
                   "}"));
  const auto imported = shop_.Import(request);
  ASSERT_OK(imported);
  ASSERT_EQ(imported->errors_size(), 1);
  request.mutable_products(0)->clear_publish();
  EXPECT_EQ(shop_.Import(request)->created_count(), 1);
}

TEST_P(BriefingHandlerTest, WhatWasOnSaleOnceNeedsNoBriefing) {
  ASSERT_OK(shop_.WriteText<v1::Policy>(
      handlers::UpdatePolicy,
      "policy { name: 'shops/s/policy' } update_mask { paths: 'briefing_required' }"));
  ASSERT_OK(shop_.Publish("t"));
  ASSERT_OK(shop_.WriteText<v1::Product>(handlers::DelistProduct, "name: 'shops/s/products/t'"));
  ASSERT_OK(shop_.SetPolicy("briefing_required: true"));
  EXPECT_OK(shop_.Publish("t"));
}

}  // namespace
}  // namespace shopdesk::catalog
