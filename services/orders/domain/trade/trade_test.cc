#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/desk/describe.h"
#include "services/orders/domain/packing/parcels.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/testing/test_orders.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using logistics::v1::Shipment;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::StatusIs;
using ::testing::HasSubstr;

constexpr char kShipment[] = "shops/s/shipments/1";

Order PaidOrder(int64_t freight = 0) {
  Order order = PlacedOrder(ESCROW, {{"a", 2, 500}, {"b", 1, 300}}, freight);
  std::vector<LedgerEntry> ledger;
  EXPECT_THAT(AcceptPayment(order, ShopPolicy(), "t1", At(), ledger), IsOk());
  EXPECT_THAT(Verify(order, kConfirm, type::v1::IM, At()), IsOk());
  return order;
}

Shipment MakeShipment(absl::string_view name, logistics::v1::Mode mode,
                      logistics::v1::TrackingStatus status = logistics::v1::PENDING) {
  Shipment shipment;
  shipment.set_name(std::string(name));
  shipment.set_carrier_id("sf");
  shipment.set_mode(mode);
  shipment.set_waybill_number("W1");
  shipment.set_status(status);
  return shipment;
}

// Intends and ships these lines; everything if none are given.
void Ship(Order& order, const std::vector<std::pair<int, int64_t>>& lines, const Moment& moment,
          absl::string_view name = kShipment,
          logistics::v1::Mode mode = logistics::v1::COURIER_ROAD) {
  ShipRequest request;
  request.shipment = std::string(name);
  for (const auto& [line, quantity] : lines) {
    LineQuantity& part = *request.lines.Add();
    part.set_line(line);
    part.set_quantity(quantity);
  }
  ASSERT_THAT(IntendParcel(order, ShopPolicy(), request, moment), IsOk());
  const auto shipped = ShipParcel(order, ShopPolicy(), MakeShipment(name, mode), moment);
  ASSERT_THAT(shipped, IsOk());
  EXPECT_TRUE(*shipped);
}

std::string Track(Order& order, logistics::v1::TrackingStatus status, int64_t sequence,
                  const Moment& moment, std::vector<LedgerEntry>& ledger,
                  absl::string_view name = kShipment) {
  const auto type =
      ApplyTracking(order, ShopPolicy(), MakeShipment(name, logistics::v1::COURIER_ROAD, status),
                    sequence, moment, ledger);
  EXPECT_THAT(type, IsOk());
  return type.ok() ? *type : "";
}

TEST(PlacingTest, SkuGivenTwiceIsOneLine) {
  const Order order = PlacedOrder(ESCROW, {{"a", 2, 500}, {"b", 1, 300}, {"a", 3, 500}});
  ASSERT_EQ(order.lines_size(), 2);
  EXPECT_EQ(order.lines(0).quantity(), 5);
  EXPECT_EQ(order.lines(0).to_ship(), 5);
  EXPECT_EQ(order.goods_total().minor(), 2800);
  EXPECT_EQ(order.state(), WAIT_BUYER_PAY);
  EXPECT_EQ(FromProto(order.deadline_time()), kNow + absl::Hours(72));
}

TEST(PlacingTest, CodSurchargeHasBoundsAndLimit) {
  // 2 % of 1300 is less than the minimum.
  EXPECT_EQ(PlacedOrder(COD).cod_surcharge().minor(), 500);
  EXPECT_EQ(PlacedOrder(COD, {{"a", 1, 100000}}, 1000).cod_surcharge().minor(), 2020);
  const Order order = PlacedOrder(COD, {{"a", 1, 100000}}, 1000);
  EXPECT_EQ(order.total().minor(), 103020);
  EXPECT_EQ(order.state(), WAIT_COD_CONFIRM);
  Order dear = PlacedOrder(ESCROW, {{"a", 1, 199000}});
  dear.mutable_payment()->set_method(COD);
  EXPECT_THAT(SetFreight(dear, ShopPolicy(), 0), HasReason("COD_NOT_POSSIBLE"));
}

