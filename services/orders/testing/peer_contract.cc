#include "services/orders/testing/peer_contract.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"

namespace shopdesk::orders::testing {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOk;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::SizeIs;

namespace {

constexpr char kReservation[] = "shops/s/reservations/r";
constexpr char kShipment[] = "shops/s/shipments/1";
constexpr char kHangzhou[] =
    "region_code: 'CN' administrative_area: '33' locality: '杭州市' postal_code: '310000' "
    "street: '文三路 1 号'";

std::string OrderName(const std::string& id) { return absl::StrCat("shops/s/orders/", id); }

}  // namespace

absl::StatusOr<catalog::v1::Reservation> CatalogContractTest::Reserve(
    const std::string& lines, const std::string& id, const std::string& request_id) {
  auto request = ParseText<catalog::v1::ReserveStockRequest>("parent: 'shops/s' " + lines);
  request.set_reservation_id(id);
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().ReserveStock(ctx, request); });
}

absl::Status CatalogContractTest::Confirm(const std::string& order, const std::string& request_id) {
  catalog::v1::ConfirmReservationRequest request;
  request.set_name(kReservation);
  request.set_order(OrderName(order));
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().ConfirmReservation(ctx, request); });
}

absl::Status CatalogContractTest::Commit(const std::string& lines, const std::string& request_id) {
  auto request = ParseText<catalog::v1::CommitReservationRequest>(lines);
  request.set_name(kReservation);
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().CommitReservation(ctx, request); });
}

absl::Status CatalogContractTest::Release(const std::string& lines, const std::string& request_id) {
  auto request = ParseText<catalog::v1::ReleaseReservationRequest>(lines);
  request.set_name(kReservation);
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().ReleaseReservation(ctx, request); });
}

absl::Status CatalogContractTest::Transfer(const std::string& from, const std::string& to,
                                           const std::string& request_id) {
  catalog::v1::TransferReservationRequest request;
  request.set_name(kReservation);
  request.set_from_order(OrderName(from));
  request.set_order(OrderName(to));
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().TransferReservation(ctx, request); });
}

absl::Status CatalogContractTest::Adjust(const std::string& line, const std::string& request_id) {
  auto request = ParseText<catalog::v1::AdjustStockRequest>(
      absl::StrCat("parent: 'shops/s' reason: RETURNED reference: 'r' lines { ", line, " }"));
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().AdjustStock(ctx, request); });
}

absl::StatusOr<catalog::v1::CheckPriceResponse> CatalogContractTest::CheckPrice(
    const std::string& sku, int64_t minor, Role::Value role) {
  catalog::v1::CheckPriceRequest request;
  request.set_parent("shops/s");
  request.set_role(role);
  catalog::v1::PriceCheckLine& line = *request.add_lines();
  line.set_sku_id(sku);
  *line.mutable_unit_price() = MakeMoney("CNY", minor);
  return Call([&](const auto& ctx) { return stage_->client().CheckPrice(ctx, request); });
}

absl::StatusOr<catalog::v1::Grant> CatalogContractTest::Redeem(const std::string& grant,
                                                               const std::string& order,
                                                               const std::string& request_id,
                                                               const std::string& buyer,
                                                               int64_t quantity) {
  catalog::v1::RedeemGrantRequest request;
  request.set_name(grant);
  request.set_order(OrderName(order));
  request.set_buyer(buyer);
  request.set_sku_id("a");
  request.set_quantity(quantity);
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().RedeemGrant(ctx, request); });
}

absl::StatusOr<catalog::v1::CheckStockResponse> CatalogContractTest::CheckStock(
    const std::string& lines) {
  const auto request = ParseText<catalog::v1::CheckStockRequest>("parent: 'shops/s' " + lines);
  return Call([&](const auto& ctx) { return stage_->client().CheckStock(ctx, request); });
}

absl::StatusOr<catalog::v1::CheckGrantResponse> CatalogContractTest::CheckGrant(
    const std::string& grant, const std::string& buyer, int64_t quantity) {
  catalog::v1::CheckGrantRequest request;
  request.set_name(grant);
  request.set_buyer(buyer);
  request.set_sku_id("a");
  request.set_quantity(quantity);
  return Call([&](const auto& ctx) { return stage_->client().CheckGrant(ctx, request); });
}

absl::Status CatalogContractTest::Return(const std::string& grant, const std::string& order,
                                         const std::string& request_id) {
  catalog::v1::ReturnGrantRequest request;
  request.set_name(grant);
  request.set_order(OrderName(order));
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().ReturnGrant(ctx, request); });
}

