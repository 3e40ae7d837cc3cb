#include "services/feedback/handlers/reply/reply_facts.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::HasReason;
using ::testing::HasSubstr;
using testing::kTestTime;
using testing::ParseText;
using testing::PlacedOrder;
using testing::StatusIs;

class ReplyFactsTest : public testing::ServiceTest {
 protected:
  absl::StatusOr<domain::ReplyFacts> Gather(const std::string& text, const std::string& fields) {
    absl::StatusOr<domain::ReplyFacts> facts = absl::UnknownError("not run");
    const auto request =
        ParseText<v1::RenderReplyRequest>(absl::StrCat("parent: 'shops/1' ", fields));
    v1::RenderReplyResponse response;
    const auto parts = domain::ParseReply(text);
    EXPECT_OK(parts);
    const absl::Status status = runtime_->Workflow(
        Call(), &request, &response, [&](runtime::WorkflowContext& ctx) -> absl::Status {
          facts = handlers::GatherFacts(ctx, request, *parts, "en", absl::UTCTimeZone(),
                                        {catalog_, orders_, logistics_});
          return ctx.Finish(response, [](runtime::WriteContext&) { return absl::OkStatus(); });
        });
    if (!status.ok()) return status;
    return facts;
  }
  void PutMug() {
    catalog_.Put(ParseText<catalog::v1::Product>(
        "name: 'shops/1/products/p1' title: 'Mug' skus { sku_id: 'M' }"));
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ReplyFactsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ReplyFactsTest, OnlyWhoHasAFactIsAsked) {
  ASSERT_OK_AND_ASSIGN(const domain::ReplyFacts facts,
                       Gather("hello", "order: 'shops/1/orders/o' product: 'shops/1/products/p1'"));
  EXPECT_FALSE(facts.order.has_value());
  EXPECT_FALSE(facts.product.has_value());
  EXPECT_EQ(orders_.calls(), 0);
}

TEST_P(ReplyFactsTest, GoodsFollowFromTheOrder) {
  PutMug();
  catalog_.Stock("M", 3);
  orders::v1::Order order = PlacedOrder("o", "b", kTestTime);
  order.mutable_lines()->RemoveLast();
  orders_.Put(order);
  ASSERT_OK_AND_ASSIGN(const domain::ReplyFacts facts,
                       Gather("{sku.stock}", "order: 'shops/1/orders/o'"));
  EXPECT_EQ(facts.product->title(), "Mug");
  EXPECT_EQ(facts.sku_id, "M");
  EXPECT_EQ(facts.stock, 3);
}

TEST_P(ReplyFactsTest, ASkuNamesItsProduct) {
  PutMug();
  ASSERT_OK_AND_ASSIGN(const domain::ReplyFacts facts, Gather("{product.title}", "sku_id: 'M'"));
  EXPECT_EQ(facts.product->title(), "Mug");
  EXPECT_THAT(Gather("{product.title}", "sku_id: 'none'"), HasReason("NOT_FOUND"));
}

TEST_P(ReplyFactsTest, ASkuOfAnotherProductIsRefused) {
  PutMug();
  catalog_.Put(ParseText<catalog::v1::Product>(
      "name: 'shops/1/products/p2' title: 'Cup' skus { sku_id: 'C' }"));
  const absl::Status other =
      Gather("{sku.stock}", "product: 'shops/1/products/p1' sku_id: 'C'").status();
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(other.message()), HasSubstr("sku_id"));
  EXPECT_THAT(std::string(other.message()), HasSubstr("shops/1/products/p2"));
  EXPECT_OK(Gather("{sku.stock}", "product: 'shops/1/products/p2' sku_id: 'C'"));
}

TEST_P(ReplyFactsTest, TheCarrierIsThatOfTheLastParcel) {
  orders::v1::Order order = PlacedOrder("o", "b", kTestTime);
  order.add_parcels()->set_carrier_id("sf");
  orders_.Put(order);
  logistics_.Put("shops/1/carriers/sf", "SF Express");
  ASSERT_OK_AND_ASSIGN(const domain::ReplyFacts facts,
                       Gather("{courier}", "order: 'shops/1/orders/o'"));
  EXPECT_EQ(facts.carrier->display_name(), "SF Express");
}

TEST_P(ReplyFactsTest, WhoCannotBeAskedIsNamed) {
  PutMug();
  orders::v1::Order order = PlacedOrder("o", "b", kTestTime);
  order.add_parcels()->set_carrier_id("sf");
  orders_.Put(order);
  logistics_.Fail(absl::DeadlineExceededError("slow"));
  const absl::Status slow = Gather("{courier}", "order: 'shops/1/orders/o'").status();
  EXPECT_THAT(slow, HasReason("UNAVAILABLE"));
  EXPECT_THAT(std::string(slow.message()), HasSubstr("logistics"));
  catalog_.Fail(UnavailableError("down"));
  EXPECT_THAT(std::string(Gather("{product.title}", "sku_id: 'M'").status().message()),
              HasSubstr("catalog"));
  orders_.Fail(UnavailableError("down"));
  EXPECT_THAT(std::string(Gather("{order.id}", "order: 'shops/1/orders/o'").status().message()),
              HasSubstr("orders"));
}

}  // namespace
}  // namespace shopdesk::feedback