TEST(PlacingTest, CodRuleDecidesAboutConfirmation) {
  Policy policy = ShopPolicy();
  Order order = PlacedOrder(COD);
  policy.set_cod_rule(Policy::OFF);
  Open(order, policy, At());
  EXPECT_EQ(order.state(), WAIT_SELLER_SEND_GOODS);
  policy.set_cod_rule(Policy::ABOVE_AMOUNT);
  policy.set_cod_confirm_above_minor(order.total().minor());
  Open(order, policy, At());
  EXPECT_EQ(order.state(), WAIT_SELLER_SEND_GOODS);
  policy.set_cod_confirm_above_minor(order.total().minor() - 1);
  Open(order, policy, At());
  EXPECT_EQ(order.state(), WAIT_COD_CONFIRM);
}

TEST(PlacingTest, NoOffersSayWhy) {
  logistics::v1::QuoteResponse quote;
  EXPECT_THAT(ChooseFreight(PlacedOrder(ESCROW), quote), HasReason("NO_DELIVERY"));
  quote.add_refusals()->set_reason("NO_COD");
  EXPECT_THAT(ChooseFreight(PlacedOrder(COD), quote), HasReason("COD_NOT_POSSIBLE"));
  quote.add_offers()->mutable_total()->set_minor(1200);
  EXPECT_THAT(ChooseFreight(PlacedOrder(COD), quote), ::shopdesk::testing::IsOkAndHolds(1200));
}

TEST(PaymentTest, AmountAndPayeeAreChecked) {
  const Order order = PlacedOrder(ESCROW);
  Policy policy = ShopPolicy();
  EXPECT_THAT(JudgePayment(order, policy, MakeMoney("CNY", 1299), ""),
              HasReason("AMOUNT_MISMATCH"));
  EXPECT_THAT(JudgePayment(order, policy, MakeMoney("USD", 1300), ""),
              HasReason("AMOUNT_MISMATCH"));
  policy.set_payee_account("shop@bank");
  EXPECT_THAT(JudgePayment(order, policy, MakeMoney("CNY", 1300), "other"),
              HasReason("PAYEE_MISMATCH"));
  EXPECT_THAT(JudgePayment(order, policy, MakeMoney("CNY", 1300), "shop@bank"), IsOk());
  EXPECT_THAT(JudgePayment(PlacedOrder(COD), policy, MakeMoney("CNY", 1800), ""),
              HasReason("WRONG_STATE"));
}

TEST(PaymentTest, LedgerTellsGoodsFromFreight) {
  Order order = PlacedOrder(ESCROW, {{"a", 2, 500}}, 700);
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(AcceptPayment(order, ShopPolicy(), "t1", At(), ledger), IsOk());
  ASSERT_EQ(ledger.size(), 1u);
  EXPECT_EQ(ledger[0].goods_minor(), 1000);
  EXPECT_EQ(ledger[0].freight_minor(), 700);
  EXPECT_EQ(ledger[0].units(), 2);
  EXPECT_EQ(order.payment().held_minor(), 1700);
}

TEST(PaymentTest, TooYoungToClose) {
  Order order = PlacedOrder(ESCROW);
  const absl::Status early =
      CloseUnpaid(order, kClose, BUYER_CHANGED_MIND, ShopPolicy(), At(absl::Milliseconds(9500)));
  EXPECT_THAT(early, HasReason("TOO_YOUNG"));
  EXPECT_EQ(ErrorMetadataOf(early, "seconds_left"), "1");
  order = PlacedOrder(ESCROW);
  ASSERT_THAT(CloseUnpaid(order, kClose, BUYER_CHANGED_MIND, ShopPolicy(), At(absl::Seconds(10))),
              IsOk());
  EXPECT_EQ(order.state(), TRADE_CLOSED_UNPAID);
  EXPECT_EQ(order.payment().state(), CANCELLED);
  EXPECT_FALSE(order.has_deadline_time());
}

TEST(PaymentTest, CodSurchargeMustBeTold) {
  Order order = PlacedOrder(COD);
  EXPECT_THAT(ConfirmCod(order, ShopPolicy(), MakeMoney("CNY", 400), At()),
              HasReason("SURCHARGE_MISMATCH"));
}

