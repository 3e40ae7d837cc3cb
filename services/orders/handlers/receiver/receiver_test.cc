#include "services/orders/handlers/receiver/receiver.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/handlers/payment/cod.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/handlers/trade/remark.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::Fault;
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using orders::testing::TestPolicy;
using orders::testing::TestReceiver;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ReceiverTest : public WorldTest {
 protected:
  // An escrow order that is paid.
  Order Paid(const PlaceOrderRequest& request) {
    const auto placed = world_.Place(request);
    EXPECT_THAT(placed, IsOk());
    if (!placed.ok()) return {};
    EXPECT_THAT(world_.Pay(PayRequest(*placed, request.order_id())), IsOk());
    return world_.Get(placed->name());
  }
  Order PaidQuoted() {
    Policy policy = TestPolicy();
    policy.set_freight(Policy::QUOTED);
    EXPECT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
    return Paid(PlaceRequest("o"));
  }

  absl::StatusOr<Order> Ask(const std::string& name, type::v1::ContactChannel::Value channel) {
    AskReceiverRequest request;
    request.set_name(name);
    request.set_channel(channel);
    request.set_request_id(absl::StrCat("ask-", ++calls_));
    return world_.Write<Order>(request, handlers::AskReceiver);
  }
  absl::StatusOr<Order> Unreachable(const std::string& name) {
    MarkReceiverUnreachableRequest request;
    request.set_name(name);
    request.set_channel(type::v1::ContactChannel::PHONE);
    request.set_request_id(absl::StrCat("unreachable-", ++calls_));
    return world_.Write<Order>(request, handlers::MarkReceiverUnreachable);
  }
  absl::StatusOr<Order> Confirm(const std::string& name) {
    ConfirmReceiverRequest request;
    request.set_name(name);
    request.set_channel(type::v1::ContactChannel::PHONE);
    request.set_request_id(absl::StrCat("confirm-", ++calls_));
    return world_.Write<Order>(request, handlers::ConfirmReceiver);
  }
  ChangeReceiverRequest ChangeTo(const std::string& name, const std::string& locality) {
    ChangeReceiverRequest request;
    request.set_name(name);
    *request.mutable_receiver() = TestReceiver();
    request.mutable_receiver()->set_name("李四");
    request.mutable_receiver()->mutable_address()->set_locality(locality);
    request.set_channel(type::v1::ContactChannel::IM);
    request.set_confirmed(true);
    request.set_request_id(absl::StrCat("change-", ++calls_));
    return request;
  }
  // Logistics gives a parcel the address of 李四 there.
  void Redirect(const std::string& shipment, const std::string& locality, absl::Time time) {
    world_.Readdress(shipment, ChangeTo("", locality).receiver(), time);
  }
  ShipOrderRequest ShipAll(const std::string& name) {
    ShipOrderRequest request;
    request.set_name(name);
    request.set_request_id(absl::StrCat("ship-", ++calls_));
    return request;
  }
  type::v1::Receiver Reveal(const std::string& name) {
    RevealReceiverRequest request;
    request.set_name(name);
    request.set_purpose("label");
    RevealReceiverResponse response;
    EXPECT_THAT(world_.runtime().WriteAndWait(world_.CallOf("Reveal", ""), nullptr, &response,
                                              [&](runtime::WriteContext& ctx) {
                                                return handlers::RevealReceiver(ctx, request,
                                                                                &response);
                                              }),
                IsOk());
    return response.receiver();
  }
  int calls_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ReceiverTest, testing::BothDatabases(), testing::NameOf);

TEST_P(ReceiverTest, TheDeskIsToldToVerifyUntilSomebodyDid) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  EXPECT_THAT(world_.WorkOf(placed->name()), IsEmpty());
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "o")), IsOk());
  EXPECT_THAT(world_.WorkOf(placed->name()), ElementsAre("verify_receiver"));
  ASSERT_THAT(Ask(placed->name(), type::v1::ContactChannel::IM), IsOk());
  EXPECT_THAT(world_.WorkOf(placed->name()), ElementsAre("verify_receiver"));
  ASSERT_THAT(Confirm(placed->name()), IsOk());
  EXPECT_THAT(world_.WorkOf(placed->name()), IsEmpty());
  const Order order = world_.Get(placed->name());
  ASSERT_THAT(order.contacts(), SizeIs(2));
  EXPECT_EQ(order.contacts(0).outcome(), type::v1::ContactOutcome::NO_ANSWER);
  EXPECT_EQ(order.contacts(1).outcome(), type::v1::ContactOutcome::REACHED);
  EXPECT_EQ(order.contacts(1).agent().id(), "7");
}

