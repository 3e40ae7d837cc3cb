#include "services/feedback/domain/review/review.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/reveal.h"
#include "libs/base/status_macros.h"
#include "libs/base/text.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/domain/shop/policy.h"
#include "services/feedback/domain/shop/states.h"

namespace shopdesk::feedback::domain {
namespace {

absl::Status CheckBuyer(absl::string_view resource_name, absl::string_view buyer,
                        absl::string_view given) {
  return buyer == given ? absl::OkStatus() : shopdesk::NotFoundError(resource_name);
}

absl::Status CheckInTime(absl::string_view resource_name, absl::Time deadline, absl::Time now) {
  return now <= deadline ? absl::OkStatus() : WindowOverError(resource_name, deadline);
}

const orders::v1::OrderLine* FindLine(const orders::v1::Order& order, int32_t line) {
  for (const orders::v1::OrderLine& candidate : order.lines()) {
    if (candidate.line() == line) return &candidate;
  }
  return nullptr;
}

bool KeepsAny(const orders::v1::OrderLine& line) {
  return line.quantity() > line.returned() + line.refunded() + line.short_();
}

}  // namespace

bool KeepsGoods(const orders::v1::Order& order) { return absl::c_any_of(order.lines(), KeepsAny); }

bool MayKnowBuyer(const v1::Review& review, const v1::Policy& policy,
                  const type::v1::Actor& reader) {
  const bool himself = reader.kind() == type::v1::Actor::BUYER && reader.id() == review.buyer();
  return !review.anonymous() || himself || MayRevealForSome(policy.reveal_rules(), reader.role());
}

absl::Status CheckText(v1::Grade::Value grade, absl::string_view text) {
  if (grade == v1::Grade::GOOD || !IsBlank(text)) return absl::OkStatus();
  return InvalidFieldError("text", "is required with a neutral or bad grade");
}

absl::StatusOr<absl::Time> FinishTimeOf(const orders::v1::Order& order) {
  for (const orders::v1::StateChange& change : order.history()) {
    if (change.state() == orders::v1::OrderState::TRADE_FINISHED) return FromProto(change.time());
  }
  return NotFinishedError(order.name(), order.state());
}

absl::Status CheckReviewable(const orders::v1::Order& order, const v1::SubmitReviewRequest& request,
                             absl::Time deadline, absl::Time now) {
  RETURN_IF_ERROR(CheckBuyer(order.name(), order.buyer(), request.buyer()));
  RETURN_IF_ERROR(FinishTimeOf(order).status());
  const std::string line_name = absl::StrCat(order.name(), "/lines/", request.line());
  const orders::v1::OrderLine* line = FindLine(order, request.line());
  if (line == nullptr) return NotFoundError(line_name);
  if (!KeepsAny(*line)) return FullyRefundedError(line_name);
  return CheckInTime(order.name(), deadline, now);
}

v1::Review MakeReview(const v1::SubmitReviewRequest& request, const orders::v1::Order& order,
                      absl::string_view text, absl::Time deadline, absl::Time now) {
  v1::Review review;
  review.set_name(
      ReviewName(ShopOf(order.name()), ReviewId(LastSegment(order.name()), request.line())));
  review.set_order(order.name());
  review.set_line(request.line());
  review.set_product(FindLine(order, request.line())->snapshot().product());
  review.set_buyer(order.buyer());
  review.set_anonymous(request.anonymous());
  review.set_grade(request.grade());
  *review.mutable_scores() = request.scores();
  review.set_text(std::string(text));
  *review.mutable_pictures() = request.pictures();
  review.set_state(v1::Review::SUBMITTED);
  review.set_reply_state(v1::Review::UNANSWERED);
  *review.mutable_deadline_time() = ToProto(deadline);
  *review.mutable_create_time() = ToProto(now);
  *review.mutable_update_time() = ToProto(now);
  return review;
}

absl::Status Append(v1::Review& review, absl::string_view buyer, absl::string_view text,
                    absl::Time now) {
  RETURN_IF_ERROR(CheckBuyer(review.name(), review.buyer(), buyer));
  ASSIGN_OR_RETURN(const v1::Review::State next,
                   kReviewStates.Next(review.name(), review.state(), "append"));
  review.set_state(next);
  review.set_appended_text(std::string(text));
  *review.mutable_append_time() = ToProto(now);
  *review.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

absl::Status Change(v1::Review& review, absl::string_view buyer, v1::Grade::Value grade,
                    absl::string_view text, absl::Time now) {
  RETURN_IF_ERROR(CheckText(grade, text));
  RETURN_IF_ERROR(CheckBuyer(review.name(), review.buyer(), buyer));
  ASSIGN_OR_RETURN(const v1::Review::State next,
                   kReviewStates.Next(review.name(), review.state(), "change"));
  RETURN_IF_ERROR(CheckInTime(review.name(), FromProto(review.deadline_time()), now));
  review.set_state(next);
  review.set_first_grade(review.grade());
  review.set_grade(grade);
  review.set_text(std::string(text));
  *review.mutable_change_time() = ToProto(now);
  *review.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

absl::Status Remove(v1::Review& review, absl::Time now) {
  ASSIGN_OR_RETURN(const v1::Review::State next,
                   kReviewStates.Next(review.name(), review.state(), "remove"));
  review.set_state(next);
  review.set_counted(false);
  *review.mutable_remove_time() = ToProto(now);
  *review.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

absl::Status Reply(v1::Review& review, absl::string_view text, absl::Time now) {
  if (review.state() == v1::Review::REMOVED) {
    return WrongStateError(review.name(), v1::Review::State_Name(review.state()), "ReplyToReview",
                           "");
  }
  ASSIGN_OR_RETURN(const v1::Review::ReplyState next,
                   kReplyStates.Next(review.name(), review.reply_state(), "reply"));
  RETURN_IF_ERROR(CheckInTime(review.name(), FromProto(review.deadline_time()), now));
  review.set_reply_state(next);
  review.set_reply(std::string(text));
  *review.mutable_reply_time() = ToProto(now);
  *review.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

v1::BuyerReview MakeBuyerReview(const orders::v1::Order& order, v1::Grade::Value grade,
                                absl::string_view text, const type::v1::Actor& actor,
                                absl::Time now) {
  v1::BuyerReview review;
  review.set_name(BuyerReviewName(ShopOf(order.name()), LastSegment(order.name())));
  review.set_order(order.name());
  review.set_buyer(order.buyer());
  review.set_grade(grade);
  review.set_text(std::string(text));
  *review.mutable_actor() = actor;
  *review.mutable_create_time() = ToProto(now);
  return review;
}

}  // namespace shopdesk::feedback::domain