TEST(ShippingTest, GateNeedsAVerifiedReceiver) {
  Order order = PlacedOrder(ESCROW);
  std::vector<LedgerEntry> ledger;
  EXPECT_THAT(CheckGate(order, ShopPolicy(), At()), HasReason("WRONG_STATE"));
  ASSERT_THAT(AcceptPayment(order, ShopPolicy(), "t", At(), ledger), IsOk());
  EXPECT_THAT(CheckGate(order, ShopPolicy(), At()), HasReason("RECEIVER_NOT_VERIFIED"));
  Policy easy = ShopPolicy();
  easy.set_require_verified_receiver(false);
  EXPECT_THAT(CheckGate(order, easy, At()), IsOk());
  ASSERT_THAT(Verify(order, kUnreachable, type::v1::PHONE, At()), IsOk());
  EXPECT_THAT(CheckGate(order, ShopPolicy(), At(absl::Hours(45))),
              HasReason("RECEIVER_NOT_VERIFIED"));
  EXPECT_THAT(CheckGate(order, ShopPolicy(), At(absl::Hours(46))), IsOk());
  HoldOutOfStock(order, ShopPolicy(), At());
  EXPECT_THAT(CheckGate(order, ShopPolicy(), At()), HasReason("ON_HOLD"));
}

TEST(ShippingTest, QuantitiesAndLocks) {
  Order order = PaidOrder();
  ShipRequest request;
  request.shipment = kShipment;
  LineQuantity& part = *request.lines.Add();
  part.set_line(1);
  part.set_quantity(3);
  EXPECT_THAT(IntendParcel(order, ShopPolicy(), request, At()), HasReason("QUANTITY_EXCEEDED"));
  part.set_quantity(2);
  LineQuantity lock;
  lock.set_line(1);
  lock.set_quantity(1);
  ASSERT_THAT(OpenRefundOn(order, {&lock, 1}, At()), IsOk());
  EXPECT_THAT(IntendParcel(order, ShopPolicy(), request, At()), HasReason("LINES_LOCKED"));
  request.lines.Clear();
  EXPECT_THAT(IntendParcel(order, ShopPolicy(), request, At()), HasReason("LINES_LOCKED"));
  ASSERT_THAT(CloseRefundOn(order, {&lock, 1}, At()), IsOk());
  ASSERT_THAT(IntendParcel(order, ShopPolicy(), request, At()), IsOk());
  // What is intended can't be intended again, nor locked.
  request.shipment = "shops/s/shipments/2";
  EXPECT_THAT(IntendParcel(order, ShopPolicy(), request, At()), HasReason("QUANTITY_EXCEEDED"));
  EXPECT_THAT(OpenRefundOn(order, {&lock, 1}, At()), HasReason("QUANTITY_EXCEEDED"));
  DropIntent(order, kShipment);
  EXPECT_TRUE(order.parcels().empty());
}

