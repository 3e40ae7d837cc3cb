#pragma once

#include <cstdint>

#include "libs/base/figure.h"
#include "shopdesk/logistics/v1/freight_bill.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// What is counted of shipments and of all that is beside them by day, and what is made of it.
namespace shopdesk::logistics::domain {

// With how many tracking events are kept of it.
void CountShipment(const v1::Shipment& shipment, int64_t tracking_events, Counts& counts);
void CountNotice(const v1::Notice& notice, Counts& counts);
void CountClaim(const v1::Claim& claim, Counts& counts);
void CountProblem(const v1::ProblemParcel& problem, Counts& counts);
void CountReturnInsurance(const v1::ReturnInsurance& insurance, Counts& counts);
void CountEnquiry(const v1::Enquiry& enquiry, Counts& counts);
void CountPickup(const v1::Pickup& pickup, Counts& counts);
void CountFreightBill(const v1::FreightBill& bill, Counts& counts);
void CountIntercept(const v1::Intercept& intercept, Counts& counts);

v1::ShipmentFigures ShipmentFiguresOf(const Sums& sums);
v1::FreightFigures FreightFiguresOf(const Sums& sums);

}  // namespace shopdesk::logistics::domain