TEST_P(ReceiverTest, NobodyIsToldWhereThePolicyNeedsNoVerification) {
  Policy policy = TestPolicy();
  policy.set_require_verified_receiver(false);
  ASSERT_THAT(world_.SetPolicy(policy, "unverified"), IsOk());
  EXPECT_THAT(world_.WorkOf(Paid(PlaceRequest("o")).name()), IsEmpty());
}

TEST_P(ReceiverTest, EnoughAttemptsMakeUnreachableAndItShipsAsOrdered) {
  const Order order = Paid(PlaceRequest("o"));
  ASSERT_THAT(Ask(order.name(), type::v1::ContactChannel::IM), IsOk());
  world_.Advance(absl::Hours(2));
  ASSERT_THAT(Ask(order.name(), type::v1::ContactChannel::IM), IsOk());
  world_.Advance(absl::Hours(2));
  const auto last = Ask(order.name(), type::v1::ContactChannel::PHONE);
  ASSERT_THAT(last, IsOk());
  EXPECT_EQ(last->verification().state(), Verification::UNREACHABLE);
  EXPECT_THAT(last->holds(), IsEmpty());
  EXPECT_THAT(world_.WorkOf(order.name()), IsEmpty());
  EXPECT_THAT(world_.EventsOf(order.name()), Contains("order.receiver_unreachable"));
  EXPECT_THAT(world_.Ship(ShipAll(order.name())), HasReason("RECEIVER_NOT_VERIFIED"));
  world_.Advance(absl::Hours(42));
  const auto shipped = world_.Ship(ShipAll(order.name()));
  ASSERT_THAT(shipped, IsOk());
  EXPECT_TRUE(shipped->parcels(0).receiver_unreached());
}

TEST_P(ReceiverTest, AnUnreachableReceiverWithABadAddressIsHeld) {
  PlaceOrderRequest request = PlaceRequest("o");
  request.mutable_receiver()->mutable_address()->clear_street();
  const Order order = Paid(request);
  const auto unreachable = Unreachable(order.name());
  ASSERT_THAT(unreachable, IsOk());
  ASSERT_THAT(unreachable->holds(), SizeIs(1));
  EXPECT_EQ(unreachable->holds(0).kind(), Hold::ADDRESS_CHECK_FAILED);
  EXPECT_THAT(world_.WorkOf(order.name()), ElementsAre("held_order"));
  world_.Advance(absl::Hours(47));
  EXPECT_THAT(world_.Ship(ShipAll(order.name())), HasReason("ON_HOLD"));
  const auto changed = world_.ChangeReceiver(ChangeTo(order.name(), "杭州市"));
  ASSERT_THAT(changed, IsOk());
  EXPECT_THAT(changed->holds(), IsEmpty());
}

TEST_P(ReceiverTest, VirtualNumbersExpire) {
  PlaceOrderRequest request = PlaceRequest("o");
  request.mutable_receiver()->set_phone("13812345678转1234");
  const absl::Time now = world_.runtime().clock().Now();
  *request.mutable_phone_expire_time() = ToProto(now);
  EXPECT_THAT(world_.Place(request), StatusIs(absl::StatusCode::kInvalidArgument));
  *request.mutable_phone_expire_time() = ToProto(now + absl::Hours(1));
  request.set_request_id("later");
  const Order order = Paid(request);
  EXPECT_EQ(Reveal(order.name()).phone(), "+8613812345678;ext=1234");
  ASSERT_THAT(Confirm(order.name()), IsOk());
  world_.Advance(absl::Hours(1));
  EXPECT_THAT(world_.Ship(ShipAll(order.name())), HasReason("PHONE_EXPIRED"));
}

