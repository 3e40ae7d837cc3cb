#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/handlers/payment/cod.h"
#include "services/orders/handlers/payment/payment.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using orders::testing::PayRequest;
using orders::testing::PlaceRequest;
using orders::testing::TestPolicy;
using orders::testing::TestReceiver;
using orders::testing::World;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class HandlersTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  World world_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, HandlersTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(HandlersTest, PlaceOrderErrors) {
  PlaceOrderRequest request = PlaceRequest("o");
  request.mutable_receiver()->set_phone("1");
  request.mutable_receiver()->mutable_address()->set_postal_code("12");
  const auto invalid = world_.Place(request);
  EXPECT_THAT(invalid, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(world_.catalog().calls("ReserveStock"), 0);
  request = PlaceRequest("o2", ESCROW, "unknown");
  EXPECT_THAT(world_.Place(request), StatusIs(absl::StatusCode::kNotFound));
  request = PlaceRequest("o3", ESCROW, "a", 101);
  const auto none = world_.Place(request);
  EXPECT_THAT(none, HasReason("OUT_OF_STOCK"));
  EXPECT_EQ(ErrorMetadataOf(none.status(), "available"), "100");
  request = PlaceRequest("o4");
  request.set_parent("shops/other");
  EXPECT_THAT(world_.Place(request), StatusIs(absl::StatusCode::kNotFound));
  request = PlaceRequest("o5", COD, "a", 100);
  world_.catalog().SetStock("a", 100, 5000);
  EXPECT_THAT(world_.Place(request), HasReason("COD_NOT_POSSIBLE"));
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
}

TEST_P(HandlersTest, OrderIdIsTakenOnce) {
  ASSERT_THAT(world_.Place(PlaceRequest("o/1")), IsOk());
  PlaceOrderRequest second = PlaceRequest("o/1", ESCROW, "b");
  second.set_request_id("second");
  EXPECT_THAT(world_.Place(second), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(world_.Get("shops/s/orders/o%2F1").lines(0).sku_id(), "a");
  EXPECT_EQ(world_.catalog().reserved("a"), 1);
  EXPECT_EQ(world_.catalog().reserved("b"), 0);
}

TEST_P(HandlersTest, PricesComeFromCatalogAndIdsFromTheRequest) {
  PlaceOrderRequest request = PlaceRequest("");
  request.set_request_id("r1");
  const auto first = world_.Place(request);
  const auto second = world_.Place(request);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->name(), second->name());
  EXPECT_EQ(first->total().minor(), 500);
}

TEST_P(HandlersTest, NothingPersonalIsStoredInClear) {
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

TEST_P(HandlersTest, RevealIsAuditedAndByRole) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  RevealReceiverRequest request;
  request.set_name(placed->name());
  request.set_purpose("label");
  const auto reveal = [&]() -> absl::StatusOr<RevealReceiverResponse> {
    RevealReceiverResponse response;
    RETURN_IF_ERROR(world_.runtime().WriteAndWait(
        world_.CallOf("Reveal", ""), nullptr, &response, [&](runtime::WriteContext& ctx) {
          return handlers::RevealReceiver(ctx, request, &response);
        }));
    return response;
  };
  world_.role = "promotion";
  EXPECT_THAT(reveal(), HasReason("REVEAL_NOT_ALLOWED"));
  world_.role = "packing";
  const auto revealed = reveal();
  ASSERT_THAT(revealed, IsOk());
  EXPECT_EQ(revealed->receiver().name(), "张三丰");
  EXPECT_EQ(revealed->receiver().phone(), "+8613812345678");
  static constexpr sql::Statement kAudits = {
      "test_audits", "SELECT actor_role, purpose FROM reveals WHERE resource_name = $1"};
  std::vector<std::string> audits;
  ASSERT_THAT(world_.runtime().database().Read(
                  absl::InfiniteFuture(),
                  [&](sql::Transaction& txn) {
                    return txn.Query(kAudits, {placed->name()}, [&](const sql::Row& row) {
                      audits.push_back(std::string(row.Text(0)) + ":" + std::string(row.Text(1)));
                      return absl::OkStatus();
                    });
                  }),
              IsOk());
  EXPECT_THAT(audits, ElementsAre("packing:label"));
}

TEST_P(HandlersTest, OrdersAreFoundByPhoneHoweverItIsWritten) {
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

TEST_P(HandlersTest, ReceiverIsAskedChangedAndVerifiedBeforeShipping) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "o")), IsOk());
  ShipOrderRequest ship;
  ship.set_name(placed->name());
  ship.set_request_id("ship");
  EXPECT_THAT(world_.Ship(ship), HasReason("RECEIVER_NOT_VERIFIED"));
  AskReceiverRequest ask;
  ask.set_name(placed->name());
  ask.set_channel(type::v1::IM);
  ask.set_request_id("ask");
  ASSERT_THAT(world_.Write<Order>(ask, handlers::AskReceiver), IsOk());
  ChangeReceiverRequest change;
  change.set_name(placed->name());
  *change.mutable_receiver() = TestReceiver();
  change.mutable_receiver()->set_name("李四");
  change.mutable_receiver()->set_phone("139 1234 5678");
  change.set_channel(type::v1::IM);
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
  unreachable.set_channel(type::v1::PHONE);
  unreachable.set_request_id("unreachable");
  EXPECT_THAT(world_.Write<Order>(unreachable, handlers::MarkReceiverUnreachable),
              HasReason("WRONG_STATE"));
}

