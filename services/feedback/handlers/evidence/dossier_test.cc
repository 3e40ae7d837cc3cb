#include "services/feedback/handlers/evidence/dossier.h"

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/evidence/evidence.h"
#include "libs/testing/stored.h"
#include "services/feedback/handlers/case/review_case.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using shopdesk::testing::TablesHolding;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FinishedOrder;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::kTestTime;
using testing::MessageAt;
using ::testing::Not;
using Item = v1::DossierItem;

constexpr char kDossier[] = "shops/1/dossiers/o.1";

class DossierHandlerTest : public testing::ChatTest {
 protected:
  void SetUp() override {
    ChatTest::SetUp();
    Review("o", v1::Grade::BAD, "给我红包就改好评");
  }
  void Review(const std::string& order, v1::Grade::Value grade, const std::string& text) {
    orders_.Put(FinishedOrder(order, "b", kTestTime - absl::Hours(1)));
    v1::SubmitReviewRequest request = ReviewOf(order, 1);
    request.set_grade(grade);
    request.set_text(text);
    ASSERT_OK(Submit(request));
  }
  absl::StatusOr<v1::Dossier> Open() {
    v1::OpenDossierRequest request;
    request.set_review_case("shops/1/reviewCases/o.1");
    return Write<v1::Dossier>(Call(), request, handlers::OpenDossier);
  }
  absl::StatusOr<v1::Dossier> Get() {
    v1::GetDossierRequest request;
    request.set_name(kDossier);
    return Read<v1::Dossier>(request, handlers::GetDossier);
  }
  absl::StatusOr<v1::Dossier> Note(const std::string& text, const std::string& request_id = "") {
    v1::AddDossierItemRequest request;
    request.set_name(kDossier);
    request.set_kind(Item::NOTE);
    request.set_text(text);
    return Write<v1::Dossier>(Call(request_id), request, handlers::AddDossierItem);
  }
  absl::StatusOr<v1::Dossier> Chat(const std::string& conversation, const std::string& message) {
    v1::AddDossierItemRequest request;
    request.set_name(kDossier);
    request.set_kind(Item::MESSAGE);
    request.set_conversation("shops/1/conversations/" + conversation);
    request.set_message_id(message);
    return Write<v1::Dossier>(Call(), request, handlers::AddDossierItem);
  }
  absl::StatusOr<v1::ReviewCase> Malicious(const std::string& who) {
    v1::MarkCaseMaliciousRequest request;
    request.set_name("shops/1/reviewCases/o.1");
    request.set_note("asks for money");
    runtime::CallInfo call = Call();
    call.actor.set_id(who);
    return Write<v1::ReviewCase>(call, request, handlers::MarkCaseMalicious);
  }
  absl::StatusOr<v1::ExportDossierResponse> Export(Role::Value role = Role::COMPLAINT) {
    v1::ExportDossierRequest request;
    request.set_name(kDossier);
    request.set_purpose("case");
    return Write<v1::ExportDossierResponse>(Call("", role), request, handlers::ExportDossier);
  }
  absl::StatusOr<v1::RevealDossierItemResponse> Reveal(int number,
                                                       Role::Value role = Role::COMPLAINT) {
    v1::RevealDossierItemRequest request;
    request.set_name(kDossier);
    request.set_number(number);
    request.set_purpose("case");
    return Write<v1::RevealDossierItemResponse>(Call("", role), request,
                                                handlers::RevealDossierItem);
  }
  // What the exported file comes to, and what was read of it.
  evidence::Report Exported() {
    const auto response = Export();
    EXPECT_OK(response.status());
    if (!response.ok()) return {};
    return evidence::Verify(response->bundle().SerializeAsString());
  }
  static std::vector<std::string> TextsOf(const evidence::Report& report) {
    std::vector<std::string> texts;
    for (const auto& content : report.contents) {
      v1::DossierContent parsed;
      EXPECT_TRUE(content.has_value() && parsed.ParseFromString(*content));
      texts.push_back(parsed.has_message() ? parsed.message().text() : parsed.text());
    }
    return texts;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, DossierHandlerTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(DossierHandlerTest, CollectsWhatWasSaidAndExportsItWhole) {
  v1::ConversationRecord said = MessageAt(kTestTime, v1::Message::BUYER);
  said.mutable_message()->mutable_message()->set_message_id("m");
  said.mutable_message()->mutable_message()->set_text("给钱，打 13812341234");
  ASSERT_OK(Record({said}));
  v1::ConversationRecord edited = said;
  edited.mutable_message()->mutable_message()->set_text("好的，打 13812341234");
  ASSERT_OK(Record({edited}));
  ASSERT_OK(Open());
  EXPECT_THAT(Open(), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Chat("c", "m"));
  ASSERT_OK_AND_ASSIGN(const v1::Dossier noted, Note("twice before", "same"));
  ASSERT_OK_AND_ASSIGN(const v1::Dossier again, Note("twice before", "same"));
  EXPECT_EQ(again.items_size(), 3) << "a repetition adds nothing";
  EXPECT_EQ(noted.items(1).preview(), "好的，打 138****1234");
  EXPECT_THAT(noted.signals().money_terms(), ElementsAre("红包", "改好评", "给钱"))
      << "what was edited away was said";
  EXPECT_THAT(TablesHolding(runtime_->database(), "13812341234"), IsEmpty());

  const evidence::Report report = Exported();
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(TextsOf(report),
              ElementsAre("给我红包就改好评", "好的，打 13812341234", "twice before"));
  EXPECT_EQ(absl::BytesToHexString(report.bundle.head()), noted.head())
      << "the head that the shop told stands for the file";
  v1::DossierHeader header;
  ASSERT_TRUE(header.ParseFromString(report.bundle.header()));
  EXPECT_EQ(header.review(), "shops/1/reviews/o.1");
  EXPECT_THAT(Reveals(), Contains("shops/1/dossiers/o.1 items agent-1 complaint case"));
  EXPECT_THAT(EventTypes(), Contains("dossier.item_added"));
}

TEST_P(DossierHandlerTest, SignalsComeFromHisLastReviews) {
  Review("o2", v1::Grade::BAD, "bad");
  Review("o3", v1::Grade::GOOD, "");
  Review("o4", v1::Grade::BAD, "bad");
  ASSERT_OK_AND_ASSIGN(const v1::Dossier dossier, Open());
  EXPECT_EQ(dossier.signals().bad_reviews(), 3);
  EXPECT_EQ(dossier.signals().last_reviews(), 4);
  EXPECT_TRUE(dossier.signals().mostly_bad());
}

TEST_P(DossierHandlerTest, OnlyWhatHisOwnConversationsHoldIsTaken) {
  ASSERT_OK(Record({MessageAt(kTestTime, v1::Message::BUYER, "other", "a", "somebody")}));
  ASSERT_OK(Open());
  EXPECT_THAT(Chat("other", "x"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Chat("none", "x"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Export(Role::GUIDE), HasReason("REVEAL_NOT_ALLOWED"));
  EXPECT_THAT(Reveals(), IsEmpty());
}

TEST_P(DossierHandlerTest, AnItemIsReadInClearByRuleAndAudited) {
  ASSERT_OK(Open());
  ASSERT_OK(Note("he rang from 13812341234"));
  EXPECT_THAT(Reveal(2, Role::GUIDE), HasReason("REVEAL_NOT_ALLOWED"));
  EXPECT_THAT(Reveal(3), HasReason("NOT_FOUND"));
  EXPECT_THAT(Reveals(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto revealed, Reveal(2));
  EXPECT_EQ(revealed.content().text(), "he rang from 13812341234");
  EXPECT_THAT(Reveals(), ElementsAre("shops/1/dossiers/o.1 item/2 agent-1 complaint case"));
}

TEST_P(DossierHandlerTest, TheSecondPersonConfirmsIt) {
  ASSERT_OK(Open());
  ASSERT_OK(Malicious("first"));
  EXPECT_THAT(Malicious("first"), HasReason("SAME_PERSON"));
  EXPECT_EQ(Get()->state(), v1::Dossier::COLLECTING);
  ASSERT_OK(Malicious("second"));
  ASSERT_OK_AND_ASSIGN(const v1::Dossier confirmed, Get());
  EXPECT_EQ(confirmed.state(), v1::Dossier::CONFIRMED);
  EXPECT_EQ(confirmed.confirmed_by(0).id(), "first");
  EXPECT_EQ(confirmed.confirmed_by(1).id(), "second");
  EXPECT_THAT(Note("more"), HasReason("WRONG_STATE"));
  AdvanceTo(kTestTime + absl::Hours(24 * 60));
  EXPECT_EQ(Get()->state(), v1::Dossier::CONFIRMED);
  EXPECT_THAT(EventTypes(), Contains("dossier.confirmed"));
}

TEST_P(DossierHandlerTest, ItLapsesWithItsDeadlineOrItsCase) {
  ASSERT_OK(Open());
  AdvanceTo(kTestTime + absl::Hours(24 * 30) - absl::Seconds(1));
  EXPECT_EQ(Get()->state(), v1::Dossier::COLLECTING);
  AdvanceTo(kTestTime + absl::Hours(24 * 30));
  EXPECT_EQ(Get()->state(), v1::Dossier::LAPSED);
  EXPECT_THAT(EventTypes(), Contains("dossier.lapsed"));
  EXPECT_THAT(Note("more"), HasReason("WRONG_STATE"));
}

TEST_P(DossierHandlerTest, WhatIsErasedCanStillBeVerified) {
  ASSERT_OK(Open());
  ASSERT_OK(Note("he wrote from behind the mill"));
  ASSERT_OK_AND_ASSIGN(const v1::Dossier before, Get());
  orders::v1::Order order = FinishedOrder("o", "b", kTestTime - absl::Hours(1));
  *order.mutable_erase_time() = ToProto(kTestTime);
  feed_.Add(order, "order.erased");
  CatchUp();
  ASSERT_OK_AND_ASSIGN(const v1::Dossier after, Get());
  EXPECT_EQ(after.head(), before.head());
  EXPECT_EQ(after.items(1).preview(), "");
  EXPECT_THAT(TablesHolding(runtime_->database(), kDossier), Not(Contains("sealed")));
  const evidence::Report report = Exported();
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(report.contents, ElementsAre(absl::nullopt, absl::nullopt));
  EXPECT_THAT(EventTypes(), Contains("dossier.erased"));
  EXPECT_THAT(Reveal(2), HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::feedback
