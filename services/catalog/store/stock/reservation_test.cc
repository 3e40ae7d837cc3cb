#include "services/catalog/store/stock/reservation.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/testing/matchers.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

class ReservationStoreTest : public testing::StoreTest {
 protected:
  v1::Reservation Add(const std::string& id, v1::Reservation::State state, int64_t updated_ms) {
    v1::Reservation reservation;
    reservation.set_name("shops/s/reservations/" + id);
    reservation.set_state(state);
    *reservation.mutable_update_time() = ToProto(FromMillis(updated_ms));
    EXPECT_OK(Write([&](sql::Transaction& txn) { return InsertReservation(txn, reservation); }));
    return reservation;
  }
  std::vector<std::string> List(v1::Reservation::State state, int64_t updated_before_ms,
                                const ReservationKey& after) {
    const auto found = Get([&](sql::Transaction& txn) {
      return ListReservations(txn, "s", state, updated_before_ms, after, 10);
    });
    EXPECT_OK(found);
    std::vector<std::string> ids;
    for (const v1::Reservation& reservation : *found) {
      ids.emplace_back(LastSegment(reservation.name()));
    }
    return ids;
  }
};
ON_BOTH_DATABASES(ReservationStoreTest);

TEST_P(ReservationStoreTest, WhoMakesItSecondIsToLookAgain) {
  v1::Reservation made = Add("r", v1::Reservation::TENTATIVE, 1);
  EXPECT_EQ(made.etag(), "v1");
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::Reservation twin = made;
                return InsertReservation(txn, twin);
              }),
              StatusIs(absl::StatusCode::kAborted));
  made.set_state(v1::Reservation::CONFIRMED);
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveReservation(txn, made); }));
  EXPECT_EQ(made.etag(), "v2");
  EXPECT_THAT(Get([](sql::Transaction& txn) { return FindReservation(txn, "s", "r"); }),
              IsOkAndHolds(Optional(EqualsProto(made))));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return FindReservation(txn, "s", "none"); }),
              IsOkAndHolds(::testing::Eq(absl::nullopt)));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return LoadReservation(txn, "s", "none"); }),
              HasReason("NOT_FOUND"));
}

TEST_P(ReservationStoreTest, ListsByStateOldestChangeFirst) {
  Add("c", v1::Reservation::CONFIRMED, 1);
  Add("b", v1::Reservation::TENTATIVE, 3);
  const v1::Reservation first = Add("z", v1::Reservation::TENTATIVE, 2);
  Add("a", v1::Reservation::TENTATIVE, 3);
  const auto any = v1::Reservation::STATE_UNSPECIFIED;
  EXPECT_THAT(List(any, INT64_MAX, {}), ElementsAre("z", "a", "b", "c"));
  EXPECT_THAT(List(any, INT64_MAX, KeyOf(first)), ElementsAre("a", "b", "c"));
  EXPECT_THAT(List(any, 3, {}), ElementsAre("z", "c"));
  EXPECT_THAT(List(v1::Reservation::TENTATIVE, INT64_MAX, {}), ElementsAre("z", "a", "b"));
  EXPECT_THAT(List(v1::Reservation::TENTATIVE, INT64_MAX, KeyOf(first)), ElementsAre("a", "b"));
  EXPECT_THAT(List(v1::Reservation::EXPIRED, INT64_MAX, {}), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::catalog::store
