#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/feedback/v1/announcement_effect.pb.h"
#include "shopdesk/logistics/v1/announcement.pb.h"

// shopdesk.feedback.v1.AnnouncementEffectService.
namespace shopdesk::feedback::handlers {

absl::Status GetAnnouncementEffect(runtime::ReadContext& ctx,
                                   const v1::GetAnnouncementEffectRequest& request,
                                   v1::AnnouncementEffect* response);

// Logistics chose a shipment.
absl::Status NoteRecipient(runtime::WriteContext& ctx,
                           const logistics::v1::AnnouncementRecipient& recipient);

}  // namespace shopdesk::feedback::handlers
