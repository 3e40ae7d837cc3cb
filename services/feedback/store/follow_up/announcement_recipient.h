#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/feedback/v1/review.pb.h"
#include "shopdesk/logistics/v1/announcement.pb.h"

// Whose shipments an announcement of logistics chose, and what they did then. Shop and announcement
// are escaped ids.
namespace shopdesk::feedback::store {

// Nothing if it is known.
absl::Status KeepRecipient(sql::Transaction& txn,
                           const logistics::v1::AnnouncementRecipient& recipient);

// When the first was chosen; nullopt if nobody is known.
absl::StatusOr<absl::optional<int64_t>> FirstChosen(sql::Transaction& txn, absl::string_view shop,
                                                    absl::string_view announcement);

using Outcome = logistics::v1::AnnouncementRecipient::Outcome;

// The buyers, each once, by what became of them, and whether they had a consultation in so many
// milliseconds after they were first chosen. Who was told once was told.
absl::Status ListBuyersOfRecipients(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view announcement, int64_t contact_ms,
                                    std::function<void(Outcome, bool contacted)> add);
// The reviews of their orders that came after they were chosen, each once, likewise.
absl::Status ListReviewsOfRecipients(sql::Transaction& txn, absl::string_view shop,
                                     absl::string_view announcement,
                                     std::function<void(Outcome, const v1::Review&)> add);

}  // namespace shopdesk::feedback::store
