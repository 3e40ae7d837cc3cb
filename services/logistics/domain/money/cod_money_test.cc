#include "services/logistics/domain/money/cod_money.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/logistics/domain/desk/policy.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using v1::CodCollection;
using v1::CodLine;

const absl::Time kCodNow = absl::FromUnixSeconds(1'900'000'000);

v1::Shipment CodShipment() {
  auto shipment = ParseText<v1::Shipment>(R"pb(
    name: "shops/1/shipments/a"
    order: "shops/1/orders/o"
    cod_amount { currency_code: "CNY" minor: 10000 }
    collection_fee { currency_code: "CNY" minor: 500 }
  )pb");
  *shipment.mutable_deliver_time() = ToProto(kCodNow);
  return shipment;
}

class CodMoneyTest : public ::testing::Test {
 protected:
  CodLine::Match Add(int64_t amount, int64_t fee, absl::Time time = kCodNow) {
    CodLine line;
    line.mutable_amount()->set_minor(amount);
    line.mutable_fee()->set_minor(fee);
    *line.mutable_remit_time() = ToProto(time);
    EXPECT_OK(AddCodLine(shipment_, kCodNow, line, collection_));
    return line.match();
  }
  // The amount is changed while the parcel is on its way again.
  void Change(int64_t amount, int64_t fee) {
    shipment_.clear_deliver_time();
    EXPECT_TRUE(FollowDelivery(shipment_, kCodNow, collection_));
    shipment_.mutable_cod_amount()->set_minor(amount);
    shipment_.mutable_collection_fee()->set_minor(fee);
  }

  v1::Shipment shipment_ = CodShipment();
  CodCollection collection_ = MakeCollection(CodShipment(), DefaultPolicy("shops/1/policy"),
                                             "shops/1/codCollections/a", kCodNow, kCodNow);
};

TEST_F(CodMoneyTest, AmountAndFeeHaveToBeRight) {
  EXPECT_EQ(Add(10'000, 500), CodLine::MATCHED);
  EXPECT_EQ(collection_.state(), CodCollection::REMITTED);
  // Twice.
  EXPECT_EQ(Add(10'000, 500), CodLine::DIFFERS);
  EXPECT_EQ(Add(-10'000, -500), CodLine::MATCHED);
  EXPECT_EQ(collection_.line_count(), 3);
}

TEST_F(CodMoneyTest, TheRestMayComeLater) {
  EXPECT_EQ(Add(9000, 500), CodLine::DIFFERS);
  EXPECT_EQ(Add(1000, 0), CodLine::MATCHED);
  EXPECT_EQ(collection_.state(), CodCollection::REMITTED);
}

TEST_F(CodMoneyTest, AnotherFeeDiffersAnUnknownOneDoesNot) {
  EXPECT_EQ(Add(10'000, 501), CodLine::DIFFERS);
  ASSERT_OK(SettleCollection("let it be", kCodNow, collection_));
  EXPECT_EQ(collection_.state(), CodCollection::SETTLED);
  EXPECT_THAT(SettleCollection("again", kCodNow, collection_), HasReason("WRONG_STATE"));
  shipment_.clear_collection_fee();
  collection_ = MakeCollection(shipment_, DefaultPolicy("shops/1/policy"), "n", kCodNow, kCodNow);
  EXPECT_EQ(Add(10'000, 123), CodLine::MATCHED);
}

TEST_F(CodMoneyTest, ALineAndItsCorrectionLeaveItSettled) {
  Add(9000, 500);
  ASSERT_OK(SettleCollection("let it be", kCodNow, collection_));
  EXPECT_EQ(Add(500, 10), CodLine::DIFFERS);
  EXPECT_EQ(Add(-500, 0), CodLine::DIFFERS) << "the fee is another";
  EXPECT_EQ(Add(0, -10), CodLine::MATCHED);
  EXPECT_EQ(collection_.state(), CodCollection::SETTLED);
  EXPECT_EQ(Add(0, 0), CodLine::MATCHED);
  EXPECT_EQ(collection_.state(), CodCollection::SETTLED);
  EXPECT_EQ(Add(1000, 0), CodLine::MATCHED);
  EXPECT_EQ(collection_.state(), CodCollection::REMITTED);
  EXPECT_EQ(Add(-1000, 0), CodLine::MATCHED);
  EXPECT_EQ(collection_.state(), CodCollection::SETTLED);
}

// One that never was is as in a release that kept nothing of it.
TEST_F(CodMoneyTest, NothingLeadsBackToWhatWasNotSettled) {
  Add(0, 0);
  EXPECT_EQ(collection_.state(), CodCollection::DIFFERS);
}

TEST_F(CodMoneyTest, IsOverdueAfterSevenDays) {
  const absl::Time due = kCodNow + absl::Hours(7 * 24);
  EXPECT_FALSE(MissMoney(due - absl::Seconds(1), collection_));
  const CodCollection before = collection_;
  EXPECT_TRUE(MissMoney(due, collection_));
  EXPECT_EQ(CodEvent(before, collection_), "cod_collection.overdue");
  EXPECT_FALSE(MissMoney(due, collection_));
  EXPECT_EQ(Add(10'000, 500), CodLine::MATCHED);
  EXPECT_FALSE(collection_.overdue());
}

TEST_F(CodMoneyTest, ADeliveryThatIsTakenBackUndoesIt) {
  EXPECT_FALSE(FollowDelivery(shipment_, kCodNow, collection_));
  shipment_.clear_deliver_time();
  EXPECT_TRUE(FollowDelivery(shipment_, kCodNow, collection_));
  EXPECT_EQ(collection_.state(), CodCollection::UNDONE);
  *shipment_.mutable_deliver_time() = ToProto(kCodNow + absl::Hours(5));
  shipment_.mutable_cod_amount()->set_minor(9000);
  EXPECT_TRUE(FollowDelivery(shipment_, kCodNow, collection_));
  EXPECT_EQ(collection_.state(), CodCollection::COLLECTED);
  EXPECT_EQ(collection_.amount().minor(), 9000);
  EXPECT_EQ(FromProto(collection_.due_time()), kCodNow + absl::Hours(5 + 7 * 24));
  // What the carrier accounted for stays.
  Add(9000, 500);
  shipment_.clear_deliver_time();
  EXPECT_FALSE(FollowDelivery(shipment_, kCodNow, collection_));
}

TEST_F(CodMoneyTest, AfterACorrectedDeliveryAnotherAmountHasAnotherFee) {
  Change(9000, 450);
  *shipment_.mutable_deliver_time() = ToProto(kCodNow + absl::Hours(5));
  EXPECT_TRUE(FollowDelivery(shipment_, kCodNow, collection_));
  EXPECT_EQ(collection_.expected_fee().minor(), 450);
  EXPECT_EQ(Add(9000, 450), CodLine::MATCHED);
}

TEST_F(CodMoneyTest, AnotherAmountIsExpectedOfALineThatComesBeforeTheNews) {
  Change(9000, 450);
  EXPECT_EQ(collection_.state(), CodCollection::UNDONE);
  EXPECT_EQ(Add(9000, 450), CodLine::MATCHED);
  // What is expected of later lines is what was expected of the first.
  shipment_.mutable_cod_amount()->set_minor(8000);
  EXPECT_EQ(Add(-1000, 0), CodLine::DIFFERS);
}

TEST_F(CodMoneyTest, ItWasHandedOverAtTheLatestOfItsLines) {
  Add(9000, 500, kCodNow + absl::Hours(2));
  Add(1000, 0, kCodNow + absl::Hours(1));
  EXPECT_EQ(FromProto(collection_.remit_time()), kCodNow + absl::Hours(2));
}

TEST_F(CodMoneyTest, RowsAreInTheShopsCurrency) {
  const v1::Policy policy = DefaultPolicy("shops/1/policy");
  const auto check = [&](const char* row) {
    return CheckCodRow(ParseText<v1::CodRow>(row), policy);
  };
  EXPECT_OK(check("waybill_number: '1' amount { currency_code: 'CNY' minor: 1 }"));
  EXPECT_THAT(check("waybill_number: '1' amount { currency_code: 'GBP' }"),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(check("waybill_number: ' ' amount { currency_code: 'CNY' }"),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(check("waybill_number: '1' amount { currency_code: 'CNY' minor: 1 } "
                    "fee { currency_code: 'CNY' minor: -1 }"),
              HasReason("INVALID_ARGUMENT"));
}

// In whichever order its lines come: REMITTED is exactly what is right.
TEST_F(CodMoneyTest, AnyLinesSumUp) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  for (int history = 0; history < 500; ++history) {
    collection_ =
        MakeCollection(CodShipment(), DefaultPolicy("shops/1/policy"), "n", kCodNow, kCodNow);
    int64_t amount = 0;
    int64_t fee = 0;
    for (int i = 0; i < 6; ++i) {
      const int64_t next = (static_cast<int64_t>(random() % 5) - 1) * 2500;
      const int64_t kept = next < 0 ? 0 : static_cast<int64_t>(random() % 3) * 250;
      amount += next;
      fee += kept;
      const bool right = amount == 10'000 && fee == 500;
      ASSERT_EQ(Add(next, kept), right ? CodLine::MATCHED : CodLine::DIFFERS);
      ASSERT_EQ(collection_.state(), right ? CodCollection::REMITTED : CodCollection::DIFFERS);
    }
  }
}

}  // namespace
}  // namespace shopdesk::logistics::domain
