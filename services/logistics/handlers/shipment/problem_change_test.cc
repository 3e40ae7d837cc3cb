#include "services/logistics/handlers/shipment/problem_change.h"

#include "services/logistics/handlers/tracking/tracking.h"
#include "services/logistics/testing/problems.h"

namespace shopdesk::logistics::handlers {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::ProblemsTest;
using v1::ProblemParcel;

class ProblemChangeTest : public ProblemsTest {
 protected:
  absl::Status Close(const std::string& name) {
    v1::CloseProblemParcelRequest close;
    close.set_name(name);
    close.set_note("the buyer fetches it");
    return WriteAnew<ProblemParcel>(handlers::CloseProblemParcel, close).status();
  }
};

TEST_P(ProblemChangeTest, TroubleThatTheCarrierReportsIsAProblemUntilItGetsOn) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@1", "EXCEPTION@2"}));
  const std::string name = Shipment().open_problem();
  EXPECT_EQ(Get(name).reason(), ProblemParcel::EXCEPTION);
  EXPECT_EQ(Get(name).order(), "shops/1/orders/o");
  EXPECT_THAT(Work(), Contains("problem_parcel " + name));
  // More of the same is no other problem.
  ASSERT_OK(Record("a", {"EXCEPTION@3", "ATTEMPT_FAILED@4", "REFUSED@5"}));
  EXPECT_EQ(Shipment().open_problem(), name);
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@6"}));
  EXPECT_EQ(Shipment().open_problem(), "");
  EXPECT_EQ(Get(name).state(), ProblemParcel::CLOSED);
  EXPECT_THAT(Work(), Not(Contains("problem_parcel " + name)));
  EXPECT_THAT(EventTypes(name), ElementsAre("problem_parcel.opened", "problem_parcel.closed"));
  // The next one is another.
  ASSERT_OK(Record("a", {"REFUSED@7"}));
  EXPECT_NE(Shipment().open_problem(), "");
  EXPECT_NE(Shipment().open_problem(), name);
  EXPECT_EQ(Get(Shipment().open_problem()).reason(), ProblemParcel::REFUSED);
}

TEST_P(ProblemChangeTest, WhatNobodyFetchesIsAProblem) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@1", "AVAILABLE_FOR_PICKUP@2"}));
  Advance(absl::Hours(71));
  EXPECT_EQ(Shipment().open_problem(), "");
  Advance(absl::Hours(1));
  const std::string name = Shipment().open_problem();
  EXPECT_EQ(Get(name).reason(), ProblemParcel::UNCLAIMED);
  Advance(absl::Hours(24));
  EXPECT_EQ(Get(name).state(), ProblemParcel::RETURN);
  EXPECT_TRUE(Get(name).decided_by_default());
  ASSERT_OK(Record("a", {"RETURNING@100"}));
  EXPECT_EQ(Get(name).state(), ProblemParcel::CLOSED);
  // What happens on the way back is none.
  ASSERT_OK(Record("a", {"EXCEPTION@101"}));
  EXPECT_EQ(Shipment().open_problem(), "");
}

// It got to the locker while another problem was open, and lies there when that is closed.
TEST_P(ProblemChangeTest, WhatIsNotFetchedAfterAProblemIsOne) {
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@1", "EXCEPTION@2"}));
  const std::string trouble = Shipment().open_problem();
  ASSERT_OK(Record("a", {"AVAILABLE_FOR_PICKUP@3"}));
  ASSERT_OK(Close(trouble));
  Advance(absl::Hours(71));
  EXPECT_EQ(Shipment().open_problem(), "");
  Advance(absl::Hours(1));
  const std::string unclaimed = Shipment().open_problem();
  EXPECT_EQ(Get(unclaimed).reason(), ProblemParcel::UNCLAIMED);
  // Neither the one nor the other was fetched.
  ASSERT_OK(Close(unclaimed));
  Advance(absl::Hours(72));
  EXPECT_EQ(Get(Shipment().open_problem()).reason(), ProblemParcel::UNCLAIMED);
  EXPECT_NE(Shipment().open_problem(), unclaimed);
  ASSERT_OK(Close(Shipment().open_problem()));
  ASSERT_OK(Record("a", {"DELIVERED@160"}));
  Advance(absl::Hours(100));
  EXPECT_EQ(Shipment().open_problem(), "");
}

