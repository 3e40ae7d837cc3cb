#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/state_machine.h"
#include "shopdesk/logistics/v1/announcement.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// What many buyers are told at once.
namespace shopdesk::logistics::domain {

// The one table of an announcement's state. Events: "stop", "finish".
const StateMachine<v1::Announcement::State>& AnnouncementMachine();

// INVALID_ARGUMENT for a filter that chooses by nothing, or by a place whose larger one isn't
// given, a beginning that isn't before `now`, and a language that stands twice.
absl::Status CheckAnnouncement(const v1::CreateAnnouncementRequest& request, absl::Time now);
// RUNNING, its texts in clear.
v1::Announcement MakeAnnouncement(const v1::CreateAnnouncementRequest& request,
                                  absl::string_view name, absl::Time now);

// Whether the filter chooses a shipment; never one without a buyer, or that a buyer sends back.
bool Matches(const v1::AnnouncementFilter& filter, const v1::Shipment& shipment);
// Whether a buyer is told nothing: the same for all his parcels.
bool IsHeldOut(const v1::Announcement& announcement, absl::string_view buyer);
// That the shipment was chosen, with what came of it.
v1::AnnouncementRecipient MakeRecipient(const v1::Announcement& announcement,
                                        const v1::Shipment& shipment,
                                        v1::AnnouncementRecipient::Outcome outcome,
                                        absl::string_view notice_name, absl::Time now);
void CountRecipient(v1::AnnouncementRecipient::Outcome outcome, v1::Announcement& announcement);

// Takes a step; WRONG_STATE when the machine doesn't allow it.
absl::Status StepAnnouncement(absl::string_view event, absl::Time now,
                              v1::Announcement& announcement);
// The feed's event of an announcement that has got this state.
absl::string_view AnnouncementEvent(v1::Announcement::State state);

}  // namespace shopdesk::logistics::domain
