#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/state_machine.h"
#include "shopdesk/logistics/v1/cod_money.pb.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// Money that carriers collected for the shop, and what they handed over.
namespace shopdesk::logistics::domain {

// The one table of a collection's state. Events: "collect", "undo", "match", "differ", "settle",
// "lead_back".
const StateMachine<v1::CodCollection::State>& CodMachine();

// Whether the parcel collects money for the shop, and whether it was delivered for it.
bool CollectsMoney(const v1::Shipment& shipment);
bool HasCollected(const v1::Shipment& shipment);

// COLLECTED at that time.
v1::CodCollection MakeCollection(const v1::Shipment& shipment, const v1::Policy& policy,
                                 absl::string_view name, absl::Time collect_time, absl::Time now);
// The parcel was delivered, or that was taken back: whether that changed the collection. What the
// carrier has accounted for stays as he says.
bool FollowDelivery(const v1::Shipment& shipment, absl::Time now, v1::CodCollection& collection);

// INVALID_ARGUMENT (amount, fee) unless they are in the shop's currency, and the fee isn't
// negative.
absl::Status CheckCodRow(const v1::CodRow& row, const v1::Policy& policy);
v1::CodLine MakeCodLine(const v1::CodRow& row, absl::string_view name, absl::Time now);
// Adds a line to the collection of its shipment, and says in the line what came of it.
absl::Status AddCodLine(const v1::Shipment& shipment, absl::Time now, v1::CodLine& line,
                        v1::CodCollection& collection);
// WRONG_STATE.
absl::Status SettleCollection(absl::string_view masked_reason, absl::Time now,
                              v1::CodCollection& collection);
// It is due, and not all of it has come: whether it is overdue from now on.
bool MissMoney(absl::Time now, v1::CodCollection& collection);

// The feed's event of a collection that was `before`.
absl::string_view CodEvent(const v1::CodCollection& before, const v1::CodCollection& after);

}  // namespace shopdesk::logistics::domain
