#include "services/catalog/domain/stock/reservation.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

v1::StockLevel ReservationLevel(const std::string& location, int64_t on_hand) {
  v1::StockLevel level;
  level.set_name("shops/s/skus/A/stockLevels/" + location);
  level.set_on_hand(on_hand);
  return level;
}

ReservationLines Lines(absl::string_view text) { return ParseText<v1::Reservation>(text).lines(); }

v1::Reservation Held() {
  return ParseText<v1::Reservation>(R"pb(
    name: 'shops/s/reservations/r'
    state: TENTATIVE
    lines { sku_id: 'A' quantity: 3 location: 'main' }
    lines { sku_id: 'A' quantity: 2 location: 'west' }
    lines { sku_id: 'B' quantity: 1 location: 'main' })pb");
}

TEST(ReservationTest, LinesOfOneSkuAreMergedAndSorted) {
  const std::vector<WantedLine> merged = MergeLines(Lines(R"pb(
    lines { sku_id: 'B' quantity: 1 }
    lines { sku_id: 'A' quantity: 2 }
    lines { sku_id: 'B' quantity: 3 }
    lines { sku_id: 'B' quantity: 4 location: 'west' }
    lines { sku_id: 'B' quantity: 5 location: 'east' })pb"));
  ASSERT_THAT(merged, SizeIs(4));
  EXPECT_EQ(merged[0].sku_id, "A");
  EXPECT_EQ(merged[1].location, "east");
  EXPECT_EQ(merged[2].location, "west");
  EXPECT_EQ(merged[3].location, "");
  EXPECT_EQ(merged[3].quantity, 4);
  EXPECT_THAT(MergeLines({}), IsEmpty());
}

TEST(ReservationTest, TheFirstLocationThatCoversTheLineWhole) {
  const v1::Policy policy =
      ParseText<v1::Policy>("location_priority: 'near' location_priority: 'far'");
  const std::vector<v1::StockLevel> levels = {
      ReservationLevel("far", 9), ReservationLevel("near", 3), ReservationLevel("shop", 100)};
  EXPECT_THAT(ChooseLevel({"A", "", 3}, levels, policy), IsOkAndHolds(1));
  EXPECT_THAT(ChooseLevel({"A", "", 4}, levels, policy), IsOkAndHolds(0));
  EXPECT_THAT(ChooseLevel({"A", "shop", 50}, levels, policy), IsOkAndHolds(2));
  const auto refused = ChooseLevel({"A", "", 10}, levels, policy);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, HasReason("OUT_OF_STOCK"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "sku"), "A");
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "asked"), "10");
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "available"), "9");
  EXPECT_THAT(ChooseLevel({"A", "nowhere", 1}, levels, policy), HasReason("OUT_OF_STOCK"));
  EXPECT_THAT(ChooseLevel({"A", "", 1}, {}, policy), HasReason("OUT_OF_STOCK"));
}

TEST(ReservationTest, TheSameLinesAreKnownAgain) {
  const auto is_for = [](absl::string_view lines) {
    return IsForLines(Held(), MergeLines(Lines(lines)));
  };
  EXPECT_TRUE(is_for("lines { sku_id: 'A' quantity: 5 } lines { sku_id: 'B' quantity: 1 }"));
  EXPECT_TRUE(
      is_for("lines { sku_id: 'A' quantity: 3 } lines { sku_id: 'B' quantity: 1 } "
             "lines { sku_id: 'A' quantity: 2 location: 'west' }"));
  EXPECT_FALSE(is_for("lines { sku_id: 'A' quantity: 5 }"));
  EXPECT_FALSE(is_for("lines { sku_id: 'A' quantity: 4 } lines { sku_id: 'B' quantity: 1 }"));
  EXPECT_FALSE(
      is_for("lines { sku_id: 'A' quantity: 5 location: 'west' } "
             "lines { sku_id: 'B' quantity: 1 }"));
}

TEST(ReservationTest, ConfirmedOnceForOneOrder) {
  v1::Reservation reservation = Held();
  EXPECT_THAT(Confirm(reservation, "shops/s/orders/1"), IsOkAndHolds(true));
  EXPECT_THAT(Confirm(reservation, "shops/s/orders/1"), IsOkAndHolds(false));
  EXPECT_THAT(Confirm(reservation, "shops/s/orders/2"), HasReason("WRONG_STATE"));
  for (const auto state : {v1::Reservation::RELEASED, v1::Reservation::EXPIRED}) {
    v1::Reservation ended = Held();
    ended.set_state(state);
    EXPECT_THAT(Confirm(ended, "shops/s/orders/1"), HasReason("WRONG_STATE"));
  }
}

