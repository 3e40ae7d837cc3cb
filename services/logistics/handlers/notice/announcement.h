#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/logistics/v1/announcement.pb.h"

// shopdesk.logistics.v1.AnnouncementService.
namespace shopdesk::logistics::handlers {

// Goes on with an announcement: some shipments, or some notices to take back, at a time.
inline constexpr char kAnnouncementStep[] = "announcement_step";

absl::Status CreateAnnouncement(runtime::WriteContext& ctx,
                                const v1::CreateAnnouncementRequest& request,
                                v1::Announcement* response);
absl::Status StopAnnouncement(runtime::WriteContext& ctx,
                              const v1::StopAnnouncementRequest& request,
                              v1::Announcement* response);
absl::Status GetAnnouncement(runtime::ReadContext& ctx, const v1::GetAnnouncementRequest& request,
                             v1::Announcement* response);
absl::Status ListAnnouncements(runtime::ReadContext& ctx,
                               const v1::ListAnnouncementsRequest& request,
                               v1::ListAnnouncementsResponse* response);
absl::Status ListAnnouncementRecipients(runtime::ReadContext& ctx,
                                        const v1::ListAnnouncementRecipientsRequest& request,
                                        v1::ListAnnouncementRecipientsResponse* response);

absl::Status OnAnnouncementStep(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::logistics::handlers
