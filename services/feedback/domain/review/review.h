#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "shopdesk/feedback/v1/policy.pb.h"
#include "shopdesk/feedback/v1/review.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

// The rules of reviews. Errors are those of ReviewService.
namespace shopdesk::feedback::domain {

// Whether the buyer keeps anything of the order.
bool KeepsGoods(const orders::v1::Order& order);

// Whether a reader may know who wrote a review: it isn't anonymous, he wrote it himself, or his
// role may read originals.
bool MayKnowBuyer(const v1::Review& review, const v1::Policy& policy,
                  const type::v1::Actor& reader);

// A text is required with a neutral or bad grade: INVALID_ARGUMENT (text).
absl::Status CheckText(v1::Grade::Value grade, absl::string_view text);

// When the trade finished; FAILED_PRECONDITION (NOT_FINISHED) naming the state if it has not.
absl::StatusOr<absl::Time> FinishTimeOf(const orders::v1::Order& order);

// The buyer's right to review a line at `now`: his order, a line of it, not fully refunded, in
// time.
absl::Status CheckReviewable(const orders::v1::Order& order, const v1::SubmitReviewRequest& request,
                             absl::Time deadline, absl::Time now);

// `text` is the masked form.
v1::Review MakeReview(const v1::SubmitReviewRequest& request, const orders::v1::Order& order,
                      absl::string_view text, absl::Time deadline, absl::Time now);

// What the buyer and the shop do later. Texts are the masked forms. Scores are never changed.
absl::Status Append(v1::Review& review, absl::string_view buyer, absl::string_view text,
                    absl::Time now);
absl::Status Change(v1::Review& review, absl::string_view buyer, v1::Grade::Value grade,
                    absl::string_view text, absl::Time now);
absl::Status Reply(v1::Review& review, absl::string_view text, absl::Time now);
// An appeal was upheld.
absl::Status Remove(v1::Review& review, absl::Time now);

// The shop on the buyer; `text` is the masked form.
v1::BuyerReview MakeBuyerReview(const orders::v1::Order& order, v1::Grade::Value grade,
                                absl::string_view text, const type::v1::Actor& actor,
                                absl::Time now);

}  // namespace shopdesk::feedback::domain