TEST_P(ProblemChangeTest, WhatIsFetchedInTimeIsNone) {
  ASSERT_OK(Record("a", {"AVAILABLE_FOR_PICKUP@2", "DELIVERED@20"}));
  Advance(absl::Hours(100));
  EXPECT_EQ(Shipment().open_problem(), "");
}

TEST_P(ProblemChangeTest, FurtherTroubleAfterAProblemWasClosedIsAnother) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@1", "EXCEPTION@2"}));
  const std::string first = Shipment().open_problem();
  ASSERT_OK(Record("a", {"EXCEPTION@4"}));
  ASSERT_OK(Close(first));
  // What is told again, or happened before, is what was closed.
  ASSERT_OK(Record("a", {"EXCEPTION@2", "EXCEPTION@3", "EXCEPTION@4"}));
  EXPECT_EQ(Shipment().open_problem(), "");
  ASSERT_OK(Record("a", {"EXCEPTION@28"}));
  const std::string second = Shipment().open_problem();
  EXPECT_NE(second, "");
  EXPECT_NE(second, first);
  EXPECT_EQ(Get(second).reason(), ProblemParcel::EXCEPTION);
  EXPECT_THAT(Work(), Contains("problem_parcel " + second));
  // Late news of before don't close or double it; so once that is closed.
  ASSERT_OK(Record("a", {"EXCEPTION@27"}));
  EXPECT_EQ(Shipment().open_problem(), second);
  ASSERT_OK(Close(second));
  ASSERT_OK(Record("a", {"EXCEPTION@26"}));
  EXPECT_EQ(Shipment().open_problem(), "");
  // That of another parcel of the order ended later.
  ASSERT_OK(CreateShipment("b", "carrier_id: 'road'"));
  ASSERT_OK(Record("b", {"REFUSED@31"}));
  ASSERT_OK(Close(GetShipment("b")->open_problem()));
  ASSERT_OK(Record("a", {"EXCEPTION@30"}));
  EXPECT_NE(Shipment().open_problem(), "");
}

// News that come late and change nothing of where it is open nothing.
TEST_P(ProblemChangeTest, LateNewsOfAnEarlierTroubleAreNone) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@1", "OUT_FOR_DELIVERY@3"}));
  ASSERT_OK(Record("a", {"EXCEPTION@2"}));
  EXPECT_EQ(Shipment().open_problem(), "");
}

TEST_P(ProblemChangeTest, ASecondAttemptInVainIsAProblemOnce) {
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@1", "ATTEMPT_FAILED@2"}));
  EXPECT_EQ(Shipment().open_problem(), "");
  // Told twice it is no second one.
  ASSERT_OK(Record("a", {"ATTEMPT_FAILED@2"}));
  EXPECT_EQ(Shipment().open_problem(), "");
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@25", "ATTEMPT_FAILED@26"}));
  const std::string name = Shipment().open_problem();
  EXPECT_EQ(Get(name).reason(), ProblemParcel::ATTEMPTS_FAILED);
  EXPECT_THAT(Work(), Contains("problem_parcel " + name));
  ASSERT_OK(Record("a", {"ATTEMPT_FAILED@27", "DELIVERED@28"}));
  EXPECT_EQ(Shipment().open_problem(), "");
  EXPECT_EQ(Get(name).state(), ProblemParcel::CLOSED);
  EXPECT_THAT(EventTypes(name), ElementsAre("problem_parcel.opened", "problem_parcel.closed"));
  EXPECT_THAT(WrongFigures(), IsEmpty());
}

