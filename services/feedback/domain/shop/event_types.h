#pragma once

#include "services/feedback/domain/shop/events.h"

namespace shopdesk::feedback::events {

// All that the service emits but those of work lists and erasures, which their libraries count:
// each is counted from the start.
inline constexpr const char* kAll[] = {"policy.updated",
                                       kReviewSubmitted,
                                       kReviewAppended,
                                       kReviewChanged,
                                       kReviewReplied,
                                       kReviewUncounted,
                                       kBuyerReviewCreated,
                                       kAgentCreated,
                                       kAgentUpdated,
                                       kCannedReplyCreated,
                                       kCannedReplyUpdated,
                                       kCannedReplyDeleted,
                                       kCannedReplyUseCounted,
                                       kCannedReplyUseDeleted,
                                       kConversationStarted,
                                       kConversationUpdated,
                                       kConversationTransferred,
                                       kConversationNoAnswerNeeded,
                                       kReviewCaseOpened,
                                       kReviewCaseContactRecorded,
                                       kReviewCaseContactOverdue,
                                       kReviewCaseCauseFound,
                                       kReviewCaseSolutionOffered,
                                       kReviewCaseCalledMalicious,
                                       kReviewCaseClosed,
                                       kReviewCaseReviewChanged,
                                       kComplaintOpened,
                                       kComplaintContactRecorded,
                                       kComplaintOverdue,
                                       kComplaintAnswered,
                                       kComplaintClosed,
                                       kReviewInvitationDue,
                                       kReviewInvitationSent,
                                       kReviewInvitationReviewed,
                                       kReviewInvitationDropped,
                                       kLateParcelFound,
                                       kLateParcelContactRecorded,
                                       kLateParcelTold,
                                       kLateParcelEnded,
                                       kCommissionStatementOpened,
                                       kCommissionStatementClosed,
                                       kReviewErased,
                                       kCaseErased,
                                       kBuyerReviewErased,
                                       kComplaintErased,
                                       kLateParcelErased};

}  // namespace shopdesk::feedback::events
