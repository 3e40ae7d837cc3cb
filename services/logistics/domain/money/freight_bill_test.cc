#include "services/logistics/domain/money/freight_bill.h"

#include <random>
#include <vector>

#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/logistics/domain/desk/policy.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using v1::FreightBill;
using v1::FreightLine;

const absl::Time kBillNow = absl::FromUnixSeconds(1'900'000'000);

// Its freight is 17.00, 5.00 of it for collecting.
v1::Shipment ShipmentToBill() {
  return ParseText<v1::Shipment>(R"pb(
    name: "shops/1/shipments/a"
    order: "shops/1/orders/o"
    carrier_id: "road"
    status: IN_TRANSIT
    parcels { weight_grams: 600 }
    parcels { weight_grams: 400 }
    freight { currency_code: "CNY" minor: 1700 }
    collection_fee { currency_code: "CNY" minor: 500 }
  )pb");
}

class FreightBillTest : public ::testing::Test {
 protected:
  FreightLine::Match Add(int64_t amount, int64_t grams = 0, absl::Time time = kBillNow) {
    FreightLine line;
    line.mutable_amount()->set_minor(amount);
    line.set_billed_grams(grams);
    *line.mutable_bill_time() = ToProto(time);
    EXPECT_OK(AddFreightLine(kBillNow, line, bill_));
    EXPECT_EQ(line.freight_bill(), bill_.name());
    return line.match();
  }
  static FreightBill MakeBill(const char* terms = "",
                              const std::vector<v1::Intercept>& intercepts = {}) {
    return MakeFreightBill(ShipmentToBill(), ParseText<v1::ShippingTerms>(terms), intercepts,
                           "shops/1/freightBills/a", kBillNow);
  }

  const v1::Policy policy_ = DefaultPolicy("shops/1/policy");
  FreightBill bill_ = MakeBill();
};

TEST_F(FreightBillTest, WhatTheShopIsToPayIsExpected) {
  EXPECT_EQ(bill_.expected().minor(), 1200) << "the fee is kept of what is collected";
  EXPECT_EQ(bill_.expected().currency_code(), "CNY");
  EXPECT_EQ(bill_.sent_grams(), 1000);
  EXPECT_EQ(MakeBill("receiver_freight { minor: 300 }").expected().minor(), 900);
  EXPECT_EQ(MakeBill("receiver_freight { minor: 1700 }").expected().minor(), 0);
  // It went elsewhere since, for more.
  EXPECT_EQ(MakeBill("freight_payer: RECEIVER receiver_freight { minor: 900 }").expected().minor(),
            0);
}

TEST_F(FreightBillTest, WhatAnInterceptCostTheShopIsExpected) {
  const std::vector<v1::Intercept> intercepts = {
      ParseText<v1::Intercept>("state: DONE payer: SHOP fee { minor: 300 }"),
      ParseText<v1::Intercept>("state: DONE payer: SHOP no_fee_data: true"),
      ParseText<v1::Intercept>("state: DONE payer: SHOP fee { minor: 50 }"),
      ParseText<v1::Intercept>("state: DONE payer: BUYER fee { minor: 7000 }"),
      ParseText<v1::Intercept>("state: FAILED payer: SHOP fee { minor: 7000 }")};
  EXPECT_EQ(MakeBill("", intercepts).expected().minor(), 1550);
  EXPECT_EQ(MakeBill("freight_payer: RECEIVER", intercepts).expected().minor(), 350);
}

TEST_F(FreightBillTest, IsRightDiffersOrCountsTwice) {
  EXPECT_EQ(Add(1200), FreightLine::MATCHED);
  EXPECT_EQ(bill_.state(), FreightBill::MATCHED);
  EXPECT_EQ(Add(1200), FreightLine::TWICE);
  EXPECT_EQ(bill_.state(), FreightBill::DIFFERS);
  EXPECT_EQ(Add(-1200), FreightLine::MATCHED);
  EXPECT_EQ(Add(-100), FreightLine::DIFFERS);
  EXPECT_EQ(Add(100), FreightLine::MATCHED);
  EXPECT_EQ(bill_.line_count(), 5);
}

TEST_F(FreightBillTest, OfAHeavierParcelTheWeightExplainsIt) {
  EXPECT_EQ(Add(1500, 2000, kBillNow + absl::Hours(2)), FreightLine::DIFFERS);
  EXPECT_EQ(Add(-300, 1000, kBillNow), FreightLine::MATCHED);
  EXPECT_EQ(bill_.billed_grams(), 2000);
  EXPECT_EQ(FromProto(bill_.bill_time()), kBillNow + absl::Hours(2));
}

TEST_F(FreightBillTest, IsSettledUntilMoreIsBilled) {
  EXPECT_EQ(Add(1500), FreightLine::DIFFERS);
  ASSERT_OK(SettleBill("it was wet", kBillNow, bill_));
  EXPECT_EQ(bill_.state(), FreightBill::SETTLED);
  EXPECT_EQ(bill_.reason(), "it was wet");
  EXPECT_THAT(SettleBill("again", kBillNow, bill_), HasReason("WRONG_STATE"));
  EXPECT_EQ(Add(1500), FreightLine::TWICE);
  EXPECT_EQ(Add(-1800), FreightLine::MATCHED);
}

TEST_F(FreightBillTest, ALineAndItsCorrectionLeaveItSettled) {
  Add(1300);
  ASSERT_OK(SettleBill("it was wet", kBillNow, bill_));
  EXPECT_EQ(Add(100), FreightLine::TWICE);
  EXPECT_EQ(bill_.state(), FreightBill::DIFFERS);
  EXPECT_EQ(Add(-100), FreightLine::MATCHED);
  EXPECT_EQ(bill_.state(), FreightBill::SETTLED);
  EXPECT_EQ(Add(0), FreightLine::MATCHED);
  EXPECT_EQ(bill_.state(), FreightBill::SETTLED);
  // What was expected is right as before, and what was settled still is.
  EXPECT_EQ(Add(-100), FreightLine::MATCHED);
  EXPECT_EQ(bill_.state(), FreightBill::MATCHED);
  EXPECT_EQ(Add(100), FreightLine::MATCHED);
  EXPECT_EQ(bill_.state(), FreightBill::SETTLED);
  // It is as it was settled last.
  Add(500);
  ASSERT_OK(SettleBill("and cold", kBillNow, bill_));
  EXPECT_EQ(Add(-500), FreightLine::DIFFERS);
  EXPECT_EQ(Add(500), FreightLine::MATCHED);
  EXPECT_EQ(bill_.state(), FreightBill::SETTLED);
}

TEST_F(FreightBillTest, FreightIsOwedForWhatGoesToABuyer) {
  const auto owes = [&](const char* more) {
    v1::Shipment shipment = ShipmentToBill();
    shipment.MergeFrom(ParseText<v1::Shipment>(more));
    return OwesFreight(shipment, policy_);
  };
  EXPECT_TRUE(owes(""));
  EXPECT_TRUE(owes("status: PENDING"));
  EXPECT_FALSE(owes("status: CANCELLED"));
  EXPECT_FALSE(owes("refund: 'shops/1/orders/o/refunds/r'"));
  EXPECT_FALSE(owes("freight { currency_code: 'GBP' }"));
  v1::Shipment unknown = ShipmentToBill();
  unknown.clear_freight();
  EXPECT_FALSE(OwesFreight(unknown, policy_));
}

TEST_F(FreightBillTest, ABillIsAwaitedOfWhatTheCarrierHasHad) {
  const auto awaits = [&](const char* more) {
    v1::Shipment shipment = ShipmentToBill();
    shipment.MergeFrom(ParseText<v1::Shipment>(more));
    return AwaitsFreightBill(shipment, {}, policy_);
  };
  EXPECT_TRUE(awaits("status: RETURNED"));
  EXPECT_FALSE(awaits("status: PENDING"));
  EXPECT_FALSE(awaits("status: INFO_RECEIVED"));
  EXPECT_FALSE(awaits("status: EXPIRED underlying_status: PENDING"));
  EXPECT_TRUE(awaits("status: EXPIRED underlying_status: IN_TRANSIT"));
  const auto receiver_pays = [&](int64_t minor) {
    v1::ShippingTerms terms;
    terms.mutable_receiver_freight()->set_minor(minor);
    return !AwaitsFreightBill(ShipmentToBill(), terms, policy_);
  };
  EXPECT_FALSE(receiver_pays(300));
  EXPECT_TRUE(receiver_pays(1700));
}

TEST_F(FreightBillTest, RowsAreInTheShopsCurrency) {
  const auto check = [&](const char* row) {
    return CheckFreightRow(ParseText<v1::FreightRow>(row), policy_);
  };
  EXPECT_OK(check("waybill_number: '1' amount { currency_code: 'CNY' minor: -1 }"));
  EXPECT_THAT(check("waybill_number: '1' amount { currency_code: 'GBP' }"),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(check("waybill_number: ' ' amount { currency_code: 'CNY' }"),
              HasReason("INVALID_ARGUMENT"));
}

// In whichever order its lines come: MATCHED is exactly what is right.
TEST_F(FreightBillTest, AnyHistoryIsRightExactlyIfItsSumIs) {
  std::mt19937 random(16);  // NOLINT(bugprone-random-generator-seed): the same each time.
  for (int history = 0; history < 500; ++history) {
    bill_ = MakeBill();
    int64_t billed = 0;
    for (int i = 0; i < 6; ++i) {
      const int64_t next = (static_cast<int64_t>(random() % 5) - 1) * 400;
      billed += next;
      ASSERT_EQ(Add(next) == FreightLine::MATCHED, billed == 1200);
      ASSERT_EQ(bill_.state(), billed == 1200 ? FreightBill::MATCHED : FreightBill::DIFFERS);
    }
  }
}

}  // namespace
}  // namespace shopdesk::logistics::domain
