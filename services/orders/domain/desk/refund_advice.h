#pragma once

#include "absl/status/status.h"
#include "libs/base/figure.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/buyer_card.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/orders/v1/refund_advice.pb.h"

// What to do with a refund that a buyer asks for: rules, which are data of the policy, held against
// facts.
namespace shopdesk::orders::domain {

using v1::RefundAdvice;

// The rule that overrules REFUSE, and ASK_EVIDENCE where nothing can be refused.
inline constexpr char kNeverRefuseWithinWindow[] = "never_refuse_within_window";

// Whether a refund gave the buyer money and left him the goods, as a seller decided or let happen.
bool IsRefundOnly(const Refund& refund);
// As they were when it was asked. `card` is the buyer's. What was refunded without return lately is
// no part of it: a card knows no time, and counts by IsRefundOnly too.
RefundAdvice::Facts FactsOf(const Order& order, const Refund& refund, int refund_only_count,
                            const v1::BuyerCard& card, const v1::Policy& policy);
// Advice, rules, facts, buyer and time; nothing was done yet, whatever was on an advice before.
// WRONG_STATE for a refund that doesn't wait for the seller.
absl::Status AdviseRefund(const Refund& refund, const RefundAdvice::Facts& facts,
                          const v1::Policy& policy, const Moment& moment, RefundAdvice& advice);
// What the refund's new state says that was done; false if nothing is to be noted: something was
// before, or nothing is yet, or it was done before the advice.
bool NoteAction(const Refund& refund, RefundAdvice& advice);

void CountRefundAdvice(const RefundAdvice& advice, Counts& counts);
v1::RefundAdviceFigures RefundAdviceFiguresOf(const Sums& period);

}  // namespace shopdesk::orders::domain
