#include "services/logistics/domain/claim/compensation.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using v1::Claim;

// What can be had for a loss.
Claim Settle(Claim::Kind kind, const std::string& shipment, int64_t loss) {
  Claim claim;
  claim.set_kind(kind);
  claim.mutable_loss()->set_currency_code("CNY");
  claim.mutable_loss()->set_minor(loss);
  EXPECT_OK(SetCompensation(ParseText<v1::Shipment>(shipment), claim));
  return claim;
}
int64_t Claimable(Claim::Kind kind, const std::string& shipment, int64_t loss) {
  return Settle(kind, shipment, loss).claimable().minor();
}

std::string Insured(int64_t declared, int64_t goods, int64_t deductible_bps = 0) {
  const char* const cover = declared < goods ? "UNDER" : declared > goods ? "OVER" : "FULL";
  return absl::StrCat(
      "freight { minor: 1500 } insurance { premium { minor: 100 } declared_value { ",
      "currency_code: 'CNY' minor: ", declared, " } goods_value { minor: ", goods,
      " } cover: ", cover, " deductible_bps: ", deductible_bps, " }");
}

TEST(CompensationTest, InsuredTheActualLossUpToTheDeclaredValue) {
  EXPECT_EQ(Claimable(Claim::LOSS, Insured(10'000, 10'000), 10'000), 10'000);
  EXPECT_EQ(Claimable(Claim::DAMAGE, Insured(10'000, 10'000), 4000), 4000);
  EXPECT_EQ(Claimable(Claim::LOSS, Insured(10'000, 10'000), 15'000), 10'000);
  EXPECT_EQ(Settle(Claim::LOSS, Insured(10'000, 10'000), 15'000).cap().minor(), 10'000);
}

TEST(CompensationTest, UnderInsuredInProportionOverInsuredNoMoreThanTheGoods) {
  // Half is declared: half of each loss is paid.
  EXPECT_EQ(Claimable(Claim::DAMAGE, Insured(5000, 10'000), 4000), 2000);
  EXPECT_EQ(Claimable(Claim::LOSS, Insured(5000, 10'000), 10'000), 5000);
  EXPECT_EQ(Claimable(Claim::DAMAGE, Insured(1, 3), 1), 0);
  EXPECT_EQ(Claimable(Claim::DAMAGE, Insured(2, 3), 1), 1);
  EXPECT_EQ(Claimable(Claim::LOSS, Insured(20'000, 10'000), 20'000), 10'000);
  EXPECT_EQ(Claimable(Claim::DAMAGE, Insured(20'000, 10'000), 4000), 4000);
}

TEST(CompensationTest, FragileGoodsHaveADeductible) {
  EXPECT_EQ(Claimable(Claim::DAMAGE, Insured(10'000, 10'000, 1000), 4000), 3600);
  EXPECT_EQ(Claimable(Claim::DAMAGE, Insured(5000, 10'000, 1000), 4000), 1800);
  EXPECT_EQ(Claimable(Claim::DAMAGE, Insured(10'000, 10'000, 10'000), 4000), 0);
}

// The caps of the domain: post and courier three times the freight, road freight twice.
TEST(CompensationTest, UninsuredSoManyTimesTheFreight) {
  // The courier's fee for the money and the insurance are no freight.
  const char* const post =
      "freight { minor: 1500 } collection_fee { minor: 500 } uninsured_cap_percent: 300";
  EXPECT_EQ(Claimable(Claim::LOSS, post, 100'000), 3000);
  EXPECT_EQ(Claimable(Claim::LOSS, post, 2999), 2999);
  const char* const road = "freight { minor: 30000 } uninsured_cap_percent: 200";
  EXPECT_EQ(Claimable(Claim::THEFT, road, 100'000), 60'000);
  const Claim unknown = Settle(Claim::LOSS, "freight { minor: 30000 }", 100'000);
  EXPECT_TRUE(unknown.no_cap_data());
  EXPECT_FALSE(unknown.has_cap());
  EXPECT_EQ(unknown.claimable().minor(), 100'000);
  EXPECT_EQ(Claimable(Claim::LOSS, "freight { minor: 1 } uninsured_cap_percent: 0", 5), 0);
}

TEST(CompensationTest, UninsuredNoMoreThanTheCarriersAmount) {
  const char* const both =
      "freight { minor: 1500 } uninsured_cap_percent: 300 uninsured_cap_minor: ";
  EXPECT_EQ(Claimable(Claim::LOSS, absl::StrCat(both, 4000), 100'000), 4000);
  EXPECT_EQ(Claimable(Claim::LOSS, absl::StrCat(both, 5000), 100'000), 4500);
  EXPECT_EQ(Claimable(Claim::LOSS, absl::StrCat(both, 4000), 3999), 3999);
  EXPECT_EQ(Claimable(Claim::LOSS, absl::StrCat(both, 0), 100'000), 0);
  // Rail freight, of which nobody says how many times the freight.
  const Claim rail = Settle(Claim::LOSS, "freight { minor: 1 } uninsured_cap_minor: 7000", 100'000);
  EXPECT_EQ(rail.cap().minor(), 7000);
  EXPECT_FALSE(rail.no_cap_data());
  // Who insured has what he paid for.
  EXPECT_EQ(Claimable(Claim::LOSS, Insured(10'000, 10'000) + " uninsured_cap_minor: 1", 10'000),
            10'000);
}

TEST(CompensationTest, OfADelayTheFreightAtMost) {
  EXPECT_EQ(Claimable(Claim::DELAY, Insured(10'000, 10'000), 9000), 1400);
  EXPECT_EQ(Claimable(Claim::DELAY, "freight { minor: 1500 }", 900), 900);
}

TEST(CompensationTest, NeverMoreThanLossGoodsOrCap) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  const auto amount = [&] { return static_cast<int64_t>(random() % 1'000'000'000'000'000) + 1; };
  for (int i = 0; i < 2000; ++i) {
    const int64_t declared = amount();
    const int64_t goods = amount();
    const int64_t loss = amount();
    const auto deductible = static_cast<int64_t>(random() % 10'001);
    const Claim claim = Settle(Claim::DAMAGE, Insured(declared, goods, deductible), loss);
    EXPECT_GE(claim.claimable().minor(), 0);
    EXPECT_LE(claim.claimable().minor(), std::min({declared, goods, loss}));
  }
}

TEST(CompensationTest, DearClaimsNeedMoreDocuments) {
  using Document = Claim::Document;
  EXPECT_THAT(DocumentsFor(Claim::LOSS, 100'000, 100'000),
              ElementsAre(Document::WAYBILL, Document::PROOF_OF_VALUE));
  EXPECT_THAT(DocumentsFor(Claim::LOSS, 100'001, 100'000),
              ElementsAre(Document::WAYBILL, Document::PROOF_OF_VALUE, Document::CARRIER_REPORT,
                          Document::RECEIVER_STATEMENT, Document::IDENTITY));
  EXPECT_THAT(DocumentsFor(Claim::DAMAGE, 1, 100'000),
              ElementsAre(Document::WAYBILL, Document::PROOF_OF_VALUE, Document::PICTURES));
  EXPECT_EQ(DocumentsFor(Claim::DAMAGE, 100'001, 100'000).size(), 7u);
  EXPECT_THAT(DocumentsFor(Claim::THEFT, 1, 1),
              ElementsAre(Document::WAYBILL, Document::PROOF_OF_VALUE, Document::POLICE_REPORT));
  EXPECT_THAT(DocumentsFor(Claim::DELAY, 1'000'000, 1), ElementsAre(Document::WAYBILL));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
