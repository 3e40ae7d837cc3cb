#include "services/catalog/handlers/stock/reservation.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using ::shopdesk::testing::StatusIs;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Not;
using testing::Shop;

constexpr char kReservation[] = "shops/s/reservations/r";

class ReservationTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  absl::StatusOr<v1::Reservation> Confirm(const std::string& order) {
    return shop_.WriteText<v1::Reservation>(
        handlers::ConfirmReservation,
        absl::StrCat("name: '", kReservation, "' order: 'shops/s/orders/", order, "'"));
  }
  absl::StatusOr<v1::Reservation> Commit(const std::string& lines) {
    return shop_.WriteText<v1::Reservation>(handlers::CommitReservation,
                                            absl::StrCat("name: '", kReservation, "' ", lines));
  }
  absl::StatusOr<v1::Reservation> Release(const std::string& lines = "") {
    return shop_.WriteText<v1::Reservation>(handlers::ReleaseReservation,
                                            absl::StrCat("name: '", kReservation, "' ", lines));
  }
  absl::StatusOr<v1::Reservation> Get() {
    return shop_.ReadText<v1::Reservation>(handlers::GetReservation,
                                           absl::StrCat("name: '", kReservation, "'"));
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(ReservationTest);

TEST_P(ReservationTest, HoldsWhatItReserves) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK_AND_ASSIGN(const v1::Reservation made,
                       shop_.Reserve("r", "lines { sku_id: 'A' quantity: 2 }"));
  EXPECT_EQ(made.state(), v1::Reservation::TENTATIVE);
  EXPECT_EQ(FromProto(made.expire_time()), kTestTime + absl::Minutes(15));
  EXPECT_EQ(made.lines(0).location(), "main");
  EXPECT_EQ(made.lines(0).snapshot().price().minor(), 100);
  EXPECT_EQ(made.lines(0).snapshot().snapshot(), "shops/s/products/A/snapshots/v2");
  ASSERT_OK_AND_ASSIGN(const v1::StockLevel level, shop_.Level("A"));
  EXPECT_EQ(level.reserved(), 2);
  EXPECT_EQ(level.available(), 3);
  EXPECT_THAT(shop_.Events(), Contains("reservation.reserved").Times(1));
  shop_.ExpectLedgerSums();
}

TEST_P(ReservationTest, AChecksLinesAreDecidedOneAfterTheOther) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(shop_.Receive("A", 2, "shed"));
  ASSERT_OK(shop_.Create("B", "title: 'B' skus { sku_id: 'B' price { currency_code: 'GBP' } }"));
  ASSERT_OK_AND_ASSIGN(
      const v1::CheckStockResponse checked,
      shop_.ReadText<v1::CheckStockResponse>(
          handlers::CheckStock,
          "parent: 'shops/s' lines { sku_id: 'A' quantity: 3 } lines { sku_id: 'B' quantity: 1 } "
          "lines { sku_id: 'A' location: 'main' quantity: 3 } lines { sku_id: 'C' quantity: 1 }"));
  ASSERT_EQ(checked.checks_size(), 4);
  // The line that names its location comes first, as it does in a reservation.
  EXPECT_EQ(checked.checks(0).location(), "main");
  EXPECT_EQ(checked.checks(0).reason(), "");
  EXPECT_EQ(checked.checks(1).location(), "");
  EXPECT_EQ(checked.checks(1).reason(), "OUT_OF_STOCK");
  EXPECT_EQ(checked.checks(1).available(), 5);
  EXPECT_EQ(checked.checks(2).reason(), "NOT_ON_SALE");
  EXPECT_TRUE(checked.checks(2).has_snapshot());
  EXPECT_EQ(checked.checks(3).reason(), "NOT_FOUND");
  EXPECT_FALSE(checked.checks(3).has_snapshot());
  EXPECT_EQ(shop_.Figures().reserved(), 0);
  EXPECT_THAT(shop_.ReadText<v1::CheckStockResponse>(
                  handlers::CheckStock, "parent: 'shops/x' lines { sku_id: 'A' quantity: 1 }"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(ReservationTest, AllLinesOrNothing) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(shop_.Stock("B", 1));
  const auto refused =
      shop_.Reserve("r", "lines { sku_id: 'A' quantity: 1 } lines { sku_id: 'B' quantity: 2 }");
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, HasReason("OUT_OF_STOCK"));
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "sku"), "B");
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "asked"), "2");
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "available"), "1");
  EXPECT_EQ(shop_.Figures().reserved(), 0);
  EXPECT_THAT(Get(), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(ReservationTest, GoesOverToAnotherOrderWithItsGoods) {
  ASSERT_OK(shop_.Stock("A", 1));
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 1 }"));
  ASSERT_OK(Confirm("1"));
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK_AND_ASSIGN(
        const v1::Reservation moved,
        shop_.WriteText<v1::Reservation>(
            handlers::TransferReservation,
            absl::StrCat("name: '", kReservation,
                         "' from_order: 'shops/s/orders/1' order: 'shops/s/orders/2'")));
    EXPECT_EQ(moved.order(), "shops/s/orders/2");
    EXPECT_EQ(moved.state(), v1::Reservation::CONFIRMED);
  }
  EXPECT_THAT(Confirm("1"), HasReason("WRONG_STATE"));
  EXPECT_THAT(shop_.Events(), Contains("reservation.transferred").Times(1));
  EXPECT_EQ(shop_.Figures().reserved(), 1);
  shop_.ExpectLedgerSums();
}

