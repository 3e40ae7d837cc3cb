#include "services/logistics/handlers/notice/announcement.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "services/logistics/handlers/notice/notice.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::Announcement;
using v1::AnnouncementRecipient;

class AnnouncementsTest : public testing::LogisticsTest {
 protected:
  // A parcel of a buyer by road.
  void Send(const std::string& id, const std::string& buyer, const std::string& more = "") {
    ASSERT_OK(
        CreateShipment(id, absl::StrCat("carrier_id: 'road' buyer: '", buyer, "' ", more).c_str()));
  }
  absl::StatusOr<Announcement> Announce(const std::string& more) {
    // What is made in the same moment isn't chosen.
    Advance(absl::Minutes(1));
    return WriteAnew<Announcement>(
        CreateAnnouncement, ParseText<v1::CreateAnnouncementRequest>(
                                absl::StrCat("parent: 'shops/1' texts { language_code: 'en' text: "
                                             "'Snow: {waybill} of {carrier} waits.' } ",
                                             more)
                                    .c_str()));
  }
  absl::StatusOr<Announcement> Stop(const Announcement& announcement) {
    v1::StopAnnouncementRequest request;
    request.set_name(announcement.name());
    return Write<Announcement>(StopAnnouncement, request);
  }
  Announcement Get(const Announcement& announcement) {
    v1::GetAnnouncementRequest request;
    request.set_name(announcement.name());
    auto found = Read<Announcement>(GetAnnouncement, request);
    EXPECT_OK(found);
    return found.value_or(Announcement());
  }
  // After all that follows: "4 looked at, 3 chosen, 2 told, 1 suppressed, 0 held out".
  std::string Counts(const Announcement& announcement) {
    Advance(absl::ZeroDuration());
    const Announcement now = Get(announcement);
    return absl::StrCat(now.looked_at(), " looked at, ", now.chosen(), " chosen, ", now.told(),
                        " told, ", now.suppressed(), " suppressed, ", now.held_out(), " held out");
  }
  std::vector<AnnouncementRecipient> Recipients(const Announcement& announcement) {
    v1::ListAnnouncementRecipientsRequest request;
    request.set_parent(announcement.name());
    request.set_page_size(7);
    std::vector<AnnouncementRecipient> recipients;
    for (const auto& page :
         Pages<v1::ListAnnouncementRecipientsResponse>(ListAnnouncementRecipients, request)) {
      recipients.insert(recipients.end(), page.recipients().begin(), page.recipients().end());
    }
    return recipients;
  }
  std::vector<v1::Notice> Notices(const std::string& buyer) {
    v1::ListNoticesRequest request;
    request.set_parent("shops/1");
    request.set_buyer(buyer);
    const auto page = Read<v1::ListNoticesResponse>(ListNotices, request);
    EXPECT_OK(page);
    std::vector<v1::Notice> notices;
    if (!page.ok()) return notices;
    for (const v1::Notice& notice : page->notices()) {
      if (notice.kind() == v1::Notice::ANNOUNCEMENT) notices.push_back(notice);
    }
    return notices;
  }
};

