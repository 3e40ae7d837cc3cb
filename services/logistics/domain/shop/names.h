#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/base/id.h"
#include "libs/base/resource_name.h"

// The names of this service's resources. `shop` is the escaped id, as it stands in a name; other
// ids are given as the clients chose them.
namespace shopdesk::logistics::domain {

// The escaped id of the resource that a name stands under: a branch's or rate table's carrier, an
// intercept's shipment.
inline absl::string_view ParentIdOf(absl::string_view name) { return LastSegment(ParentOf(name)); }

inline std::string CarrierName(absl::string_view shop, absl::string_view carrier_id) {
  return absl::StrCat("shops/", shop, "/carriers/", EscapeId(carrier_id));
}
inline std::string BranchName(absl::string_view shop, absl::string_view carrier_id,
                              absl::string_view branch_id) {
  return absl::StrCat(CarrierName(shop, carrier_id), "/branches/", EscapeId(branch_id));
}
inline std::string RateTableName(absl::string_view shop, absl::string_view carrier_id,
                                 absl::string_view rate_table_id) {
  return absl::StrCat(CarrierName(shop, carrier_id), "/rateTables/", EscapeId(rate_table_id));
}
inline std::string NegotiatedRateName(absl::string_view shop, absl::string_view carrier_id,
                                      absl::string_view negotiated_rate_id) {
  return absl::StrCat(CarrierName(shop, carrier_id), "/negotiatedRates/",
                      EscapeId(negotiated_rate_id));
}
inline std::string ShipmentName(absl::string_view shop, absl::string_view shipment_id) {
  return absl::StrCat("shops/", shop, "/shipments/", EscapeId(shipment_id));
}
inline std::string ShippingTermsName(absl::string_view shipment_name) {
  return absl::StrCat(shipment_name, "/shippingTerms");
}
// The shipment of a name "shops/{shop}/shipments/{shipment}/shippingTerms".
inline absl::string_view ShipmentOfTerms(absl::string_view terms_name) {
  return terms_name.substr(0, terms_name.rfind('/'));
}
// `intercept_id` is one of ours: nothing in it has to be escaped.
inline std::string InterceptName(absl::string_view shipment_name, absl::string_view intercept_id) {
  return absl::StrCat(shipment_name, "/intercepts/", intercept_id);
}
// The ids of claims, enquiries and problems are ours: nothing in them has to be escaped.
inline std::string ClaimName(absl::string_view shop, absl::string_view claim_id) {
  return absl::StrCat("shops/", shop, "/claims/", claim_id);
}
inline std::string EnquiryName(absl::string_view shipment_name, absl::string_view enquiry_id) {
  return absl::StrCat(shipment_name, "/enquiries/", enquiry_id);
}
inline std::string ProblemParcelName(absl::string_view shop, absl::string_view problem_id) {
  return absl::StrCat("shops/", shop, "/problemParcels/", problem_id);
}
// `shipment_id`: escaped, as it stands in the shipment's name.
inline std::string CodCollectionName(absl::string_view shop, absl::string_view shipment_id) {
  return absl::StrCat("shops/", shop, "/codCollections/", shipment_id);
}
inline std::string CodLineName(absl::string_view carrier_name, absl::string_view line_id) {
  return absl::StrCat(carrier_name, "/codLines/", EscapeId(line_id));
}
// `shipment_id`: escaped, as it stands in the shipment's name.
inline std::string FreightBillName(absl::string_view shop, absl::string_view shipment_id) {
  return absl::StrCat("shops/", shop, "/freightBills/", shipment_id);
}
inline std::string FreightLineName(absl::string_view carrier_name, absl::string_view line_id) {
  return absl::StrCat(carrier_name, "/freightLines/", EscapeId(line_id));
}
// `order_id`: escaped, as it stands in the order's name.
inline std::string ReturnInsuranceName(absl::string_view shop, absl::string_view order_id) {
  return absl::StrCat("shops/", shop, "/returnInsurances/", order_id);
}
// The id is ours: nothing in it has to be escaped.
inline std::string AnnouncementName(absl::string_view shop, absl::string_view announcement_id) {
  return absl::StrCat("shops/", shop, "/announcements/", announcement_id);
}
// The same of a booking.
inline std::string PickupName(absl::string_view shop, absl::string_view pickup_id) {
  return absl::StrCat("shops/", shop, "/pickups/", pickup_id);
}
// `cause`: what the notice is for, unique in the shop.
inline std::string NoticeName(absl::string_view shop, absl::string_view cause) {
  return absl::StrCat("shops/", shop, "/notices/", DerivedId({shop, cause}));
}

}  // namespace shopdesk::logistics::domain
