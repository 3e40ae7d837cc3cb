#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "services/orders/domain/refund/refund_intake.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/orders/v1/buyer_card.pb.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/orders/v1/refund_scan.pb.h"

// Refunds that are paid at the first scan of the goods' way back, and what is owed when the goods
// then don't come as they had to. Errors as in refund.h.
namespace shopdesk::orders::domain {

// The most that is paid so, in minor units: the policy has it in whole units.
int64_t ScanRefundMostMinor(const v1::Policy& policy);
// Whether a refund whose goods were just scanned is paid now: with what was paid so for others of
// the order, of which nothing is in yet, it is at most that. A buyer of whom nothing is known yet,
// since he has received nothing, has to wait.
bool IsPaidAtScan(const Refund& refund, absl::Span<const Refund> others,
                  const absl::optional<v1::BuyerCard>& card, const v1::Policy& policy);
// Pays it. The goods count as kept until they are in; the deadline goes on running for them.
absl::Status PayAtScan(Order& order, Refund& refund, int32_t return_rate_bps,
                       const v1::Policy& policy, const Moment& moment,
                       std::vector<v1::LedgerEntry>& ledger);

// Goods of such a refund may still come, or be looked at; that is done once.
bool AwaitsPaidGoods(const Refund& refund);
// The shop signed for them, or didn't, after all; false if that is no news.
bool TrackPaidGoods(Refund& refund, const logistics::v1::Shipment& shipment,
                    const v1::Policy& policy, const Moment& moment);
// They were looked at, as a whole or line by line. What they are short of is owed from then on.
absl::Status TakeInPaid(Order& order, Refund& refund, v1::Inspection::Value inspection,
                        const v1::Policy& policy, const Moment& moment,
                        std::vector<v1::LedgerEntry>& ledger);
absl::Status TakeInPaid(Order& order, Refund& refund, const IntakeLines& intake,
                        const v1::Policy& policy, const Moment& moment,
                        std::vector<v1::LedgerEntry>& ledger);
// The deadline has come: nobody looked at goods that arrived, or all of the money is owed.
absl::Status ExpirePaidGoods(Order& order, Refund& refund, const v1::Policy& policy,
                             const Moment& moment, std::vector<v1::LedgerEntry>& ledger);
// What claiming it back came to; nothing: it is written off. INVALID_ARGUMENT for more than is
// owed, or money from nobody.
absl::Status SettleReturnClaim(const Order& order, Refund& refund, int64_t recovered_minor,
                               v1::ScanPayment::Source source, const Moment& moment,
                               std::vector<v1::LedgerEntry>& ledger);

}  // namespace shopdesk::orders::domain