TEST_P(AnnouncementsTest, EachChosenShipmentHasOneNotice) {
  Send("a", "mei", "language_code: 'es'");
  Send("b", "li");
  Send("nobody", "");
  ASSERT_OK(CreateShipment("post", "carrier_id: 'post' buyer: 'wang'"));
  ASSERT_OK_AND_ASSIGN(
      const Announcement announcement,
      Announce(
          "filter { carrier_id: 'road' } texts { language_code: 'es' text: 'Nieve {order}' }"));
  EXPECT_EQ(announcement.state(), Announcement::RUNNING);
  Send("later", "mei");
  EXPECT_EQ(Counts(announcement), "3 looked at, 2 chosen, 2 told, 0 suppressed, 0 held out");
  EXPECT_EQ(Get(announcement).state(), Announcement::DONE);
  ASSERT_EQ(Notices("mei").size(), 1);
  EXPECT_EQ(Notices("mei")[0].text(), "Sobre su pedido o: Nieve o");
  EXPECT_EQ(Notices("mei")[0].language_code(), "es");
  EXPECT_TRUE(Notices("mei")[0].unasked());
  ASSERT_EQ(Notices("li").size(), 1);
  EXPECT_THAT(Notices("li")[0].text(), HasSubstr("Snow: "));
  EXPECT_THAT(Notices("li")[0].text(), HasSubstr("of Road waits."));
  EXPECT_THAT(Notices("wang"), IsEmpty());
  ASSERT_EQ(Recipients(announcement).size(), 2);
  const AnnouncementRecipient recipient = Recipients(announcement)[0];
  EXPECT_EQ(recipient.shipment(), "shops/1/shipments/a");
  EXPECT_EQ(recipient.notice(), Notices("mei")[0].name());
  EXPECT_THAT(EventTypes(recipient.name()), ElementsAre("announcement_recipient.chosen"));
  EXPECT_THAT(EventTypes(announcement.name()),
              ElementsAre("announcement.created", "announcement.done"));
  EXPECT_THAT(Stop(announcement), HasReason("WRONG_STATE"));
}

TEST_P(AnnouncementsTest, TheDailyLimitAndWhatBuyersWishCount) {
  for (const char* id : {"a", "b", "c"}) Send(id, "mei");
  Send("d", "li");
  ASSERT_OK(Write<v1::NoticePreference>(
      SetNoticePreference,
      ParseText<v1::SetNoticePreferenceRequest>(
          "preference { name: 'shops/1/noticePreferences/li' opt_out: UNASKED }")));
  ASSERT_OK_AND_ASSIGN(const Announcement announcement, Announce("filter { region_code: 'CN' }"));
  EXPECT_EQ(Counts(announcement), "4 looked at, 4 chosen, 2 told, 2 suppressed, 0 held out");
}

TEST_P(AnnouncementsTest, BuyersAreHeldOutWithAllTheirParcels) {
  constexpr int kBuyers = 40;
  for (int i = 0; i < kBuyers; ++i) {
    Send(absl::StrCat("a", i), absl::StrCat("b", i));
    Send(absl::StrCat("c", i), absl::StrCat("b", i));
  }
  ASSERT_OK_AND_ASSIGN(const Announcement announcement,
                       Announce("filter { carrier_id: 'road' } hold_out_bps: 5000"));
  Advance(absl::ZeroDuration());
  const Announcement done = Get(announcement);
  EXPECT_EQ(done.chosen(), 2 * kBuyers);
  EXPECT_EQ(done.told() + done.held_out(), done.chosen());
  EXPECT_GT(done.told(), 0);
  EXPECT_GT(done.held_out(), 0);
  std::set<std::string> told;
  std::set<std::string> held_out;
  for (const AnnouncementRecipient& recipient : Recipients(announcement)) {
    const bool is_told = recipient.outcome() == AnnouncementRecipient::TOLD;
    EXPECT_EQ(recipient.notice().empty(), !is_told);
    (is_told ? told : held_out).insert(recipient.buyer());
  }
  EXPECT_EQ(told.size() + held_out.size(), kBuyers);
  EXPECT_THAT(Notices(*held_out.begin()), IsEmpty());
}

TEST_P(AnnouncementsTest, GoesOnStepByStepAsFarAsThePolicyAllows) {
  for (int i = 0; i < 120; ++i) Send(absl::StrCat("a", i), absl::StrCat("b", i));
  ASSERT_OK_AND_ASSIGN(const Announcement all, Announce("filter { carrier_id: 'road' }"));
  EXPECT_EQ(Counts(all), "120 looked at, 120 chosen, 120 told, 0 suppressed, 0 held out");
  EXPECT_THAT(EventTypes(all.name()),
              ElementsAre("announcement.created", "announcement.updated", "announcement.done"));
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' announcement_shipments: 110 }"));
  ASSERT_OK_AND_ASSIGN(const Announcement some, Announce("filter { carrier_id: 'road' }"));
  EXPECT_EQ(Counts(some), "110 looked at, 110 chosen, 110 told, 0 suppressed, 0 held out");
  EXPECT_TRUE(Get(some).truncated());
}