// Case 6 of the desk: a gift to a friend.
TEST_P(ReceiverTest, GiftToAFriend) {
  world_.logistics().SetCouriers({{"sf", logistics::v1::Mode::COURIER_ROAD, 800, "拉萨市"},
                                  {"ems", logistics::v1::Mode::EMS, 1200, ""}});
  PlaceOrderRequest request = PlaceRequest("o");
  request.mutable_delivery()->set_carrier_id("sf");
  request.set_language_code("en");
  const Order order = Paid(request);
  EXPECT_THAT(world_.Ship(ShipAll(order.name())), HasReason("RECEIVER_NOT_VERIFIED"));

  ChangeReceiverRequest change = ChangeTo(order.name(), "拉萨市");
  change.set_gift(true);
  const auto refused = world_.ChangeReceiver(change);
  EXPECT_THAT(refused, HasReason("COURIER_NOT_POSSIBLE"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "courier"), "sf");
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "refusal"), "NO_ZONE");
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "alternatives"), "ems EMS");
  EXPECT_EQ(Reveal(order.name()).name(), "张三丰");

  change.mutable_delivery()->set_carrier_id("ems");
  const auto changed = world_.ChangeReceiver(change);
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->verification().state(), Verification::CHANGED);
  EXPECT_TRUE(changed->has_receiver_change_time());
  EXPECT_THAT(world_.WorkOf(order.name()), ElementsAre("red_remark"));
  world_.role = Role::PACKING;
  EXPECT_THAT(world_.Ship(ShipAll(order.name())), HasReason("RED_REMARK"));
  AcknowledgeRemarkRequest seen;
  seen.set_name(absl::StrCat(order.name(), "/remarks/", changed->red_remark()));
  seen.set_request_id("seen");
  ASSERT_THAT(world_.Write<Order>(seen, handlers::AcknowledgeRemark), IsOk());
  EXPECT_THAT(world_.WorkOf(order.name()), IsEmpty());
  const auto shipped = world_.Ship(ShipAll(order.name()));
  ASSERT_THAT(shipped, IsOk());
  const auto made = world_.logistics().RequestOf(shipped->parcels(0).shipment());
  EXPECT_EQ(made.carrier_id(), "ems");
  EXPECT_EQ(made.buyer(), "buyer");
  EXPECT_EQ(made.language_code(), "en");
  EXPECT_TRUE(made.gift());

  world_.Track(shipped->parcels(0).shipment(), logistics::v1::TrackingStatus::IN_TRANSIT);
  // After shipping the change goes through intercept; the order's receiver changes when it is done.
  const auto redirected = world_.ChangeReceiver(ChangeTo(order.name(), "成都市"));
  ASSERT_THAT(redirected, IsOk());
  EXPECT_EQ(redirected->parcels(0).intercept_state(), "ASKED");
  EXPECT_EQ(Reveal(order.name()).address().locality(), "拉萨市");
  world_.TellIntercept(redirected->parcels(0), order.name(), logistics::v1::Intercept::ACCEPTED);
  EXPECT_EQ(Reveal(order.name()).address().locality(), "拉萨市");
  world_.TellIntercept(redirected->parcels(0), order.name(), logistics::v1::Intercept::DONE);
  EXPECT_EQ(world_.Get(order.name()).parcels(0).intercept_state(), "DONE");
  EXPECT_EQ(Reveal(order.name()).address().locality(), "成都市");
  EXPECT_EQ(world_.Get(order.name()).receiver().name(), "李**");
}

// The receiver who was asked for on the way brings what is known of him, whenever he becomes the
// order's; until then the old one's verification stands.
TEST_P(ReceiverTest, ARedirectedReceiverBringsHisOwnVerification) {
  const Order order = world_.Shipped("o");
  ASSERT_EQ(order.verification().state(), Verification::CONFIRMED);
  world_.Track(order.parcels(0).shipment(), logistics::v1::TrackingStatus::IN_TRANSIT);
  ChangeReceiverRequest change = ChangeTo(order.name(), "成都市");
  change.set_confirmed(false);
  change.set_gift(true);
  const auto asked = world_.ChangeReceiver(change);
  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(asked->verification().state(), Verification::CONFIRMED);
  EXPECT_EQ(asked->next_verification().state(), Verification::UNVERIFIED);
  EXPECT_TRUE(asked->next_verification().gift());
  world_.TellIntercept(asked->parcels(0), order.name(), logistics::v1::Intercept::DONE);
  const Order redirected = world_.Get(order.name());
  EXPECT_EQ(redirected.verification().state(), Verification::UNVERIFIED);
  EXPECT_TRUE(redirected.verification().gift());
  EXPECT_FALSE(redirected.has_next_verification());
}