TEST(ShippingTest, PartThenRestStartsTheReceiptTimer) {
  Order order = PaidOrder();
  Ship(order, {{1, 1}}, At(absl::Hours(1)));
  EXPECT_EQ(order.state(), SELLER_CONSIGNED_PART);
  EXPECT_EQ(order.deadline_event(), kShipBy);
  Ship(order, {}, At(absl::Hours(2)), "shops/s/shipments/2", logistics::v1::SURFACE_MAIL);
  EXPECT_EQ(order.state(), WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(order.lines(0).shipped(), 2);
  // By the mode of the last parcel.
  EXPECT_EQ(FromProto(order.deadline_time()), kNow + absl::Hours(2 + 24 * 30));
}

TEST(ShippingTest, ShipParcelTwiceChangesNothing) {
  Order order = PaidOrder();
  Ship(order, {}, At());
  const Order before = order;
  const auto again =
      ShipParcel(order, ShopPolicy(), MakeShipment(kShipment, logistics::v1::COURIER_ROAD), At());
  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(*again);
  EXPECT_THAT(order, ::shopdesk::testing::EqualsProto(before));
}

TEST(ShippingTest, ParcelsAreEvenAndUnknownWeightsCount) {
  EXPECT_THAT(PackParcels({{0, 2}, {300, 1}}), ::testing::ElementsAre(1300));
  EXPECT_THAT(PackParcels({{30001, 1}}), ::testing::ElementsAre(15001, 15000));
  const auto many = PackParcels({{1000000, 1000}});
  EXPECT_EQ(many.size(), 100u);
  EXPECT_EQ(many[0], 10000000);
}

TEST(ReceiptTest, PausesForRefundsAndTrouble) {
  Order order = PaidOrder();
  Ship(order, {}, At());
  std::vector<LedgerEntry> ledger;
  EXPECT_EQ(Track(order, logistics::v1::EXCEPTION, 5, At(absl::Hours(24)), ledger),
            "order.parcel_troubled");
  EXPECT_FALSE(order.has_deadline_time());
  EXPECT_EQ(order.paused_seconds_left(), 9 * 86400);
  // A refund opens meanwhile: the parcel's recovery alone doesn't start the clock.
  ASSERT_THAT(OpenRefundOn(order, {}, At(absl::Hours(30))), IsOk());
  EXPECT_EQ(Track(order, logistics::v1::IN_TRANSIT, 6, At(absl::Hours(48)), ledger),
            "order.parcel_recovered");
  EXPECT_FALSE(order.has_deadline_time());
  ASSERT_THAT(CloseRefundOn(order, {}, At(absl::Hours(72))), IsOk());
  EXPECT_EQ(FromProto(order.deadline_time()), kNow + absl::Hours(72 + 9 * 24));
  EXPECT_EQ(order.paused_seconds_left(), 0);
}

TEST(ReceiptTest, TrackingIsAppliedOnceAndInOrder) {
  Order order = PaidOrder();
  Ship(order, {}, At());
  std::vector<LedgerEntry> ledger;
  EXPECT_EQ(Track(order, logistics::v1::DELIVERED, 7, At(absl::Hours(1)), ledger),
            "order.delivered");
  EXPECT_EQ(order.lines(0).delivered(), 2);
  EXPECT_EQ(Track(order, logistics::v1::DELIVERED, 8, At(absl::Hours(2)), ledger), "");
  EXPECT_EQ(Track(order, logistics::v1::IN_TRANSIT, 6, At(absl::Hours(2)), ledger), "");
  EXPECT_EQ(order.lines(0).delivered(), 2);
  // Signed but not received: a recorded correction of logistics.
  EXPECT_EQ(Track(order, logistics::v1::EXCEPTION, 9, At(absl::Hours(3)), ledger),
            "order.parcel_troubled");
  EXPECT_EQ(order.lines(0).delivered(), 0);
  EXPECT_EQ(order.lines(0).shipped(), 2);
}

TEST(ReceiptTest, ExtendedOnceByTheGivenDays) {
  Order order = PaidOrder();
  EXPECT_THAT(ExtendReceipt(order, 3, At()), HasReason("WRONG_STATE"));
  Ship(order, {}, At());
  EXPECT_THAT(ExtendReceipt(order, 4, At()), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_THAT(ExtendReceipt(order, 7, At()), IsOk());
  EXPECT_EQ(FromProto(order.deadline_time()), kNow + absl::Hours(24 * 17));
  EXPECT_THAT(ExtendReceipt(order, 3, At()), HasReason("ALREADY_EXTENDED"));
}

TEST(ReceiptTest, FinishReleasesOnceAndMarksReceived) {
  Order order = PaidOrder(700);
  Ship(order, {}, At());
  std::vector<LedgerEntry> ledger;
  Order open = order;
  ASSERT_THAT(OpenRefundOn(open, {}, At()), IsOk());
  EXPECT_THAT(Finish(open, kConfirmReceipt, At(), ledger), HasReason("REFUND_OPEN"));
  EXPECT_TRUE(ledger.empty());
  ASSERT_THAT(Finish(order, kConfirmReceipt, At(), ledger), IsOk());
  ASSERT_EQ(ledger.size(), 1u);
  EXPECT_EQ(ledger[0].kind(), LedgerEntry::RELEASED);
  EXPECT_EQ(ledger[0].goods_minor(), 1300);
  EXPECT_EQ(ledger[0].freight_minor(), 700);
  EXPECT_EQ(order.payment().held_minor(), 0);
  EXPECT_EQ(order.lines(0).delivered(), 2);
  EXPECT_THAT(Finish(order, kConfirmReceipt, At(), ledger), HasReason("WRONG_STATE"));
}

TEST(CodTest, CollectedPerParcelThenSigned) {
  Order order = PlacedOrder(COD, {{"a", 2, 500}, {"b", 1, 300}}, 700);
  ASSERT_THAT(ConfirmCod(order, ShopPolicy(), order.cod_surcharge(), At()), IsOk());
  ASSERT_THAT(Verify(order, kConfirm, type::v1::PHONE, At()), IsOk());
  Ship(order, {{1, 2}}, At());
  Ship(order, {}, At(), "shops/s/shipments/2");
  EXPECT_EQ(order.state(), WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_FALSE(order.has_deadline_time());
  EXPECT_EQ(order.parcels(0).cod_amount().minor(), 1000 + 700 + 500);
  EXPECT_EQ(order.parcels(1).cod_amount().minor(), 300);
  std::vector<LedgerEntry> ledger;
  EXPECT_THAT(Finish(order, kConfirmReceipt, At(), ledger), HasReason("WRONG_STATE"));
  EXPECT_EQ(Track(order, logistics::v1::DELIVERED, 3, At(), ledger), "order.delivered");
  EXPECT_EQ(Track(order, logistics::v1::DELIVERED, 4, At(), ledger, "shops/s/shipments/2"),
            "order.signed");
  EXPECT_EQ(order.state(), TRADE_BUYER_SIGNED);
  EXPECT_EQ(order.payment().state(), COLLECTED);
  ASSERT_EQ(ledger.size(), 2u);
  EXPECT_EQ(ledger[0].goods_minor(), 1000);
  EXPECT_EQ(ledger[0].freight_minor(), 700);
  EXPECT_EQ(ledger[0].surcharge_minor(), 500);
  EXPECT_EQ(ledger[1].goods_minor(), 300);
  EXPECT_EQ(order.payment().paid_minor(), order.total().minor());
  EXPECT_THAT(RemitCod(order, MakeMoney("CNY", 1), "", At(), ledger), HasReason("AMOUNT_MISMATCH"));
}

TEST(CodTest, RefusedAtTheDoor) {
  Order order = PlacedOrder(COD);
  ASSERT_THAT(ConfirmCod(order, ShopPolicy(), order.cod_surcharge(), At()), IsOk());
  ASSERT_THAT(Verify(order, kConfirm, type::v1::PHONE, At()), IsOk());
  Ship(order, {}, At());
  std::vector<LedgerEntry> ledger;
  EXPECT_EQ(Track(order, logistics::v1::REFUSED, 3, At(), ledger), "order.parcel_troubled");
  EXPECT_EQ(Track(order, logistics::v1::RETURNED, 4, At(), ledger), "order.cod_refused");
  EXPECT_EQ(order.state(), TRADE_CLOSED_COD_REFUSED);
  EXPECT_EQ(order.payment().state(), CANCELLED);
  EXPECT_EQ(order.lines(0).returned(), 2);
  EXPECT_TRUE(ledger.empty());
}

TEST(SettlementTest, HeldMoneyIsRefundedAndTheRestReleasedOnClosing) {
  Order order = PaidOrder(700);
  std::vector<LedgerEntry> ledger;
  const std::vector<RefundedLine> lines = {{.line = 1, .amount_minor = 1000, .never_shipped = 2},
                                           {.line = 2, .amount_minor = 200, .never_shipped = 1}};
  ASSERT_THAT(ApplyRefund(order, lines, 700, "r", At(), ledger), IsOk());
  const auto closed = SettleAfterRefund(order, ShopPolicy(), At(), ledger);
  ASSERT_THAT(closed, IsOk());
  EXPECT_TRUE(*closed);
  EXPECT_EQ(order.state(), TRADE_CLOSED);
  ASSERT_EQ(ledger.size(), 2u);
  EXPECT_EQ(ledger[0].kind(), LedgerEntry::REFUNDED);
  EXPECT_EQ(ledger[0].total().minor(), 1900);
  // The seller was let keep 1.00.
  EXPECT_EQ(ledger[1].kind(), LedgerEntry::RELEASED);
  EXPECT_EQ(ledger[1].goods_minor(), 100);
  EXPECT_EQ(order.payment().held_minor(), 0);
}

TEST(SettlementTest, ReleasedMoneyIsTakenBackAndTheTradeStaysFinished) {
  Order order = PaidOrder();
  Ship(order, {}, At());
  std::vector<LedgerEntry> ledger;
  ASSERT_THAT(Finish(order, kAutoConfirm, At(), ledger), IsOk());
  ledger.clear();
  const std::vector<RefundedLine> lines = {{.line = 1, .amount_minor = 500, .came_back = 1}};
  ASSERT_THAT(ApplyRefund(order, lines, 0, "r", At(), ledger), IsOk());
  const auto closed = SettleAfterRefund(order, ShopPolicy(), At(), ledger);
  ASSERT_THAT(closed, IsOk());
  EXPECT_FALSE(*closed);
  EXPECT_EQ(order.state(), TRADE_FINISHED);
  ASSERT_EQ(ledger.size(), 1u);
  EXPECT_EQ(ledger[0].kind(), LedgerEntry::TAKEN_BACK);
  EXPECT_EQ(ledger[0].units(), 1);
  EXPECT_EQ(order.payment().released_minor(), 800);
  EXPECT_EQ(order.payment().state(), PARTLY_REFUNDED);
  EXPECT_EQ(order.lines(0).returned(), 1);
}

TEST(SettlementTest, NeverMoreThanPaidOrLeft) {
  Order order = PaidOrder();
  std::vector<LedgerEntry> ledger;
  const auto apply = [&](RefundedLine line, int64_t freight) {
    Order trial = order;
    return ApplyRefund(trial, {&line, 1}, freight, "r", At(), ledger);
  };
  EXPECT_THAT(apply({.line = 1, .amount_minor = 1001}, 0), HasReason("AMOUNT_EXCEEDED"));
  EXPECT_THAT(apply({.line = 1, .amount_minor = 1000}, 1), HasReason("AMOUNT_EXCEEDED"));
  EXPECT_THAT(apply({.line = 1, .never_shipped = 3}, 0), HasReason("QUANTITY_EXCEEDED"));
  EXPECT_THAT(apply({.line = 1, .came_back = 1}, 0), HasReason("QUANTITY_EXCEEDED"));
  EXPECT_THAT(apply({.line = 9}, 0), StatusIs(absl::StatusCode::kInvalidArgument));
  Order unpaid = PlacedOrder(ESCROW);
  EXPECT_THAT(ApplyRefund(unpaid, {}, 0, "r", At(), ledger), HasReason("WRONG_STATE"));
}

TEST(SettlementTest, RestRefundedLeavesOnlyShippedGoods) {
  Order order = PaidOrder();
  Ship(order, {{1, 2}}, At(absl::Hours(1)));
  std::vector<LedgerEntry> ledger;
  const std::vector<RefundedLine> lines = {{.line = 2, .amount_minor = 300, .never_shipped = 1}};
  ASSERT_THAT(ApplyRefund(order, lines, 0, "r", At(absl::Hours(5)), ledger), IsOk());
  ASSERT_THAT(SettleAfterRefund(order, ShopPolicy(), At(absl::Hours(5)), ledger), IsOk());
  EXPECT_EQ(order.state(), WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(FromProto(order.deadline_time()), kNow + absl::Hours(1 + 240));
}

TEST(SettlementTest, CodBeforeShippingOwesLess) {
  Order order = PlacedOrder(COD);
  ASSERT_THAT(ConfirmCod(order, ShopPolicy(), order.cod_surcharge(), At()), IsOk());
  std::vector<LedgerEntry> ledger;
  std::vector<RefundedLine> lines = {{.line = 1, .amount_minor = 1000, .never_shipped = 2}};
  ASSERT_THAT(ApplyRefund(order, lines, 0, "r", At(), ledger), IsOk());
  EXPECT_TRUE(ledger.empty());
  EXPECT_EQ(order.payment().due().minor(), 800);
  lines = {{.line = 2, .amount_minor = 300, .never_shipped = 1}};
  ASSERT_THAT(ApplyRefund(order, lines, 0, "r", At(), ledger), IsOk());
  ASSERT_THAT(SettleAfterRefund(order, ShopPolicy(), At(), ledger), IsOk());
  EXPECT_EQ(order.state(), TRADE_CLOSED);
  EXPECT_EQ(order.payment().state(), CANCELLED);
  EXPECT_EQ(order.payment().due().minor(), 0);
  EXPECT_TRUE(ledger.empty());
}

TEST(ReceiverTest, PhonesAreReadForTheCountry) {
  EXPECT_THAT(NormalizePhone("138 1234 5678", "CN", "phone"),
              ::shopdesk::testing::IsOkAndHolds("+8613812345678"));
  EXPECT_THAT(NormalizePhone("020 7946 0018 x5", "GB", "phone"),
              ::shopdesk::testing::IsOkAndHolds("+442079460018;ext=5"));
  EXPECT_THAT(NormalizePhone("12", "CN", "phone"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(NormalizePhone("13812345678", "GB", "phone"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(PhoneIndexValue("+442079460018;ext=5"), "+442079460018");
}

TEST(ReceiverTest, ChinesePostalCodesHaveSixDigits) {
  type::v1::Receiver receiver;
  receiver.set_phone("13812345678");
  receiver.mutable_address()->set_region_code("CN");
  for (const auto& [code, good] : std::vector<std::pair<std::string, bool>>{
           {"", true}, {"310000", true}, {"31000", false}, {"3100001", false}, {"31000a", false}}) {
    receiver.mutable_address()->set_postal_code(code);
    Violations violations;
    CheckReceiver(receiver, "receiver", violations);
    EXPECT_EQ(violations.empty(), good) << code;
  }
  EXPECT_EQ(receiver.phone(), "+8613812345678");
}

TEST(DescribeTest, EveryStateHasASentenceInEveryLanguage) {
  Order order = PlacedOrder(ESCROW);
  for (int number = 1; number <= OrderState_MAX; ++number) {
    order.set_state(static_cast<OrderState>(number));
    std::set<std::string> sentences;
    for (const char* language : {"zh", "en-GB", "es", "pt-BR"}) {
      const std::string sentence = Sentence(order, language);
      EXPECT_THAT(sentence, HasSubstr("o"));
      EXPECT_THAT(sentence, ::testing::Not(HasSubstr("{")));
      sentences.insert(sentence);
    }
    EXPECT_EQ(sentences.size(), 4u) << OrderState_Name(order.state());
  }
  order = PlacedOrder(ESCROW);
  EXPECT_EQ(Sentence(order, "en"),
            "Your order o is waiting for your payment of 13.00 CNY. Please pay before 2024-03-07 "
            "10:00 UTC; it is closed then.");
  EXPECT_EQ(Sentence(order, "fr"), Sentence(order, "zh"));
}

TEST(DescribeTest, ActionsFollowTheState) {
  using ::testing::Contains;
  using ::testing::Not;
  Order order = PlacedOrder(ESCROW);
  EXPECT_THAT(BuyerActions(order), Contains("RecordPayment"));
  EXPECT_THAT(SellerActions(order), Not(Contains("ShipOrder")));
  order = PaidOrder();
  EXPECT_THAT(SellerActions(order), Contains("ShipOrder"));
  HoldOutOfStock(order, ShopPolicy(), At());
  EXPECT_THAT(SellerActions(order), Not(Contains("ShipOrder")));
  order = PaidOrder();
  Ship(order, {}, At());
  EXPECT_THAT(BuyerActions(order), Contains("ConfirmReceipt"));
}

TEST(PolicyTest, RevealRules) {
  const Policy policy = ShopPolicy();
  EXPECT_TRUE(MayReveal(policy.reveal_rules(), "packing", "label"));
  EXPECT_FALSE(MayReveal(policy.reveal_rules(), "packing", "case"));
  EXPECT_TRUE(MayReveal(policy.reveal_rules(), "owner", "anything"));
  EXPECT_FALSE(MayReveal(policy.reveal_rules(), "", "label"));
  EXPECT_FALSE(MayReveal(policy.reveal_rules(), "promotion", "label"));
}

}  // namespace
}  // namespace shopdesk::orders::domain
