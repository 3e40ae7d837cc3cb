#include "services/logistics/domain/claim/claim.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/logistics/domain/desk/policy.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Claim;

const absl::Time kClaimNow = absl::FromUnixSeconds(1'900'000'000);
constexpr absl::Duration kClaimDay = absl::Hours(24);

v1::Shipment ClaimedShipment() {
  auto shipment = ParseText<v1::Shipment>(R"pb(
    name: "shops/1/shipments/a"
    order: "shops/1/orders/o"
    buyer: "mei"
    carrier_id: "sf"
    freight { currency_code: "CNY" minor: 1000 }
    uninsured_cap_percent: 300
  )pb");
  *shipment.mutable_status_time() = ToProto(kClaimNow - 2 * kClaimDay);
  return shipment;
}

absl::StatusOr<Claim> Draft(const v1::Shipment& shipment, const char* more = "",
                            absl::Time now = kClaimNow) {
  auto request = ParseText<v1::CreateClaimRequest>(R"pb(
    parent: "shops/1"
    shipment: "shops/1/shipments/a"
    kind: LOSS
    loss { currency_code: "CNY" minor: 2000 }
  )pb");
  request.MergeFrom(ParseText<v1::CreateClaimRequest>(more));
  return MakeClaim(request, shipment, DefaultPolicy("shops/1/policy"), "shops/1/claims/c", now);
}

class ClaimTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(claim_, Draft(ClaimedShipment()));
    for (const int kind :
         std::vector<int>(claim_.missing_documents().begin(), claim_.missing_documents().end())) {
      ASSERT_OK(AddClaimDocument(static_cast<Claim::Document::Kind>(kind), "dms/1", {}, kClaimNow,
                                 claim_));
    }
  }
  absl::Status Submit(absl::Time now = kClaimNow) {
    return SubmitClaim("T1", policy_, now, claim_);
  }
  absl::Status Decide(int64_t minor, const char* reason = "") {
    type::v1::Money approved;
    approved.set_currency_code("CNY");
    approved.set_minor(minor);
    return DecideClaim(approved, reason, policy_, kClaimNow, claim_);
  }
  absl::Status Pay(int64_t minor) {
    type::v1::Money paid;
    paid.set_currency_code("CNY");
    paid.set_minor(minor);
    return PayClaim(paid, kClaimNow, claim_);
  }
  absl::Duration UntilDeadline() {
    return claim_.has_deadline_time() ? FromProto(claim_.deadline_time()) - kClaimNow
                                      : absl::InfiniteDuration();
  }

  v1::Policy policy_ = DefaultPolicy("shops/1/policy");
  Claim claim_;
};

TEST_F(ClaimTest, IsFiledWithin30DaysOfDeliveryOrOfTheLastNews) {
  v1::Shipment shipment = ClaimedShipment();
  EXPECT_EQ(FilingDeadline(shipment, policy_), kClaimNow + 28 * kClaimDay);
  *shipment.mutable_promised_time() = ToProto(kClaimNow + kClaimDay);
  EXPECT_EQ(FilingDeadline(shipment, policy_), kClaimNow + 31 * kClaimDay);
  *shipment.mutable_deliver_time() = ToProto(kClaimNow - 5 * kClaimDay);
  const absl::Time last = kClaimNow + 25 * kClaimDay;
  EXPECT_EQ(FilingDeadline(shipment, policy_), last);
  EXPECT_OK(Draft(shipment, "", last));
  EXPECT_THAT(Draft(shipment, "", last + absl::Seconds(1)), HasReason("CLAIM_TOO_LATE"));
}

