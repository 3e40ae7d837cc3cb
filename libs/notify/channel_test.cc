#include "libs/notify/channel.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/notify/testing/servers.h"

namespace shopdesk::notify {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::HttpServer;
using ::testing::Not;
using testing::Reaction;
using testing::SmtpServer;

Message SomeMessage() {
  Message message;
  message.key = "0190-key";
  message.to = "buyer@example.com";
  message.subject = "您的包裹已发出，请注意查收：运单号与承运商见正文，谢谢惠顾";
  message.text = "Olá!\n.\nYour parcel has been sent.";
  message.details = {{"kind", "SHIPPED"}, {"order", "shops/1/orders/o"}};
  message.time = absl::FromUnixSeconds(1'700'000'000);
  return message;
}

// Longer than what the servers take to do anything but hang.
constexpr absl::Duration kPatience = absl::Seconds(20);
constexpr absl::Duration kHurry = absl::Milliseconds(300);

class SmtpTest : public ::testing::Test {
 protected:
  Result Send(absl::Duration timeout = kPatience, const Message& message = SomeMessage()) {
    return MakeSmtp({.url = server_.url(), .from = "desk@shop.example", .timeout = timeout})
        ->Send(message);
  }
  SmtpServer server_;
};

TEST_F(SmtpTest, AMailArrivesUnderItsKey) {
  EXPECT_EQ(Send().outcome, Outcome::kSent);
  ASSERT_EQ(server_.mails().size(), 1u);
  const testing::Mail mail = server_.mails()[0];
  EXPECT_THAT(mail.from, HasSubstr("<desk@shop.example>"));
  EXPECT_THAT(mail.to, HasSubstr("<buyer@example.com>"));
  EXPECT_THAT(mail.data, HasSubstr("\nMessage-ID: <0190-key@shop.example>\n"));
  EXPECT_THAT(mail.data, HasSubstr("Tue, 14 Nov 2023 22:13:20 +0000"));
  EXPECT_THAT(mail.data, HasSubstr("Subject: =?UTF-8?B?5oKo"));
  const std::string body = mail.data.substr(mail.data.find("\n\n") + 2);
  std::string text;
  ASSERT_TRUE(absl::Base64Unescape(absl::StrReplaceAll(body, {{"\n", ""}}), &text));
  EXPECT_EQ(text, SomeMessage().text);
}

TEST_F(SmtpTest, WhatTheServerSaysDecides) {
  server_.Next(Reaction::kFail);
  server_.Next(Reaction::kRefuse);
  Result result = Send();
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  EXPECT_EQ(result.detail, "SMTP 451");
  result = Send();
  EXPECT_EQ(result.outcome, Outcome::kRefused);
  EXPECT_EQ(result.detail, "SMTP 554");
  EXPECT_EQ(Send().outcome, Outcome::kSent);
}

TEST_F(SmtpTest, ACutAfterTheMailIsUnknownAndBeforeItAFailure) {
  server_.Next(Reaction::kTakeAndCut);
  server_.Next(Reaction::kCut);
  EXPECT_EQ(Send().outcome, Outcome::kUnknown);
  EXPECT_EQ(Send().outcome, Outcome::kFailed);
  EXPECT_EQ(server_.mails().size(), 1u);
}

TEST_F(SmtpTest, AServerThatHangsIsUnknown) {
  server_.Next(Reaction::kTakeAndHang);
  EXPECT_EQ(Send(kHurry).outcome, Outcome::kUnknown);
}

TEST_F(SmtpTest, AServerThatIsDownIsAFailure) {
  server_.Stop();
  const Result result = Send();
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  EXPECT_THAT(result.detail, Not(HasSubstr("@")));
}

TEST_F(SmtpTest, AnAddressIsNoPlaceForCommands) {
  Message message = SomeMessage();
  for (const char* to : {"", "a@b>\r\nRCPT TO:<c@d", "a@b, c@d", "a b@c"}) {
    message.to = to;
    EXPECT_EQ(Send(kPatience, message).outcome, Outcome::kRefused) << to;
  }
  EXPECT_EQ(server_.mails().size(), 0u);
}

class WebhookTest : public ::testing::Test {
 protected:
  Result Send(absl::Duration timeout = kPatience, const Message& message = SomeMessage()) {
    return MakeWebhook({.url = server_.url(), .token = "s3cret", .timeout = timeout})
        ->Send(message);
  }
  Outcome WithStatus(int status) {
    server_.Status(status);
    server_.Next(Reaction::kFail);
    return Send().outcome;
  }
  HttpServer server_;
};

TEST_F(WebhookTest, AMessageArrivesUnderItsKey) {
  EXPECT_EQ(Send().outcome, Outcome::kSent);
  ASSERT_EQ(server_.requests().size(), 1u);
  const testing::Request request = server_.requests()[0];
  EXPECT_EQ(request.line, "POST /messages HTTP/1.1");
  EXPECT_THAT(request.headers, Contains("Idempotency-Key: 0190-key"));
  EXPECT_THAT(request.headers, Contains("Authorization: Bearer s3cret"));
  EXPECT_THAT(request.headers, Contains("Content-Type: application/json"));
  for (const char* part : {R"("key":"0190-key")", R"("to":"buyer@example.com")",
                           R"("text":"Olá!\n.\nYour parcel)", R"("kind":"SHIPPED")"}) {
    EXPECT_THAT(request.body, HasSubstr(part));
  }
}

TEST_F(WebhookTest, StatusesDecide) {
  for (const int status : {500, 503, 429, 408, 301, 401, 403, 404}) {
    EXPECT_EQ(WithStatus(status), Outcome::kFailed) << status;
  }
  for (const int status : {502, 504}) EXPECT_EQ(WithStatus(status), Outcome::kUnknown) << status;
  for (const int status : {400, 413, 422}) {
    EXPECT_EQ(WithStatus(status), Outcome::kRefused) << status;
  }
  EXPECT_EQ(WithStatus(204), Outcome::kSent);
}

TEST_F(WebhookTest, TheGatewaySaysWhenToComeBack) {
  const auto retry_after = [&](const std::string& value) {
    server_.Status(429);
    server_.RetryAfter(value);
    server_.Next(Reaction::kFail);
    return MakeWebhook({.url = server_.url()})->Send(SomeMessage()).retry_after;
  };
  EXPECT_EQ(retry_after(""), absl::ZeroDuration());
  EXPECT_EQ(retry_after("120"), absl::Seconds(120));
  EXPECT_EQ(retry_after("soon"), absl::ZeroDuration());
  EXPECT_EQ(retry_after("99999999"), absl::Hours(24));
  const absl::Duration wait = retry_after(absl::FormatTime(
      "%a, %d %b %Y %H:%M:%S GMT", absl::Now() + absl::Hours(1), absl::UTCTimeZone()));
  EXPECT_GT(wait, absl::Minutes(50));
  EXPECT_LE(wait, absl::Hours(1));
}

TEST_F(WebhookTest, ACutOrAHangAfterTheRequestIsUnknown) {
  server_.Next(Reaction::kTakeAndCut);
  server_.Next(Reaction::kTakeAndHang);
  EXPECT_EQ(Send().outcome, Outcome::kUnknown);
  EXPECT_EQ(Send(kHurry).outcome, Outcome::kUnknown);
}

TEST_F(WebhookTest, AServerThatIsDownIsAFailure) {
  server_.Stop();
  EXPECT_EQ(Send().outcome, Outcome::kFailed);
}

TEST_F(WebhookTest, OtherProtocolsAreNotSpoken) {
  EXPECT_EQ(MakeWebhook({.url = "file:///etc/hostname"})->Send(SomeMessage()).outcome,
            Outcome::kFailed);
}

TEST_F(WebhookTest, MalformedTextIsRefused) {
  Message message = SomeMessage();
  message.text = "\xff\xfe";
  EXPECT_NE(Send(kPatience, message).outcome, Outcome::kFailed);
}

TEST(LogTest, TheLogTakesEverything) {
  observe::Logger logger({.service = "test", .level = observe::Level::kError});
  EXPECT_EQ(MakeLog(logger)->Send(SomeMessage()).outcome, Outcome::kSent);
}

}  // namespace
}  // namespace shopdesk::notify