TEST_P(ReservationTest, OneSkuTwiceIsOneLine) {
  ASSERT_OK(shop_.Stock("A", 3));
  EXPECT_THAT(shop_.Reserve("r",
                            "lines { sku_id: 'A' quantity: 2 } "
                            "lines { sku_id: 'A' quantity: 2 }"),
              HasReason("OUT_OF_STOCK"));
  ASSERT_OK_AND_ASSIGN(
      const v1::Reservation made,
      shop_.Reserve("r", "lines { sku_id: 'A' quantity: 2 } lines { sku_id: 'A' quantity: 1 }"));
  ASSERT_EQ(made.lines_size(), 1);
  EXPECT_EQ(made.lines(0).quantity(), 3);
  shop_.ExpectLedgerSums();
}

TEST_P(ReservationTest, TheSameReservationAgainChangesNothing) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK_AND_ASSIGN(const v1::Reservation made,
                       shop_.Reserve("r", "lines { sku_id: 'A' quantity: 2 }"));
  ASSERT_OK_AND_ASSIGN(const v1::Reservation again,
                       shop_.Reserve("r",
                                     "lines { sku_id: 'A' quantity: 1 } "
                                     "lines { sku_id: 'A' quantity: 1 }"));
  EXPECT_THAT(again, EqualsProto(made));
  EXPECT_EQ(shop_.Figures().reserved(), 2);
  EXPECT_THAT(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 3 }"), HasReason("ALREADY_EXISTS"));
}

TEST_P(ReservationTest, RefusesUnknownAndUnlistedSkus) {
  EXPECT_THAT(shop_.Reserve("r", "lines { sku_id: 'X' quantity: 1 }"), HasReason("NOT_FOUND"));
  ASSERT_OK(
      shop_.Create("D", "title: 'Draft' skus { sku_id: 'D' price { currency_code: 'GBP' } }"));
  EXPECT_THAT(shop_.Reserve("r", "lines { sku_id: 'D' quantity: 1 }"), HasReason("NOT_ON_SALE"));
  ASSERT_OK(shop_.Receive("D", 1));
  EXPECT_THAT(shop_.Reserve("r", "lines { sku_id: 'D' quantity: 1 }"), HasReason("NOT_ON_SALE"));
  ASSERT_OK(shop_.Publish("D"));
  EXPECT_OK(shop_.Reserve("r", "lines { sku_id: 'D' quantity: 1 }"));
}

TEST_P(ReservationTest, ExpiresUnlessConfirmed) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 2 }"));
  ASSERT_OK(shop_.Reserve("kept", "lines { sku_id: 'A' quantity: 1 }"));
  ASSERT_OK(shop_.WriteText<v1::Reservation>(
      handlers::ConfirmReservation, "name: 'shops/s/reservations/kept' order: 'shops/s/orders/1'"));
  shop_.AdvanceTo(kTestTime + absl::Minutes(14));
  EXPECT_EQ(shop_.Figures().reserved(), 3);
  shop_.AdvanceTo(kTestTime + absl::Minutes(16));
  ASSERT_OK_AND_ASSIGN(const v1::Reservation expired, Get());
  EXPECT_EQ(expired.state(), v1::Reservation::EXPIRED);
  EXPECT_EQ(expired.lines(0).released_quantity(), 2);
  EXPECT_EQ(shop_.Figures().reserved(), 1);
  EXPECT_THAT(shop_.Events(), Contains("reservation.expired").Times(1));
  EXPECT_THAT(Confirm("1"), HasReason("WRONG_STATE"));
  EXPECT_OK(Release());
  shop_.ExpectLedgerSums();
}

