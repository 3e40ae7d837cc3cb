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
using ::testing::SizeIs;

namespace {

constexpr char kReservation[] = "shops/s/reservations/r";

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

}  // namespace shopdesk::orders::testing