TEST_P(ReceiverTest, AProblemParcelsNewAddressIsTheOrders) {
  const Order order = world_.Shipped("o");
  const std::string shipment = order.parcels(0).shipment();
  const absl::Time decided = FromProto(order.update_time()) + absl::Hours(1);
  Redirect(shipment, "成都市", decided);
  const Order moved = world_.Get(order.name());
  EXPECT_EQ(moved.receiver().name(), "李**");
  EXPECT_EQ(Reveal(order.name()).address().locality(), "成都市");
  EXPECT_EQ(FromProto(moved.receiver_change_time()), decided);
  EXPECT_EQ(moved.verification().state(), Verification::UNVERIFIED);
  // Told again, it changes nothing; nor does a decision that logistics tells of late.
  world_.TellReaddressed(shipment);
  EXPECT_EQ(world_.Get(order.name()).etag(), moved.etag());
  world_.Advance(absl::Hours(3));
  world_.Track(shipment, logistics::v1::TrackingStatus::IN_TRANSIT);
  world_.logistics().SetInterceptState(logistics::v1::Intercept::DONE);
  ASSERT_THAT(world_.ChangeReceiver(ChangeTo(order.name(), "拉萨市")), IsOk());
  Redirect(shipment, "杭州市", decided + absl::Minutes(1));
  EXPECT_EQ(Reveal(order.name()).address().locality(), "拉萨市");
  // What was decided after that is later again.
  Redirect(shipment, "杭州市", decided + absl::Hours(9));
  EXPECT_EQ(Reveal(order.name()).address().locality(), "杭州市");
}

TEST_P(ReceiverTest, TheSameAddressIsTakenThoughTheCarrierDeclinedItOnce) {
  const Order order = world_.Shipped("o");
  const std::string shipment = order.parcels(0).shipment();
  world_.Track(shipment, logistics::v1::TrackingStatus::IN_TRANSIT);
  const auto asked = world_.ChangeReceiver(ChangeTo(order.name(), "成都市"));
  ASSERT_THAT(asked, IsOk());
  const absl::Time now = FromProto(asked->update_time());
  // While it is asked for, the interception is what brings it.
  Redirect(shipment, "成都市", now + absl::Hours(1));
  EXPECT_EQ(Reveal(order.name()).address().locality(), "杭州市");
  world_.TellIntercept(asked->parcels(0), order.name(), logistics::v1::Intercept::REJECTED);
  Redirect(shipment, "成都市", now + absl::Hours(2));
  EXPECT_EQ(Reveal(order.name()).address().locality(), "成都市");
}

TEST_P(ReceiverTest, LogisticsIsAskedAgainUntilItAnswersWhoTheNewReceiverIs) {
  const Order order = world_.Shipped("o");
  world_.logistics().FailNext("HandOverReceiver", Fault::kBefore);
  Redirect(order.parcels(0).shipment(), "成都市", FromProto(order.update_time()) + absl::Hours(1));
  EXPECT_EQ(Reveal(order.name()).address().locality(), "成都市");
  EXPECT_EQ(world_.logistics().calls("HandOverReceiver"), 2);
}

TEST_P(ReceiverTest, AnInterceptThatIsTooLateChangesNothing) {
  const Order order = world_.Shipped("o");
  world_.logistics().SetInterceptState(logistics::v1::Intercept::TOO_LATE);
  EXPECT_THAT(world_.ChangeReceiver(ChangeTo(order.name(), "成都市")), HasReason("TOO_LATE"));
  EXPECT_EQ(world_.Get(order.name()).etag(), order.etag());
  world_.logistics().SetInterceptState(logistics::v1::Intercept::DONE);
  const ChangeReceiverRequest change = ChangeTo(order.name(), "成都市");
  world_.logistics().FailNext("RequestIntercept", Fault::kAfter);
  EXPECT_THAT(world_.ChangeReceiver(change), StatusIs(absl::StatusCode::kUnavailable));
  const auto done = world_.ChangeReceiver(change);
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->receiver().name(), "李**");
  EXPECT_EQ(Reveal(order.name()).address().locality(), "成都市");
  world_.Track(order.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(world_.ChangeReceiver(ChangeTo(order.name(), "杭州市")), HasReason("TOO_LATE"));
}

