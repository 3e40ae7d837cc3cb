#include "services/logistics/handlers/notice/notice.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/logistics/testing/notices.h"

namespace shopdesk::logistics::handlers {
namespace {

using notify::testing::Reaction;
using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kDelay;
using testing::kReminder;
using ::testing::Not;
using testing::NoticesTest;
using v1::Notice;

TEST_P(NoticesTest, MailArrivesAndOnlyMaskedTextIsKept) {
  Channels("MAIL");
  ASSERT_OK_AND_ASSIGN(const Notice notice,
                       Send(kDelay,
                            "mail: 'jane.doe@example.com' language_code: 'pt-BR' "
                            "variables { key: 'date' value: 'amanhã, ligue 13812345678' }"));
  EXPECT_EQ(notice.language_code(), "pt");
  EXPECT_THAT(notice.SerializeAsString(), Not(HasSubstr("jane.doe")));
  EXPECT_THAT(notice.SerializeAsString(), Not(HasSubstr("13812345678")));
  Settle();
  ASSERT_EQ(mail.mails().size(), 1u);
  EXPECT_THAT(mail.mails()[0].to, HasSubstr("<jane.doe@example.com>"));
  EXPECT_THAT(mail.mails()[0].data, HasSubstr("@shop.example>"));
  v1::RevealNoticeRequest reveal;
  reveal.set_name(notice.name());
  reveal.set_purpose("case");
  ASSERT_OK_AND_ASSIGN(auto content, Write<v1::RevealNoticeResponse>(RevealNotice, reveal));
  EXPECT_EQ(content.mail(), "jane.doe@example.com");
  EXPECT_THAT(content.text(), HasSubstr("amanhã, ligue 13812345678"));
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' reveal_rules: 'packing:label' }"));
  EXPECT_THAT(Write<v1::RevealNoticeResponse>(RevealNotice, reveal),
              HasReason("REVEAL_NOT_ALLOWED"));
}

TEST_P(NoticesTest, ARetryCountsToo) {
  Channels("MAIL");
  mail.Next(Reaction::kRefuse);
  ASSERT_OK_AND_ASSIGN(const Notice notice, Send(kDelay, "unasked: true mail: 'a@example.com'"));
  Settle();
  EXPECT_EQ(Get(notice.name()).state(), Notice::DEAD);
  Advance(absl::Hours(24));
  for (int i = 0; i < 2; ++i) ASSERT_OK(Send(kDelay, "unasked: true mail: 'a@example.com'"));
  Settle();
  EXPECT_THAT(Retry(notice.name()), HasReason("DAILY_LIMIT"));
  Advance(absl::Hours(24));
  ASSERT_OK(Retry(notice.name()));
  Settle();
  EXPECT_EQ(Get(notice.name()).state(), Notice::SENT);
}

TEST_P(NoticesTest, WhatABuyerWishesCounts) {
  v1::GetNoticePreferenceRequest get;
  get.set_name("shops/1/noticePreferences/b1");
  ASSERT_OK_AND_ASSIGN(auto preference, Read<v1::NoticePreference>(GetNoticePreference, get));
  EXPECT_EQ(preference.name(), get.name());
  EXPECT_EQ(preference.opt_out(), v1::NoticePreference::OPT_OUT_UNSPECIFIED);
  ASSERT_OK_AND_ASSIGN(Notice notice, Send(kReminder, "unasked: true"));
  ASSERT_OK_AND_ASSIGN(preference, Prefer("opt_out: UNASKED channel: IM language_code: 'es'"));
  EXPECT_THAT(EventTypes(get.name()), ElementsAre("notice_preference.updated"));
  // For what is queued too.
  Settle();
  EXPECT_EQ(Get(notice.name()).reason(), "OPTED_OUT");
  ASSERT_OK_AND_ASSIGN(notice, Send(kReminder, "unasked: true"));
  EXPECT_EQ(notice.reason(), "OPTED_OUT");
  ASSERT_OK_AND_ASSIGN(notice, Send(kDelay));
  EXPECT_EQ(notice.channel(), Notice::IM);
  EXPECT_EQ(notice.language_code(), "es");
  Settle();
  EXPECT_EQ(Get(notice.name()).state(), Notice::SENT);
  EXPECT_THAT(EventTypes(notice.name()), ElementsAre("notice.ready"));
  EXPECT_THAT(Prefer("etag: 'v7'"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK(Prefer("etag: 'v1' opt_out: ALL"));
  ASSERT_OK_AND_ASSIGN(notice, Send(kDelay));
  EXPECT_EQ(notice.reason(), "OPTED_OUT");
  get.set_name("shops/2/noticePreferences/b1");
  EXPECT_THAT(Read<v1::NoticePreference>(GetNoticePreference, get), HasReason("UNKNOWN_SHOP"));
}

TEST_P(NoticesTest, RequestsAreChecked) {
  const absl::Status missing = Send("kind: PAYMENT_REMINDER").status();
  EXPECT_THAT(missing, HasReason("INVALID_ARGUMENT"));
  for (const char* name : {"variables.amount", "variables.until", "variables.order"}) {
    EXPECT_THAT(std::string(missing.message()), HasSubstr(name));
  }
  EXPECT_THAT(Send(kDelay, "order: 'shops/2/orders/o'"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Send(kDelay, "parent: 'shops/2' order: 'shops/2/orders/o'"),
              HasReason("UNKNOWN_SHOP"));
  EXPECT_THAT(Retry("shops/1/notices/none"), HasReason("NOT_FOUND"));
  ASSERT_OK_AND_ASSIGN(const Notice notice, Send(kDelay));
  EXPECT_THAT(Retry(notice.name()), HasReason("WRONG_STATE"));
  Settle();
  EXPECT_THAT(Cancel(notice.name()), HasReason("WRONG_STATE"));
  const auto both = ParseText<v1::ListNoticesRequest>("parent: 'shops/1' state: SENT buyer: 'b1'");
  EXPECT_THAT(Read<v1::ListNoticesResponse>(ListNotices, both), HasReason("INVALID_ARGUMENT"));
}

TEST_P(NoticesTest, AVariableHasItsLongestValue) {
  const auto send = [&](size_t bytes) {
    const std::string value(bytes, 'x');
    return Send(kDelay, absl::StrCat("variables { key: 'date' value: '", value, "' }").c_str());
  };
  ASSERT_OK_AND_ASSIGN(const Notice notice, send(500));
  EXPECT_THAT(notice.text(), HasSubstr(std::string(500, 'x')));
  const absl::Status longer = send(501).status();
  EXPECT_THAT(longer, HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(std::string(longer.message()), HasSubstr("variables.date"));
}

TEST_P(NoticesTest, ListsHavePages) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK(Send(kDelay, i % 2 == 0 ? "" : "buyer: 'b2'"));
    Advance(absl::Seconds(1));
  }
  for (const char* filter : {"", "buyer: 'b1'", "order: 'shops/1/orders/o'", "state: SENT"}) {
    auto request = ParseText<v1::ListNoticesRequest>("parent: 'shops/1' page_size: 2");
    request.MergeFrom(ParseText<v1::ListNoticesRequest>(filter));
    std::vector<int64_t> times;
    for (const auto& page : Pages<v1::ListNoticesResponse>(ListNotices, request)) {
      for (const Notice& notice : page.notices()) times.push_back(notice.create_time().seconds());
    }
    EXPECT_EQ(times.size(), absl::StrContains(filter, "b1") ? 3u : 5u) << filter;
    EXPECT_TRUE(std::is_sorted(times.rbegin(), times.rend())) << filter;
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, NoticesTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
