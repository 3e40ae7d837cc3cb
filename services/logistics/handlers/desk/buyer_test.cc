#include "services/logistics/handlers/desk/buyer.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/sql/dialect.h"
#include "libs/testing/stored.h"
#include "services/logistics/handlers/intercept/intercept.h"
#include "services/logistics/handlers/notice/notice.h"
#include "services/logistics/handlers/tracking/tracking.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using shopdesk::testing::TablesHolding;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSubsetOf;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// What isn't purged at once: events, masked (docs/privacy.md).
constexpr const char* kKept[] = {"events"};

class BuyerTest : public testing::LogisticsTest {
 protected:
  BuyerTest()
      : LogisticsTest([](runtime::Runtime& runtime) {
          runtime.AddTimer(erasure::kStepTimer, EraseSomeNotices);
        }) {}

  absl::StatusOr<v1::EraseOrderResponse> Erase(const std::string& order) {
    v1::EraseOrderRequest request;
    request.set_order(order);
    return Write<v1::EraseOrderResponse>(EraseOrder, request);
  }
  absl::StatusOr<v1::Notice> Notify(const std::string& more) {
    return Write<v1::Notice>(
        SendNotice, ParseText<v1::SendNoticeRequest>(absl::StrCat(
                        "parent: 'shops/1' buyer: 'b1' kind: SHIPPING_DELAY "
                        "language_code: 'en' variables { key: 'date' value: '2024-03-08' } ",
                        more)));
  }
  // The events of these types that the feed told, in order.
  std::vector<std::string> Told(absl::string_view ending) {
    const auto page = runtime_->events().Read("1", 0, event::kMaxPage, absl::InfinitePast());
    EXPECT_OK(page);
    std::vector<std::string> types;
    for (const auto& event : page->events) {
      if (absl::EndsWith(event.type(), ending)) types.push_back(event.type());
    }
    return types;
  }
  std::set<std::string> Holding(const std::string& text) {
    return TablesHolding(runtime_->database(), text);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, BuyerTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return std::string(sql::DialectName(info.param));
                         });

TEST_P(BuyerTest, NothingIsLeftOfAnOrder) {
  ASSERT_OK(CreateShipment("a"));
  ASSERT_OK(CreateShipment("b", "order: 'shops/1/orders/other'"));
  v1::RecordTrackingRequest reports = Reports("a", {"IN_TRANSIT@1"});
  reports.mutable_reports(0)->mutable_event()->set_text("left with Wang, 13912345678");
  reports.mutable_reports(0)->mutable_event()->set_location("at 13712345678's door");
  Advance(absl::Hours(2));
  ASSERT_OK(Write<v1::RecordTrackingResponse>(RecordTracking, reports));
  ASSERT_OK(Notify("order: 'shops/1/orders/o' mail: 'jane.doe@example.com' cause: 'c1'"));
  EXPECT_THAT(Holding("13712345678"), IsEmpty()) << "where it happened is masked, too";
  EXPECT_THAT(Holding("left with Wang"), Contains("tracking_events"));
  EXPECT_THAT(Holding("shops/1/shipments/a"), Contains("sealed"));

  ASSERT_OK_AND_ASSIGN(const auto erased, Erase("shops/1/orders/o"));
  EXPECT_EQ(erased.erased_count(), 3);
  for (const char* text : {"left with Wang", "door", "ja***"}) {
    EXPECT_THAT(Holding(text), IsSubsetOf(kKept)) << text;
  }
  EXPECT_THAT(Holding("shops/1/shipments/a"), Not(Contains("sealed")));
  EXPECT_THAT(GetShipment("a")->receiver(),
              EqualsProto("address { region_code: 'CN' administrative_area: '33' }"));
  // Another order's is as it was.
  EXPECT_THAT(Holding("shops/1/shipments/b"), Contains("sealed"));
  EXPECT_EQ(GetShipment("b")->receiver().name(), "张**");
  EXPECT_THAT(Told(".erased"),
              UnorderedElementsAre("shipment.erased", "tracking_event.erased", "notice.erased"));
  // Again, and of an order that nothing is known of: no change.
  ASSERT_OK(Erase("shops/1/orders/o"));
  EXPECT_THAT(Told(".erased"), SizeIs(3));
  EXPECT_EQ(Erase("shops/1/orders/none")->erased_count(), 0);
  EXPECT_THAT(Erase("shops/none/orders/o"), HasReason("UNKNOWN_SHOP"));
}

TEST_P(BuyerTest, NoticesThatAreAboutNoOrderGoWithTheBuyer) {
  // What only goes to the log is kept masked, without its original.
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' notice_channels: [MAIL] }"));
  ASSERT_OK_AND_ASSIGN(
      const v1::Notice before,
      Notify("mail: 'jane.doe@example.com' cause: 'c1' variables { key: 'order' value: '7' }"));
  EXPECT_THAT(Holding(before.name()), Contains("sealed"));
  // Of unasked ones a buyer gets one a day.
  Advance(absl::Hours(24));
  v1::EraseBuyerRequest request;
  request.set_name("shops/1/erasures/e");
  request.set_buyer("b1");
  *request.mutable_create_time() = before.create_time();
  ASSERT_OK_AND_ASSIGN(
      const v1::Notice after,
      Notify("mail: 'john.doe@example.com' cause: 'c2' variables { key: 'order' value: '8' }"));
  ASSERT_OK(Write<erasure::v1::Erasure>(EraseBuyer, request));
  Advance(absl::Seconds(1));
  erasure::v1::GetErasureRequest get;
  get.set_name(request.name());
  ASSERT_OK_AND_ASSIGN(const auto done, Read<erasure::v1::Erasure>(erasure::GetErasure, get));
  EXPECT_EQ(done.state(), erasure::v1::Erasure::DONE);
  EXPECT_EQ(done.erased_count(), 1);
  EXPECT_THAT(Holding(before.name()), Not(Contains("sealed")));
  EXPECT_THAT(Holding(after.name()), Contains("sealed"));
  EXPECT_THAT(Told(".erased"), ElementsAre("notice.erased"));
}

}  // namespace
}  // namespace shopdesk::logistics::handlers