TEST_P(ReceiverTest, ARemarkSaysWhatChangedSealed) {
  const Order order = Paid(PlaceRequest("o"));
  ASSERT_THAT(world_.ChangeReceiver(ChangeTo(order.name(), "温州市")), IsOk());
  GetRemarkRequest get;
  get.set_name(order.name() + "/remarks/1");
  const auto remark = world_.Read<Remark>(get, handlers::GetRemark);
  ASSERT_THAT(remark, IsOk());
  EXPECT_EQ(remark->reason(), Remark::RECEIVER_CHANGED);
  EXPECT_EQ(remark->flag(), Remark::RED);
  EXPECT_EQ(remark->actor().id(), "7");
  EXPECT_EQ(remark->receiver_from().name(), "张**");
  EXPECT_EQ(remark->receiver_to().name(), "李**");
  RevealRemarkRequest reveal;
  reveal.set_name(get.name());
  reveal.set_purpose("label");
  Remark clear;
  const auto call = [&] {
    return world_.runtime().WriteAndWait(
        world_.CallOf("RevealRemark", ""), nullptr, &clear,
        [&](runtime::WriteContext& ctx) { return handlers::RevealRemark(ctx, reveal, &clear); });
  };
  ASSERT_THAT(call(), IsOk());
  EXPECT_EQ(clear.receiver_from().name(), "张三丰");
  EXPECT_EQ(clear.receiver_to().address().locality(), "温州市");
  world_.role = Role::PROMOTION;
  EXPECT_THAT(call(), HasReason("REVEAL_NOT_ALLOWED"));
}

TEST_P(ReceiverTest, DearerFreightIsToppedUpByTheBuyer) {
  const Order order = PaidQuoted();
  world_.logistics().SetFreight(1100);
  const auto asked = world_.ChangeReceiver(ChangeTo(order.name(), "拉萨市"));
  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(asked->top_up().state(), TopUp::ASKED);
  EXPECT_EQ(asked->top_up().amount().minor(), 300);
  EXPECT_THAT(world_.WorkOf(order.name()), ElementsAre("held_order", "red_remark"));
  ShipOrderRequest ship = ShipAll(order.name());
  ship.set_seen_remark(1);
  EXPECT_THAT(world_.Ship(ship), HasReason("ON_HOLD"));

  RecordPaymentRequest pay = PayRequest(order, "wrong");
  pay.mutable_amount()->set_minor(299);
  ASSERT_THAT(world_.Pay(pay), IsOk());
  EXPECT_EQ(world_.Get(order.name()).payment().paid_minor(), 1300);
  pay.mutable_amount()->set_minor(300);
  pay.set_transaction_id("top-up");
  pay.set_request_id("top-up");
  const auto paid = world_.Pay(pay);
  ASSERT_THAT(paid, IsOk());
  EXPECT_EQ(paid->top_up().state(), TopUp::PAID);
  EXPECT_THAT(paid->holds(), IsEmpty());
  EXPECT_EQ(paid->payment().held_minor(), 1600);
  EXPECT_EQ(paid->freight().minor(), 1100);
  EXPECT_THAT(world_.EventsOf(order.name()), Contains("order.top_up_paid"));
  ASSERT_THAT(world_.Ship(ship), IsOk());
  ConfirmReceiptRequest receipt;
  receipt.set_name(order.name());
  receipt.set_request_id("receipt");
  const auto finished = world_.Write<Order>(receipt, handlers::ConfirmReceipt);
  ASSERT_THAT(finished, IsOk());
  EXPECT_EQ(finished->payment().released_minor(), 1600);
  const OrderFigures figures = world_.Figures();
  EXPECT_EQ(figures.freight_paid_minor(), 1100);
  EXPECT_EQ(figures.escrow().released(), 500);
}