TEST_P(ReservationTest, ShipsInPartsAndGivesBackTheRest) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 4 }"));
  EXPECT_THAT(Commit("lines { sku_id: 'A' quantity: 1 }"), HasReason("WRONG_STATE"));
  ASSERT_OK(Confirm("1"));
  EXPECT_OK(Confirm("1"));
  EXPECT_THAT(Confirm("2"), HasReason("WRONG_STATE"));
  ASSERT_OK_AND_ASSIGN(const v1::Reservation part, Commit("lines { sku_id: 'A' quantity: 3 }"));
  EXPECT_EQ(part.state(), v1::Reservation::CONFIRMED);
  EXPECT_EQ(shop_.Figures().on_hand(), 2);
  EXPECT_EQ(shop_.Figures().reserved(), 1);
  EXPECT_THAT(Commit("lines { sku_id: 'A' quantity: 2 }"), HasReason("QUANTITY_EXCEEDED"));
  ASSERT_OK_AND_ASSIGN(const v1::Reservation done, Release());
  EXPECT_EQ(done.state(), v1::Reservation::COMMITTED);
  EXPECT_EQ(shop_.Figures().reserved(), 0);
  EXPECT_EQ(shop_.Figures().on_hand(), 2);
  EXPECT_THAT(Commit("lines { sku_id: 'A' quantity: 1 }"), HasReason("WRONG_STATE"));
  shop_.ExpectLedgerSums();
}

TEST_P(ReservationTest, ReleasesInPartsAndOnlyOnce) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 4 }"));
  ASSERT_OK_AND_ASSIGN(const v1::Reservation part, Release("lines { sku_id: 'A' quantity: 1 }"));
  EXPECT_EQ(part.state(), v1::Reservation::TENTATIVE);
  EXPECT_EQ(shop_.Figures().reserved(), 3);
  ASSERT_OK_AND_ASSIGN(const v1::Reservation all, Release());
  EXPECT_EQ(all.state(), v1::Reservation::RELEASED);
  ASSERT_OK_AND_ASSIGN(const v1::Reservation again, Release());
  EXPECT_THAT(again, EqualsProto(all));
  EXPECT_EQ(shop_.Figures().reserved(), 0);
  EXPECT_EQ(shop_.Figures().on_hand(), 5);
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  EXPECT_THAT(shop_.Events(), Not(Contains("reservation.expired")));
  shop_.ExpectLedgerSums();
}

TEST_P(ReservationTest, TakesTheFirstLocationThatCoversALine) {
  Shop shop(GetParam(), "location_priority: 'near' location_priority: 'far'");
  ASSERT_OK(shop.Stock("A", 0));
  ASSERT_OK(shop.Receive("A", 2, "near"));
  ASSERT_OK(shop.Receive("A", 9, "far"));
  ASSERT_OK(shop.Receive("A", 50, "elsewhere"));
  ASSERT_OK_AND_ASSIGN(const v1::Reservation far,
                       shop.Reserve("1", "lines { sku_id: 'A' quantity: 3 }"));
  EXPECT_EQ(far.lines(0).location(), "far");
  ASSERT_OK_AND_ASSIGN(const v1::Reservation near,
                       shop.Reserve("2", "lines { sku_id: 'A' quantity: 2 }"));
  EXPECT_EQ(near.lines(0).location(), "near");
  const auto refused = shop.Reserve("3", "lines { sku_id: 'A' quantity: 7 }");
  EXPECT_EQ(ErrorMetadataOf(refused.status(), "available"), "6");
  ASSERT_OK_AND_ASSIGN(const v1::Reservation both,
                       shop.Reserve("4",
                                    "lines { sku_id: 'A' quantity: 1 location: 'elsewhere' } "
                                    "lines { sku_id: 'A' quantity: 2 } "
                                    "lines { sku_id: 'A' quantity: 1 location: 'far' }"));
  ASSERT_EQ(both.lines_size(), 2);
  EXPECT_EQ(both.lines(0).location(), "elsewhere");
  EXPECT_EQ(both.lines(1).location(), "far");
  EXPECT_EQ(both.lines(1).quantity(), 3);
}

