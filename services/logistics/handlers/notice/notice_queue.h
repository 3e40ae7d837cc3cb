#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/calendar.h"
#include "libs/notify/template.h"
#include "libs/runtime/context.h"
#include "services/logistics/store/notice/notice.h"
#include "shopdesk/logistics/v1/notice.pb.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// How notices are queued, and what their ends bring with them.
namespace shopdesk::logistics::handlers {

// Where a notice's text and address in clear are kept in the vault, as a RevealNoticeResponse.
inline constexpr char kNoticeSlot[] = "notice";

struct NoticeDraft {
  // Escaped, as in names.
  std::string shop;
  v1::Notice::Kind kind = v1::Notice::KIND_UNSPECIFIED;
  std::string buyer;
  // Names; may be empty.
  std::string order;
  std::string shipment;
  std::string language_code;
  std::string mail;
  std::string phone;
  // A shipment whose receiver is the buyer: its phone and mail address are used, if one is needed.
  // May be empty; `has_mail` says whether it has a mail address.
  std::string receiver_of;
  bool has_mail = false;
  notify::Variables variables;
  // Of ANNOUNCEMENT: what it says, by language, in the order of preference; one at least.
  std::vector<std::pair<std::string, std::string>> texts;
  bool unasked = false;
  // Unique in the shop.
  std::string cause;
};

// Counts an unasked notice in the limit of that day for its buyer, and notes the day in the row;
// false if the buyer had as many as the policy allows.
absl::StatusOr<bool> CountUnasked(runtime::WriteContext& ctx, const v1::Policy& policy, Day day,
                                  store::NoticeRow& row);

// Queues a notice, or records why it is not to be sent, and answers it; the one that its cause has
// already as it is. INVALID_ARGUMENT for variables that its text needs and that are missing.
absl::StatusOr<v1::Notice> QueueNotice(runtime::WriteContext& ctx, const v1::Policy& policy,
                                       NoticeDraft draft);

// What a notice to the buyer of a shipment begins with; its cause is the caller's.
absl::StatusOr<NoticeDraft> DraftForShipment(runtime::WriteContext& ctx,
                                             const v1::Shipment& shipment, v1::Notice::Kind kind);

// Tells the buyer of a shipment, once for each kind, and but for SHIPPED each day of the shop's;
// nothing if it has no buyer.
absl::Status NotifyOfShipment(runtime::WriteContext& ctx, const v1::Policy& policy,
                              const v1::Shipment& shipment, v1::Notice::Kind kind);

// Takes back one that was loaded for update: WRONG_STATE unless it waits, or is DEAD or UNKNOWN.
// One that was never attempted doesn't count in the daily limit any more.
absl::Status TakeBackNotice(runtime::WriteContext& ctx, store::NoticeRow& row);

// Saves a notice after a step: the event that its state has, and the work item of one that didn't
// arrive, or has failed for so long that somebody has to look.
absl::Status SaveNoticeStep(runtime::WriteContext& ctx, store::NoticeRow& row);

}  // namespace shopdesk::logistics::handlers
