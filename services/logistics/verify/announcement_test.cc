#include "services/logistics/verify/announcement.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/resource_name.h"
#include "libs/verify/testing/findings.h"
#include "services/logistics/handlers/notice/announcement.h"
#include "services/logistics/testing/world.h"
#include "services/logistics/verify/checks.h"

namespace shopdesk::logistics {
namespace {

using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using shopdesk::verify::testing::SpoilResource;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Announcement;
using v1::AnnouncementRecipient;

constexpr sql::Statement kDropRecipient = {
    "logistics.drop_recipient", "DELETE FROM announcement_recipients WHERE shipment = $1"};
constexpr sql::Statement kPutRecipient = {
    "logistics.put_recipient", "UPDATE announcement_recipients SET data = $2 WHERE shipment = $1"};
constexpr sql::Statement kDropAnnouncements = {"logistics.drop_announcements",
                                               "DELETE FROM announcements"};

class AnnouncementChecksTest : public testing::LogisticsTest {
 protected:
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(*runtime_, verify::Checks(), check);
  }
  Announcement Announce(const std::string& more = "") {
    // What is made in the same moment isn't chosen.
    Advance(absl::Minutes(1));
    auto announced =
        WriteAnew<Announcement>(handlers::CreateAnnouncement,
                                shopdesk::testing::ParseText<v1::CreateAnnouncementRequest>(
                                    absl::StrCat("parent: 'shops/1' filter { carrier_id: 'road' } "
                                                 "texts { language_code: 'en' text: 'late' } ",
                                                 more)
                                        .c_str()));
    EXPECT_OK(announced);
    return announced.value_or(Announcement());
  }
  AnnouncementRecipient RecipientOf(const Announcement& announcement) {
    v1::ListAnnouncementRecipientsRequest request;
    request.set_parent(announcement.name());
    const auto page =
        Read<v1::ListAnnouncementRecipientsResponse>(handlers::ListAnnouncementRecipients, request);
    EXPECT_OK(page);
    if (!page.ok() || page->recipients().empty()) return {};
    return page->recipients(0);
  }
  // Two parcels of two buyers, all told.
  Announcement Told() {
    EXPECT_OK(CreateShipment("a", "carrier_id: 'road' buyer: 'mei'"));
    EXPECT_OK(CreateShipment("b", "carrier_id: 'road' buyer: 'li'"));
    const Announcement announcement = Announce();
    Advance(absl::ZeroDuration());
    return announcement;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, AnnouncementChecksTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

TEST_P(AnnouncementChecksTest, NothingIsFoundWhereSomeAreHeldOutOrItIsStopped) {
  for (int i = 0; i < 30; ++i) {
    ASSERT_OK(CreateShipment(absl::StrCat("s", i),
                             absl::StrCat("carrier_id: 'road' buyer: 'b", i, "'").c_str()));
  }
  Announce("hold_out_bps: 5000");
  Advance(absl::ZeroDuration());
  const Announcement stopped = Announce();
  v1::StopAnnouncementRequest stop;
  stop.set_name(stopped.name());
  ASSERT_OK(Write<Announcement>(handlers::StopAnnouncement, stop));
  Advance(absl::ZeroDuration());
  for (const shopdesk::verify::Check& check : verify::Checks()) {
    EXPECT_THAT(Findings(check.name), IsEmpty()) << check.name;
  }
}

TEST_P(AnnouncementChecksTest, FindsCountsThatTheRecipientsDoNotComeTo) {
  const Announcement announcement = Told();
  EXPECT_THAT(Findings("logistics.announcements"), IsEmpty());
  const AnnouncementRecipient recipient = RecipientOf(announcement);
  Spoil(*runtime_, kDropRecipient, {LastSegment(recipient.name())});
  EXPECT_THAT(Findings("logistics.announcements"),
              Contains(absl::StrCat(announcement.name(),
                                    ": it says that 2 shipments are chosen, and of "
                                    "its recipients 1 are")));
}

TEST_P(AnnouncementChecksTest, FindsRecipientsThatAreHeldOutAndTold) {
  AnnouncementRecipient recipient = RecipientOf(Told());
  EXPECT_THAT(Findings("logistics.recipients"), IsEmpty());
  recipient.set_outcome(AnnouncementRecipient::HELD_OUT);
  SpoilResource(*runtime_, kPutRecipient, recipient);
  EXPECT_THAT(Findings("logistics.recipients"),
              ElementsAre(absl::StrCat(recipient.name(), ": it is HELD_OUT, and its buyer is told"),
                          absl::StrCat(recipient.name(),
                                       ": its buyer is held out, and it names a notice")));
}

TEST_P(AnnouncementChecksTest, FindsRecipientsOfNothing) {
  Told();
  Spoil(*runtime_, kDropAnnouncements);
  EXPECT_THAT(Findings("logistics.recipients"),
              ElementsAre(HasSubstr("/recipients/a: its announcement isn't there"),
                          HasSubstr("/recipients/b: its announcement isn't there")));
}

}  // namespace
}  // namespace shopdesk::logistics
