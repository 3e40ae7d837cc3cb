#include "services/logistics/domain/returning/return_insurance.h"

#include "libs/base/clock.h"
#include "libs/testing/fields_of.h"
#include "libs/testing/matchers.h"
#include "services/logistics/domain/desk/policy.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::FieldsOf;
using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using v1::ReturnInsurance;

const absl::Time kInsuredAt = FromMillis(1'700'000'000'000);

v1::CreateReturnInsuranceRequest InsuranceRequest(const char* more = "") {
  auto request = ParseText<v1::CreateReturnInsuranceRequest>(R"pb(
    parent: "shops/1"
    order: "shops/1/orders/o"
    buyer: "mei"
    payer: BUYER
    insurer: "华泰"
    premium { currency_code: "CNY" minor: 50 }
    most_payout { currency_code: "CNY" minor: 1200 }
  )pb");
  request.MergeFrom(ParseText<v1::CreateReturnInsuranceRequest>(more));
  return request;
}

ReturnInsurance Insured() {
  auto made = MakeReturnInsurance(InsuranceRequest(), DefaultPolicy("shops/1/policy"), kInsuredAt);
  EXPECT_OK(made);
  return made.value_or(ReturnInsurance());
}

absl::Status ClaimOf(int64_t minor, ReturnInsurance& insurance, const char* more = "") {
  v1::ClaimReturnInsuranceRequest request;
  request.set_name(insurance.name());
  request.set_refund("shops/1/orders/o/refunds/r");
  request.mutable_freight()->set_currency_code("CNY");
  request.mutable_freight()->set_minor(minor);
  request.MergeFrom(ParseText<v1::ClaimReturnInsuranceRequest>(more));
  return Claim(request, DefaultPolicy("shops/1/policy"), kInsuredAt + absl::Hours(1), insurance);
}

type::v1::Money Cny(int64_t minor) {
  type::v1::Money money;
  money.set_currency_code("CNY");
  money.set_minor(minor);
  return money;
}

TEST(ReturnInsuranceTest, IsInForceForNinetyDaysUnlessItSaysOtherwise) {
  const ReturnInsurance insurance = Insured();
  EXPECT_EQ(insurance.name(), "shops/1/returnInsurances/o");
  EXPECT_EQ(insurance.state(), ReturnInsurance::ACTIVE);
  EXPECT_EQ(FromProto(insurance.deadline_time()), kInsuredAt + absl::Hours(24 * 90));
  const auto own = MakeReturnInsurance(InsuranceRequest("expire_time { seconds: 1700000001 }"),
                                       DefaultPolicy("shops/1/policy"), kInsuredAt);
  ASSERT_OK(own);
  EXPECT_EQ(FromProto(own->deadline_time()), kInsuredAt + absl::Seconds(1));
  const auto free = InsuranceRequest();
  v1::CreateReturnInsuranceRequest without = free;
  without.clear_premium();
  ASSERT_OK_AND_ASSIGN(const ReturnInsurance made,
                       MakeReturnInsurance(without, DefaultPolicy("shops/1/policy"), kInsuredAt));
  EXPECT_EQ(made.premium().currency_code(), "CNY");
}

TEST(ReturnInsuranceTest, NamesWhatIsWrongWithARequest) {
  EXPECT_THAT(FieldsOf((MakeReturnInsurance(InsuranceRequest(R"pb(
                                              order: "shops/2/orders/o"
                                              premium { currency_code: "USD" minor: -1 }
                                              most_payout { minor: 0 }
                                              expire_time { seconds: 1700000000 }
                                            )pb"),
                                            DefaultPolicy("shops/1/policy"), kInsuredAt))
                           .status()),
              ElementsAre("order", "premium", "premium", "expire_time"));
  v1::CreateReturnInsuranceRequest nothing = InsuranceRequest();
  nothing.mutable_most_payout()->set_minor(0);
  EXPECT_THAT(
      FieldsOf(
          (MakeReturnInsurance(nothing, DefaultPolicy("shops/1/policy"), kInsuredAt)).status()),
      ElementsAre("most_payout"));
}

