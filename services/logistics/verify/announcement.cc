#include "services/logistics/verify/announcement.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/verify/timer.h"
#include "services/logistics/domain/notice/announcement.h"
#include "services/logistics/handlers/notice/announcement.h"
#include "services/logistics/store/notice/announcement.h"
#include "services/logistics/store/notice/notice.h"

namespace shopdesk::logistics::verify {
namespace {

using shopdesk::verify::Page;
using v1::Announcement;
using v1::AnnouncementRecipient;

// Recipients that are read at once.
constexpr int kRecipients = 1000;

// Counts the recipients that there are.
absl::StatusOr<Announcement> CountRecipients(Page& page, const Announcement& announcement) {
  Announcement counted;
  std::string last;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<AnnouncementRecipient> recipients,
                     store::ListRecipients(page.txn(), announcement.name(), last, kRecipients));
    for (const AnnouncementRecipient& recipient : recipients) {
      page.CountRow();
      domain::CountRecipient(recipient.outcome(), counted);
      last = std::string(LastSegment(recipient.name()));
    }
    more = recipients.size() == static_cast<size_t>(kRecipients);
  }
  return counted;
}

// Nothing of an announcement that was stopped waits to be sent once its timer has gone through it,
// but what was on its way by then, or is tried again by hand.
absl::Status LookAtStopped(Page& page, const Announcement& announcement,
                           const AnnouncementRecipient& recipient) {
  if (announcement.state() != Announcement::STOPPED ||
      recipient.outcome() != AnnouncementRecipient::TOLD) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const absl::optional<absl::Time> step,
                   page.runtime().timers().DueTime(page.txn(), handlers::kAnnouncementStep,
                                                   announcement.name()));
  if (step.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const absl::optional<v1::Notice> notice,
                   store::FindNotice(page.txn(), recipient.notice()));
  if (notice.has_value() && notice->state() == v1::Notice::QUEUED && notice->error().empty()) {
    page.Find(recipient.name(), "its announcement is stopped, and its notice is still queued");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LookAtAnnouncement(Page& page, const Announcement& announcement) {
  ASSIGN_OR_RETURN(const Announcement counted, CountRecipients(page, announcement));
  const struct {
    absl::string_view what;
    int64_t said;
    int64_t there;
  } all[] = {{"chosen", announcement.chosen(), counted.chosen()},
             {"told", announcement.told(), counted.told()},
             {"suppressed", announcement.suppressed(), counted.suppressed()},
             {"held out", announcement.held_out(), counted.held_out()}};
  for (const auto& [what, said, there] : all) {
    if (said == there) continue;
    page.Find(announcement.name(), absl::StrCat("it says that ", said, " shipments are ", what,
                                                ", and of its recipients ", there, " are"));
  }
  if (announcement.state() != Announcement::RUNNING) return absl::OkStatus();
  return shopdesk::verify::RequireTimer(page, handlers::kAnnouncementStep, announcement.name(),
                                        FromProto(announcement.update_time()));
}

absl::Status LookAtRecipient(Page& page, const AnnouncementRecipient& recipient) {
  const absl::StatusOr<Announcement> announcement =
      store::LoadAnnouncement(page.txn(), ParentOf(recipient.name()));
  if (absl::IsNotFound(announcement.status())) {
    page.Find(recipient.name(), "its announcement isn't there");
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(announcement.status());
  const bool held_out = recipient.outcome() == AnnouncementRecipient::HELD_OUT;
  if (held_out != domain::IsHeldOut(*announcement, recipient.buyer())) {
    page.Find(recipient.name(),
              absl::StrCat("it is ", AnnouncementRecipient::Outcome_Name(recipient.outcome()),
                           held_out ? ", and its buyer is told" : ", and its buyer is held out"));
  }
  if (held_out != recipient.notice().empty()) {
    page.Find(recipient.name(),
              held_out ? "its buyer is held out, and it names a notice" : "it names no notice");
  }
  return LookAtStopped(page, *announcement, recipient);
}

}  // namespace shopdesk::logistics::verify
