#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/notify/testing/servers.h"
#include "services/logistics/handlers/notice/notice.h"
#include "services/logistics/testing/world.h"
#include "services/logistics/workers/notice_sender.h"

namespace shopdesk::logistics::testing {

inline constexpr char kBuyer[] = "buyer: 'b1' language_code: 'en'";
inline constexpr char kReminder[] =
    "kind: PAYMENT_REMINDER order: 'shops/1/orders/o' language_code: 'en' "
    "variables { key: 'amount' value: '5.00' } variables { key: 'until' value: '16:00' }";
inline constexpr char kDelay[] =
    "kind: SHIPPING_DELAY order: 'shops/1/orders/o' variables { key: 'date' value: '2024-03-08' }";

// Takes messages, and then the database is gone before anybody can say so.
class DyingChannel final : public notify::Channel {
 public:
  notify::Result Send(const notify::Message& message) override {
    keys.push_back(message.key);
    if (deaths > 0) {
      --deaths;
      die();
    }
    return answer == nullptr ? notify::Result() : answer();
  }
  // What comes of it; unset: it was sent.
  std::function<notify::Result()> answer;
  // How many messages more the process dies of, and how: whichever thread sends them.
  int deaths = 0;
  std::function<void()> die;
  std::vector<std::string> keys;
};

// What the messages go to; made before the runtime that uses it, and gone after it.
struct Receivers {
  workers::NoticeRoutes Routes() const {
    workers::NoticeRoutes routes;
    routes[v1::Notice::MAIL] = {notify::MakeSmtp({.url = mail.url(), .from = "desk@shop.example"}),
                                4};
    routes[v1::Notice::SMS] = {notify::MakeWebhook({.url = sms.url()}), 4};
    routes[v1::Notice::WEBHOOK] = {dying};
    return routes;
  }

  notify::testing::SmtpServer mail;
  notify::testing::HttpServer sms;
  const std::shared_ptr<DyingChannel> dying = std::make_shared<DyingChannel>();
};

class NoticesTest : public Receivers, public LogisticsTest {
 protected:
  // Notices are sent when business time moves, unless the senders look for some themselves.
  explicit NoticesTest(absl::Duration poll = absl::Hours(1))
      : LogisticsTest([this, poll](runtime::Runtime& runtime) {
          workers::AddNoticeSenders(runtime, Routes(), poll);
        }) {}

  void Channels(const std::string& channels) {
    ASSERT_OK(UpdatePolicy(
        absl::StrCat("policy { name: 'shops/1/policy' notice_channels: [", channels, "] }")
            .c_str()));
  }
  absl::StatusOr<v1::Notice> Send(const char* request, const char* more = "") {
    auto full =
        shopdesk::testing::ParseText<v1::SendNoticeRequest>("parent: 'shops/1' buyer: 'b1'");
    full.MergeFrom(shopdesk::testing::ParseText<v1::SendNoticeRequest>(request));
    full.MergeFrom(shopdesk::testing::ParseText<v1::SendNoticeRequest>(more));
    if (full.cause().empty()) full.set_cause(absl::StrCat("test/", ++sends_));
    return Write<v1::Notice>(handlers::SendNotice, full);
  }
  std::vector<v1::Notice> List(const char* filter = "") {
    auto request = shopdesk::testing::ParseText<v1::ListNoticesRequest>("parent: 'shops/1'");
    request.MergeFrom(shopdesk::testing::ParseText<v1::ListNoticesRequest>(filter));
    const auto page = Read<v1::ListNoticesResponse>(handlers::ListNotices, request);
    EXPECT_OK(page);
    if (!page.ok()) return {};
    return {page->notices().begin(), page->notices().end()};
  }
  v1::Notice Get(const std::string& name) {
    v1::GetNoticeRequest request;
    request.set_name(name);
    const auto notice = Read<v1::Notice>(handlers::GetNotice, request);
    EXPECT_OK(notice);
    return notice.value_or(v1::Notice());
  }
  // "SHIPPED/SENT" of all, oldest first.
  std::vector<std::string> States() {
    std::vector<std::string> states;
    const std::vector<v1::Notice> notices = List();
    for (auto notice = notices.rbegin(); notice != notices.rend(); ++notice) {
      states.push_back(absl::StrCat(v1::Notice::Kind_Name(notice->kind()), "/",
                                    v1::Notice::State_Name(notice->state())));
    }
    return states;
  }
  // Lets machine time pass, by which attempts back off, and sends what is due.
  void Settle(absl::Duration machine_time = absl::ZeroDuration()) {
    runtime_.machine_clock().Advance(machine_time);
    Advance(absl::ZeroDuration());
  }
  absl::StatusOr<v1::NoticePreference> Prefer(const char* text) {
    auto request = shopdesk::testing::ParseText<v1::SetNoticePreferenceRequest>(
        "preference { name: 'shops/1/noticePreferences/b1' }");
    request.mutable_preference()->MergeFrom(
        shopdesk::testing::ParseText<v1::NoticePreference>(text));
    return Write<v1::NoticePreference>(handlers::SetNoticePreference, request);
  }
  absl::StatusOr<v1::Notice> Retry(const std::string& name) {
    v1::RetryNoticeRequest request;
    request.set_name(name);
    return Write<v1::Notice>(handlers::RetryNotice, request);
  }
  absl::StatusOr<v1::Notice> Cancel(const std::string& name) {
    v1::CancelNoticeRequest request;
    request.set_name(name);
    return Write<v1::Notice>(handlers::CancelNotice, request);
  }

  int sends_ = 0;
};

}  // namespace shopdesk::logistics::testing