TEST_P(AnnouncementsTest, WhatIsStoppedTakesBackWhatWaits) {
  Send("a", "mei");
  Send("b", "li");
  ASSERT_OK_AND_ASSIGN(const Announcement announcement, Announce("filter { carrier_id: 'road' }"));
  // Before its first step.
  ASSERT_OK(Stop(announcement));
  EXPECT_EQ(Counts(announcement), "0 looked at, 0 chosen, 0 told, 0 suppressed, 0 held out");
  EXPECT_EQ(Get(announcement).state(), Announcement::STOPPED);
  EXPECT_THAT(Notices("mei"), IsEmpty());
  // In the middle.
  for (int i = 0; i < 100; ++i) Send(absl::StrCat("c", i), absl::StrCat("b", i));
  ASSERT_OK_AND_ASSIGN(const Announcement second, Announce("filter { carrier_id: 'road' }"));
  ASSERT_OK(shopdesk::testing::RunWrite(*runtime_, [&](runtime::WriteContext& ctx) {
    return OnAnnouncementStep(
        ctx, {.kind = kAnnouncementStep, .resource_name = second.name(), .due_time = ctx.now()});
  }));
  EXPECT_EQ(Get(second).state(), Announcement::RUNNING);
  ASSERT_OK(Stop(second));
  EXPECT_EQ(Counts(second), "100 looked at, 100 chosen, 100 told, 0 suppressed, 0 held out");
  EXPECT_EQ(Get(second).taken_back(), 100);
  ASSERT_EQ(Notices("b0").size(), 1);
  EXPECT_EQ(Notices("b0")[0].state(), v1::Notice::CANCELLED);
  // They don't count in the day's limit any more.
  ASSERT_OK_AND_ASSIGN(const Announcement third, Announce("filter { carrier_id: 'road' }"));
  EXPECT_EQ(Counts(third), "102 looked at, 102 chosen, 102 told, 0 suppressed, 0 held out");
}

TEST_P(AnnouncementsTest, TextsAreKeptMaskedAndSentInClear) {
  Send("a", "mei");
  ASSERT_OK_AND_ASSIGN(
      const Announcement announcement,
      WriteAnew<Announcement>(CreateAnnouncement, ParseText<v1::CreateAnnouncementRequest>(R"pb(
                                parent: "shops/1"
                                filter { carrier_id: "road" }
                                texts { language_code: "en" text: "Ring 13912345678" }
                              )pb")));
  EXPECT_THAT(announcement.SerializeAsString(), Not(HasSubstr("13912345678")));
  EXPECT_THAT(Get(announcement).SerializeAsString(), Not(HasSubstr("13912345678")));
  EXPECT_THAT(
      Announce("filter { carrier_id: 'road' } texts { language_code: 'zh' text: '{name}' }"),
      HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Announce(""), HasReason("INVALID_ARGUMENT"));
  v1::ListAnnouncementsRequest list;
  list.set_parent("shops/1");
  const auto page = Read<v1::ListAnnouncementsResponse>(ListAnnouncements, list);
  ASSERT_OK(page);
  EXPECT_EQ(page->announcements_size(), 1);
  EXPECT_THAT(Write<v1::Notice>(SendNotice, ParseText<v1::SendNoticeRequest>(
                                                "parent: 'shops/1' kind: ANNOUNCEMENT buyer: 'mei' "
                                                "variables { key: 'text' value: 'x' }")),
              HasReason("INVALID_ARGUMENT"));
}

INSTANTIATE_TEST_SUITE_P(Databases, AnnouncementsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