TEST_P(HandlersTest, AnotherAddressIsQuotedAgain) {
  Policy policy = TestPolicy();
  policy.set_freight(Policy::QUOTED);
  ASSERT_THAT(world_.SetPolicy(policy, "quoted"), IsOk());
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  EXPECT_EQ(placed->total().minor(), 1300);
  ChangeReceiverRequest change;
  change.set_name(placed->name());
  *change.mutable_receiver() = TestReceiver();
  change.set_channel(type::v1::IM);
  change.set_request_id("unpaid");
  world_.logistics().SetFreight(1000);
  const auto unpaid = world_.ChangeReceiver(change);
  ASSERT_THAT(unpaid, IsOk());
  EXPECT_EQ(unpaid->payment().due().minor(), 1500);
  EXPECT_EQ(unpaid->verification().state(), Verification::UNVERIFIED);
  ASSERT_THAT(world_.Pay(PayRequest(*unpaid, "o")), IsOk());
  world_.logistics().SetFreight(1100);
  change.set_request_id("dearer");
  const auto dearer = world_.ChangeReceiver(change);
  ASSERT_THAT(dearer, IsOk());
  EXPECT_EQ(dearer->top_up().amount().minor(), 100);
  EXPECT_EQ(dearer->total().minor(), 1500);
  world_.logistics().SetFreight(900);
  change.set_request_id("cheaper");
  const auto cheaper = world_.ChangeReceiver(change);
  ASSERT_THAT(cheaper, IsOk());
  EXPECT_EQ(cheaper->top_up().state(), TopUp::CANCELLED);
  EXPECT_EQ(cheaper->payment().refunded_minor(), 100);
  world_.logistics().SetFreight(-1);
  change.set_request_id("nowhere");
  EXPECT_THAT(world_.ChangeReceiver(change), HasReason("NO_DELIVERY"));
}

