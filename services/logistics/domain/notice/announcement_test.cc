#include "services/logistics/domain/notice/announcement.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;
using v1::Announcement;
using v1::AnnouncementRecipient;

const absl::Time kAnnouncementTime = absl::FromUnixSeconds(1'700'000'000);

v1::CreateAnnouncementRequest AnnouncementRequest(const std::string& filter,
                                                  const char* more = "") {
  return ParseText<v1::CreateAnnouncementRequest>(
      absl::StrCat("filter { ", filter, " } texts { language_code: 'en' text: 'late' } ", more)
          .c_str());
}

TEST(AnnouncementTest, ChoosesBySomethingAndByWholePlaces) {
  const auto check = [](const std::string& filter, const char* more = "") {
    return CheckAnnouncement(AnnouncementRequest(filter, more), kAnnouncementTime);
  };
  EXPECT_THAT(check("carrier_id: 'sf'"), IsOk());
  EXPECT_THAT(check("region_code: 'CN'"), IsOk());
  EXPECT_THAT(check("statuses: IN_TRANSIT since_time { seconds: 1 }"), IsOk());
  EXPECT_THAT(check("region_code: 'CN' administrative_area: '33' locality: 'x'"), IsOk());
  EXPECT_THAT(check(""), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(check("carrier_id: 'sf' administrative_area: '33'"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(check("region_code: 'CN' locality: 'x'"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(check("carrier_id: 'sf' since_time { seconds: 1700000000 }"),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(check("carrier_id: 'sf'", "texts { language_code: 'en' text: 'again' }"),
              HasReason("INVALID_ARGUMENT"));
}

TEST(AnnouncementTest, BeginsThirtyDaysBackUnlessItSaysMore) {
  const Announcement usual =
      MakeAnnouncement(AnnouncementRequest("carrier_id: 'sf'"), "a", kAnnouncementTime);
  EXPECT_EQ(usual.state(), Announcement::RUNNING);
  EXPECT_EQ(FromProto(usual.filter().since_time()), kAnnouncementTime - absl::Hours(720));
  const Announcement told = MakeAnnouncement(
      AnnouncementRequest("carrier_id: 'sf' since_time { seconds: 5 }"), "a", kAnnouncementTime);
  EXPECT_EQ(told.filter().since_time().seconds(), 5);
}

TEST(AnnouncementTest, MatchesWhatTheFilterSays) {
  const auto matches = [](const char* filter, const std::string& more = "") {
    return Matches(ParseText<v1::AnnouncementFilter>(filter),
                   ParseText<v1::Shipment>(
                       absl::StrCat("carrier_id: 'sf' buyer: 'b' status: IN_TRANSIT receiver { "
                                    "address { region_code: 'CN' administrative_area: '浙江省' "
                                    "locality: 'Hangzhou' } } ",
                                    more)
                           .c_str()));
  };
  EXPECT_TRUE(matches("carrier_id: 'sf'"));
  EXPECT_FALSE(matches("carrier_id: 'zto'"));
  EXPECT_TRUE(matches("statuses: EXCEPTION statuses: IN_TRANSIT"));
  EXPECT_FALSE(matches("statuses: EXCEPTION"));
  EXPECT_TRUE(matches("region_code: 'CN'"));
  EXPECT_FALSE(matches("region_code: 'ES'"));
  EXPECT_TRUE(matches("region_code: 'CN' administrative_area: '33'"));
  EXPECT_FALSE(matches("region_code: 'CN' administrative_area: '31'"));
  EXPECT_TRUE(matches("region_code: 'CN' administrative_area: '33' locality: 'hangzhou'"));
  EXPECT_FALSE(matches("region_code: 'CN' administrative_area: '33' locality: 'ningbo'"));
  EXPECT_FALSE(matches("carrier_id: 'sf'", "refund: 'r'"));
  EXPECT_FALSE(Matches(ParseText<v1::AnnouncementFilter>("carrier_id: 'sf'"),
                       ParseText<v1::Shipment>("carrier_id: 'sf'")));
}

TEST(AnnouncementTest, HoldsOutAboutTheShareOfTheBuyers) {
  Announcement announcement;
  announcement.set_name("shops/1/announcements/a");
  const auto held_out = [&](int bps) {
    announcement.set_hold_out_bps(bps);
    int count = 0;
    for (int i = 0; i < 2000; ++i) count += IsHeldOut(announcement, absl::StrCat("b", i)) ? 1 : 0;
    return count;
  };
  EXPECT_EQ(held_out(0), 0);
  // Five standard deviations around a tenth, and a half.
  EXPECT_NEAR(held_out(1000), 200, 68);
  EXPECT_NEAR(held_out(5000), 1000, 112);
  // Whoever is held out stays so: of each parcel, and at each look.
  EXPECT_EQ(held_out(1000), held_out(1000));
}

TEST(AnnouncementTest, CountsWhatCameOfEach) {
  Announcement announcement;
  for (const auto outcome : {AnnouncementRecipient::TOLD, AnnouncementRecipient::TOLD,
                             AnnouncementRecipient::SUPPRESSED, AnnouncementRecipient::HELD_OUT}) {
    CountRecipient(outcome, announcement);
  }
  EXPECT_EQ(announcement.chosen(), 4);
  EXPECT_EQ(announcement.told(), 2);
  EXPECT_EQ(announcement.suppressed(), 1);
  EXPECT_EQ(announcement.held_out(), 1);
}

TEST(AnnouncementTest, EndsOnce) {
  for (const char* event : {"stop", "finish"}) {
    Announcement announcement =
        MakeAnnouncement(AnnouncementRequest("carrier_id: 'sf'"), "a", kAnnouncementTime);
    ASSERT_THAT(StepAnnouncement(event, kAnnouncementTime, announcement), IsOk());
    EXPECT_TRUE(announcement.has_end_time());
    EXPECT_THAT(StepAnnouncement("stop", kAnnouncementTime, announcement),
                HasReason("WRONG_STATE"));
    EXPECT_THAT(StepAnnouncement("finish", kAnnouncementTime, announcement),
                HasReason("WRONG_STATE"));
  }
}

}  // namespace
}  // namespace shopdesk::logistics::domain
