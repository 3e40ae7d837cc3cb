#include "services/logistics/handlers/claim/claim.h"

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::Claim;

class ClaimsTest : public testing::LogisticsTest {
 protected:
  void SetUp() override { ASSERT_OK(Send("a", "buyer: 'mei' carrier_id: 'road'")); }

  // The carrier has it.
  absl::Status Send(const std::string& id, const char* more = "carrier_id: 'road'") {
    RETURN_IF_ERROR(CreateShipment(id, more).status());
    return Record(id, {"PICKED_UP@0"}).status();
  }
  absl::StatusOr<Claim> Create(const std::string& shipment, const char* more = "") {
    auto request = ParseText<v1::CreateClaimRequest>(R"pb(
      parent: "shops/1"
      kind: LOSS
      loss { currency_code: "CNY" minor: 3000 }
      description: "lost in Wuhan, ring 13912345678"
    )pb");
    request.set_shipment("shops/1/shipments/" + shipment);
    request.MergeFrom(ParseText<v1::CreateClaimRequest>(more));
    return WriteAnew<Claim>(CreateClaim, request);
  }
  absl::StatusOr<Claim> Add(const Claim& claim, Claim::Document::Kind kind) {
    v1::AddClaimDocumentRequest request;
    request.set_name(claim.name());
    request.set_kind(kind);
    request.set_uri("dms/17");
    return Write<Claim>(AddClaimDocument, request);
  }
  absl::StatusOr<Claim> Submit(const Claim& claim, const char* etag = "") {
    v1::SubmitClaimRequest request;
    request.set_name(claim.name());
    request.set_carrier_ticket("T1");
    request.set_etag(etag);
    return Write<Claim>(SubmitClaim, request);
  }
  absl::StatusOr<Claim> Decide(const Claim& claim, const char* text) {
    auto request = ParseText<v1::DecideClaimRequest>(text);
    request.set_name(claim.name());
    return Write<Claim>(DecideClaim, request);
  }
  absl::StatusOr<Claim> Pay(const Claim& claim, int64_t minor) {
    v1::RecordClaimPaymentRequest request;
    request.set_name(claim.name());
    request.mutable_paid()->set_currency_code("CNY");
    request.mutable_paid()->set_minor(minor);
    return Write<Claim>(RecordClaimPayment, request);
  }
  absl::StatusOr<Claim> Withdraw(const Claim& claim) {
    v1::WithdrawClaimRequest request;
    request.set_name(claim.name());
    request.set_reason("it was found");
    return Write<Claim>(WithdrawClaim, request);
  }
  Claim Get(const Claim& claim) {
    v1::GetClaimRequest request;
    request.set_name(claim.name());
    auto found = Read<Claim>(GetClaim, request);
    EXPECT_OK(found);
    return found.value_or(Claim());
  }
  // Submitted with all its documents.
  absl::StatusOr<Claim> Filed(const std::string& shipment) {
    absl::StatusOr<Claim> claim = Create(shipment);
    if (!claim.ok()) return claim;
    EXPECT_OK(Add(*claim, Claim::Document::WAYBILL));
    EXPECT_OK(Add(*claim, Claim::Document::PROOF_OF_VALUE));
    return Submit(*claim);
  }
};

