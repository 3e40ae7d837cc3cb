#include "services/logistics/handlers/shipment/intercept_change.h"

#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/testing/intercepts.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kRecall;
using testing::kShipment;
using v1::Intercept;

class InterceptChangeTest : public testing::InterceptsTest {};

// Case 9 of the domain.
TEST_P(InterceptChangeTest, ARecallOnTheWayComesBack) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@-5"}));
  ASSERT_OK_AND_ASSIGN(Intercept intercept, Request(kRecall));
  EXPECT_EQ(intercept.state(), Intercept::ASKED);
  EXPECT_EQ(intercept.fee().minor(), 300);
  EXPECT_EQ(intercept.fee().currency_code(), "CNY");
  EXPECT_EQ(intercept.order(), "shops/1/orders/o");
  EXPECT_EQ(intercept.asked_by().id(), "agent-1");
  EXPECT_EQ(Shipment().open_intercept(), intercept.name());
  EXPECT_THAT(Work(), ElementsAre("open_intercept " + intercept.name()));
  ASSERT_OK_AND_ASSIGN(intercept, Answer(intercept, "answer: ACCEPT text: 'will do'"));
  EXPECT_EQ(intercept.state(), Intercept::ACCEPTED);
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::IN_TRANSIT);
  EXPECT_THAT(Work(), ElementsAre("open_intercept " + intercept.name()));
  ASSERT_OK(Record("a", {"INTERCEPTED@-4"}));
  intercept = Get(intercept.name());
  EXPECT_EQ(intercept.state(), Intercept::DONE);
  EXPECT_TRUE(intercept.has_end_time());
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_EQ(Shipment().open_intercept(), "");
  ASSERT_OK(Record("a", {"RETURNING@-3"}));
  ASSERT_OK(Record("a", {"RETURNED@-2"}));
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::RETURNED);
  EXPECT_THAT(EventTypes(intercept.name()),
              ElementsAre("intercept.asked", "intercept.accepted", "intercept.done"));
  EXPECT_THAT(EventTypes(kShipment),
              ElementsAre("shipment.created", "shipment.in_transit", "shipment.intercepted",
                          "shipment.returning", "shipment.returned"));
  const v1::ShipmentFigures sums = Figures();
  ASSERT_EQ(sums.intercepts_size(), 1);
  EXPECT_EQ(sums.intercepts(0).kind(), Intercept::RECALL);
  EXPECT_EQ(sums.intercepts(0).state(), Intercept::DONE);
  EXPECT_EQ(sums.intercepts(0).intercepts(), 1);
}

TEST_P(InterceptChangeTest, TheParcelMayBeFaster) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@-5"}));
  ASSERT_OK_AND_ASSIGN(const Intercept asked, Request(kRecall));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@-4"}));
  EXPECT_EQ(Get(asked.name()).state(), Intercept::TOO_LATE);
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_THAT(Answer(asked, "answer: ACCEPT"), HasReason("WRONG_STATE"));
  // Accepted, and delivered all the same.
  ASSERT_OK(Record("a", {"IN_TRANSIT@-3"}));
  ASSERT_OK_AND_ASSIGN(const Intercept accepted, Request(kRecall));
  ASSERT_OK(Answer(accepted, "answer: ACCEPT"));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@-2", "DELIVERED@-1"}));
  EXPECT_EQ(Get(accepted.name()).state(), Intercept::FAILED);
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::DELIVERED);
  // A late report moves neither.
  ASSERT_OK(Record("a", {"INTERCEPTED@-3"}));
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(Get(accepted.name()).state(), Intercept::FAILED);
  EXPECT_THAT(List("parent: 'shops/1/shipments/a'"),
              ::testing::UnorderedElementsAre("RECALL/TOO_LATE", "RECALL/FAILED"));
}

INSTANTIATE_TEST_SUITE_P(Databases, InterceptChangeTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