TEST(ReturnInsuranceTest, PaysTheFreightUpToWhatIsInsured) {
  for (const auto& [freight, claimed] : {std::pair(900, 900), {1200, 1200}, {1500, 1200}}) {
    ReturnInsurance insurance = Insured();
    ASSERT_OK(ClaimOf(freight, insurance));
    EXPECT_EQ(insurance.claimed().minor(), claimed);
    EXPECT_EQ(FromProto(insurance.deadline_time()),
              kInsuredAt + absl::Hours(1) + absl::Hours(24 * 30));
    ReturnInsurance more = insurance;
    EXPECT_THAT(FieldsOf(Settle(Cny(claimed + 1), "", kInsuredAt, more)), ElementsAre("paid"));
    more = insurance;
    EXPECT_THAT(FieldsOf(Settle(Cny(-1), "", kInsuredAt, more)), ElementsAre("paid"));
    ASSERT_OK(Settle(Cny(claimed), "", kInsuredAt, insurance));
    EXPECT_EQ(insurance.state(), ReturnInsurance::PAID);
    EXPECT_FALSE(insurance.has_deadline_time());
    EXPECT_THAT(Settle(Cny(claimed), "", kInsuredAt, insurance), HasReason("WRONG_STATE"));
  }
}

TEST(ReturnInsuranceTest, AClaimIsOfItsOrder) {
  ReturnInsurance insurance = Insured();
  EXPECT_THAT(FieldsOf(ClaimOf(900, insurance, "refund: 'shops/1/orders/p/refunds/r'")),
              ElementsAre("refund"));
  EXPECT_THAT(FieldsOf(ClaimOf(0, insurance)), ElementsAre("freight"));
  EXPECT_THAT(FieldsOf(ClaimOf(1, insurance, "freight { currency_code: 'USD' }")),
              ElementsAre("freight"));
  EXPECT_EQ(insurance.state(), ReturnInsurance::ACTIVE);
}

TEST(ReturnInsuranceTest, ARefusalHasAReasonAndCanBeTakenBack) {
  ReturnInsurance insurance = Insured();
  ASSERT_OK(ClaimOf(900, insurance));
  ReturnInsurance silent = insurance;
  EXPECT_THAT(FieldsOf(Settle({}, "", kInsuredAt, silent)), ElementsAre("rejection"));
  silent = insurance;
  EXPECT_THAT(FieldsOf(Settle(Cny(900), "but", kInsuredAt, silent)), ElementsAre("rejection"));
  ASSERT_OK(Settle({}, "sent too late", kInsuredAt, insurance));
  EXPECT_EQ(insurance.state(), ReturnInsurance::REJECTED);
  EXPECT_EQ(insurance.rejection(), "sent too late");
  ASSERT_OK(Settle(Cny(400), "", kInsuredAt, insurance));
  EXPECT_EQ(insurance.state(), ReturnInsurance::PAID);
  EXPECT_EQ(insurance.rejection(), "");
}

TEST(ReturnInsuranceTest, EveryWaitingStateEnds) {
  ReturnInsurance insurance = Insured();
  ASSERT_OK(EndReturnInsurance(kInsuredAt, insurance));
  EXPECT_EQ(insurance.state(), ReturnInsurance::EXPIRED);
  EXPECT_THAT(ClaimOf(900, insurance), HasReason("WRONG_STATE"));
  insurance = Insured();
  ASSERT_OK(ClaimOf(900, insurance));
  EXPECT_THAT(Void(kInsuredAt, insurance), HasReason("WRONG_STATE"));
  ASSERT_OK(EndReturnInsurance(kInsuredAt, insurance));
  EXPECT_EQ(insurance.state(), ReturnInsurance::REJECTED);
  EXPECT_NE(insurance.rejection(), "");
  insurance = Insured();
  ASSERT_OK(Void(kInsuredAt, insurance));
  EXPECT_EQ(insurance.state(), ReturnInsurance::VOIDED);
  EXPECT_FALSE(insurance.has_deadline_time());
}

}  // namespace
}  // namespace shopdesk::logistics::domain
