#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "services/orders/domain/refund/refund_held.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/catalog/v1/stock.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// Goods instead of money: exchanged, repaired, or sent since nothing came. All the while the pieces
// count as the buyer's in the order; only when money goes back instead do they move. Errors as in
// refund.h.
namespace shopdesk::orders::domain {

// By `event` it comes to wait for the seller to send.
absl::Status AwaitReplacement(Refund& refund, absl::string_view event, const v1::Policy& policy,
                              const Moment& moment);
// The pieces to send, each SKU once, in the order of SKUs.
std::vector<SkuPieces> ReplacedSkus(const Order& order, const Refund& refund);
// Whether what is reserved costs what the lines do.
bool SamePrice(const Order& order, const Refund& refund,
               const catalog::v1::Reservation& reservation);

// How they are sent.
struct SendAgainWish {
  std::string shipment;
  std::string carrier_id;
  std::string mode;
  std::string waybill_number;
  // What they are to be insured for, 0 being not at all; nullopt: as the policy says.
  absl::optional<type::v1::Money> declared_value;
  // The lost shipment; empty: that of the one parcel that can be it.
  std::string replaces = "";
};
// Logistics is to be asked: FAILED_PRECONDITION WRONG_STATE, also while another shipment is being
// made; NOT_RESERVED; INVALID_ARGUMENT (replaces) for one that can't have been lost with the goods;
// errors of DeclaredValue (consignment.h).
absl::Status IntendReplacement(const Order& order, Refund& refund, const SendAgainWish& wish,
                               const v1::Policy& policy, const Moment& moment);
// The parcel that is asked of logistics.
v1::Parcel ReplacementParcel(const Refund& refund);
// Logistics declined: the intent is gone. Nothing happens if it is already.
void DropReplacement(Refund& refund, absl::string_view shipment);
// Logistics has the shipment. False, and nothing changes, if it was SHIPPED before.
absl::StatusOr<bool> ShipReplacement(Refund& refund, const logistics::v1::Shipment& shipment,
                                     const v1::Policy& policy, const Moment& moment);
// The outcome of the shipment is not known though the deadline has come: it is looked at later.
void PostponeDeadline(Refund& refund, const Moment& moment);

// The buyer has them, by his own word or by time.
absl::Status ConfirmReplacement(Order& order, Refund& refund, const v1::Policy& policy,
                                const Moment& moment, std::vector<v1::LedgerEntry>& ledger);
// Nobody said so in time. Money goes back instead for what is in trouble; what moves as it should
// counts as received, as parcels of orders do.
absl::Status ExpireReplacement(Order& order, Refund& refund, const v1::Policy& policy,
                               const Moment& moment, std::vector<v1::LedgerEntry>& ledger);
// Money goes back instead.
absl::Status PayInstead(Order& order, Refund& refund, v1::Replacement::Failure failure,
                        const v1::Policy& policy, const Moment& moment,
                        std::vector<v1::LedgerEntry>& ledger);
// What tracking says of the second parcel; one that came back is paid for. False if that is no
// news.
absl::StatusOr<bool> TrackReplacement(Order& order, Refund& refund,
                                      const logistics::v1::Shipment& shipment, int64_t sequence,
                                      const v1::Policy& policy, const Moment& moment,
                                      std::vector<v1::LedgerEntry>& ledger);

// What tracking says of the second parcel of a refund that has ended.
enum class LateNews {
  // No news.
  kNone,
  // It is elsewhere now; `contradicted_by` says whether that is against how the refund ended.
  kMoved,
  // It is back at the shop; it isn't, after all.
  kReturned,
  kUnreturned,
};
LateNews TrackEndedReplacement(Refund& refund, const logistics::v1::Shipment& shipment,
                               int64_t sequence, const Moment& moment);

}  // namespace shopdesk::orders::domain
