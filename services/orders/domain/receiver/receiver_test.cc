#include "services/orders/domain/receiver/receiver.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/pricing/top_up.h"
#include "services/orders/domain/receiver/block.h"
#include "services/orders/domain/receiver/postal_code.h"
#include "services/orders/domain/trade/holds.h"
#include "services/orders/domain/trade/remark.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::IsOkAndHolds;
using shopdesk::testing::ParseText;
using shopdesk::testing::StatusIs;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(PhoneTest, ExtensionsAsTheyAreWrittenInChina) {
  for (const char* written : {"13812345678-1234", "13812345678转1234", "138 1234 5678 轉 1234",
                              "+86 13812345678 分机1234", "+8613812345678-1234"}) {
    EXPECT_THAT(NormalizePhone(written, "CN", "phone"), IsOkAndHolds("+8613812345678;ext=1234"))
        << written;
  }
  EXPECT_THAT(NormalizePhone("138-1234-5678", "CN", "phone"), IsOkAndHolds("+8613812345678"));
  EXPECT_THAT(NormalizePhone("0571-8888 6666", "CN", "phone"), IsOkAndHolds("+8657188886666"));
  EXPECT_THAT(NormalizePhone("13812345678转", "CN", "phone"),
              ::testing::AnyOf(StatusIs(absl::StatusCode::kInvalidArgument),
                               IsOkAndHolds("+8613812345678")));
}

TEST(PostalCodeTest, IsToldByTheDistrict) {
  EXPECT_EQ(PostalCodeOf("上海市", "黄浦区"), "200001");
  EXPECT_EQ(PostalCodeOf(" 宁波市 ", "海曙区"), "315000");
  EXPECT_EQ(PostalCodeOf("湛江市", ""), "524000");
  EXPECT_EQ(PostalCodeOf("上海市", "nowhere"), "");
  EXPECT_EQ(PostalCodeOf("", ""), "");
}

TEST(PostalCodeTest, IsFilledInForChinaWhereItIsMissing) {
  const auto checked = [](const char* address) {
    type::v1::Receiver receiver;
    receiver.set_phone("13812345678");
    *receiver.mutable_address() = ParseText<type::v1::PostalAddress>(address);
    Violations violations;
    CheckReceiver(receiver, "receiver", violations);
    return receiver.address().postal_code();
  };
  EXPECT_EQ(checked("region_code: 'CN' locality: '上海市' district: '黄浦区'"), "200001");
  EXPECT_EQ(
      checked("region_code: 'CN' locality: '上海市' district: '黄浦区' postal_code: '200002'"),
      "200002");
  EXPECT_EQ(checked("region_code: 'TW' locality: '上海市' district: '黄浦区'"), "");
}

TEST(DeliveryProblemTest, NamesWhatIsMissing) {
  Order order;
  type::v1::PostalAddress& address = *order.mutable_receiver()->mutable_address();
  address.set_region_code("CN");
  EXPECT_EQ(DeliveryProblem(order, kNow), "the address has no street");
  address.set_street("文三**");
  EXPECT_EQ(DeliveryProblem(order, kNow), "the address has no town");
  address.set_locality("杭州市");
  EXPECT_EQ(DeliveryProblem(order, kNow), "the address has no province");
  address.set_administrative_area("33");
  EXPECT_EQ(DeliveryProblem(order, kNow), "");
  *order.mutable_phone_expire_time() = ToProto(kNow);
  EXPECT_EQ(DeliveryProblem(order, kNow), "the receiver's virtual number has expired");
  EXPECT_EQ(DeliveryProblem(order, kNow - absl::Seconds(1)), "");
}

TEST(HoldTest, OneOfAKind) {
  Order order = PlacedOrder(ESCROW);
  AddHold(order, Hold::RISK, "a", {"lead"}, At());
  AddHold(order, Hold::RISK, "b", {"owner"}, At());
  AddHold(order, Hold::MANUAL, "c", {"packing"}, At());
  ASSERT_THAT(order.holds(), SizeIs(2));
  EXPECT_EQ(FindHold(order, Hold::RISK)->reason(), "a");
  EXPECT_THAT(LiftHold(order, Hold::RISK, "owner"), HasReason("LIFT_NOT_ALLOWED"));
  EXPECT_THAT(LiftHold(order, Hold::RISK, "lead"), IsOk());
  EXPECT_EQ(FindHold(order, Hold::RISK), nullptr);
  EXPECT_THAT(LiftHold(order, Hold::RISK, "lead"), HasReason("NOT_HELD"));
  DropHold(order, Hold::MANUAL);
  EXPECT_THAT(order.holds(), IsEmpty());
}

TEST(RemarkTest, NumbersAndSeesThemInTheirOrder) {
  Order order = PlacedOrder(ESCROW);
  Remark first;
  ASSERT_THAT(NoteRemark(order, first, At()), IsOk());
  EXPECT_EQ(first.name(), "shops/s/orders/o/remarks/1");
  EXPECT_EQ(first.flag(), Remark::RED);
  EXPECT_THAT(CheckRemarks(order, 0), HasReason("RED_REMARK"));
  EXPECT_THAT(CheckRemarks(order, 1), IsOk());
  Remark green;
  green.set_flag(Remark::GREEN);
  ASSERT_THAT(NoteRemark(order, green, At()), IsOk());
  EXPECT_THAT(AcknowledgeRemark(order, green), HasReason("WRONG_STATE"));
  // Seeing what isn't there yet doesn't see it in advance.
  SeeRemark(order, 100);
  EXPECT_FALSE(HasUnseenRemark(order));
  Remark third;
  ASSERT_THAT(NoteRemark(order, third, At()), IsOk());
  EXPECT_TRUE(HasUnseenRemark(order));
  ASSERT_THAT(AcknowledgeRemark(order, third), IsOk());
  EXPECT_FALSE(HasUnseenRemark(order));
  order.set_remark_count(1000);
  EXPECT_THAT(NoteRemark(order, third, At()), HasReason("TOO_MANY_REMARKS"));
}

