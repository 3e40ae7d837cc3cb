#include "services/feedback/handlers/reply/canned_reply.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::HasReason;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kTestTime;
using testing::ParseText;
using testing::PlacedOrder;
using testing::StatusIs;

class CannedReplyTest : public testing::ServiceTest {
 protected:
  absl::StatusOr<v1::CannedReply> Create(const std::string& id, const std::string& fields) {
    return WorkflowWith<v1::CannedReply>(
        Call(),
        ParseText<v1::CreateCannedReplyRequest>(absl::StrCat(
            "parent: 'shops/1' canned_reply_id: '", id, "' canned_reply { ", fields, " }")),
        handlers::CreateCannedReply, catalog_);
  }
  absl::StatusOr<v1::CannedReply> Update(const std::string& fields) {
    return WorkflowWith<v1::CannedReply>(
        Call(),
        ParseText<v1::UpdateCannedReplyRequest>(
            absl::StrCat("canned_reply { name: 'shops/1/cannedReplies/hi' ", fields, " }")),
        handlers::UpdateCannedReply, catalog_);
  }
  absl::StatusOr<v1::RenderReplyResponse> Render(const std::string& fields,
                                                 const std::string& request_id = "",
                                                 const std::string& agent = "a") {
    runtime::CallInfo call = Call(request_id);
    call.actor.set_id(agent);
    return WorkflowWith<v1::RenderReplyResponse>(
        call, ParseText<v1::RenderReplyRequest>(absl::StrCat("parent: 'shops/1' ", fields)),
        handlers::RenderReply, catalog_, orders_, logistics_);
  }
  // "id uses" of each, in pages of one.
  std::vector<std::string> List(const std::string& fields) {
    std::vector<std::string> found;
    auto request = ParseText<v1::ListCannedRepliesRequest>(
        absl::StrCat("parent: 'shops/1' page_size: 1 ", fields));
    do {
      const auto page = Read<v1::ListCannedRepliesResponse>(request, handlers::ListCannedReplies);
      EXPECT_OK(page);
      for (const v1::CannedReply& reply : page->canned_replies()) {
        found.push_back(absl::StrCat(LastSegment(reply.name()), " ", reply.use_count()));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return found;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, CannedReplyTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(CannedReplyTest, WrittenChangedAndDeleted) {
  ASSERT_OK_AND_ASSIGN(const v1::CannedReply reply,
                       Create("hi", "shortcut: 'hi' language_code: 'en' text: 'Hello!'"));
  EXPECT_EQ(reply.name(), "shops/1/cannedReplies/hi");
  EXPECT_EQ(reply.etag(), "v1");
  EXPECT_FALSE(reply.actor().id().empty());
  EXPECT_THAT(Create("other", "shortcut: 'hi' language_code: 'en' text: 'Hi'"),
              HasReason("ALREADY_EXISTS"));
  ASSERT_OK_AND_ASSIGN(const v1::CannedReply changed, Update("text: 'Hello, {order.id}!'"));
  EXPECT_EQ(changed.etag(), "v2");
  EXPECT_EQ(changed.shortcut(), "hi");
  EXPECT_EQ(Update("text: 'Hello, {order.id}!'")->etag(), "v2") << "the same changes nothing";
  EXPECT_THAT(Update("etag: 'v1' text: 'x'"), HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(Update("text: '{nothing}'"), StatusIs(absl::StatusCode::kInvalidArgument));
  v1::DeleteCannedReplyRequest request;
  request.set_name(reply.name());
  ASSERT_OK(Write<v1::DeleteCannedReplyResponse>(Call(), request, handlers::DeleteCannedReply));
  EXPECT_THAT(Write<v1::DeleteCannedReplyResponse>(Call(), request, handlers::DeleteCannedReply),
              HasReason("NOT_FOUND"));
  EXPECT_THAT(EventTypes(), ::testing::IsSupersetOf({"canned_reply.created", "canned_reply.updated",
                                                     "canned_reply.deleted"}));
}

TEST_P(CannedReplyTest, WhatIsProhibitedIsNotSaved) {
  const absl::Status refused =
      Create("hi", "shortcut: 'hi' language_code: 'zh' text: '国家级品质'").status();
  EXPECT_THAT(refused, HasReason("PROHIBITED_WORDING"));
  EXPECT_EQ(ErrorMetadataOf(refused, "field"), "canned_reply.text");
  ASSERT_OK(Create("hi", "shortcut: 'hi' language_code: 'zh' text: '顶级品质'"));
  EXPECT_THAT(Update("text: '好评返现'"), HasReason("PROHIBITED_WORDING"));
  catalog_.Fail(UnavailableError("down"));
  const absl::Status down = Update("text: '您好'").status();
  EXPECT_THAT(down, HasReason("UNAVAILABLE"));
  EXPECT_THAT(std::string(down.message()), HasSubstr("catalog"));
}

TEST_P(CannedReplyTest, FilledInTheBuyersLanguageAndCountedOnce) {
  ASSERT_OK(Create("zh", "shortcut: 'hi' language_code: 'zh' text: '您好，{product.title}有货'"));
  ASSERT_OK(Create("en", "shortcut: 'hi' language_code: 'en' text: 'Hi, {product.title} is here'"));
  catalog_.Put(ParseText<catalog::v1::Product>(
      "name: 'shops/1/products/p1' title: 'Mug' skus { sku_id: 'M' }"));
  const std::string of_mug = "shortcut: 'hi' product: 'shops/1/products/p1' ";
  ASSERT_OK_AND_ASSIGN(const auto first, Render(of_mug + "language_code: 'zh-TW'", "once"));
  EXPECT_EQ(first.text(), "您好，Mug有货");
  EXPECT_EQ(first.canned_reply(), "shops/1/cannedReplies/zh");
  EXPECT_EQ(first.language_code(), "zh");
  EXPECT_EQ(first.use_count(), 1);
  ASSERT_OK_AND_ASSIGN(const auto again, Render(of_mug + "language_code: 'zh-TW'", "once"));
  EXPECT_EQ(again.use_count(), 1);
  ASSERT_OK_AND_ASSIGN(const auto other, Render(of_mug + "language_code: 'zh'", "", "b2"));
  EXPECT_EQ(other.use_count(), 2);
  EXPECT_EQ(Render(of_mug + "language_code: 'fr'")->text(), "Hi, Mug is here");
  EXPECT_THAT(List("most_used_first: true"), ElementsAre("zh 2", "en 1"));
  v1::ListCannedReplyUsesRequest uses;
  uses.set_parent("shops/1/cannedReplies/zh");
  ASSERT_OK_AND_ASSIGN(const auto list,
                       Read<v1::ListCannedReplyUsesResponse>(uses, handlers::ListCannedReplyUses));
  ASSERT_EQ(list.uses_size(), 2);
  EXPECT_EQ(list.uses(0).name(), "shops/1/cannedReplies/zh/uses/a");
  EXPECT_EQ(list.uses(0).use_count(), 1);
  EXPECT_EQ(list.uses(1).name(), "shops/1/cannedReplies/zh/uses/b2");
}

TEST_P(CannedReplyTest, TheOrdersLanguageIsTheBuyers) {
  ASSERT_OK(Create("zh", "shortcut: 'no' language_code: 'zh' text: '订单{order.id}'"));
  ASSERT_OK(Create("pt", "shortcut: 'no' language_code: 'pt' text: 'pedido {order.id}'"));
  orders::v1::Order order = PlacedOrder("o", "b", kTestTime);
  order.set_language_code("pt-BR");
  orders_.Put(order);
  EXPECT_EQ(Render("shortcut: 'no' order: 'shops/1/orders/o'")->text(), "pedido o");
  EXPECT_THAT(Render("shortcut: 'no' order: 'shops/2/orders/o'"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Render("shortcut: 'none'"), HasReason("NOT_FOUND"));
}

TEST_P(CannedReplyTest, AMissingFactRefusesAndNothingIsCounted) {
  ASSERT_OK(Create("hi", "shortcut: 'hi' language_code: 'zh' text: '{order.deadline}前付款'"));
  EXPECT_THAT(Render("shortcut: 'hi'"), HasReason("FACT_MISSING"));
  orders_.Put(PlacedOrder("o", "b", kTestTime));
  const absl::Status missing =
      Render("shortcut: 'hi' language_code: 'zh' order: 'shops/1/orders/o'").status();
  EXPECT_THAT(missing, HasReason("FACT_MISSING"));
  EXPECT_EQ(ErrorMetadataOf(missing, "variable"), "order.deadline");
  EXPECT_THAT(List(""), ElementsAre("hi 0"));
}

TEST_P(CannedReplyTest, WhatIsFilledInIsCheckedToo) {
  ASSERT_OK(Create("hi", "shortcut: 'hi' language_code: 'zh' text: '{product.title}'"));
  catalog_.Put(ParseText<catalog::v1::Product>(
      "name: 'shops/1/products/p1' title: '国家级杯子' skus { sku_id: 'M' }"));
  EXPECT_THAT(Render("shortcut: 'hi' product: 'shops/1/products/p1'"),
              HasReason("PROHIBITED_WORDING"));
  EXPECT_THAT(List(""), ElementsAre("hi 0"));
}

TEST_P(CannedReplyTest, ListedByRoleAndLanguage) {
  ASSERT_OK(Create("a", "shortcut: 'a' language_code: 'zh' text: 'a' role: GUIDE"));
  ASSERT_OK(Create("b", "shortcut: 'b' language_code: 'zh' text: 'b' role: COMPLAINT"));
  ASSERT_OK(Create("c", "shortcut: 'c' language_code: 'en' text: 'c'"));
  EXPECT_THAT(List(""), ElementsAre("a 0", "b 0", "c 0"));
  EXPECT_THAT(List("role: GUIDE"), ElementsAre("a 0", "c 0"));
  EXPECT_THAT(List("language_code: 'zh'"), ElementsAre("a 0", "b 0"));
  EXPECT_THAT(List("role: PACKING language_code: 'zh'"), IsEmpty());
}

TEST_P(CannedReplyTest, UseGoesWithTheReply) {
  ASSERT_OK(Create("hi", "shortcut: 'hi' language_code: 'en' text: 'Hello!'"));
  ASSERT_OK(Render("shortcut: 'hi'"));
  v1::DeleteCannedReplyRequest request;
  request.set_name("shops/1/cannedReplies/hi");
  ASSERT_OK(Write<v1::DeleteCannedReplyResponse>(Call(), request, handlers::DeleteCannedReply));
  EXPECT_THAT(EventTypes(), Contains("canned_reply_use.deleted"));
}

}  // namespace
}  // namespace shopdesk::feedback