// One that stays where it was is tried again, or reported in another order: the same.
TEST_P(ProblemChangeTest, AttemptsCountInWhateverOrderTheyCome) {
  ASSERT_OK(Record("a", {"ATTEMPT_FAILED@26"}));
  EXPECT_EQ(Shipment().open_problem(), "");
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@1"}));
  EXPECT_EQ(Shipment().open_problem(), "");
  ASSERT_OK(Record("a", {"ATTEMPT_FAILED@2"}));
  const std::string name = Shipment().open_problem();
  EXPECT_EQ(Get(name).reason(), ProblemParcel::ATTEMPTS_FAILED);
  ASSERT_OK(Close(name));
  // Neither repetitions nor further attempts open it again.
  ASSERT_OK(Record("a", {"ATTEMPT_FAILED@2", "ATTEMPT_FAILED@3", "ATTEMPT_FAILED@50"}));
  EXPECT_EQ(Shipment().open_problem(), "");
  EXPECT_EQ(Get(name).state(), ProblemParcel::CLOSED);
}

// Whether the last reports come in one call or one by one, and what came after the attempt.
TEST_P(ProblemChangeTest, AnAttemptCountsThoughMoreIsKnown) {
  const auto reason_of = [&](const std::string& id) {
    const std::string name = GetShipment(id).value_or(v1::Shipment()).open_problem();
    return name.empty() ? ProblemParcel::REASON_UNSPECIFIED : Get(name).reason();
  };
  ASSERT_OK(CreateShipment("together", "carrier_id: 'road'"));
  ASSERT_OK(Record("together", {"ATTEMPT_FAILED@2"}));
  ASSERT_OK(Record("together", {"ATTEMPT_FAILED@26", "AVAILABLE_FOR_PICKUP@27"}));
  EXPECT_EQ(reason_of("together"), ProblemParcel::ATTEMPTS_FAILED);
  ASSERT_OK(CreateShipment("late", "carrier_id: 'road'"));
  ASSERT_OK(Record("late", {"ATTEMPT_FAILED@26"}));
  ASSERT_OK(Record("late", {"AVAILABLE_FOR_PICKUP@27"}));
  ASSERT_OK(Record("late", {"ATTEMPT_FAILED@2"}));
  EXPECT_EQ(reason_of("late"), ProblemParcel::ATTEMPTS_FAILED);
}

// It had been delivered before the second attempt, as it turns out: so it was none.
TEST_P(ProblemChangeTest, AnAttemptAfterTheDeliveryIsNone) {
  ASSERT_OK(Record("a", {"ATTEMPT_FAILED@2", "ATTEMPT_FAILED@26"}));
  const std::string name = Shipment().open_problem();
  EXPECT_NE(name, "");
  ASSERT_OK(Record("a", {"DELIVERED@20"}));
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(Shipment().open_problem(), "");
  EXPECT_EQ(Get(name).state(), ProblemParcel::CLOSED);
}

// What somebody corrects is no attempt of the carrier's.
TEST_P(ProblemChangeTest, CorrectionsAreNoAttempts) {
  ASSERT_OK(Record("a", {"ATTEMPT_FAILED@2", "DELIVERED@3"}));
  v1::CorrectTrackingRequest correct;
  correct.set_name("shops/1/shipments/a");
  correct.set_status(v1::TrackingStatus::ATTEMPT_FAILED);
  correct.set_reason("signed by nobody");
  ASSERT_OK(Write<v1::Shipment>(handlers::CorrectTracking, correct));
  EXPECT_EQ(Shipment().open_problem(), "");
  ASSERT_OK(Record("a", {"ATTEMPT_FAILED@26"}));
  EXPECT_NE(Shipment().open_problem(), "");
}

TEST_P(ProblemChangeTest, HowManyAttemptsAreTroubleIsThePolicys) {
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' problem_attempts_off: true }"));
  ASSERT_OK(Record("a", {"ATTEMPT_FAILED@2", "ATTEMPT_FAILED@26"}));
  EXPECT_EQ(Shipment().open_problem(), "");
  ASSERT_OK(
      UpdatePolicy("policy { name: 'shops/1/policy' problem_attempts: 4 } "
                   "update_mask { paths: 'problem_attempts' paths: 'problem_attempts_off' }"));
  ASSERT_OK(Record("a", {"ATTEMPT_FAILED@27"}));
  EXPECT_EQ(Shipment().open_problem(), "");
  ASSERT_OK(Record("a", {"ATTEMPT_FAILED@28"}));
  EXPECT_NE(Shipment().open_problem(), "");
}

INSTANTIATE_TEST_SUITE_P(Databases, ProblemChangeTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
