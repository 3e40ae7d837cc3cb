#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/policy.pb.h"

// Cash on delivery before the parcel goes: the contact in which the buyer confirms, and what else
// may come of it.
namespace shopdesk::orders::domain {

// The order waits for its confirmation: the first contact is due after the policy's service time.
// By as much as the desk's closed hours put that off, the order is closed later.
void StartCodContact(Order& order, const v1::Policy& policy, const Moment& moment);
// Somebody tried to reach the buyer for his confirmation.
bool WasCodContacted(const Order& order);
// The first contact is late.
void MissCodContact(Order& order);
// The buyer was reached in this very call: it counts as an attempt.
absl::Status RecordCodContact(Order& order, type::v1::ContactChannel::Value channel,
                              const v1::Policy& policy, const Moment& moment);

// To packing without the buyer's confirmation. `reason` is masked. WRONG_STATE.
absl::Status ReleaseCodUnconfirmed(Order& order, absl::string_view reason, const v1::Policy& policy,
                                   const Moment& moment);
// The buyer himself confirmed it.
bool WasCodConfirmed(const Order& order);

}  // namespace shopdesk::orders::domain