TEST_P(ClaimsTest, IsPaidAndTheShipmentNamesIt) {
  ASSERT_OK_AND_ASSIGN(Claim claim, Create("a"));
  // Three times the freight of 12.00.
  EXPECT_EQ(claim.cap().minor(), 3600);
  EXPECT_EQ(claim.claimable().minor(), 3000);
  EXPECT_THAT(claim.description(), Not(HasSubstr("13912345678")));
  EXPECT_EQ(GetShipment("a")->claim(), claim.name());
  EXPECT_THAT(Work(), ElementsAre("open_claim " + claim.name()));
  EXPECT_THAT(Submit(claim), HasReason("DOCUMENTS_MISSING"));
  EXPECT_EQ(Get(claim).state(), Claim::DRAFT);
  ASSERT_OK(Add(claim, Claim::Document::WAYBILL));
  ASSERT_OK(Add(claim, Claim::Document::PROOF_OF_VALUE));
  EXPECT_THAT(Submit(claim, "v1"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK(Submit(claim));
  ASSERT_OK(Decide(claim, "approved { currency_code: 'CNY' minor: 3000 }"));
  EXPECT_THAT(Work(), ElementsAre("claim_payment " + claim.name()));
  EXPECT_THAT(Pay(claim, 2999), HasReason("INVALID_ARGUMENT"));
  ASSERT_OK_AND_ASSIGN(claim, Pay(claim, 3000));
  EXPECT_EQ(claim.state(), Claim::PAID);
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_THAT(EventTypes(claim.name()),
              ElementsAre("claim.created", "claim.updated", "claim.updated", "claim.submitted",
                          "claim.approved", "claim.paid"));
  EXPECT_THAT(Pay(claim, 3000), HasReason("WRONG_STATE"));
  // It is the shipment's for good.
  EXPECT_THAT(Create("a"), HasReason("CLAIM_OPEN"));
  const v1::ShipmentFigures figures = Figures();
  ASSERT_EQ(figures.claims_size(), 1);
  EXPECT_EQ(figures.claims(0).state(), Claim::PAID);
  EXPECT_EQ(figures.claims(0).loss_minor(), 3000);
  EXPECT_EQ(figures.claims(0).paid_minor(), 3000);
}

TEST_P(ClaimsTest, WhatWasNotSentIsNotClaimed) {
  ASSERT_OK(CreateShipment("here", "carrier_id: 'road'"));
  EXPECT_THAT(Create("here"), HasReason("WRONG_STATE"));
  EXPECT_THAT(Work(), IsEmpty());
}

TEST_P(ClaimsTest, AWithdrawnOneMakesRoomForAnother) {
  ASSERT_OK_AND_ASSIGN(const Claim claim, Create("a"));
  EXPECT_THAT(Create("a"), HasReason("CLAIM_OPEN"));
  ASSERT_OK(Withdraw(claim));
  EXPECT_EQ(GetShipment("a")->claim(), "");
  EXPECT_THAT(Work(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const Claim other, Create("a"));
  EXPECT_NE(other.name(), claim.name());
  EXPECT_EQ(GetShipment("a")->claim(), other.name());
}

TEST_P(ClaimsTest, WhatWaitsEndsByItself) {
  ASSERT_OK_AND_ASSIGN(const Claim draft, Create("a"));
  ASSERT_OK(Send("b"));
  ASSERT_OK_AND_ASSIGN(const Claim filed, Filed("b"));
  ASSERT_OK(Send("c"));
  ASSERT_OK_AND_ASSIGN(const Claim approved, Filed("c"));
  ASSERT_OK(Decide(approved, "approved { currency_code: 'CNY' minor: 1 } reason: 'used'"));
  Advance(absl::Hours(15 * 24));
  EXPECT_EQ(Get(filed).state(), Claim::REJECTED);
  EXPECT_TRUE(Get(approved).payment_overdue());
  EXPECT_THAT(EventTypes(approved.name()), ::testing::Contains("claim.payment_overdue"));
  EXPECT_THAT(Work(), ::testing::Contains("open_claim " + filed.name()));
  EXPECT_THAT(Work(), ::testing::Contains("claim_payment " + approved.name()));
  Advance(absl::Hours(7 * 24));
  // Nobody appealed.
  EXPECT_THAT(Work(), Not(::testing::Contains("open_claim " + filed.name())));
  Advance(absl::Hours(10 * 24));
  EXPECT_EQ(Get(draft).state(), Claim::WITHDRAWN);
  EXPECT_EQ(GetShipment("a")->claim(), "");
  ASSERT_OK(Pay(approved, 1));
}

TEST_P(ClaimsTest, AppealedAndDecidedAnew) {
  ASSERT_OK_AND_ASSIGN(Claim claim, Filed("a"));
  v1::RequestClaimDocumentsRequest wanted;
  wanted.set_name(claim.name());
  wanted.add_documents(Claim::Document::IDENTITY);
  ASSERT_OK_AND_ASSIGN(claim, Write<Claim>(RequestClaimDocuments, wanted));
  EXPECT_EQ(claim.state(), Claim::DOCUMENTS_MISSING);
  ASSERT_OK(Add(claim, Claim::Document::IDENTITY));
  ASSERT_OK(Submit(claim));
  ASSERT_OK(Decide(claim, "reason: 'badly packed'"));
  v1::AppealClaimRequest appeal;
  appeal.set_name(claim.name());
  appeal.set_reason("see the pictures");
  ASSERT_OK_AND_ASSIGN(claim, Write<Claim>(AppealClaim, appeal));
  EXPECT_TRUE(claim.appealed());
  ASSERT_OK_AND_ASSIGN(
      claim, Decide(claim, "approved { currency_code: 'CNY' minor: 1500 } reason: 'half'"));
  EXPECT_EQ(claim.state(), Claim::PARTLY);
  EXPECT_THAT(Write<Claim>(AppealClaim, appeal), HasReason("CLAIM_TOO_LATE"));
}

// In whichever order: the claim, its shipment and what was sent instead name each other.
TEST_P(ClaimsTest, AReplacementIsLinked) {
  ASSERT_OK_AND_ASSIGN(Claim claim, Create("a"));
  ASSERT_OK(CreateShipment("again", "carrier_id: 'road' replaces: 'shops/1/shipments/a'"));
  EXPECT_THAT(Get(claim).replacements(), ElementsAre("shops/1/shipments/again"));
  EXPECT_THAT(GetShipment("a")->replaced_by(), ElementsAre("shops/1/shipments/again"));
  ASSERT_OK(CreateShipment("rest", "carrier_id: 'road' replaces: 'shops/1/shipments/a'"));
  EXPECT_THAT(Get(claim).replacements(),
              ElementsAre("shops/1/shipments/again", "shops/1/shipments/rest"));
  ASSERT_OK(Send("b"));
  ASSERT_OK(CreateShipment("b2", "carrier_id: 'road' replaces: 'shops/1/shipments/b'"));
  ASSERT_OK_AND_ASSIGN(claim, Create("b"));
  EXPECT_THAT(claim.replacements(), ElementsAre("shops/1/shipments/b2"));
}

TEST_P(ClaimsTest, AreListedByOrderAndState) {
  ASSERT_OK_AND_ASSIGN(const Claim draft, Create("a"));
  ASSERT_OK(Send("b"));
  ASSERT_OK_AND_ASSIGN(const Claim filed, Filed("b"));
  const auto names = [&](const char* text) {
    std::vector<std::string> found;
    for (const auto& page :
         Pages<v1::ListClaimsResponse>(ListClaims, ParseText<v1::ListClaimsRequest>(text))) {
      for (const Claim& claim : page.claims()) found.push_back(claim.name());
    }
    return found;
  };
  EXPECT_THAT(names("parent: 'shops/1' page_size: 1"),
              ::testing::UnorderedElementsAre(draft.name(), filed.name()));
  EXPECT_THAT(names("parent: 'shops/1' state: SUBMITTED"), ElementsAre(filed.name()));
  const std::string of_order = absl::StrCat("parent: 'shops/1' order: '", filed.order(), "'");
  EXPECT_THAT(names(of_order.c_str()), ::testing::Contains(filed.name()));
  EXPECT_THAT(names("parent: 'shops/1' order: 'shops/1/orders/none'"), ElementsAre());
  EXPECT_THAT(Read<v1::ListClaimsResponse>(ListClaims,
                                           ParseText<v1::ListClaimsRequest>("parent: 'shops/2'")),
              HasReason("UNKNOWN_SHOP"));
  EXPECT_THAT(Create("none"), HasReason("NOT_FOUND"));
}

TEST_P(ClaimsTest, OfThoseWhoClaimAtOnceOneDoes) {
  constexpr int kCallers = 6;
  int created = 0;
  for (const absl::Status& answer : AtOnce(kCallers, [&](int) { return Create("a").status(); })) {
    if (answer.ok()) {
      ++created;
    } else {
      EXPECT_THAT(answer, HasReason("CLAIM_OPEN"));
    }
  }
  EXPECT_EQ(created, 1);
  EXPECT_THAT(Work(), ElementsAre("open_claim " + GetShipment("a")->claim()));
}

TEST_P(ClaimsTest, DocumentsThatComeAtOnceAreAllKept) {
  constexpr int kCallers = 6;
  ASSERT_OK_AND_ASSIGN(const Claim claim, Create("a"));
  const auto answers = AtOnce(kCallers, [&](int i) {
    v1::AddClaimDocumentRequest request;
    request.set_name(claim.name());
    request.set_kind(i % 2 == 0 ? Claim::Document::WAYBILL : Claim::Document::PROOF_OF_VALUE);
    request.set_uri(absl::StrCat("dms/", i));
    return WriteAnew<Claim>(AddClaimDocument, request).status();
  });
  for (const absl::Status& answer : answers) EXPECT_OK(answer);
  EXPECT_EQ(Get(claim).documents_size(), kCallers);
  // Filed by two at once: the second finds it filed.
  int filed = 0;
  for (const absl::Status& answer : AtOnce(kCallers, [&](int) { return Submit(claim).status(); })) {
    filed += answer.ok() ? 1 : 0;
  }
  EXPECT_EQ(filed, 1);
  EXPECT_EQ(Get(claim).state(), Claim::SUBMITTED);
}

INSTANTIATE_TEST_SUITE_P(Databases, ClaimsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