TEST_P(ReceiverTest, TheShopMayBearDearerFreight) {
  const Order order = PaidQuoted();
  world_.logistics().SetFreight(1100);
  ASSERT_THAT(world_.ChangeReceiver(ChangeTo(order.name(), "拉萨市")), IsOk());
  WaiveTopUpRequest waive;
  waive.set_name(order.name());
  waive.set_reason("a good customer");
  waive.set_request_id("waive");
  const auto waived = world_.Write<Order>(waive, handlers::WaiveTopUp);
  ASSERT_THAT(waived, IsOk());
  EXPECT_EQ(waived->top_up().state(), TopUp::WAIVED);
  EXPECT_THAT(waived->holds(), IsEmpty());
  waive.set_request_id("again");
  EXPECT_THAT(world_.Write<Order>(waive, handlers::WaiveTopUp), HasReason("WRONG_STATE"));
  ChangeReceiverRequest change = ChangeTo(order.name(), "拉萨市");
  change.set_shop_bears_reason("our mistake");
  const auto borne = world_.ChangeReceiver(change);
  ASSERT_THAT(borne, IsOk());
  EXPECT_EQ(borne->top_up().reason(), "our mistake");
  EXPECT_THAT(borne->holds(), IsEmpty());
}

TEST_P(ReceiverTest, CheaperFreightIsRefundedAndAsksNoMore) {
  const Order order = PaidQuoted();
  world_.logistics().SetFreight(1100);
  ASSERT_THAT(world_.ChangeReceiver(ChangeTo(order.name(), "拉萨市")), IsOk());
  world_.logistics().SetFreight(500);
  const auto cheaper = world_.ChangeReceiver(ChangeTo(order.name(), "杭州市"));
  ASSERT_THAT(cheaper, IsOk());
  EXPECT_EQ(cheaper->top_up().state(), TopUp::CANCELLED);
  EXPECT_THAT(cheaper->holds(), IsEmpty());
  EXPECT_EQ(cheaper->payment().refunded_minor(), 300);
  EXPECT_EQ(cheaper->payment().held_minor(), 1000);
  EXPECT_EQ(world_.Figures().freight_refunded_minor(), 300);
  // What was paid back is not given twice.
  ASSERT_THAT(world_.ChangeReceiver(ChangeTo(order.name(), "宁波市")), IsOk());
  EXPECT_EQ(world_.Get(order.name()).payment().refunded_minor(), 300);
}

TEST_P(ReceiverTest, ACodOrderIsMeasuredAgain) {
  Policy policy = TestPolicy();
  policy.set_freight(Policy::QUOTED);
  policy.set_cod_limit_minor(2000);
  ASSERT_THAT(world_.SetPolicy(policy, "limit"), IsOk());
  const auto placed = world_.Place(PlaceRequest("o", PaymentMethod::COD));
  ASSERT_THAT(placed, IsOk());
  ConfirmCodRequest confirm;
  confirm.set_name(placed->name());
  *confirm.mutable_surcharge_told() = placed->cod_surcharge();
  confirm.set_channel(type::v1::ContactChannel::PHONE);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.ConfirmCod(confirm), IsOk());
  EXPECT_THAT(world_.WorkOf(placed->name()), ElementsAre("verify_receiver"));
  world_.logistics().SetFreight(1000);
  const auto dearer = world_.ChangeReceiver(ChangeTo(placed->name(), "拉萨市"));
  ASSERT_THAT(dearer, IsOk());
  EXPECT_EQ(dearer->payment().due().minor(), 2000);
  EXPECT_THAT(dearer->holds(), IsEmpty());
  world_.logistics().SetFreight(1001);
  EXPECT_THAT(world_.ChangeReceiver(ChangeTo(placed->name(), "拉萨市")),
              HasReason("COD_NOT_POSSIBLE"));
}

TEST_P(ReceiverTest, NothingPersonalIsStoredInClear) {
  PlaceOrderRequest request = PlaceRequest("o");
  request.set_buyer_message("打我电话 13812345678");
  const auto placed = world_.Place(request);
  ASSERT_THAT(placed, IsOk());
  EXPECT_EQ(placed->receiver().name(), "张**");
  EXPECT_THAT(placed->receiver().phone(), Not(HasSubstr("12345678")));
  EXPECT_EQ(placed->receiver().address().postal_code(), "310000");
  EXPECT_THAT(placed->buyer_message(), Not(HasSubstr("13812345678")));
  const auto page = world_.runtime().events().Read("s", 0, 100, absl::InfinitePast());
  ASSERT_THAT(page, IsOk());
  for (const auto& event : page->events) {
    EXPECT_THAT(event.resource().value(), Not(HasSubstr("13812345678")));
    EXPECT_THAT(event.resource().value(), Not(HasSubstr("文三路")));
  }
}