TEST_F(ClaimTest, AShipmentHasOne) {
  v1::Shipment shipment = ClaimedShipment();
  shipment.set_claim("shops/1/claims/other");
  const absl::Status second = Draft(shipment).status();
  EXPECT_THAT(second, HasReason("CLAIM_OPEN"));
  EXPECT_EQ(ErrorMetadataOf(second, "claim"), "shops/1/claims/other");
  shipment = ClaimedShipment();
  shipment.set_refund("shops/1/orders/o/refunds/r");
  EXPECT_THAT(Draft(shipment), HasReason("IS_RETURN"));
  EXPECT_THAT(Draft(ClaimedShipment(), "loss { minor: -1 }"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Draft(ClaimedShipment(), "loss { currency_code: 'GBP' }"),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Draft(ClaimedShipment(), "shipment: 'shops/2/shipments/a'"),
              HasReason("INVALID_ARGUMENT"));
}

TEST_F(ClaimTest, OnlyOfWhatTheCarrierMayHaveHad) {
  v1::Shipment shipment = ClaimedShipment();
  for (const auto status : {v1::TrackingStatus::PENDING, v1::TrackingStatus::INFO_RECEIVED,
                            v1::TrackingStatus::CANCELLED}) {
    shipment.set_status(status);
    EXPECT_THAT(Draft(shipment), HasReason("WRONG_STATE"));
  }
  for (const auto status : {v1::TrackingStatus::PICKED_UP, v1::TrackingStatus::DELIVERED,
                            v1::TrackingStatus::RETURNED, v1::TrackingStatus::EXPIRED}) {
    shipment.set_status(status);
    EXPECT_OK(Draft(shipment));
  }
}

TEST_F(ClaimTest, NeedsItsDocumentsToBeSubmitted) {
  ASSERT_OK_AND_ASSIGN(Claim bare, Draft(ClaimedShipment()));
  EXPECT_THAT(bare.missing_documents(),
              ElementsAre(Claim::Document::WAYBILL, Claim::Document::PROOF_OF_VALUE));
  const absl::Status refused = SubmitClaim("", policy_, kClaimNow, bare);
  EXPECT_THAT(refused, HasReason("DOCUMENTS_MISSING"));
  EXPECT_EQ(ErrorMetadataOf(refused, "missing"), "WAYBILL, PROOF_OF_VALUE");
  EXPECT_THAT(claim_.missing_documents(), IsEmpty());
  ASSERT_OK(Submit());
  EXPECT_EQ(claim_.carrier_ticket(), "T1");
  EXPECT_EQ(UntilDeadline(), 15 * kClaimDay);
  // The carrier wants another one, and one that he couldn't read.
  v1::RequestClaimDocumentsRequest request;
  request.add_documents(Claim::Document::WAYBILL);
  request.add_documents(Claim::Document::IDENTITY);
  ASSERT_OK(RequestClaimDocuments(request, "illegible", policy_, kClaimNow, claim_));
  EXPECT_EQ(UntilDeadline(), 7 * kClaimDay);
  EXPECT_THAT(claim_.missing_documents(),
              ElementsAre(Claim::Document::WAYBILL, Claim::Document::IDENTITY));
  ASSERT_OK(AddClaimDocument(Claim::Document::IDENTITY, "dms/2", {}, kClaimNow, claim_));
  EXPECT_THAT(Submit(), HasReason("DOCUMENTS_MISSING"));
}

TEST_F(ClaimTest, TooManyDocumentsAreRefused) {
  while (claim_.documents_size() < 50) {
    ASSERT_OK(AddClaimDocument(Claim::Document::PICTURES, "dms/3", {}, kClaimNow, claim_));
  }
  EXPECT_THAT(AddClaimDocument(Claim::Document::PICTURES, "dms/3", {}, kClaimNow, claim_),
              HasReason("TOO_MANY_DOCUMENTS"));
}

TEST_F(ClaimTest, TheDecisionIsByWhatCanBeHad) {
  ASSERT_OK(Submit());
  EXPECT_EQ(claim_.claimable().minor(), 2000);
  EXPECT_THAT(Claim(claim_).missing_documents(), IsEmpty());
  ASSERT_OK(Decide(2000));
  EXPECT_EQ(claim_.state(), Claim::APPROVED);
  EXPECT_EQ(UntilDeadline(), 15 * kClaimDay);
  ASSERT_OK(Decide(1999, "used"));
  EXPECT_EQ(claim_.state(), Claim::PARTLY);
  EXPECT_TRUE(claim_.has_appeal_deadline_time());
  EXPECT_THAT(Pay(2000), HasReason("INVALID_ARGUMENT"));
}

TEST_F(ClaimTest, ADecisionSaysWhyAndIsNoMoreThanTheLoss) {
  ASSERT_OK(Submit());
  const Claim submitted = claim_;
  EXPECT_THAT(Decide(2001), HasReason("INVALID_ARGUMENT"));
  claim_ = submitted;
  EXPECT_THAT(Decide(1), HasReason("INVALID_ARGUMENT"));
  claim_ = submitted;
  EXPECT_THAT(Decide(0), HasReason("INVALID_ARGUMENT"));
  claim_ = submitted;
  EXPECT_THAT(Decide(-1, "no"), HasReason("INVALID_ARGUMENT"));
}

TEST_F(ClaimTest, IsAppealedOnceInTime) {
  ASSERT_OK(Submit());
  ASSERT_OK(Decide(0, "badly packed"));
  EXPECT_EQ(UntilDeadline(), 7 * kClaimDay);
  const Claim rejected = claim_;
  EXPECT_THAT(AppealClaim("no", policy_, kClaimNow + 7 * kClaimDay + absl::Seconds(1), claim_),
              HasReason("CLAIM_TOO_LATE"));
  claim_ = rejected;
  ASSERT_OK(AppealClaim("no", policy_, kClaimNow + 7 * kClaimDay, claim_));
  EXPECT_EQ(claim_.state(), Claim::APPEALED);
  ASSERT_OK(Decide(0, "still"));
  EXPECT_EQ(claim_.state(), Claim::REJECTED);
  EXPECT_FALSE(claim_.has_deadline_time());
  EXPECT_THAT(AppealClaim("no", policy_, kClaimNow, claim_), HasReason("CLAIM_TOO_LATE"));
}

TEST_F(ClaimTest, EveryWaitingStateEndsByItself) {
  Claim draft = claim_;
  ASSERT_OK(EndClaim(policy_, kClaimNow, draft));
  EXPECT_EQ(draft.state(), Claim::WITHDRAWN);
  ASSERT_OK(Submit());
  Claim unanswered = claim_;
  ASSERT_OK(EndClaim(policy_, kClaimNow, unanswered));
  EXPECT_EQ(unanswered.state(), Claim::REJECTED);
  EXPECT_TRUE(unanswered.has_appeal_deadline_time());
  ASSERT_OK(EndClaim(policy_, kClaimNow, unanswered));
  EXPECT_EQ(unanswered.state(), Claim::REJECTED);
  EXPECT_FALSE(unanswered.has_deadline_time());
  ASSERT_OK(Decide(500, "part"));
  Claim appealed = claim_;
  ASSERT_OK(AppealClaim("more", policy_, kClaimNow, appealed));
  ASSERT_OK(EndClaim(policy_, kClaimNow, appealed));
  EXPECT_EQ(appealed.state(), Claim::PARTLY);
  EXPECT_EQ(appealed.approved().minor(), 500);
  EXPECT_FALSE(appealed.has_appeal_deadline_time());
  const Claim before = claim_;
  ASSERT_OK(EndClaim(policy_, kClaimNow, claim_));
  EXPECT_TRUE(claim_.payment_overdue());
  EXPECT_EQ(ClaimEvent(before, claim_), "claim.payment_overdue");
  ASSERT_OK(Pay(500));
  EXPECT_FALSE(claim_.payment_overdue());
  EXPECT_EQ(ClaimEvent(before, claim_), "claim.paid");
  EXPECT_EQ(ClaimEvent(claim_, claim_), "claim.updated");
}

// Whatever is asked in whatever order: what is paid was approved, a claim that is over has no
// deadline, and one that waits has one.
TEST_F(ClaimTest, AnyHistoryKeepsTheRules) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  for (int history = 0; history < 300; ++history) {
    SetUp();
    for (int step = 0; step < 12; ++step) {
      const Claim before = claim_;
      absl::Status status;
      v1::RequestClaimDocumentsRequest wanted;
      wanted.add_documents(Claim::Document::IDENTITY);
      switch (random() % 9) {
        case 0:
          status = Submit();
          break;
        case 1:
          status = RequestClaimDocuments(wanted, "", policy_, kClaimNow, claim_);
          break;
        case 2:
          status = Decide(static_cast<int64_t>(random() % 2002), "why");
          break;
        case 3:
          status = AppealClaim("why", policy_, kClaimNow, claim_);
          break;
        case 4:
          status = Pay(static_cast<int64_t>(random() % 2002));
          break;
        case 5:
          status = WithdrawClaim("why", kClaimNow, claim_);
          break;
        case 6:
          if (claim_.has_deadline_time()) status = EndClaim(policy_, kClaimNow, claim_);
          break;
        case 7:
          status = AddClaimDocument(Claim::Document::IDENTITY, "dms/4", {}, kClaimNow, claim_);
          break;
        default:
          status = Pay(claim_.approved().minor());
          break;
      }
      if (!status.ok()) claim_ = before;
      ASSERT_LE(claim_.approved().minor(), claim_.loss().minor());
      ASSERT_EQ(claim_.has_paid(), claim_.state() == Claim::PAID);
      if (claim_.has_paid()) ASSERT_EQ(claim_.paid().minor(), claim_.approved().minor());
      const bool over = claim_.state() == Claim::PAID || claim_.state() == Claim::WITHDRAWN;
      if (over) ASSERT_FALSE(claim_.has_deadline_time());
      const bool waits = !over && claim_.state() != Claim::REJECTED && !claim_.payment_overdue();
      if (waits) ASSERT_TRUE(claim_.has_deadline_time());
    }
  }
}

}  // namespace
}  // namespace shopdesk::logistics::domain
