#pragma once

#include "libs/base/state_machine.h"
#include "shopdesk/feedback/v1/review.pb.h"

// What may be done with a review. The buyer's and the shop's steps don't hinder each other, so each
// has a table of its own.
namespace shopdesk::feedback::domain {

inline constexpr Transition<v1::Review::State> kReviewTable[] = {
    {v1::Review::SUBMITTED, "append", v1::Review::APPENDED},
    {v1::Review::SUBMITTED, "change", v1::Review::CHANGED, "within the reply time"},
    {v1::Review::APPENDED, "change", v1::Review::APPENDED_AND_CHANGED, "within the reply time"},
    {v1::Review::CHANGED, "append", v1::Review::APPENDED_AND_CHANGED},
};
inline constexpr StateMachine<v1::Review::State> kReviewStates("Review: the buyer", kReviewTable);

inline constexpr Transition<v1::Review::ReplyState> kReplyTable[] = {
    {v1::Review::UNANSWERED, "reply", v1::Review::ANSWERED, "within the reply time"},
};
inline constexpr StateMachine<v1::Review::ReplyState> kReplyStates("Review: the shop", kReplyTable);

}  // namespace shopdesk::feedback::domain