TEST_P(ReservationTest, ListsByStateOldestFirst) {
  ASSERT_OK(shop_.Stock("A", 9));
  for (const char* id : {"c", "a", "b"}) {
    ASSERT_OK(shop_.Reserve(id, "lines { sku_id: 'A' quantity: 1 }"));
    shop_.AdvanceTo(shop_.runtime()->clock().Now() + absl::Minutes(1));
  }
  v1::ListReservationsRequest request;
  request.set_parent("shops/s");
  request.set_page_size(2);
  request.set_state(v1::Reservation::TENTATIVE);
  ASSERT_OK_AND_ASSIGN(const auto first, shop_.Read(handlers::ListReservations, request));
  ASSERT_EQ(first.reservations_size(), 2);
  EXPECT_EQ(first.reservations(0).name(), "shops/s/reservations/c");
  EXPECT_EQ(first.reservations(1).name(), "shops/s/reservations/a");
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, shop_.Read(handlers::ListReservations, request));
  ASSERT_EQ(second.reservations_size(), 1);
  EXPECT_EQ(second.next_page_token(), "");
  request.clear_page_token();
  *request.mutable_updated_before() = ToProto(kTestTime + absl::Seconds(30));
  request.clear_state();
  ASSERT_OK_AND_ASSIGN(const auto old, shop_.Read(handlers::ListReservations, request));
  EXPECT_EQ(old.reservations_size(), 1);
}

// Case 1 of the domain: the last piece.
TEST_P(ReservationTest, FiftyCallersAtTheLastPiece) {
  ASSERT_OK(shop_.Stock("A", 1));
  const auto results = shop_.ReserveAtOnce(50, "lines { sku_id: 'A' quantity: 1 }");
  int got = 0;
  for (const absl::Status& status : results) {
    if (status.ok()) {
      ++got;
      continue;
    }
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
    EXPECT_THAT(status, HasReason("OUT_OF_STOCK"));
    EXPECT_EQ(ErrorMetadataOf(status, "available"), "0");
    EXPECT_FALSE(status.GetPayload(kRetryInfoUrl).has_value());
  }
  EXPECT_EQ(got, 1);
  ASSERT_OK_AND_ASSIGN(const v1::StockLevel level, shop_.Level("A"));
  EXPECT_EQ(level.on_hand(), 1);
  EXPECT_EQ(level.reserved(), 1);
  EXPECT_EQ(level.available(), 0);
  EXPECT_TRUE(level.low());
  EXPECT_THAT(shop_.Events(), Contains("reservation.reserved").Times(1));
  EXPECT_THAT(shop_.Events(), Contains("stock.low").Times(1));
  shop_.ExpectLedgerSums();
}

TEST_P(ReservationTest, ManySkusAtOnceNeverDeadlockNorOversell) {
  for (const char* sku : {"A", "B", "C"}) ASSERT_OK(shop_.Stock(sku, 20));
  const auto results =
      shop_.ReserveAtOnce(60,
                          "lines { sku_id: 'C' quantity: 1 } lines { sku_id: 'A' quantity: 1 } "
                          "lines { sku_id: 'B' quantity: 1 }");
  int got = 0;
  for (const absl::Status& status : results) {
    if (status.ok()) {
      ++got;
    } else {
      EXPECT_THAT(status, HasReason("OUT_OF_STOCK"));
    }
  }
  EXPECT_EQ(got, 20);
  EXPECT_EQ(shop_.Figures().reserved(), 60);
  shop_.ExpectLedgerSums();
}

// Random operations against a model in memory: the figures, the ledger and each level agree after
// each, whatever was refused.
class LedgerModel {
 public:
  LedgerModel(Shop& shop, uint32_t seed) : shop_(shop), random_(seed) {}

  void Step() {
    const std::string sku = Pick({"A", "B"});
    const int64_t quantity = Number(1, 4);
    switch (Number(0, 6)) {
      case 0:
        return Receive(sku, quantity);
      case 1:
        return Count(sku, Number(0, 12));
      case 2:
        return Reserve(sku, quantity);
      case 3:
        return Change(handlers::ConfirmReservation, "order: 'shops/s/orders/1'");
      case 4:
        return Change(handlers::CommitReservation, Line(sku, quantity));
      case 5:
        return Change(handlers::ReleaseReservation, Number(0, 1) == 0 ? "" : Line(sku, quantity));
      default:
        return shop_.AdvanceTo(shop_.runtime()->clock().Now() + absl::Minutes(Number(0, 6)));
    }
  }

