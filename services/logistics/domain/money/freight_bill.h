#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/base/state_machine.h"
#include "shopdesk/logistics/v1/freight_bill.pb.h"
#include "shopdesk/logistics/v1/intercept.pb.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/logistics/v1/shipping_terms.pb.h"

// What carriers bill for shipments.
namespace shopdesk::logistics::domain {

// The one table of a bill's state. Events: "match", "differ", "settle", "lead_back".
const StateMachine<v1::FreightBill::State>& FreightMachine();

// Whether the shop owes the carrier freight for it, and knows how much in its currency.
bool OwesFreight(const v1::Shipment& shipment, const v1::Policy& policy);
// The same of one that the carrier has or had, and for which the receiver doesn't pay all: the
// carrier is to bill it. `terms` has no receiver's part if nobody set any, here and below.
bool AwaitsFreightBill(const v1::Shipment& shipment, const v1::ShippingTerms& terms,
                       const v1::Policy& policy);

// A bill that no line is of yet. `intercepts`: the shipment's.
v1::FreightBill MakeFreightBill(const v1::Shipment& shipment, const v1::ShippingTerms& terms,
                                absl::Span<const v1::Intercept> intercepts, absl::string_view name,
                                absl::Time now);

// INVALID_ARGUMENT (amount, waybill_number) unless it is in the shop's currency.
absl::Status CheckFreightRow(const v1::FreightRow& row, const v1::Policy& policy);
v1::FreightLine MakeFreightLine(const v1::FreightRow& row, absl::string_view name, absl::Time now);
// Adds a line to its bill, and says in the line what came of it.
absl::Status AddFreightLine(absl::Time now, v1::FreightLine& line, v1::FreightBill& bill);
// WRONG_STATE.
absl::Status SettleBill(absl::string_view masked_reason, absl::Time now, v1::FreightBill& bill);

// The feed's event of a bill.
absl::string_view FreightEvent(const v1::FreightBill& bill);

}  // namespace shopdesk::logistics::domain
