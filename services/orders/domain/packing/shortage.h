#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/packing/packing_job.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/orders/v1/shortage.pb.h"

// Pieces that are not there when they are packed, and what the buyer wants instead.
namespace shopdesk::orders::domain {

using v1::Shortage;

const StateMachine<Shortage::State>& ShortageMachine();

// Takes the pieces out of the job, and out of what the order has to ship; a new shortage, without
// its name. INVALID_ARGUMENT for an order or line that the job lacks; QUANTITY_EXCEEDED;
// LINES_LOCKED for pieces that a refund asks back; WRONG_STATE.
absl::StatusOr<Shortage> ReportShortage(Order& order, PackingJob& job,
                                        const v1::ReportShortageRequest& request,
                                        const v1::Policy& policy, const Moment& moment);
// The pieces are to be shipped again: what follows from the answer is done to them there.
// WRONG_STATE.
absl::Status AnswerShortage(Order& order, Shortage& shortage,
                            const v1::AnswerShortageRequest& request, const Moment& moment);
// Nobody answered: as REFUND. WRONG_STATE.
absl::Status ExpireShortage(Order& order, Shortage& shortage, const Moment& moment);
// Nobody answered, and a refund asks the pieces back already: they are to be shipped until it is
// agreed. WRONG_STATE.
absl::Status LeaveToRefund(Order& order, Shortage& shortage, const Moment& moment);
// The order has ended: nothing is to be done. WRONG_STATE.
absl::Status LapseShortage(Shortage& shortage, const Moment& moment);

// INVALID_ARGUMENT for what an answer needs and lacks.
absl::Status CheckShortageAnswer(const v1::AnswerShortageRequest& request);

}  // namespace shopdesk::orders::domain
