#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/feedback/v1/follow_up.pb.h"

// The rules of invitations to review. Errors are those of FollowUpService.
namespace shopdesk::feedback::domain {

// DUE. `order` is the order's name.
v1::ReviewInvitation MakeInvitation(absl::string_view order, absl::string_view buyer,
                                    absl::Time now);
absl::Status SendInvitation(v1::ReviewInvitation& invitation, const type::v1::Actor& actor,
                            absl::Time now, absl::Duration effect);
absl::Status DropInvitation(v1::ReviewInvitation& invitation);
// The buyer reviewed the order: false if that means nothing to the invitation any more.
bool NoteReviewed(v1::ReviewInvitation& invitation, absl::Time now);

}  // namespace shopdesk::feedback::domain
