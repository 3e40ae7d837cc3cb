#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/repeated_field.h"
#include "libs/base/error.h"
#include "shopdesk/type/v1/contact.pb.h"

// Attempts to reach a buyer: the same rules wherever they are kept. A resource keeps its attempts
// in a field `contacts`; they are only ever added.
namespace shopdesk {

using ContactAttempts = google::protobuf::RepeatedPtrField<type::v1::ContactAttempt>;

// 3 attempts on 2 channels, 2 h apart.
type::v1::ContactRule DefaultContactRule();
// What isn't set takes the default.
type::v1::ContactRule ContactRuleOrDefault(type::v1::ContactRule rule);

// Appends what was reported and answers it. INVALID_ARGUMENT (next_attempt_time) for a time before
// `now`. At most 100 attempts are kept: RESOURCE_EXHAUSTED (TOO_MANY_CONTACTS) beyond.
absl::StatusOr<type::v1::ContactAttempt> AddContact(const type::v1::ContactReport& report,
                                                    const type::v1::Actor& agent, absl::Time now,
                                                    const type::v1::ContactRule& rule,
                                                    ContactAttempts& contacts);

// Whether the buyer was reached for that purpose.
bool WasReached(const ContactAttempts& contacts, type::v1::ContactPurpose::Value purpose);
// The first attempt for that purpose; infinite future if there is none.
absl::Time FirstContact(const ContactAttempts& contacts, type::v1::ContactPurpose::Value purpose);
// Whether enough attempts for that purpose failed: the rule's number, each so long after the one
// counted before, on its number of channels, and none that reached the buyer.
bool Exhausted(const ContactAttempts& contacts, type::v1::ContactPurpose::Value purpose,
               const type::v1::ContactRule& rule);

}  // namespace shopdesk
