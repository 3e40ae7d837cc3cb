#include "services/logistics/store/desk/erasure.h"

#include "libs/base/status_macros.h"
#include "libs/privacy/erase.h"
#include "services/logistics/domain/shop/events.h"
#include "shopdesk/logistics/v1/claim.pb.h"
#include "shopdesk/logistics/v1/cod_money.pb.h"
#include "shopdesk/logistics/v1/enquiry.pb.h"
#include "shopdesk/logistics/v1/freight_bill.pb.h"
#include "shopdesk/logistics/v1/intercept.pb.h"
#include "shopdesk/logistics/v1/notice.pb.h"
#include "shopdesk/logistics/v1/problem_parcel.pb.h"
#include "shopdesk/logistics/v1/return_insurance.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

namespace shopdesk::logistics::store {
namespace {

#define OF_ORDER \
  "shipment IN (SELECT shipment FROM shipments s WHERE s.shop = $1 AND s.order_id = $2)"
const privacy::ErasedTable kOfOrder[] = {
    {{"logistics.find_shipments_to_erase",
      "SELECT shipment, 'shops/' || shop || '/shipments/' || shipment, data"
      " FROM shipments WHERE shop = $1 AND order_id = $2 ORDER BY shipment FOR UPDATE"},
     {"logistics.erase_shipment",
      "UPDATE shipments SET data = $4 WHERE shop = $1 AND order_id = $2 AND shipment = $3"},
     privacy::PrototypeOf<v1::Shipment>,
     events::kShipmentErased},
    {{"logistics.find_intercepts_to_erase",
      "SELECT shipment || '/intercepts/' || intercept,"
      " 'shops/' || shop || '/shipments/' || shipment || '/intercepts/' || intercept, data"
      " FROM intercepts WHERE shop = $1 AND " OF_ORDER " ORDER BY shipment, intercept FOR UPDATE"},
     {"logistics.erase_intercept", "UPDATE intercepts SET data = $4 WHERE shop = $1 AND " OF_ORDER
                                   " AND shipment || '/intercepts/' || intercept = $3"},
     privacy::PrototypeOf<v1::Intercept>,
     events::kInterceptErased},
    {{"logistics.find_tracking_events_to_erase",
      "SELECT shipment || '/' || event_ms || '/' || fingerprint,"
      " 'shops/' || shop || '/shipments/' || shipment || '/events/' || fingerprint, data"
      " FROM tracking_events WHERE shop = $1 AND " OF_ORDER
      " ORDER BY shipment, event_ms, fingerprint FOR UPDATE"},
     {"logistics.erase_tracking_event",
      "UPDATE tracking_events SET data = $4 WHERE shop = $1 AND " OF_ORDER
      " AND shipment || '/' || event_ms || '/' || fingerprint = $3"},
     privacy::PrototypeOf<v1::TrackingEvent>,
     events::kTrackingEventErased},
    {{"logistics.find_return_insurances_to_erase",
      "SELECT order_id, 'shops/' || shop || '/returnInsurances/' || order_id, data"
      " FROM return_insurances WHERE shop = $1 AND order_id = $2 FOR UPDATE"},
     {"logistics.erase_return_insurance",
      "UPDATE return_insurances SET data = $4 WHERE shop = $1 AND order_id = $2 AND order_id = $3"},
     privacy::PrototypeOf<v1::ReturnInsurance>,
     events::kReturnInsuranceErased},
    {{"logistics.find_claims_to_erase",
      "SELECT claim, 'shops/' || shop || '/claims/' || claim, data"
      " FROM claims WHERE shop = $1 AND order_id = $2 ORDER BY claim FOR UPDATE"},
     {"logistics.erase_claim",
      "UPDATE claims SET data = $4 WHERE shop = $1 AND order_id = $2 AND claim = $3"},
     privacy::PrototypeOf<v1::Claim>,
     events::kClaimErased},
    {{"logistics.find_enquiries_to_erase",
      "SELECT shipment || '/enquiries/' || enquiry,"
      " 'shops/' || shop || '/shipments/' || shipment || '/enquiries/' || enquiry, data"
      " FROM enquiries WHERE shop = $1 AND " OF_ORDER " ORDER BY shipment, enquiry FOR UPDATE"},
     {"logistics.erase_enquiry", "UPDATE enquiries SET data = $4 WHERE shop = $1 AND " OF_ORDER
                                 " AND shipment || '/enquiries/' || enquiry = $3"},
     privacy::PrototypeOf<v1::Enquiry>,
     events::kEnquiryErased},
    {{"logistics.find_problem_parcels_to_erase",
      "SELECT problem_parcel, 'shops/' || shop || '/problemParcels/' || problem_parcel, data"
      " FROM problem_parcels WHERE shop = $1 AND order_id = $2 ORDER BY problem_parcel FOR UPDATE"},
     {"logistics.erase_problem_parcel",
      "UPDATE problem_parcels SET data = $4"
      " WHERE shop = $1 AND order_id = $2 AND problem_parcel = $3"},
     privacy::PrototypeOf<v1::ProblemParcel>,
     events::kProblemErased},
    {{"logistics.find_cod_collections_to_erase",
      "SELECT cod_collection, 'shops/' || shop || '/codCollections/' || cod_collection, data"
      " FROM cod_collections WHERE shop = $1 AND order_id = $2 ORDER BY cod_collection FOR UPDATE"},
     {"logistics.erase_cod_collection",
      "UPDATE cod_collections SET data = $4"
      " WHERE shop = $1 AND order_id = $2 AND cod_collection = $3"},
     privacy::PrototypeOf<v1::CodCollection>,
     events::kCodCollectionErased},
    {{"logistics.find_freight_bills_to_erase",
      "SELECT freight_bill, 'shops/' || shop || '/freightBills/' || freight_bill, data"
      " FROM freight_bills WHERE shop = $1 AND order_id = $2 ORDER BY freight_bill FOR UPDATE"},
     {"logistics.erase_freight_bill",
      "UPDATE freight_bills SET data = $4"
      " WHERE shop = $1 AND order_id = $2 AND freight_bill = $3"},
     privacy::PrototypeOf<v1::FreightBill>,
     events::kFreightBillErased},
    {{"logistics.find_notices_to_erase",
      "SELECT notice, 'shops/' || shop || '/notices/' || notice, data"
      " FROM notices WHERE shop = $1 AND order_id = $2 ORDER BY notice FOR UPDATE"},
     {"logistics.erase_notice_of_order",
      "UPDATE notices SET data = $4 WHERE shop = $1 AND order_id = $2 AND notice = $3"},
     privacy::PrototypeOf<v1::Notice>,
     events::kNoticeErased},
};
#undef OF_ORDER

const privacy::ErasedTable kNotice[] = {
    {{"logistics.find_notice_to_erase",
      "SELECT notice, 'shops/' || shop || '/notices/' || notice, data"
      " FROM notices WHERE shop = $1 AND notice = $2 FOR UPDATE"},
     {"logistics.erase_notice",
      "UPDATE notices SET data = $4 WHERE shop = $1 AND notice = $2 AND notice = $3"},
     privacy::PrototypeOf<v1::Notice>,
     events::kNoticeErased},
};

}  // namespace

absl::StatusOr<int64_t> EraseOrder(sql::Transaction& txn, const privacy::Vault& vault,
                                   absl::string_view shop, absl::string_view order_id,
                                   privacy::TellFn tell) {
  return privacy::EraseRows(txn, vault, kOfOrder, shop, order_id, tell);
}

absl::Status EraseNotice(sql::Transaction& txn, const privacy::Vault& vault, absl::string_view shop,
                         absl::string_view notice, privacy::TellFn tell) {
  return privacy::EraseRows(txn, vault, kNotice, shop, notice, tell).status();
}

}  // namespace shopdesk::logistics::store