  // What the reservations hold is what the levels have reserved; no bucket is negative; the
  // movements of each SKU lead from nothing to what its level says.
  void Check() {
    std::map<std::string, int64_t> held;
    v1::ListReservationsRequest request;
    request.set_parent("shops/s");
    request.set_page_size(1000);
    ASSERT_OK_AND_ASSIGN(const auto page, shop_.Read(handlers::ListReservations, request));
    for (const v1::Reservation& reservation : page.reservations()) {
      for (const v1::ReservationLine& line : reservation.lines()) {
        held[line.sku_id()] +=
            line.quantity() - line.committed_quantity() - line.released_quantity();
      }
    }
    for (const char* sku : {"A", "B"}) CheckSku(sku, held[sku]);
    const v1::StockFigures figures = shop_.Figures();
    EXPECT_EQ(figures.on_hand(), figures.ledger_on_hand());
    EXPECT_EQ(figures.reserved(), figures.ledger_reserved());
    EXPECT_EQ(figures.reserved(), held["A"] + held["B"]);
  }

 private:
  int64_t Number(int64_t from, int64_t to) {
    return std::uniform_int_distribution<int64_t>(from, to)(random_);
  }
  std::string Pick(const std::vector<std::string>& from) {
    return from[Number(0, static_cast<int64_t>(from.size()) - 1)];
  }
  static std::string Line(const std::string& sku, int64_t quantity) {
    return absl::StrCat("lines { sku_id: '", sku, "' quantity: ", quantity, " }");
  }

  void Receive(const std::string& sku, int64_t quantity) {
    EXPECT_OK(shop_.Receive(sku, quantity));
  }
  void Count(const std::string& sku, int64_t counted) {
    EXPECT_OK(shop_.WriteText<v1::StockLevel>(
        handlers::CountStock,
        absl::StrCat("name: 'shops/s/skus/", sku, "/stockLevels/main' counted: ", counted)));
  }
  void Reserve(const std::string& sku, int64_t quantity) {
    const auto made = shop_.Reserve(absl::StrCat("r", reservations_), Line(sku, quantity));
    if (made.ok()) {
      ++reservations_;
    } else {
      EXPECT_THAT(made, HasReason("OUT_OF_STOCK"));
    }
  }
  template <class Request>
  void Change(absl::Status (*handler)(runtime::WriteContext&, const Request&, v1::Reservation*),
              const std::string& fields) {
    if (reservations_ == 0) return;
    const std::string name = absl::StrCat("shops/s/reservations/r", Number(0, reservations_ - 1));
    const auto changed =
        shop_.WriteText<v1::Reservation>(handler, absl::StrCat("name: '", name, "' ", fields));
    if (changed.ok()) return;
    EXPECT_THAT(ReasonOf(changed.status()), AnyOf("WRONG_STATE", "QUANTITY_EXCEEDED"));
  }

  void CheckSku(const std::string& sku, int64_t held) {
    ASSERT_OK_AND_ASSIGN(const v1::StockLevel level, shop_.Level(sku));
    EXPECT_EQ(level.reserved(), held);
    EXPECT_GE(level.on_hand(), 0);
    v1::ListStockMovementsRequest request;
    request.set_parent("shops/s/skus/" + sku);
    request.set_page_size(1000);
    ASSERT_OK_AND_ASSIGN(const auto page, shop_.Read(handlers::ListStockMovements, request));
    int64_t on_hand = 0;
    int64_t reserved = 0;
    for (const v1::StockMovement& movement : page.movements()) {
      EXPECT_EQ(movement.before(), on_hand);
      on_hand = movement.after();
      EXPECT_EQ(movement.after(), movement.before() + movement.delta());
      reserved += movement.reserved_delta();
      EXPECT_EQ(movement.reserved_after(), reserved);
    }
    EXPECT_EQ(on_hand, level.on_hand());
    EXPECT_EQ(reserved, level.reserved());
  }

  Shop& shop_;
  std::mt19937 random_;
  int64_t reservations_ = 0;
};

TEST_P(ReservationTest, TheLedgerAlwaysSumsToTheStock) {
  for (const char* sku : {"A", "B"}) ASSERT_OK(shop_.Stock(sku, 10));
  LedgerModel model(shop_, 20240304);
  for (int step = 0; step < 200; ++step) {
    ASSERT_NO_FATAL_FAILURE(model.Step());
    if (step % 10 == 9) {
      ASSERT_NO_FATAL_FAILURE(model.Check()) << "step " << step;
    }
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace shopdesk::catalog