TEST(BlockTest, OneAddressHoweverItIsWritten) {
  type::v1::PostalAddress address;
  address.set_region_code("CN");
  address.set_locality("杭州市");
  address.set_street("文三路 1 号，A座");
  const std::string value = AddressIndexValue(address);
  address.set_street("文三路１号 a 座。");
  EXPECT_EQ(AddressIndexValue(address), value);
  address.set_street("文三路 2 号 A座");
  EXPECT_NE(AddressIndexValue(address), value);
  // A part doesn't run into the next.
  address.set_street("路");
  address.set_district("文三");
  type::v1::PostalAddress other = address;
  other.set_street("三路");
  other.set_district("文");
  EXPECT_NE(AddressIndexValue(address), AddressIndexValue(other));
}

TEST(BlockTest, AnEntryNamesOneThing) {
  BlockEntry entry;
  EXPECT_THAT(BlockKeyOf(entry, "CN"), StatusIs(absl::StatusCode::kInvalidArgument));
  entry.set_phone("138 1234 5678");
  EXPECT_THAT(BlockKeyOf(entry, "CN"), IsOkAndHolds("phone:+8613812345678"));
  entry.set_buyer("b");
  EXPECT_THAT(BlockKeyOf(entry, "CN"), StatusIs(absl::StatusCode::kInvalidArgument));
  entry.clear_phone();
  EXPECT_THAT(BlockKeyOf(entry, "CN"), IsOkAndHolds("buyer:b"));
}

class TopUpTest : public ::testing::Test {
 protected:
  TopUpTest() : policy_(ShopPolicy()), order_(PlacedOrder(ESCROW, {{"a", 1, 1000}}, 800)) {
    EXPECT_THAT(AcceptPayment(order_, policy_, "t", At(), ledger_), IsOk());
  }
  absl::Status Price(int64_t freight, const std::string& reason = "") {
    return Reprice(order_, policy_, freight, reason, At(), ledger_);
  }

  Policy policy_;
  Order order_;
  std::vector<LedgerEntry> ledger_;
};

TEST_F(TopUpTest, PaidThenDearerAgainAsksTheRestOnly) {
  ASSERT_THAT(Price(1000), IsOk());
  EXPECT_TRUE(IsTopUp(order_, MakeMoney("CNY", 200)));
  EXPECT_FALSE(IsTopUp(order_, MakeMoney("CNY", 201)));
  EXPECT_FALSE(IsTopUp(order_, MakeMoney("USD", 200)));
  PayTopUp(order_, "t2", At(), ledger_);
  EXPECT_EQ(order_.payment().held_minor(), 2000);
  EXPECT_EQ(order_.total().minor(), 2000);
  EXPECT_EQ(ledger_.back().freight_minor(), 200);
  ASSERT_THAT(Price(1300), IsOk());
  EXPECT_EQ(order_.top_up().amount().minor(), 300);
  EXPECT_EQ(order_.holds_size(), 1);
  ASSERT_THAT(Price(1000), IsOk());
  EXPECT_EQ(order_.top_up().state(), TopUp::CANCELLED);
  EXPECT_EQ(order_.holds_size(), 0);
  EXPECT_THAT(WaiveTopUp(order_, "r", At()), HasReason("WRONG_STATE"));
}

TEST_F(TopUpTest, WhatWasRefundedIsNotCountedAsPaid) {
  ASSERT_THAT(Price(300), IsOk());
  EXPECT_EQ(order_.payment().refunded_minor(), 500);
  ASSERT_THAT(Price(700), IsOk());
  EXPECT_EQ(order_.top_up().amount().minor(), 400);
  PayTopUp(order_, "t2", At(), ledger_);
  // Goods 10.00 and freight 7.00.
  EXPECT_EQ(order_.payment().held_minor(), 1700);
  ASSERT_THAT(Release(order_, At(), ledger_), IsOk());
  EXPECT_EQ(ledger_.back().goods_minor(), 1000);
  EXPECT_EQ(ledger_.back().freight_minor(), 700);
}

TEST_F(TopUpTest, FreightDoesNotFallBelowWhatCameByBank) {
  order_ = PlacedOrder(BANK_TRANSFER, {{"a", 1, 1000}}, 800);
  order_.mutable_payment()->set_state(PARTLY_PAID);
  order_.mutable_payment()->set_paid_minor(1300);
  EXPECT_THAT(Price(300), HasReason("FREIGHT_CHANGED"));
  ASSERT_THAT(Price(301), IsOk());
  EXPECT_EQ(order_.payment().due().minor(), 1301);
}

TEST_F(TopUpTest, TheTradesEndCancelsIt) {
  ASSERT_THAT(Price(1000), IsOk());
  End(order_);
  EXPECT_EQ(order_.top_up().state(), TopUp::CANCELLED);
}

TEST_F(TopUpTest, NothingIsPricedAgainOnceAPartIsShipped) {
  order_.add_parcels();
  ASSERT_THAT(Price(5000), IsOk());
  EXPECT_FALSE(order_.has_top_up());
}

}  // namespace
}  // namespace shopdesk::orders::domain
