#include "services/orders/handlers/refund/return_address.h"

#include <string>

#include "gmock/gmock.h"
#include "libs/base/money.h"
#include "libs/base/role.h"
#include "libs/testing/stored.h"
#include "services/orders/testing/dialects.h"
#include "services/orders/testing/refunds.h"

namespace shopdesk::orders::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::RunRead;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class ReturnAddressTest : public RefundHandlerTest {
 protected:
  absl::StatusOr<v1::ReturnAddress> Set(const std::string& location, const std::string& etag = "") {
    v1::SetReturnAddressRequest request;
    request.set_name(ReturnAddressName("shops/s", location));
    *request.mutable_receiver() = orders::testing::TestReceiver();
    request.set_etag(etag);
    return Call<v1::ReturnAddress>(SetReturnAddress, request);
  }
  absl::StatusOr<v1::Refund> Agree(const v1::Refund& refund, const std::string& location) {
    v1::AgreeRefundRequest request;
    request.set_name(refund.name());
    request.set_return_location(location);
    return Call<v1::Refund>(AgreeRefund, request);
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ReturnAddressTest, orders::testing::BothDatabases(),
                         orders::testing::NameOf);

TEST_P(ReturnAddressTest, IsSealedListedChangedAndDeleted) {
  ASSERT_OK_AND_ASSIGN(const v1::ReturnAddress north, Set("north"));
  EXPECT_THAT(north.receiver().phone(), Not(HasSubstr("12345678")));
  ASSERT_OK(Set("main"));
  EXPECT_THAT(Set("north", "v9"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const v1::ReturnAddress again, Set("north", north.etag()));
  EXPECT_NE(again.etag(), north.etag());
  v1::ListReturnAddressesRequest list;
  list.set_parent("shops/s");
  list.set_page_size(1);
  v1::ListReturnAddressesResponse page;
  ASSERT_OK(RunRead(
      runtime(), [&](runtime::ReadContext& ctx) { return ListReturnAddresses(ctx, list, &page); }));
  ASSERT_THAT(page.return_addresses(), SizeIs(1));
  EXPECT_EQ(page.return_addresses(0).name(), "shops/s/returnAddresses/main");
  EXPECT_NE(page.next_page_token(), "");
  v1::DeleteReturnAddressRequest remove;
  remove.set_name(north.name());
  ASSERT_OK(Call<v1::ReturnAddress>(DeleteReturnAddress, remove));
  EXPECT_THAT(Call<v1::ReturnAddress>(DeleteReturnAddress, remove),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(shopdesk::testing::TablesHolding(runtime().database(), north.name()),
              Not(::testing::Contains("sealed")));
}

TEST_P(ReturnAddressTest, IsReadInClearByRuleAndAudited) {
  ASSERT_OK_AND_ASSIGN(const v1::ReturnAddress main, Set("main"));
  v1::RevealReturnAddressRequest request;
  request.set_name(main.name());
  request.set_purpose("gossip");
  const auto reveal = [&](Role::Value role) {
    v1::RevealReturnAddressResponse response;
    runtime::CallInfo call = shopdesk::testing::TestCall("");
    call.actor.set_kind(type::v1::Actor::AGENT);
    call.actor.set_role(role);
    const absl::Status status = runtime().WriteAndWait(
        call, nullptr, &response,
        [&](runtime::WriteContext& ctx) { return RevealReturnAddress(ctx, request, &response); });
    return status.ok() ? absl::StatusOr<v1::RevealReturnAddressResponse>(response) : status;
  };
  EXPECT_THAT(reveal(Role::COMPLAINT), HasReason("REVEAL_NOT_ALLOWED"));
  request.set_purpose("case");
  const auto revealed = reveal(Role::COMPLAINT);
  ASSERT_OK(revealed.status());
  EXPECT_EQ(revealed->receiver().name(), "张三丰");
  EXPECT_EQ(revealed->receiver().phone(), "+8613812345678");
  EXPECT_THAT(shopdesk::testing::TablesHolding(runtime().database(), main.name()),
              ::testing::Contains("reveals"));
  request.set_name("shops/s/returnAddresses/none");
  EXPECT_THAT(reveal(Role::OWNER), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(ReturnAddressTest, IsChosenWhenAReturnIsAgreedTo) {
  Put(domain::DeliveredOrder({{4, 4000}}));
  const auto open = [&] {
    return *Open(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::QUALITY, {Line(1, 1)});
  };
  ASSERT_OK_AND_ASSIGN(const v1::Refund nowhere, Agree(open(), ""));
  EXPECT_EQ(nowhere.return_location(), "") << "the shop has no address yet";
  EXPECT_EQ(nowhere.return_freight_payer(), v1::ReturnFreightPayer::SHOP);
  ASSERT_OK(Set("main"));
  ASSERT_OK(Set("north"));
  ASSERT_OK_AND_ASSIGN(const v1::Refund main, Agree(open(), ""));
  EXPECT_EQ(main.return_location(), "main");
  const v1::Refund asked = open();
  EXPECT_THAT(Agree(asked, "south"), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const v1::Refund north, Agree(asked, "north"));
  EXPECT_EQ(north.return_location(), "north");
  ASSERT_OK_AND_ASSIGN(const v1::Refund money,
                       Open(v1::RefundKind::MONEY_ONLY, v1::RefundReason::QUALITY, {Line(1, 1)}));
  EXPECT_THAT(Agree(money, "north"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(ReturnAddressTest, GoodsComeBackToWhereTheyLay) {
  v1::Order order = domain::DeliveredOrder({{1, 1000}, {1, 1000}});
  order.mutable_lines(0)->set_location("south");
  order.mutable_lines(1)->set_location("attic");
  Put(order);
  ASSERT_OK(Set("main"));
  ASSERT_OK(Set("south"));
  const auto agreed = [&](int32_t line) {
    const auto asked =
        Open(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::QUALITY, {Line(line, 1)});
    return Agree(*asked, "")->return_location();
  };
  EXPECT_EQ(agreed(1), "south");
  EXPECT_EQ(agreed(2), "main") << "where they lay has no address";
}

TEST_P(ReturnAddressTest, TheShopPaysTheWayBackUpToItsLimit) {
  Put(domain::DeliveredOrder({{1, 1000}}));
  ASSERT_OK_AND_ASSIGN(v1::Refund refund,
                       Open(v1::RefundKind::RETURN_AND_REFUND, v1::RefundReason::QUALITY));
  ASSERT_OK(Agree(refund, ""));
  v1::SendBackGoodsRequest send;
  send.set_name(refund.name());
  send.set_carrier_id("sf");
  send.set_waybill_number("SF42");
  *send.mutable_freight() = MakeMoney("EUR", 3500);
  EXPECT_THAT(Call<v1::Refund>(SendBackGoods, send), StatusIs(absl::StatusCode::kInvalidArgument));
  *send.mutable_freight() = MakeMoney("CNY", 3500);
  ASSERT_OK(Call<v1::Refund>(SendBackGoods, send));
  v1::ConfirmReturnedGoodsRequest confirm;
  confirm.set_name(refund.name());
  confirm.set_inspection(v1::Inspection::RESTOCK);
  ASSERT_OK_AND_ASSIGN(refund, Call<v1::Refund>(ConfirmReturnedGoods, confirm));
  EXPECT_EQ(refund.refunded().minor(), 1000) << "of what was paid for the order";
  const std::vector<v1::LedgerEntry> ledger = Ledger();
  ASSERT_THAT(ledger, SizeIs(2));
  EXPECT_EQ(ledger[0].kind(), v1::LedgerEntry::RETURN_FREIGHT);
  EXPECT_EQ(ledger[0].freight_minor(), 3000);
  EXPECT_EQ(ledger[0].reference(), refund.name());
  EXPECT_EQ(OrderNow().payment().refunded_minor(), 1000);
}

}  // namespace
}  // namespace shopdesk::orders::handlers