TEST_P(HandlersTest, ListsByEveryFilterWithPages) {
  for (int i = 0; i < 7; ++i) {
    PlaceOrderRequest request = PlaceRequest("o" + std::to_string(i));
    request.set_buyer(i % 2 == 0 ? "even" : "odd");
    if (i < 3) request.set_agent("9");
    ASSERT_THAT(world_.Place(request), IsOk());
    world_.Advance(absl::Seconds(1));
  }
  const auto list = [&](ListOrdersRequest request) {
    std::vector<std::string> ids;
    request.set_parent("shops/s");
    request.set_page_size(2);
    do {
      const auto page = world_.Read<ListOrdersResponse>(request, handlers::ListOrders);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) return ids;
      for (const Order& order : page->orders()) ids.push_back(order.name().substr(15));
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  ListOrdersRequest request;
  EXPECT_THAT(list(request), ElementsAre("o6", "o5", "o4", "o3", "o2", "o1", "o0"));
  request.set_sort(ListOrdersRequest::OLDEST_CHANGE_FIRST);
  EXPECT_THAT(list(request), ElementsAre("o0", "o1", "o2", "o3", "o4", "o5", "o6"));
  *request.mutable_update_time()->mutable_start_time() =
      ToProto(shopdesk::testing::kTestTime + absl::Seconds(2));
  *request.mutable_update_time()->mutable_end_time() =
      ToProto(shopdesk::testing::kTestTime + absl::Seconds(5));
  EXPECT_THAT(list(request), ElementsAre("o2", "o3", "o4"));
  request.clear_update_time();
  request.set_agent("9");
  EXPECT_THAT(list(request), ElementsAre("o0", "o1", "o2"));
  request.clear_agent();
  request.set_buyer("odd");
  EXPECT_THAT(list(request), ElementsAre("o1", "o3", "o5"));
  const auto paid = world_.Pay(PayRequest(world_.Get("shops/s/orders/o3"), "o3"));
  ASSERT_THAT(paid, IsOk());
  request.set_state(WAIT_SELLER_SEND_GOODS);
  EXPECT_THAT(list(request), ElementsAre("o3"));
  request.clear_buyer();
  EXPECT_THAT(list(request), ElementsAre("o3"));
  request.set_state(WAIT_BUYER_PAY);
  request.clear_sort();
  EXPECT_THAT(list(request), ElementsAre("o6", "o5", "o4", "o2", "o1", "o0"));
  request.set_agent("9");
  EXPECT_THAT(world_.Read<ListOrdersResponse>(request, handlers::ListOrders),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(HandlersTest, BatchGetKeepsTheOrderAndNamesTheMissing) {
  for (const char* id : {"o1", "o2"}) ASSERT_THAT(world_.Place(PlaceRequest(id)), IsOk());
  BatchGetOrdersRequest request;
  request.set_parent("shops/s");
  for (const char* id : {"o2", "none", "o1"}) {
    request.add_names(std::string("shops/s/orders/") + id);
  }
  const auto batch = world_.Read<BatchGetOrdersResponse>(request, handlers::BatchGetOrders);
  ASSERT_THAT(batch, IsOk());
  ASSERT_THAT(batch->orders(), SizeIs(2));
  EXPECT_EQ(batch->orders(0).name(), "shops/s/orders/o2");
  EXPECT_THAT(batch->missing(), ElementsAre("shops/s/orders/none"));
  request.add_names("shops/other/orders/o1");
  EXPECT_THAT(world_.Read<BatchGetOrdersResponse>(request, handlers::BatchGetOrders),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(HandlersTest, DescribesStateActionsAndDeadline) {
  ASSERT_THAT(world_.Place(PlaceRequest("o")), IsOk());
  DescribeOrderRequest request;
  request.set_name("shops/s/orders/o");
  request.set_language_code("es");
  const auto described = world_.Read<DescribeOrderResponse>(request, handlers::DescribeOrder);
  ASSERT_THAT(described, IsOk());
  EXPECT_THAT(described->sentence(), HasSubstr("Pague antes del 2024-03-07 10:00 UTC"));
  EXPECT_THAT(described->deadline_time(), EqualsProto(described->order().deadline_time()));
  EXPECT_THAT(described->buyer_actions(), ::testing::Contains("RecordPayment"));
}

TEST_P(HandlersTest, CloseGivesStockBackAndChecksTheEtag) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  CloseOrderRequest close;
  close.set_name(placed->name());
  close.set_reason(BUYER_CHANGED_MIND);
  close.set_request_id("close");
  EXPECT_THAT(world_.Write<Order>(close, handlers::CloseOrder), HasReason("TOO_YOUNG"));
  world_.Advance(absl::Seconds(10));
  close.set_etag("v0");
  EXPECT_THAT(world_.Write<Order>(close, handlers::CloseOrder), HasReason("ETAG_MISMATCH"));
  close.set_etag(world_.Get(placed->name()).etag());
  const auto closed = world_.Write<Order>(close, handlers::CloseOrder);
  ASSERT_THAT(closed, IsOk());
  EXPECT_EQ(closed->close_reason(), BUYER_CHANGED_MIND);
  EXPECT_EQ(world_.catalog().available("a"), 100);
  close.set_request_id("again");
  close.clear_etag();
  EXPECT_THAT(world_.Write<Order>(close, handlers::CloseOrder), HasReason("WRONG_STATE"));
}

TEST_P(HandlersTest, CodDeclinedIsClosed) {
  const auto placed = world_.Place(PlaceRequest("o", COD));
  ASSERT_THAT(placed, IsOk());
  ConfirmCodRequest confirm;
  confirm.set_name(placed->name());
  confirm.mutable_surcharge_told()->set_currency_code("CNY");
  confirm.set_channel(type::v1::PHONE);
  confirm.set_request_id("confirm");
  EXPECT_THAT(world_.ConfirmCod(confirm), HasReason("SURCHARGE_MISMATCH"));
  DeclineCodRequest decline;
  decline.set_name(placed->name());
  decline.set_request_id("decline");
  const auto declined = world_.Write<Order>(decline, handlers::DeclineCod);
  ASSERT_THAT(declined, IsOk());
  EXPECT_EQ(declined->close_reason(), COD_DECLINED);
  EXPECT_EQ(world_.catalog().available("a"), 100);
}

TEST_P(HandlersTest, PaymentMustMatch) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  RecordPaymentRequest pay = PayRequest(*placed, "o");
  pay.mutable_amount()->set_minor(499);
  EXPECT_THAT(world_.Pay(pay), HasReason("AMOUNT_MISMATCH"));
  EXPECT_THAT(world_.Ledger(placed->name()), IsEmpty());
  EXPECT_EQ(world_.Get(placed->name()).state(), WAIT_BUYER_PAY);
}

TEST_P(HandlersTest, PartShippingCommitsWhatIsShipped) {
  const auto placed = world_.Place(PlaceRequest("o", ESCROW, "a", 3));
  ASSERT_THAT(placed, IsOk());
  ASSERT_THAT(world_.Pay(PayRequest(*placed, "o")), IsOk());
  ConfirmReceiverRequest confirm;
  confirm.set_name(placed->name());
  confirm.set_channel(type::v1::IM);
  confirm.set_request_id("confirm");
  ASSERT_THAT(world_.Write<Order>(confirm, handlers::ConfirmReceiver), IsOk());
  ShipOrderRequest ship;
  ship.set_name(placed->name());
  LineQuantity& part = *ship.add_lines();
  part.set_line(1);
  part.set_quantity(1);
  ship.set_request_id("part");
  const auto first = world_.Ship(ship);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->state(), SELLER_CONSIGNED_PART);
  EXPECT_EQ(world_.catalog().shipped("a"), 1);
  ship.clear_lines();
  ship.set_request_id("rest");
  const auto rest = world_.Ship(ship);
  ASSERT_THAT(rest, IsOk());
  EXPECT_EQ(rest->state(), WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(world_.catalog().shipped("a"), 3);
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
}

TEST_P(HandlersTest, ExtensionMovesTheTimer) {
  const Order shipped = world_.Shipped("o");
  ExtendReceiptRequest extend;
  extend.set_name(shipped.name());
  extend.set_days(3);
  extend.set_request_id("extend");
  ASSERT_THAT(world_.Write<Order>(extend, handlers::ExtendReceipt), IsOk());
  extend.set_request_id("again");
  EXPECT_THAT(world_.Write<Order>(extend, handlers::ExtendReceipt), HasReason("ALREADY_EXTENDED"));
  world_.Advance(absl::Hours(10 * 24));
  EXPECT_EQ(world_.Get(shipped.name()).state(), WAIT_BUYER_CONFIRM_GOODS);
  world_.Advance(absl::Hours(3 * 24));
  EXPECT_EQ(world_.Get(shipped.name()).state(), TRADE_FINISHED);
}

TEST_P(HandlersTest, PolicyKeepsItsRevisions) {
  GetPolicyRequest get;
  get.set_name("shops/s/policy");
  const auto created = world_.Read<Policy>(get, handlers::GetPolicy);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->unpaid_close_seconds(), 72 * 3600);
  EXPECT_TRUE(created->require_verified_receiver());
  UpdatePolicyRequest update;
  update.mutable_policy()->set_name("shops/s/policy");
  update.mutable_policy()->set_etag("v9");
  update.mutable_update_mask()->add_paths("min_close_age_seconds");
  update.set_request_id("zero");
  EXPECT_THAT(world_.Write<Policy>(update, handlers::UpdatePolicy), HasReason("ETAG_MISMATCH"));
  update.mutable_policy()->set_etag(created->etag());
  const auto changed = world_.Write<Policy>(update, handlers::UpdatePolicy);
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->min_close_age_seconds(), 0);
  EXPECT_EQ(changed->unpaid_close_seconds(), 72 * 3600);
  ListPolicyRevisionsRequest list;
  list.set_name("shops/s/policy");
  list.set_page_size(1);
  const auto newest = world_.Read<ListPolicyRevisionsResponse>(list, handlers::ListPolicyRevisions);
  ASSERT_THAT(newest, IsOk());
  EXPECT_EQ(newest->revisions(0).policy().min_close_age_seconds(), 0);
  list.set_page_token(newest->next_page_token());
  const auto oldest = world_.Read<ListPolicyRevisionsResponse>(list, handlers::ListPolicyRevisions);
  ASSERT_THAT(oldest, IsOk());
  EXPECT_EQ(oldest->revisions(0).policy().min_close_age_seconds(), 10);
  EXPECT_EQ(oldest->next_page_token(), "");
  update.mutable_policy()->set_name("shops/new/policy");
  update.mutable_policy()->clear_etag();
  update.set_request_id("new");
  EXPECT_THAT(world_.Write<Policy>(update, handlers::UpdatePolicy),
              StatusIs(absl::StatusCode::kNotFound));
  update.set_allow_missing(true);
  EXPECT_THAT(world_.Write<Policy>(update, handlers::UpdatePolicy),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(HandlersTest, LedgerIsPaged) {
  const Order shipped = world_.Shipped("o");
  ListLedgerEntriesRequest request;
  request.set_parent("shops/s/orders/none");
  EXPECT_THAT(world_.Read<ListLedgerEntriesResponse>(request, handlers::ListLedgerEntries),
              StatusIs(absl::StatusCode::kNotFound));
  world_.Advance(absl::Hours(240));
  request.set_parent(shipped.name());
  request.set_page_size(1);
  const auto first = world_.Read<ListLedgerEntriesResponse>(request, handlers::ListLedgerEntries);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->entries(0).kind(), LedgerEntry::PAID_IN);
  EXPECT_EQ(first->entries(0).sequence(), 1);
  request.set_page_token(first->next_page_token());
  const auto second = world_.Read<ListLedgerEntriesResponse>(request, handlers::ListLedgerEntries);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->entries(0).kind(), LedgerEntry::RELEASED);
  EXPECT_EQ(second->next_page_token(), "");
}

}  // namespace
}  // namespace shopdesk::orders
