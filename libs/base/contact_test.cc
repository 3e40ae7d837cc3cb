#include "libs/base/contact.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"

namespace shopdesk {
namespace {

using type::v1::ContactReport;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

ContactReport Report(
    type::v1::ContactChannel::Value channel,
    type::v1::ContactOutcome::Value outcome = type::v1::ContactOutcome::NO_ANSWER,
    type::v1::ContactPurpose::Value purpose = type::v1::ContactPurpose::VERIFY_RECEIVER) {
  ContactReport report;
  report.set_purpose(purpose);
  report.set_channel(channel);
  report.set_outcome(outcome);
  return report;
}

class ContactTest : public ::testing::Test {
 protected:
  absl::Status Add(const ContactReport& report, absl::Duration after) {
    return AddContact(report, agent_, kNow + after, rule_, contacts_).status();
  }
  bool IsExhausted() const {
    return Exhausted(contacts_, type::v1::ContactPurpose::VERIFY_RECEIVER, rule_);
  }

  type::v1::Actor agent_;
  // Nothing set: the defaults.
  type::v1::ContactRule rule_;
  ContactAttempts contacts_;
};

TEST_F(ContactTest, KeepsWhatWasReportedWithWhoAndWhen) {
  agent_.set_id("7");
  ContactReport report = Report(type::v1::ContactChannel::PHONE);
  report.set_promise("calls back at five");
  ASSERT_TRUE(Add(report, absl::ZeroDuration()).ok());
  const type::v1::ContactAttempt& attempt = contacts_.Get(0);
  EXPECT_EQ(attempt.agent().id(), "7");
  EXPECT_EQ(attempt.channel(), type::v1::ContactChannel::PHONE);
  EXPECT_EQ(attempt.promise(), "calls back at five");
  EXPECT_EQ(FromProto(attempt.attempt_time()), kNow);
  EXPECT_EQ(FromProto(attempt.next_attempt_time()), kNow + absl::Hours(2));
}

TEST_F(ContactTest, WhoWasReachedNeedsNoNextAttempt) {
  ASSERT_TRUE(Add(Report(type::v1::ContactChannel::IM, type::v1::ContactOutcome::REACHED),
                  absl::ZeroDuration())
                  .ok());
  EXPECT_FALSE(contacts_.Get(0).has_next_attempt_time());
  EXPECT_TRUE(WasReached(contacts_, type::v1::ContactPurpose::VERIFY_RECEIVER));
  EXPECT_FALSE(WasReached(contacts_, type::v1::ContactPurpose::CONFIRM_COD));
}

TEST_F(ContactTest, TheNextAttemptIsNotInThePast) {
  ContactReport report = Report(type::v1::ContactChannel::IM);
  *report.mutable_next_attempt_time() = ToProto(kNow - absl::Seconds(1));
  const absl::Status status = Add(report, absl::ZeroDuration());
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(contacts_.empty());
  *report.mutable_next_attempt_time() = ToProto(kNow + absl::Minutes(5));
  ASSERT_TRUE(Add(report, absl::ZeroDuration()).ok());
  EXPECT_EQ(FromProto(contacts_.Get(0).next_attempt_time()), kNow + absl::Minutes(5));
}

TEST_F(ContactTest, ThreeAttemptsOnTwoChannelsTwoHoursApartAreEnough) {
  ASSERT_TRUE(Add(Report(type::v1::ContactChannel::PHONE), absl::ZeroDuration()).ok());
  ASSERT_TRUE(Add(Report(type::v1::ContactChannel::PHONE), absl::Hours(2)).ok());
  EXPECT_FALSE(IsExhausted());
  ASSERT_TRUE(Add(Report(type::v1::ContactChannel::SMS), absl::Hours(4)).ok());
  EXPECT_TRUE(IsExhausted());
  EXPECT_FALSE(Exhausted(contacts_, type::v1::ContactPurpose::CONFIRM_COD, rule_));
}

TEST_F(ContactTest, OneChannelIsNotEnough) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(Add(Report(type::v1::ContactChannel::PHONE), i * absl::Hours(2)).ok());
  }
  EXPECT_FALSE(IsExhausted());
}

TEST_F(ContactTest, AttemptsInAHurryDontCount) {
  ASSERT_TRUE(Add(Report(type::v1::ContactChannel::PHONE), absl::ZeroDuration()).ok());
  ASSERT_TRUE(Add(Report(type::v1::ContactChannel::SMS), absl::Minutes(119)).ok());
  ASSERT_TRUE(Add(Report(type::v1::ContactChannel::IM), absl::Minutes(120)).ok());
  EXPECT_FALSE(IsExhausted());
  ASSERT_TRUE(Add(Report(type::v1::ContactChannel::IM), absl::Minutes(240)).ok());
  EXPECT_TRUE(IsExhausted());
}

TEST_F(ContactTest, WhoWasReachedOnceIsNotGivenUp) {
  ASSERT_TRUE(Add(Report(type::v1::ContactChannel::PHONE, type::v1::ContactOutcome::REACHED),
                  absl::ZeroDuration())
                  .ok());
  for (int i = 1; i < 4; ++i) {
    ASSERT_TRUE(Add(Report(i % 2 ? type::v1::ContactChannel::SMS : type::v1::ContactChannel::IM),
                    i * absl::Hours(2))
                    .ok());
  }
  EXPECT_FALSE(IsExhausted());
}

TEST_F(ContactTest, TheShopsRuleCounts) {
  rule_.set_attempts(1);
  rule_.set_channels(1);
  ASSERT_TRUE(Add(Report(type::v1::ContactChannel::IM), absl::ZeroDuration()).ok());
  EXPECT_TRUE(IsExhausted());
}

TEST_F(ContactTest, FirstContactIsThePurposesOwn) {
  EXPECT_EQ(FirstContact(contacts_, type::v1::ContactPurpose::VERIFY_RECEIVER),
            absl::InfiniteFuture());
  ASSERT_TRUE(Add(Report(type::v1::ContactChannel::IM, type::v1::ContactOutcome::REACHED,
                         type::v1::ContactPurpose::CONFIRM_COD),
                  absl::Hours(1))
                  .ok());
  ASSERT_TRUE(Add(Report(type::v1::ContactChannel::IM), absl::Hours(2)).ok());
  EXPECT_EQ(FirstContact(contacts_, type::v1::ContactPurpose::VERIFY_RECEIVER),
            kNow + absl::Hours(2));
  EXPECT_EQ(FirstContact(contacts_, type::v1::ContactPurpose::CONFIRM_COD), kNow + absl::Hours(1));
}

TEST_F(ContactTest, AttemptsAreBounded) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(Add(Report(type::v1::ContactChannel::IM), absl::ZeroDuration()).ok());
  }
  EXPECT_EQ(ReasonOf(Add(Report(type::v1::ContactChannel::IM), absl::ZeroDuration())),
            "TOO_MANY_CONTACTS");
  EXPECT_EQ(contacts_.size(), 100);
}

}  // namespace
}  // namespace shopdesk
