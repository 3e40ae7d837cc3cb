#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// What came back, line by line, and the part of the money that is offered for it. Errors as in
// refund.h.
namespace shopdesk::orders::domain {

using IntakeLines = google::protobuf::RepeatedPtrField<v1::IntakeLine>;

// Notes what was counted, with what is offered for it (Refund.intake, Refund.offer); answers
// whether all is as it had to be. INVALID_ARGUMENT for lines that don't add up; AMOUNT_EXCEEDED.
absl::StatusOr<bool> CountIntake(const Order& order, Refund& refund, const IntakeLines& intake,
                                 const Moment& moment);

// The goods are in and were counted. As they had to be: the refund goes on; else, or if less than
// the total is offered, the buyer is asked whether he takes a part. INVALID_ARGUMENT for lines that
// don't add up; AMOUNT_EXCEEDED (metadata line, most).
absl::Status TakeIn(Order& order, Refund& refund, const IntakeLines& intake,
                    const v1::Policy& policy, const Moment& moment,
                    std::vector<v1::LedgerEntry>& ledger);

// The buyer takes what is offered, by his word or by time; or the platform is to decide.
absl::Status AcceptOffer(Order& order, Refund& refund, const v1::Policy& policy,
                         const Moment& moment, std::vector<v1::LedgerEntry>& ledger);
absl::Status RefuseOffer(Refund& refund, const v1::Policy& policy, const Moment& moment);

}  // namespace shopdesk::orders::domain