TEST_P(ReceiverTest, OrdersAreFoundByPhoneHoweverItIsWritten) {
  for (const char* id : {"o1", "o2", "o3"}) ASSERT_THAT(world_.Place(PlaceRequest(id)), IsOk());
  FindOrdersByPhoneRequest request;
  request.set_parent("shops/s");
  request.set_phone("+86 138-1234-5678");
  request.set_page_size(2);
  const auto page = world_.Read<FindOrdersByPhoneResponse>(request, handlers::FindOrdersByPhone);
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(page->orders(), SizeIs(2));
  EXPECT_EQ(page->orders(0).name(), "shops/s/orders/o1");
  request.set_page_token(page->next_page_token());
  const auto rest = world_.Read<FindOrdersByPhoneResponse>(request, handlers::FindOrdersByPhone);
  ASSERT_THAT(rest, IsOk());
  EXPECT_THAT(rest->orders(), SizeIs(1));
  EXPECT_EQ(rest->next_page_token(), "");
  request.clear_page_token();
  request.set_phone("nonsense");
  EXPECT_THAT(world_.Read<FindOrdersByPhoneResponse>(request, handlers::FindOrdersByPhone),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(ReceiverTest, ReceiverIsAskedChangedAndVerifiedBeforeShipping) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "o")), IsOk());
  ShipOrderRequest ship;
  ship.set_name(placed->name());
  ship.set_request_id("ship");
  EXPECT_THAT(world_.Ship(ship), HasReason("RECEIVER_NOT_VERIFIED"));
  AskReceiverRequest ask;
  ask.set_name(placed->name());
  ask.set_channel(type::v1::ContactChannel::IM);
  ask.set_request_id("ask");
  ASSERT_THAT(world_.Write<Order>(ask, handlers::AskReceiver), IsOk());
  ChangeReceiverRequest change;
  change.set_name(placed->name());
  *change.mutable_receiver() = TestReceiver();
  change.mutable_receiver()->set_name("李四");
  change.mutable_receiver()->set_phone("139 1234 5678");
  change.set_channel(type::v1::ContactChannel::IM);
  change.set_confirmed(true);
  change.set_gift(true);
  change.set_request_id("change");
  const auto changed = world_.ChangeReceiver(change);
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->verification().state(), Verification::CHANGED);
  EXPECT_TRUE(changed->verification().gift());
  EXPECT_EQ(changed->receiver().name(), "李**");
  FindOrdersByPhoneRequest find;
  find.set_parent("shops/s");
  find.set_phone("13812345678");
  const auto old = world_.Read<FindOrdersByPhoneResponse>(find, handlers::FindOrdersByPhone);
  ASSERT_THAT(old, IsOk());
  EXPECT_THAT(old->orders(), IsEmpty());
  EXPECT_THAT(world_.Ship(ship), HasReason("RED_REMARK"));
  ship.set_seen_remark(changed->red_remark());
  ASSERT_THAT(world_.Ship(ship), IsOk());
  const auto shipments = world_.logistics().shipments();
  ASSERT_THAT(shipments, SizeIs(1));
  const auto made = world_.logistics().RequestOf(shipments[0].name());
  EXPECT_EQ(made.receiver().name(), "李四");
  EXPECT_EQ(made.buyer(), "buyer");
  EXPECT_EQ(made.language_code(), "zh");
  EXPECT_TRUE(made.gift());
  MarkReceiverUnreachableRequest unreachable;
  unreachable.set_name(placed->name());
  unreachable.set_channel(type::v1::ContactChannel::PHONE);
  unreachable.set_request_id("unreachable");
  EXPECT_THAT(world_.Write<Order>(unreachable, handlers::MarkReceiverUnreachable),
              HasReason("WRONG_STATE"));
}

}  // namespace
}  // namespace shopdesk::orders