TEST_P(CatalogContractTest, ReservesAtThePricesOfSale) {
  stage_->AddSku("a", 5, 500);
  stage_->AddSku("b", 5, 300);
  const auto made = Reserve("lines { sku_id: 'b' quantity: 1 } lines { sku_id: 'a' quantity: 2 }");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->name(), kReservation);
  EXPECT_EQ(made->state(), catalog::v1::Reservation::TENTATIVE);
  ASSERT_THAT(made->lines(), SizeIs(2));
  EXPECT_EQ(made->lines(0).sku_id(), "a");
  EXPECT_EQ(made->lines(0).quantity(), 2);
  EXPECT_EQ(made->lines(0).snapshot().sku_id(), "a");
  EXPECT_EQ(made->lines(0).snapshot().product(), "shops/s/products/a");
  EXPECT_THAT(made->lines(0).snapshot().price(), EqualsProto(MakeMoney("CNY", 500)));
  EXPECT_EQ(made->lines(1).snapshot().price().minor(), 300);
  EXPECT_EQ(stage_->Available("a"), 3);
  EXPECT_EQ(stage_->Available("b"), 4);
}

TEST_P(CatalogContractTest, ReservesAllOrNothing) {
  stage_->AddSku("a", 5, 500);
  stage_->AddSku("b", 5, 300);
  const auto none = Reserve("lines { sku_id: 'a' quantity: 2 } lines { sku_id: 'b' quantity: 6 }");
  EXPECT_THAT(none, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(none, HasReason(clients::kOutOfStock));
  EXPECT_EQ(ErrorMetadataOf(none.status(), "sku"), "b");
  EXPECT_EQ(ErrorMetadataOf(none.status(), "asked"), "6");
  EXPECT_EQ(ErrorMetadataOf(none.status(), "available"), "5");
  EXPECT_THAT(Reserve("lines { sku_id: 'a' quantity: 2 } lines { sku_id: 'x' quantity: 1 }"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(stage_->Available("a"), 5);
  // What was refused is tried anew, under the same id.
  EXPECT_THAT(Reserve("lines { sku_id: 'a' quantity: 5 }"), IsOk());
  EXPECT_EQ(stage_->Available("a"), 0);
}

TEST_P(CatalogContractTest, TellsWhereReservedThingsLieAndWhatIsCountedThere) {
  stage_->AddSku("a", 5, 500);
  ASSERT_THAT(Reserve("lines { sku_id: 'a' quantity: 2 }"), IsOk());
  const auto found = Call([&](const auto& ctx) {
    return stage_->client().GetReservation(ctx, "shops/s/reservations/r");
  });
  ASSERT_THAT(found, IsOk());
  ASSERT_EQ(found->lines_size(), 1);
  EXPECT_EQ(found->lines(0).location(), "main");
  EXPECT_THAT(Call([&](const auto& ctx) {
                return stage_->client().GetReservation(ctx, "shops/s/reservations/none");
              }),
              StatusIs(absl::StatusCode::kNotFound));
  const auto products = Call([&](const auto& ctx) {
    return stage_->client().BatchGetProducts(ctx,
                                             ParseText<catalog::v1::BatchGetProductsRequest>(
                                                 "parent: 'shops/s' sku_ids: 'a' sku_ids: 'none'"));
  });
  ASSERT_THAT(products, IsOk());
  ASSERT_EQ(products->products_size(), 1);
  EXPECT_EQ(products->products(0).skus(0).sku_id(), "a");
  EXPECT_EQ(products->missing_sku_ids_size(), 1);
  const auto count = [&](const std::string& sku) {
    auto request = ParseText<catalog::v1::CountStockRequest>("counted: 1 request_id: 'count'");
    request.set_name(absl::StrCat("shops/s/skus/", sku, "/stockLevels/main"));
    request.set_request_id("count-" + sku);
    return Call([&](const auto& ctx) { return stage_->client().CountStock(ctx, request); });
  };
  EXPECT_THAT(count("a"), IsOk());
  // Again: the same.
  EXPECT_THAT(count("a"), IsOk());
  EXPECT_THAT(count("none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(CatalogContractTest, ChecksStockAsItReserves) {
  stage_->AddSku("a", 5, 500);
  stage_->AddSku("b", 5, 300);
  const auto checked = CheckStock(
      "lines { sku_id: 'b' quantity: 4 } lines { sku_id: 'x' quantity: 1 } "
      "lines { sku_id: 'a' quantity: 2 } lines { sku_id: 'b' quantity: 2 }");
  ASSERT_THAT(checked, IsOk());
  ASSERT_THAT(checked->checks(), SizeIs(3));
  const catalog::v1::StockCheck& good = checked->checks(0);
  EXPECT_EQ(good.sku_id(), "a");
  EXPECT_EQ(good.quantity(), 2);
  EXPECT_EQ(good.reason(), "");
  EXPECT_EQ(good.available(), 5);
  EXPECT_EQ(good.snapshot().product(), "shops/s/products/a");
  EXPECT_THAT(good.snapshot().price(), EqualsProto(MakeMoney("CNY", 500)));
  EXPECT_EQ(checked->checks(1).sku_id(), "b");
  EXPECT_EQ(checked->checks(1).quantity(), 6);
  EXPECT_EQ(checked->checks(1).reason(), clients::kOutOfStock);
  EXPECT_EQ(checked->checks(1).available(), 5);
  EXPECT_EQ(checked->checks(1).snapshot().price().minor(), 300);
  EXPECT_EQ(checked->checks(2).reason(), kNotFoundReason);
  EXPECT_FALSE(checked->checks(2).has_snapshot());
  EXPECT_EQ(stage_->Available("a"), 5);
}

TEST_P(CatalogContractTest, ChecksGrantsAsItRedeemsThem) {
  stage_->AddSku("a", 5, 500);
  const std::string grant = stage_->AddGrant("b", "a", 2);
  const auto checked = CheckGrant(grant);
  ASSERT_THAT(checked, IsOk());
  EXPECT_EQ(checked->unit_price().minor(), 500);
  EXPECT_THAT(CheckGrant(grant, "other"), HasReason("GRANT_MISMATCH"));
  EXPECT_THAT(CheckGrant(grant, "b", 3), HasReason("GRANT_MISMATCH"));
  EXPECT_THAT(CheckGrant("shops/s/grants/none"), StatusIs(absl::StatusCode::kNotFound));
  // A check takes nothing away.
  EXPECT_THAT(CheckGrant(grant), IsOk());
  ASSERT_THAT(Redeem(grant, "1", "r"), IsOk());
  EXPECT_THAT(CheckGrant(grant), HasReason("GRANT_USED"));
}

TEST_P(CatalogContractTest, ARepeatedReservationIsTheSame) {
  stage_->AddSku("a", 5, 500);
  const std::string two = "lines { sku_id: 'a' quantity: 2 }";
  const auto made = Reserve(two);
  ASSERT_THAT(made, IsOk());
  const auto again = Reserve(two);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*made));
  // By the reservation's id too.
  const auto by_id = Reserve(two, "r", "another");
  ASSERT_THAT(by_id, IsOk());
  EXPECT_EQ(by_id->name(), made->name());
  EXPECT_EQ(stage_->Available("a"), 3);
  const std::string three = "lines { sku_id: 'a' quantity: 3 }";
  EXPECT_THAT(Reserve(three, "r", "third"), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(Reserve(three, "r2"), HasReason("REQUEST_ID_REUSED"));
  EXPECT_EQ(stage_->Available("a"), 3);
}

TEST_P(CatalogContractTest, ConfirmingTiesToOneOrder) {
  stage_->AddSku("a", 5, 500);
  EXPECT_THAT(Confirm("1", "c0"), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(Reserve("lines { sku_id: 'a' quantity: 2 }"), IsOk());
  ASSERT_THAT(Confirm("1", "c1"), IsOk());
  EXPECT_THAT(Confirm("1", "c1"), IsOk());
  EXPECT_THAT(Confirm("1", "c2"), IsOk());
  const absl::Status other = Confirm("2", "c3");
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(other, HasReason("WRONG_STATE"));
  stage_->PassExpiry(kReservation);
  EXPECT_EQ(stage_->Available("a"), 3);
}

TEST_P(CatalogContractTest, AnExpiredReservationCanOnlyBeReleased) {
  stage_->AddSku("a", 5, 500);
  ASSERT_THAT(Reserve("lines { sku_id: 'a' quantity: 2 }"), IsOk());
  stage_->PassExpiry(kReservation);
  EXPECT_EQ(stage_->Available("a"), 5);
  const absl::Status confirmed = Confirm("1", "c");
  EXPECT_THAT(confirmed, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(confirmed, HasReason("WRONG_STATE"));
  EXPECT_THAT(Transfer("1", "2", "t"), HasReason("WRONG_STATE"));
  EXPECT_THAT(Commit("lines { sku_id: 'a' quantity: 1 }", "s"), HasReason("WRONG_STATE"));
  EXPECT_THAT(Release("", "r1"), IsOk());
  EXPECT_EQ(stage_->Available("a"), 5);
}

TEST_P(CatalogContractTest, AReleasedReservationIsNotTakenUpAgain) {
  stage_->AddSku("a", 5, 500);
  ASSERT_THAT(Reserve("lines { sku_id: 'a' quantity: 2 }"), IsOk());
  ASSERT_THAT(Confirm("1", "c1"), IsOk());
  ASSERT_THAT(Release("", "r1"), IsOk());
  EXPECT_THAT(Confirm("1", "c2"), HasReason("WRONG_STATE")) << "not even by its own order";
  EXPECT_THAT(Transfer("1", "2", "t"), HasReason("WRONG_STATE"));
}

TEST_P(CatalogContractTest, ShipsInPartsAndGivesBackTheRest) {
  stage_->AddSku("a", 5, 500);
  ASSERT_THAT(Reserve("lines { sku_id: 'a' quantity: 4 }"), IsOk());
  const std::string one = "lines { sku_id: 'a' quantity: 1 }";
  EXPECT_THAT(Commit(one, "s1"), HasReason("WRONG_STATE"));
  ASSERT_THAT(Confirm("1", "c"), IsOk());
  ASSERT_THAT(Commit(one, "s2"), IsOk());
  EXPECT_THAT(Commit(one, "s2"), IsOk());
  const absl::Status many = Commit("lines { sku_id: 'a' quantity: 4 }", "s3");
  EXPECT_THAT(many, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(many, HasReason("QUANTITY_EXCEEDED"));
  EXPECT_THAT(Release("lines { sku_id: 'a' quantity: 4 }", "g1"), HasReason("QUANTITY_EXCEEDED"));
  ASSERT_THAT(Release(one, "g2"), IsOk());
  EXPECT_EQ(stage_->Available("a"), 2);
  ASSERT_THAT(Release("", "g3"), IsOk());
  EXPECT_EQ(stage_->Available("a"), 4);
  EXPECT_THAT(Commit(one, "s4"), HasReason("WRONG_STATE"));
  EXPECT_THAT(Release("", "g4"), IsOk());
  EXPECT_EQ(stage_->Available("a"), 4);
}

TEST_P(CatalogContractTest, ReleasesOnce) {
  stage_->AddSku("a", 5, 500);
  EXPECT_THAT(Release("", "g0"), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(Reserve("lines { sku_id: 'a' quantity: 2 }"), IsOk());
  ASSERT_THAT(Release("", "g1"), IsOk());
  EXPECT_THAT(Release("", "g1"), IsOk());
  EXPECT_THAT(Release("", "g2"), IsOk());
  EXPECT_EQ(stage_->Available("a"), 5);
  EXPECT_THAT(Confirm("1", "c"), HasReason("WRONG_STATE"));
}

TEST_P(CatalogContractTest, AnotherOrderTakesOver) {
  stage_->AddSku("a", 5, 500);
  EXPECT_THAT(Transfer("1", "2", "t0"), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(Reserve("lines { sku_id: 'a' quantity: 2 }"), IsOk());
  ASSERT_THAT(Confirm("1", "c"), IsOk());
  EXPECT_THAT(Transfer("3", "2", "t1"), HasReason("WRONG_STATE"));
  ASSERT_THAT(Transfer("1", "2", "t2"), IsOk());
  EXPECT_THAT(Transfer("1", "2", "t3"), IsOk()) << "tied to it already";
  EXPECT_THAT(Confirm("1", "c1"), HasReason("WRONG_STATE"));
  EXPECT_EQ(stage_->Available("a"), 3);
}

TEST_P(CatalogContractTest, ATransferConfirmsATentativeOne) {
  stage_->AddSku("a", 5, 500);
  ASSERT_THAT(Reserve("lines { sku_id: 'a' quantity: 2 }"), IsOk());
  ASSERT_THAT(Transfer("1", "2", "t"), IsOk());
  stage_->PassExpiry(kReservation);
  EXPECT_EQ(stage_->Available("a"), 3);
  EXPECT_THAT(Commit("lines { sku_id: 'a' quantity: 2 }", "s"), IsOk());
}

TEST_P(CatalogContractTest, ReturnedGoodsAreSoldAgainUnlessDamaged) {
  stage_->AddSku("a", 5, 500);
  ASSERT_THAT(Adjust("sku_id: 'a' bucket: ON_HAND delta: 2", "j1"), IsOk());
  EXPECT_THAT(Adjust("sku_id: 'a' bucket: ON_HAND delta: 2", "j1"), IsOk());
  EXPECT_EQ(stage_->Available("a"), 7);
  ASSERT_THAT(Adjust("sku_id: 'a' bucket: DAMAGED delta: 3", "j2"), IsOk());
  EXPECT_EQ(stage_->Available("a"), 7);
  EXPECT_THAT(Adjust("sku_id: 'x' bucket: ON_HAND delta: 1", "j3"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(CatalogContractTest, APriceIsTheRolesToGive) {
  stage_->AddSku("a", 5, 1000);
  stage_->SetFloor("a", 600);
  const auto list = CheckPrice("a", 1000, Role::AGENT);
  ASSERT_THAT(list, IsOk());
  ASSERT_THAT(list->checks(), SizeIs(1));
  EXPECT_EQ(list->checks(0).sku_id(), "a");
  EXPECT_EQ(list->checks(0).verdict(), catalog::v1::PriceVerdict::ALLOWED);
  const int64_t lowest = list->checks(0).lowest().minor();
  ASSERT_GT(lowest, 600);
  EXPECT_EQ(CheckPrice("a", lowest, Role::AGENT)->checks(0).verdict(),
            catalog::v1::PriceVerdict::ALLOWED);
  EXPECT_EQ(CheckPrice("a", lowest - 1, Role::AGENT)->checks(0).verdict(),
            catalog::v1::PriceVerdict::ABOVE_ROLE_LIMIT);
  EXPECT_EQ(CheckPrice("a", 600, Role::OWNER)->checks(0).verdict(),
            catalog::v1::PriceVerdict::ALLOWED);
  const auto below = CheckPrice("a", 599, Role::OWNER);
  ASSERT_THAT(below, IsOk());
  EXPECT_EQ(below->checks(0).verdict(), catalog::v1::PriceVerdict::BELOW_FLOOR);
  EXPECT_THAT(below->checks(0).floor(), EqualsProto(MakeMoney("CNY", 600)));
  EXPECT_THAT(CheckPrice("x", 1000, Role::OWNER), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(CatalogContractTest, AGrantIsForOneBuyerAndOneOrder) {
  stage_->AddSku("a", 5, 1000);
  const std::string grant = stage_->AddGrant("b", "a", 2);
  const auto redeemed = Redeem(grant, "1", "g1");
  ASSERT_THAT(redeemed, IsOk());
  EXPECT_THAT(redeemed->unit_price(), EqualsProto(MakeMoney("CNY", 1000)));
  EXPECT_THAT(Redeem(grant, "1", "g2"), IsOk());
  const auto used = Redeem(grant, "2", "g3");
  EXPECT_THAT(used, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(used, HasReason("GRANT_USED"));
  EXPECT_THAT(Redeem(grant, "1", "g4", "c"), HasReason("GRANT_MISMATCH"));
  EXPECT_THAT(Redeem(grant, "1", "g5", "b", 3), HasReason("GRANT_MISMATCH"));
  EXPECT_THAT(Redeem("shops/s/grants/none", "1", "g6"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(CatalogContractTest, AReturnedGrantIsAnotherOrders) {
  stage_->AddSku("a", 5, 1000);
  const std::string grant = stage_->AddGrant("b", "a", 2);
  ASSERT_THAT(Redeem(grant, "1", "g1"), IsOk());
  EXPECT_THAT(Return(grant, "2", "b1"), HasReason("GRANT_MISMATCH"));
  ASSERT_THAT(Return(grant, "1", "b2"), IsOk());
  EXPECT_THAT(Return(grant, "1", "b3"), IsOk()) << "returned by that order already";
  ASSERT_THAT(Redeem(grant, "2", "g2"), IsOk());
  EXPECT_THAT(Return(grant, "1", "b4"), IsOk());
  EXPECT_THAT(Redeem(grant, "3", "g3"), HasReason("GRANT_USED")) << "it is the second order's";
  EXPECT_THAT(Return(grant, "3", "b6"), HasReason("GRANT_MISMATCH"));
  EXPECT_THAT(Return("shops/s/grants/none", "1", "b5"), StatusIs(absl::StatusCode::kNotFound));
}

absl::StatusOr<logistics::v1::QuoteResponse> LogisticsContractTest::Quote(const std::string& more) {
  const auto request = ParseText<logistics::v1::QuoteRequest>(
      absl::StrCat("parent: 'shops/s' parcels { weight_grams: 800 } "
                   "goods_value { currency_code: 'CNY' minor: 5000 } ",
                   more));
  return Call([&](const auto& ctx) { return stage_->client().Quote(ctx, request); });
}

absl::StatusOr<logistics::v1::Shipment> LogisticsContractTest::Create(const std::string& request_id,
                                                                      const std::string& more) {
  auto request = ParseText<logistics::v1::CreateShipmentRequest>(absl::StrCat(
      "parent: 'shops/s' shipment_id: '1' order: 'shops/s/orders/o' parcels { weight_grams: 800 } "
      "goods_value { currency_code: 'CNY' minor: 5000 } buyer: 'b' language_code: 'zh' "
      "receiver { name: '张三丰' phone: '+8613812345678' address { ",
      kHangzhou, " } }"));
  request.MergeFrom(ParseText<logistics::v1::CreateShipmentRequest>(more));
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().CreateShipment(ctx, request); });
}

absl::StatusOr<logistics::v1::Intercept> LogisticsContractTest::Intercept(
    const std::string& request_id) {
  auto request = ParseText<logistics::v1::RequestInterceptRequest>(
      absl::StrCat("kind: ADDRESS_CHANGE payer: BUYER reason: 'moved' new_receiver { name: '李四' "
                   "phone: '+8613912345678' address { ",
                   kHangzhou, " } }"));
  request.set_parent(kShipment);
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().RequestIntercept(ctx, request); });
}

absl::StatusOr<logistics::v1::Notice> LogisticsContractTest::Notify(const std::string& cause,
                                                                    const std::string& request_id) {
  auto request = ParseText<logistics::v1::SendNoticeRequest>(
      "parent: 'shops/s' kind: PAYMENT_REMINDER buyer: 'b' order: 'shops/s/orders/o' "
      "phone: '+8613812345678' variables { key: 'amount' value: '5.00 CNY' } "
      "variables { key: 'until' value: '16:00' }");
  request.set_cause(cause);
  request.set_request_id(request_id);
  return Call([&](const auto& ctx) { return stage_->client().SendNotice(ctx, request); });
}

TEST_P(LogisticsContractTest, QuotesTheCheapestFirst) {
  const std::string to = absl::StrCat("destination { ", kHangzhou, " } ");
  const auto all = Quote(to);
  ASSERT_THAT(all, IsOk());
  ASSERT_THAT(all->offers(), SizeIs(2));
  EXPECT_EQ(all->offers(0).carrier_id(), "road");
  EXPECT_EQ(all->offers(0).mode(), logistics::v1::Mode::COURIER_ROAD);
  EXPECT_THAT(all->offers(0).total(), EqualsProto(MakeMoney("CNY", 800)));
  EXPECT_EQ(all->offers(1).carrier_id(), "post");
  EXPECT_EQ(all->offers(1).total().minor(), 1200);
  const auto cheapest = Quote(to + "max_offers: 1");
  ASSERT_THAT(cheapest, IsOk());
  ASSERT_THAT(cheapest->offers(), SizeIs(1));
  EXPECT_EQ(cheapest->offers(0).carrier_id(), "road");
}

TEST_P(LogisticsContractTest, QuotesWhatIsWished) {
  const std::string to = absl::StrCat("destination { ", kHangzhou, " } ");
  const auto post = Quote(to + "carrier_id: 'post'");
  ASSERT_THAT(post, IsOk());
  ASSERT_THAT(post->offers(), SizeIs(1));
  EXPECT_EQ(post->offers(0).carrier_id(), "post");
  const auto road = Quote(to + "mode: COURIER_ROAD");
  ASSERT_THAT(road, IsOk());
  ASSERT_THAT(road->offers(), SizeIs(1));
  EXPECT_EQ(road->offers(0).carrier_id(), "road");
}

TEST_P(LogisticsContractTest, SaysWhyACarrierDoesNotDeliver) {
  const auto abroad = Quote("destination { region_code: 'FR' }");
  ASSERT_THAT(abroad, IsOk());
  EXPECT_THAT(abroad->offers(), SizeIs(0));
  ASSERT_THAT(abroad->refusals(), SizeIs(2));
  for (const logistics::v1::Refusal& refusal : abroad->refusals()) {
    EXPECT_NE(refusal.carrier_id(), "");
    EXPECT_NE(refusal.mode(), logistics::v1::Mode::MODE_UNSPECIFIED);
    EXPECT_EQ(refusal.reason(), "NO_ZONE");
  }
  const auto cod = Quote(absl::StrCat("destination { ", kHangzhou,
                                      " } cod_amount { currency_code: 'CNY' minor: 5000 } "
                                      "carrier_id: 'post'"));
  ASSERT_THAT(cod, IsOk());
  EXPECT_THAT(cod->offers(), SizeIs(0));
  ASSERT_THAT(cod->refusals(), SizeIs(1));
  EXPECT_EQ(cod->refusals(0).reason(), "NO_COD");
}

TEST_P(LogisticsContractTest, SaysWhichGoodsACarrierDoesNotTake) {
  const std::string battery = "carrier_id: 'post' parcels { weight_grams: 9 goods: 'battery' } ";
  const auto refused = Quote(absl::StrCat("destination { ", kHangzhou, " } ", battery));
  ASSERT_THAT(refused, IsOk());
  EXPECT_THAT(refused->offers(), SizeIs(0));
  ASSERT_THAT(refused->refusals(), SizeIs(1));
  EXPECT_EQ(refused->refusals(0).reason(), "PROHIBITED");
  EXPECT_EQ(refused->refusals(0).limit(), "prohibited_goods");
  EXPECT_EQ(refused->refusals(0).goods(), "battery");
  EXPECT_THAT(Create("c1", battery), HasReason("NO_DELIVERY"));
}

TEST_P(LogisticsContractTest, InsuranceIsAPartOfThePrice) {
  const auto insured = Quote(absl::StrCat("destination { ", kHangzhou, " } carrier_id: 'post' ",
                                          "declared_value { currency_code: 'CNY' minor: 5000 }"));
  ASSERT_THAT(insured, IsOk());
  ASSERT_THAT(insured->offers(), SizeIs(1));
  EXPECT_EQ(insured->offers(0).total().minor(), 1250);
  int64_t premium = 0;
  for (const auto& part : insured->offers(0).parts()) {
    if (part.code() == "insurance") premium += part.minor();
  }
  EXPECT_EQ(premium, 50);
}

TEST_P(LogisticsContractTest, HandsOverWhomAParcelGoesTo) {
  const auto hand_over = [&](const std::string& shipment) {
    return Call([&](const auto& ctx) { return stage_->client().HandOverReceiver(ctx, shipment); });
  };
  EXPECT_THAT(hand_over(kShipment), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(Create("c1"), IsOk());
  const auto first = hand_over(kShipment);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->receiver().name(), "张三丰");
  EXPECT_FALSE(first->has_readdress_time());
  ASSERT_THAT(Intercept("i1"), IsOk());
  const auto second = hand_over(kShipment);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->receiver().name(), "李四");
  EXPECT_EQ(second->receiver().phone(), "+8613912345678");
  EXPECT_TRUE(second->has_readdress_time());
}

TEST_P(LogisticsContractTest, MakesAShipmentOnce) {
  const auto made = Create("c1");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->name(), kShipment);
  EXPECT_EQ(made->order(), "shops/s/orders/o");
  EXPECT_EQ(made->status(), logistics::v1::TrackingStatus::PENDING);
  EXPECT_EQ(made->carrier_id(), "road") << "the cheapest";
  EXPECT_EQ(made->mode(), logistics::v1::Mode::COURIER_ROAD);
  EXPECT_NE(made->waybill_number(), "");
  const auto again = Create("c1");
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*made));
  EXPECT_THAT(Create("c2"), StatusIs(absl::StatusCode::kAlreadyExists));
  const auto get = [&](const std::string& name) {
    return Call([&](const auto& ctx) { return stage_->client().GetShipment(ctx, name); });
  };
  const auto found = get(kShipment);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->order(), made->order());
  EXPECT_EQ(found->waybill_number(), made->waybill_number());
  EXPECT_THAT(get("shops/s/shipments/none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(LogisticsContractTest, WhatIsSentForALostParcelIsLinked) {
  const std::string lost = absl::StrCat("replaces: '", kShipment, "' ");
  EXPECT_THAT(Create("r0", lost + "shipment_id: '2'"), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(Create("c1", "merged_orders: 'shops/s/orders/p'"), IsOk());
  const auto again = Create("r1", lost + "shipment_id: '2'");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->replaces(), kShipment);
  const auto merged = Create("r2", lost + "shipment_id: '3' order: 'shops/s/orders/p'");
  ASSERT_THAT(merged, IsOk());
  EXPECT_THAT(Create("r3", lost + "shipment_id: '4' order: 'shops/s/orders/q'"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  stage_->Track(kShipment, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(Create("r4", lost + "shipment_id: '4'"), HasReason("WRONG_STATE"));
  const auto found =
      Call([&](const auto& ctx) { return stage_->client().GetShipment(ctx, kShipment); });
  ASSERT_THAT(found, IsOk());
  EXPECT_THAT(found->replaced_by(), ElementsAre(again->name(), merged->name()));
}

TEST_P(LogisticsContractTest, ShipsByTheModeThatIsAsked) {
  const auto made =
      Create("c1", "carrier_id: 'road' mode: COURIER_ROAD waybill_number: 'AB123456'");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->carrier_id(), "road");
  EXPECT_EQ(made->mode(), logistics::v1::Mode::COURIER_ROAD);
  EXPECT_EQ(made->waybill_number(), "AB123456");
}

TEST_P(LogisticsContractTest, DeclinesForGoodWhereNobodyDelivers) {
  const auto declined = Create("c1", "carrier_id: 'road' mode: EMS");
  EXPECT_THAT(declined, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(declined, HasReason("NO_DELIVERY"));
}

TEST_P(LogisticsContractTest, AnAddressIsChangedAtOnceBeforePickup) {
  EXPECT_THAT(Intercept("i0"), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(Create("c1"), IsOk());
  const auto made = Intercept("i1");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(ParentOf(made->name()), kShipment);
  EXPECT_EQ(made->kind(), logistics::v1::Intercept::ADDRESS_CHANGE);
  EXPECT_EQ(made->order(), "shops/s/orders/o");
  EXPECT_EQ(made->state(), logistics::v1::Intercept::DONE);
  const auto again = Intercept("i1");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->name(), made->name());
}

TEST_P(LogisticsContractTest, TheCarrierIsAskedOnTheWay) {
  ASSERT_THAT(Create("c1"), IsOk());
  stage_->Track(kShipment, logistics::v1::TrackingStatus::IN_TRANSIT);
  const auto made = Intercept("i1");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->state(), logistics::v1::Intercept::ASKED);
  EXPECT_THAT(Intercept("i2"), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_P(LogisticsContractTest, ADeliveredParcelIsNotIntercepted) {
  ASSERT_THAT(Create("c1"), IsOk());
  stage_->Track(kShipment, logistics::v1::TrackingStatus::DELIVERED);
  const auto made = Intercept("i1");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->state(), logistics::v1::Intercept::TOO_LATE);
}

TEST_P(LogisticsContractTest, ACauseIsToldOfOnce) {
  const auto made = Notify("orders/o/reminder", "n1");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->state(), logistics::v1::Notice::QUEUED);
  const auto again = Notify("orders/o/reminder", "n2");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->name(), made->name());
  const auto other = Notify("orders/o/delay", "n3");
  ASSERT_THAT(other, IsOk());
  EXPECT_NE(other->name(), made->name());
}

TEST_P(LogisticsContractTest, AnotherAmountIsCollectedUntilItArrives) {
  const auto change = [&](int64_t minor, const std::string& request_id) {
    logistics::v1::ChangeCodAmountRequest request;
    request.set_name(kShipment);
    *request.mutable_cod_amount() = MakeMoney("CNY", minor);
    request.set_request_id(request_id);
    return Call([&](const auto& ctx) { return stage_->client().ChangeCodAmount(ctx, request); });
  };
  EXPECT_THAT(change(1, "m0"), StatusIs(absl::StatusCode::kNotFound));
  const auto made = Create("c1", "cod_amount { currency_code: 'CNY' minor: 5000 }");
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->cod_amount().minor(), 5000);
  stage_->Track(kShipment, logistics::v1::TrackingStatus::IN_TRANSIT);
  const auto changed = change(6000, "m1");
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->cod_amount().minor(), 6000);
  stage_->Track(kShipment, logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(change(7000, "m2"), HasReason("WRONG_STATE"));
}

TEST_P(LogisticsContractTest, ANoticeThatWaitsIsTakenBack) {
  const auto made = Notify("orders/o/reminder", "n1");
  ASSERT_THAT(made, IsOk());
  logistics::v1::ListNoticesRequest list;
  list.set_parent("shops/s");
  list.set_order("shops/s/orders/o");
  const auto listed =
      Call([&](const auto& ctx) { return stage_->client().ListNotices(ctx, list); });
  ASSERT_THAT(listed, IsOk());
  ASSERT_THAT(listed->notices(), SizeIs(1));
  EXPECT_EQ(listed->notices(0).name(), made->name());
  EXPECT_EQ(listed->notices(0).kind(), logistics::v1::Notice::PAYMENT_REMINDER);
  const auto cancel = [&](const std::string& name, const std::string& request_id) {
    logistics::v1::CancelNoticeRequest request;
    request.set_name(name);
    request.set_request_id(request_id);
    return Call([&](const auto& ctx) { return stage_->client().CancelNotice(ctx, request); });
  };
  const auto cancelled = cancel(made->name(), "x1");
  ASSERT_THAT(cancelled, IsOk());
  EXPECT_EQ(cancelled->state(), logistics::v1::Notice::CANCELLED);
  EXPECT_THAT(cancel(made->name(), "x2"), HasReason("WRONG_STATE"));
  EXPECT_THAT(cancel("shops/s/notices/none", "x3"), StatusIs(absl::StatusCode::kNotFound));
  const auto again = Notify("orders/o/reminder", "n2");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->state(), logistics::v1::Notice::CANCELLED);
}

TEST_P(LogisticsContractTest, ErasesWhatItIsToldToAndNothingTwice) {
  ASSERT_THAT(Create("make"), IsOk());
  logistics::v1::EraseOrderRequest order;
  order.set_order(OrderName("1"));
  order.set_request_id("erase-order");
  logistics::v1::EraseBuyerRequest buyer;
  buyer.set_name("shops/s/erasures/e");
  buyer.set_buyer("b");
  buyer.mutable_create_time()->set_seconds(1);
  buyer.set_request_id("erase-buyer");
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Call([&](const auto& ctx) { return stage_->client().EraseOrder(ctx, order); }),
                IsOk());
    EXPECT_THAT(Call([&](const auto& ctx) { return stage_->client().EraseBuyer(ctx, buyer); }),
                IsOk());
  }
  order.set_order("shops/s/orders/unknown");
  order.set_request_id("erase-none");
  EXPECT_THAT(Call([&](const auto& ctx) { return stage_->client().EraseOrder(ctx, order); }),
              IsOk());
}

}  // namespace shopdesk::orders::testing
