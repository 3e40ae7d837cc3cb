#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/logistics/v1/announcement.pb.h"

namespace shopdesk::logistics::verify {

// What an announcement counts is what became of its recipients; one that runs has its timer, and
// one that is stopped takes back what is queued.
absl::Status LookAtAnnouncement(shopdesk::verify::Page& page, const v1::Announcement& announcement);
// A recipient's announcement is there; a buyer is held out with all his parcels, or told.
absl::Status LookAtRecipient(shopdesk::verify::Page& page,
                             const v1::AnnouncementRecipient& recipient);

}  // namespace shopdesk::logistics::verify
