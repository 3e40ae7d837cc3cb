#include "services/logistics/verify/checks.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/verify/testing/findings.h"
#include "services/logistics/handlers/intercept/intercept.h"
#include "services/logistics/handlers/notice/announcement.h"
#include "services/logistics/handlers/problem/problem_parcel.h"
#include "services/logistics/handlers/shipment/pickup.h"
#include "services/logistics/store/notice/announcement.h"
#include "services/logistics/testing/notices.h"

namespace shopdesk::logistics {
namespace {

using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using shopdesk::verify::testing::SpoilResource;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Shipment;

constexpr sql::Statement kPutShipment = {"logistics.put_shipment",
                                         "UPDATE shipments SET data = $2 WHERE shipment = $1"};
constexpr sql::Statement kSetCount = {"logistics.set_event_count",
                                      "UPDATE shipments SET event_count = $1"};
constexpr sql::Statement kDropEvents = {"logistics.drop_events", "DELETE FROM tracking_events"};
constexpr sql::Statement kDropShipments = {"logistics.drop_shipments", "DELETE FROM shipments"};
constexpr sql::Statement kDropTimers = {"logistics.drop_timers", "DELETE FROM timers"};
constexpr sql::Statement kDropWork = {"logistics.drop_work", "DELETE FROM work_items"};
constexpr sql::Statement kSetNoticeState = {"logistics.set_notice_state",
                                            "UPDATE notices SET state = $1"};
constexpr sql::Statement kSetNoticeDays = {"logistics.set_notice_days",
                                           "UPDATE notice_days SET notices = notices + 1"};

class ChecksTest : public testing::NoticesTest {
 protected:
  // As if it had been stored so.
  void Put(const Shipment& shipment) { SpoilResource(*runtime_, kPutShipment, shipment); }
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(*runtime_, verify::Checks(), check);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ChecksTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

TEST_P(ChecksTest, NothingIsFoundInAShopThatWorks) {
  ASSERT_OK(CreateShipment("a"));
  ASSERT_OK(Record("a", {"PICKED_UP@1", "IN_TRANSIT@2"}));
  Channels("MAIL");
  ASSERT_OK(Send(testing::kDelay, "unasked: true mail: 'a@example.com'"));
  for (const shopdesk::verify::Check& check : verify::Checks()) {
    EXPECT_THAT(Findings(check.name), IsEmpty()) << check.name;
  }
}

TEST_P(ChecksTest, FindsStatusesThatAreNotTheFoldOfTheEvents) {
  ASSERT_OK(CreateShipment("a"));
  ASSERT_OK(Record("a", {"PICKED_UP@1", "IN_TRANSIT@2"}));
  ASSERT_OK_AND_ASSIGN(Shipment shipment, GetShipment("a"));
  shipment.set_status(v1::TrackingStatus::DELIVERED);
  Put(shipment);
  EXPECT_THAT(Findings("logistics.tracking"),
              ElementsAre("shops/1/shipments/a: it is DELIVERED, its events lead to IN_TRANSIT"));
}

TEST_P(ChecksTest, FindsEventsThatAreGone) {
  ASSERT_OK(CreateShipment("a"));
  ASSERT_OK(Record("a", {"PICKED_UP@1"}));
  Spoil(*runtime_, kSetCount, {7});
  EXPECT_THAT(Findings("logistics.tracking"),
              ElementsAre(HasSubstr("it says that it has 7 events, and has 1")));
  Spoil(*runtime_, kDropEvents);
  EXPECT_THAT(Findings("logistics.tracking"), Contains(HasSubstr("its events lead to PENDING")));
}

TEST_P(ChecksTest, FindsShipmentsThatNobodyWatches) {
  ASSERT_OK(CreateShipment("a"));
  EXPECT_THAT(Findings("logistics.shipments"), IsEmpty());
  Spoil(*runtime_, kDropTimers);
  EXPECT_THAT(Findings("logistics.shipments"),
              ElementsAre(HasSubstr("its timer shipment_silent is missing")));
}

TEST_P(ChecksTest, FindsInterceptsThatTheirShipmentDoesNotName) {
  ASSERT_OK(CreateShipment("a"));
  ASSERT_OK(Record("a", {"PICKED_UP@1", "IN_TRANSIT@2"}));
  v1::RequestInterceptRequest request;
  request.set_parent("shops/1/shipments/a");
  request.set_kind(v1::Intercept::RECALL);
  request.set_payer(v1::Intercept::SHOP);
  ASSERT_OK(Write<v1::Intercept>(handlers::RequestIntercept, request, rates_));
  EXPECT_THAT(Findings("logistics.intercepts"), IsEmpty());
  EXPECT_THAT(Findings("logistics.shipments"), IsEmpty());
  ASSERT_OK_AND_ASSIGN(Shipment shipment, GetShipment("a"));
  shipment.clear_open_intercept();
  Put(shipment);
  EXPECT_THAT(Findings("logistics.intercepts"),
              ElementsAre(HasSubstr("it is ASKED and its shipment names another as open")));
  Spoil(*runtime_, kDropWork);
  EXPECT_THAT(Findings("logistics.intercepts"),
              Contains(HasSubstr("its work open_intercept is missing")));
  shipment.set_open_intercept("shops/1/shipments/a/intercepts/none");
  Put(shipment);
  EXPECT_THAT(Findings("logistics.shipments"),
              ElementsAre(HasSubstr("it names an intercept that isn't there")));
}

TEST_P(ChecksTest, FindsClaimsAndProblemsThatAreNotThere) {
  ASSERT_OK(CreateShipment("a"));
  ASSERT_OK_AND_ASSIGN(Shipment shipment, GetShipment("a"));
  shipment.set_claim("shops/1/claims/none");
  shipment.set_open_problem("shops/1/problemParcels/none");
  Put(shipment);
  EXPECT_THAT(Findings("logistics.shipments"),
              ElementsAre("shops/1/shipments/a: it names a claim that isn't there",
                          "shops/1/shipments/a: it names a problem that isn't there"));
}

TEST_P(ChecksTest, FindsWhatIsOfNoShipment) {
  ASSERT_OK(CreateShipment("a"));
  ASSERT_OK(Write<v1::ProblemParcel>(
      handlers::OpenProblemParcel,
      shopdesk::testing::ParseText<v1::OpenProblemParcelRequest>(
          "parent: 'shops/1' shipment: 'shops/1/shipments/a' reason: WRONG_ADDRESS")));
  EXPECT_THAT(Findings("logistics.problem_parcels"), IsEmpty());
  Spoil(*runtime_, kDropShipments);
  EXPECT_THAT(Findings("logistics.problem_parcels"),
              Contains(HasSubstr("shops/1/shipments/a, which it is of, isn't there")));
}

TEST_P(ChecksTest, FindsAnnouncementsThatDoNotAddUpOrGoOn) {
  ASSERT_OK(WriteAnew<v1::Announcement>(handlers::CreateAnnouncement,
                                        shopdesk::testing::ParseText<v1::CreateAnnouncementRequest>(
                                            "parent: 'shops/1' filter { region_code: 'CN' } "
                                            "texts { language_code: 'en' text: 'late' }")));
  EXPECT_THAT(Findings("logistics.announcements"), IsEmpty());
  Spoil(*runtime_, kDropTimers);
  EXPECT_THAT(Findings("logistics.announcements"),
              ElementsAre(HasSubstr("its timer announcement_step is missing")));
  ASSERT_OK(runtime_->database().WriteAndWait({}, [](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(std::vector<v1::Announcement> all,
                     store::ListAnnouncements(txn, "1", store::kNewest, 1));
    ASSIGN_OR_RETURN(store::AnnouncementRow row,
                     store::LoadAnnouncementForUpdate(txn, all.front().name()));
    row.announcement.set_chosen(2);
    row.announcement.set_told(1);
    return store::SaveAnnouncement(txn, row);
  }));
  EXPECT_THAT(
      Findings("logistics.announcements"),
      Contains(HasSubstr("it says that 2 shipments are chosen, and of its recipients 0 are")));
}

TEST_P(ChecksTest, FindsPickupsThatNobodyWatches) {
  ASSERT_OK(CreateShipment("a", "carrier_id: 'road'"));
  auto request = shopdesk::testing::ParseText<v1::BookPickupRequest>(
      "parent: 'shops/1' carrier_id: 'road' shipments: 'shops/1/shipments/a'");
  *request.mutable_start_time() = ToProto(shopdesk::testing::kTestTime + absl::Hours(1));
  *request.mutable_end_time() = ToProto(shopdesk::testing::kTestTime + absl::Hours(2));
  ASSERT_OK(WriteAnew<v1::Pickup>(handlers::BookPickup, request));
  EXPECT_THAT(Findings("logistics.pickups"), IsEmpty());
  Spoil(*runtime_, kDropTimers);
  EXPECT_THAT(Findings("logistics.pickups"),
              ElementsAre(HasSubstr("its timer pickup_due is missing")));
}

TEST_P(ChecksTest, FindsNoticesThatTheSendersTakeForOthers) {
  Channels("MAIL");
  ASSERT_OK(Send(testing::kDelay, "unasked: true mail: 'a@example.com'"));
  EXPECT_THAT(Findings("logistics.notices"), IsEmpty());
  Spoil(*runtime_, kSetNoticeState, {v1::Notice::SENT});
  EXPECT_THAT(Findings("logistics.notices"), ElementsAre(HasSubstr("it says that it is QUEUED")));
}

TEST_P(ChecksTest, FindsDaysThatAreCountedWrong) {
  Channels("MAIL");
  ASSERT_OK(Send(testing::kDelay, "unasked: true mail: 'a@example.com'"));
  Settle();
  EXPECT_THAT(Findings("logistics.notice_days"), IsEmpty());
  Spoil(*runtime_, kSetNoticeDays);
  EXPECT_THAT(Findings("logistics.notice_days"),
              ElementsAre(HasSubstr("2 notices are counted, and 1 there are")));
}

TEST_P(ChecksTest, ANoticeCountsOnTheDayOnWhichItIsTriedAgain) {
  Channels("MAIL");
  mail.Next(notify::testing::Reaction::kRefuse);
  ASSERT_OK_AND_ASSIGN(const v1::Notice notice,
                       Send(testing::kDelay, "unasked: true mail: 'a@example.com'"));
  Settle();
  Advance(absl::Hours(24));
  ASSERT_OK(Retry(notice.name()));
  Settle();
  EXPECT_THAT(Findings("logistics.notice_days"), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::logistics