TEST(ReservationTest, TiedToAnotherOrderOnce) {
  v1::Reservation reservation = Held();
  ASSERT_OK(Confirm(reservation, "shops/s/orders/1"));
  EXPECT_THAT(Transfer(reservation, "shops/s/orders/3", "shops/s/orders/2"),
              HasReason("WRONG_STATE"));
  EXPECT_THAT(Transfer(reservation, "shops/s/orders/1", "shops/s/orders/2"), IsOkAndHolds(true));
  EXPECT_EQ(reservation.order(), "shops/s/orders/2");
  EXPECT_THAT(Transfer(reservation, "shops/s/orders/1", "shops/s/orders/2"), IsOkAndHolds(false));
  // Not confirmed for the first order yet.
  v1::Reservation tentative = Held();
  EXPECT_THAT(Transfer(tentative, "shops/s/orders/1", "shops/s/orders/2"), IsOkAndHolds(true));
  EXPECT_EQ(tentative.state(), v1::Reservation::CONFIRMED);
  EXPECT_EQ(tentative.order(), "shops/s/orders/2");
}

TEST(ReservationTest, ShippedInPartsToTheEnd) {
  v1::Reservation reservation = Held();
  EXPECT_THAT(CheckCanCommit(reservation), HasReason("WRONG_STATE"));
  ASSERT_OK(Confirm(reservation, "shops/s/orders/1"));
  ASSERT_OK(CheckCanCommit(reservation));
  ASSERT_OK_AND_ASSIGN(auto parts,
                       SelectParts(reservation, Lines("lines { sku_id: 'A' quantity: 4 }")));
  ASSERT_THAT(parts, SizeIs(2));
  EXPECT_EQ(parts[0].quantity, 3);
  EXPECT_EQ(parts[1].quantity, 1);
  ASSERT_OK(Commit(reservation, parts));
  EXPECT_EQ(reservation.state(), v1::Reservation::CONFIRMED);
  const auto refused = SelectParts(reservation, Lines("lines { sku_id: 'A' quantity: 2 }"));
  EXPECT_THAT(refused, HasReason("QUANTITY_EXCEEDED"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "remaining"), "1");
  ASSERT_OK_AND_ASSIGN(parts, SelectParts(reservation, {}));
  ASSERT_OK(Commit(reservation, parts));
  EXPECT_EQ(reservation.state(), v1::Reservation::COMMITTED);
  EXPECT_THAT(CheckCanCommit(reservation), HasReason("WRONG_STATE"));
}

TEST(ReservationTest, GivenBackInPartsToTheEnd) {
  v1::Reservation reservation = Held();
  ASSERT_OK_AND_ASSIGN(auto parts,
                       SelectParts(reservation, Lines("lines { sku_id: 'B' quantity: 1 }")));
  EXPECT_THAT(Release(reservation, parts), IsOkAndHolds(true));
  EXPECT_EQ(reservation.state(), v1::Reservation::TENTATIVE);
  ASSERT_OK_AND_ASSIGN(parts, SelectParts(reservation, {}));
  EXPECT_THAT(Release(reservation, parts), IsOkAndHolds(true));
  EXPECT_EQ(reservation.state(), v1::Reservation::RELEASED);
  ASSERT_OK_AND_ASSIGN(parts, SelectParts(reservation, {}));
  EXPECT_THAT(Release(reservation, parts), IsOkAndHolds(false));
}

TEST(ReservationTest, TheRestGivenBackAfterShippingIsCommitted) {
  v1::Reservation reservation = Held();
  ASSERT_OK(Confirm(reservation, "shops/s/orders/1"));
  ASSERT_OK_AND_ASSIGN(auto parts,
                       SelectParts(reservation, Lines("lines { sku_id: 'B' quantity: 1 }")));
  ASSERT_OK(Commit(reservation, parts));
  ASSERT_OK_AND_ASSIGN(parts, SelectParts(reservation, {}));
  EXPECT_THAT(Release(reservation, parts), IsOkAndHolds(true));
  EXPECT_EQ(reservation.state(), v1::Reservation::COMMITTED);
  EXPECT_THAT(Release(reservation, {}), IsOkAndHolds(false));
}

TEST(ReservationTest, OnlyTentativeOnesExpire) {
  v1::Reservation reservation = Held();
  ASSERT_OK(Expire(reservation));
  EXPECT_EQ(reservation.state(), v1::Reservation::EXPIRED);
  EXPECT_EQ(reservation.lines(0).released_quantity(), 3);
  EXPECT_THAT(Release(reservation, {}), IsOkAndHolds(false));
  v1::Reservation confirmed = Held();
  ASSERT_OK(Confirm(confirmed, "shops/s/orders/1"));
  EXPECT_THAT(Expire(confirmed), HasReason("WRONG_STATE"));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
