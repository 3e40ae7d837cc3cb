#include "services/logistics/handlers/returning/return_insurance.h"

#include "absl/strings/str_cat.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::ReturnInsurance;

class ReturnInsurancesTest : public testing::LogisticsTest {
 protected:
  ReturnInsurancesTest()
      : LogisticsTest([](runtime::Runtime& runtime) {
          runtime.AddTimer(kReturnInsuranceDeadline, OnReturnInsuranceDeadline);
        }) {}

  absl::StatusOr<ReturnInsurance> Insure(const std::string& order) {
    auto request = ParseText<v1::CreateReturnInsuranceRequest>(R"pb(
      parent: "shops/1"
      buyer: "mei"
      payer: SHOP
      insurer: "华泰"
      premium { currency_code: "CNY" minor: 50 }
      most_payout { currency_code: "CNY" minor: 1200 }
    )pb");
    request.set_order("shops/1/orders/" + order);
    return Write<ReturnInsurance>(CreateReturnInsurance, request);
  }
  absl::StatusOr<ReturnInsurance> Claim(const std::string& order, const char* etag = "") {
    auto request =
        ParseText<v1::ClaimReturnInsuranceRequest>("freight { currency_code: 'CNY' minor: 1500 }");
    request.set_name("shops/1/returnInsurances/" + order);
    request.set_refund(absl::StrCat("shops/1/orders/", order, "/refunds/r"));
    request.set_etag(etag);
    return Write<ReturnInsurance>(ClaimReturnInsurance, request);
  }
  absl::StatusOr<ReturnInsurance> Settle(const std::string& order, const char* text) {
    auto request = ParseText<v1::SettleReturnInsuranceRequest>(text);
    request.set_name("shops/1/returnInsurances/" + order);
    return Write<ReturnInsurance>(SettleReturnInsurance, request);
  }
  ReturnInsurance Get(const std::string& order) {
    v1::GetReturnInsuranceRequest request;
    request.set_name("shops/1/returnInsurances/" + order);
    auto insurance = Read<ReturnInsurance>(GetReturnInsurance, request);
    EXPECT_OK(insurance);
    return insurance.value_or(ReturnInsurance());
  }
};

TEST_P(ReturnInsurancesTest, AClaimIsWorkUntilTheInsurerHasAnswered) {
  ASSERT_OK(Insure("o"));
  EXPECT_THAT(Insure("o"), HasReason("ALREADY_EXISTS"));
  EXPECT_THAT(Claim("none"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Claim("o", "v9"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const ReturnInsurance claimed, Claim("o", "v1"));
  EXPECT_EQ(claimed.claimed().minor(), 1200);
  EXPECT_THAT(Work(), ElementsAre("return_insurance_claim shops/1/returnInsurances/o"));
  ASSERT_OK_AND_ASSIGN(const ReturnInsurance refused,
                       Settle("o", "rejection: '请打 13912345678 核实'"));
  EXPECT_THAT(refused.rejection(), Not(HasSubstr("13912345678")));
  EXPECT_THAT(Work(), IsEmpty());
  ASSERT_OK(Settle("o", "paid { currency_code: 'CNY' minor: 1000 }"));
  EXPECT_THAT(EventTypes("shops/1/returnInsurances/o"),
              ElementsAre("return_insurance.created", "return_insurance.claimed",
                          "return_insurance.rejected", "return_insurance.paid"));
  EXPECT_THAT(Figures().return_insurances(), ElementsAre(shopdesk::testing::EqualsProto(R"pb(
                payer: SHOP
                state: PAID
                insurances: 1
                premium_minor: 50
                claimed_minor: 1200
                paid_minor: 1000
              )pb")));
}

TEST_P(ReturnInsurancesTest, DeadlinesEndWhatWaits) {
  ASSERT_OK(Insure("unused"));
  ASSERT_OK(Insure("silent"));
  Advance(absl::Hours(24 * 89));
  ASSERT_OK(Claim("silent"));
  // The deadline that it had before it was claimed.
  Advance(absl::Hours(24 * 2));
  EXPECT_EQ(Get("unused").state(), ReturnInsurance::EXPIRED);
  EXPECT_EQ(Get("silent").state(), ReturnInsurance::CLAIMED);
  EXPECT_THAT(Claim("unused"), HasReason("WRONG_STATE"));
  Advance(absl::Hours(24 * 29));
  EXPECT_EQ(Get("silent").state(), ReturnInsurance::REJECTED);
  EXPECT_THAT(Work(), IsEmpty());
}

TEST_P(ReturnInsurancesTest, ListedNewestFirstByState) {
  for (const char* order : {"a", "b", "c"}) {
    ASSERT_OK(Insure(order));
    Advance(absl::Minutes(1));
  }
  v1::VoidReturnInsuranceRequest request;
  request.set_name("shops/1/returnInsurances/b");
  ASSERT_OK(Write<ReturnInsurance>(VoidReturnInsurance, request));
  EXPECT_THAT(Write<ReturnInsurance>(VoidReturnInsurance, request), HasReason("WRONG_STATE"));
  const auto list = [&](const char* text) {
    auto wanted = ParseText<v1::ListReturnInsurancesRequest>(text);
    wanted.set_page_size(1);
    std::string ids;
    for (const auto& page : Pages<v1::ListReturnInsurancesResponse>(ListReturnInsurances, wanted)) {
      for (const auto& insurance : page.return_insurances()) ids += insurance.name().back();
    }
    return ids;
  };
  EXPECT_EQ(list("parent: 'shops/1'"), "cba");
  EXPECT_EQ(list("parent: 'shops/1' state: ACTIVE"), "ca");
  EXPECT_EQ(list("parent: 'shops/1' state: VOIDED"), "b");
  EXPECT_THAT(
      Read<v1::ListReturnInsurancesResponse>(
          ListReturnInsurances, ParseText<v1::ListReturnInsurancesRequest>("parent: 'shops/2'")),
      HasReason("UNKNOWN_SHOP"));
}

INSTANTIATE_TEST_SUITE_P(Databases, ReturnInsurancesTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
