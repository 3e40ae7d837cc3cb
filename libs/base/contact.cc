#include "libs/base/contact.h"

#include <algorithm>
#include <set>

#include "libs/base/clock.h"
#include "libs/base/defaults.h"

namespace shopdesk {
namespace {

constexpr int kMostContacts = 100;

}  // namespace

type::v1::ContactRule DefaultContactRule() {
  type::v1::ContactRule rule;
  FillDefaults(rule);
  return rule;
}

type::v1::ContactRule ContactRuleOrDefault(type::v1::ContactRule rule) {
  FillDefaults(rule);
  return rule;
}

absl::StatusOr<type::v1::ContactAttempt> AddContact(const type::v1::ContactReport& report,
                                                    const type::v1::Actor& agent, absl::Time now,
                                                    const type::v1::ContactRule& rule,
                                                    ContactAttempts& contacts) {
  if (contacts.size() >= kMostContacts) {
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_CONTACTS",
                 "100 attempts are recorded already; decide without another");
  }
  if (report.has_next_attempt_time() && FromProto(report.next_attempt_time()) < now) {
    return InvalidFieldError("contact.next_attempt_time", "must not be in the past");
  }
  type::v1::ContactAttempt attempt;
  attempt.set_purpose(report.purpose());
  attempt.set_channel(report.channel());
  attempt.set_outcome(report.outcome());
  attempt.set_promise(report.promise());
  *attempt.mutable_agent() = agent;
  *attempt.mutable_attempt_time() = ToProto(now);
  if (report.has_next_attempt_time()) {
    *attempt.mutable_next_attempt_time() = report.next_attempt_time();
  } else if (report.outcome() != type::v1::ContactOutcome::REACHED) {
    const auto apart = absl::Seconds(ContactRuleOrDefault(rule).apart_seconds());
    *attempt.mutable_next_attempt_time() = ToProto(now + apart);
  }
  *contacts.Add() = attempt;
  return attempt;
}

bool WasReached(const ContactAttempts& contacts, type::v1::ContactPurpose::Value purpose) {
  return std::any_of(contacts.begin(), contacts.end(), [&](const auto& attempt) {
    return attempt.purpose() == purpose && attempt.outcome() == type::v1::ContactOutcome::REACHED;
  });
}

absl::Time FirstContact(const ContactAttempts& contacts, type::v1::ContactPurpose::Value purpose) {
  absl::Time first = absl::InfiniteFuture();
  for (const type::v1::ContactAttempt& attempt : contacts) {
    if (attempt.purpose() == purpose) first = std::min(first, FromProto(attempt.attempt_time()));
  }
  return first;
}

bool Exhausted(const ContactAttempts& contacts, type::v1::ContactPurpose::Value purpose,
               const type::v1::ContactRule& rule) {
  if (WasReached(contacts, purpose)) return false;
  const type::v1::ContactRule full = ContactRuleOrDefault(rule);
  int counted = 0;
  std::set<int> channels;
  absl::Time last = absl::InfinitePast();
  for (const type::v1::ContactAttempt& attempt : contacts) {
    const absl::Time time = FromProto(attempt.attempt_time());
    if (attempt.purpose() != purpose) continue;
    if (time < last + absl::Seconds(full.apart_seconds())) continue;
    ++counted;
    channels.insert(attempt.channel());
    last = time;
  }
  return counted >= full.attempts() && static_cast<int>(channels.size()) >= full.channels();
}

}  // namespace shopdesk
