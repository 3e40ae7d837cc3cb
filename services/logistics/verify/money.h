#pragma once

#include "absl/status/status.h"
#include "libs/verify/check.h"
#include "shopdesk/logistics/v1/cod_money.pb.h"
#include "shopdesk/logistics/v1/freight_bill.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

namespace shopdesk::logistics::verify {

// The shipment's collection is there exactly while it was delivered for money, or the carrier
// accounted for it.
absl::Status LookAtCollectionOf(shopdesk::verify::Page& page, const v1::Shipment& shipment);
// A collection is REMITTED exactly while it is right; what is awaited has its deadline, what lacks
// or is overdue is on the list.
absl::Status LookAtCollection(shopdesk::verify::Page& page, const v1::CodCollection& collection);
// A bill is MATCHED exactly while it is right; one that differs is on the list.
absl::Status LookAtFreightBill(shopdesk::verify::Page& page, const v1::FreightBill& bill);

// What collections and bills say of their lines is what these come to.
absl::Status LookAtCollectionSums(shopdesk::verify::Page& page);
absl::Status LookAtFreightBillSums(shopdesk::verify::Page& page);
// What a line is of is there.
absl::Status LookAtCodLine(shopdesk::verify::Page& page, const v1::CodLine& line);
absl::Status LookAtFreightLine(shopdesk::verify::Page& page, const v1::FreightLine& line);

}  // namespace shopdesk::logistics::verify
