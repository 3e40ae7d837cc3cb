#include "services/logistics/store/claim/enquiry.h"

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::store {

const sql::Statement kEnquirySnapshot = {
    "logistics.snapshot_enquiry",
    "SELECT shipment, enquiry, data FROM enquiries WHERE shop = $1 "
    "AND (shipment, enquiry) > ($2, $3) ORDER BY shipment, enquiry LIMIT $4"};

// In the order of an index over what stands after the collection of shipments.
const sql::Statement kEnquirySources = {
    "logistics.enquiry_sources",
    "SELECT 'shops/' || shop || '/shipments/' || shipment || '/enquiries/' || enquiry "
    "FROM enquiries WHERE shop = $1 AND shipment || '/enquiries/' || enquiry "
    "> substr($2, length('shops/' || $1 || '/shipments/') + 1) "
    "ORDER BY shipment || '/enquiries/' || enquiry LIMIT $3"};

namespace {

constexpr sql::Statement kSelectEnquiry = {
    "logistics.select_enquiry",
    "SELECT data FROM enquiries WHERE shop = $1 AND shipment = $2 AND enquiry = $3"};
constexpr sql::Statement kSelectEnquiryForUpdate = {
    "logistics.select_enquiry_for_update",
    "SELECT data FROM enquiries WHERE shop = $1 AND shipment = $2 AND enquiry = $3 FOR UPDATE"};
constexpr sql::Statement kInsertEnquiry = {
    "logistics.insert_enquiry",
    "INSERT INTO enquiries (shop, shipment, enquiry, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateEnquiry = {
    "logistics.update_enquiry",
    "UPDATE enquiries SET state = $4, version = $5, data = $6 "
    "WHERE shop = $1 AND shipment = $2 AND enquiry = $3 AND version = $7"};
constexpr sql::Statement kListEnquiries = {
    "logistics.list_enquiries",
    "SELECT data FROM enquiries WHERE shop = $1 AND (create_ms, enquiry) < ($2, $3) "
    "ORDER BY create_ms DESC, enquiry DESC LIMIT $4"};
constexpr sql::Statement kListEnquiriesByState = {
    "logistics.list_enquiries_by_state",
    "SELECT data FROM enquiries WHERE shop = $1 AND state = $5 "
    "AND (create_ms, enquiry) < ($2, $3) ORDER BY create_ms DESC, enquiry DESC LIMIT $4"};
// A shipment has few.
constexpr sql::Statement kListEnquiriesOfShipment = {
    "logistics.list_enquiries_of_shipment",
    "SELECT data FROM enquiries WHERE shop = $1 AND shipment = $5 AND ($6 = 0 OR state = $6) "
    "AND (create_ms, enquiry) < ($2, $3) ORDER BY create_ms DESC, enquiry DESC LIMIT $4"};

}  // namespace

absl::StatusOr<v1::Enquiry> LoadEnquiry(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Enquiry>(
      txn, kSelectEnquiry, {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::Enquiry> LoadEnquiryForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Enquiry>(txn, kSelectEnquiryForUpdate,
                                       {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)},
                                       name);
}

absl::Status InsertEnquiry(sql::Transaction& txn, v1::Enquiry& enquiry) {
  const std::string& name = enquiry.name();
  return sql::InsertVersioned(txn, kInsertEnquiry, enquiry, ShopOf(name), domain::ParentIdOf(name),
                              LastSegment(name), static_cast<int>(enquiry.state()),
                              ToMillis(FromProto(enquiry.create_time())));
}

absl::Status SaveEnquiry(sql::Transaction& txn, v1::Enquiry& enquiry) {
  const std::string& name = enquiry.name();
  return sql::SaveVersioned(txn, kUpdateEnquiry, enquiry, ShopOf(name), domain::ParentIdOf(name),
                            LastSegment(name), static_cast<int>(enquiry.state()));
}

absl::StatusOr<std::vector<v1::Enquiry>> ListEnquiries(sql::Transaction& txn,
                                                       absl::string_view shop,
                                                       const EnquiryFilter& filter,
                                                       const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  const int state = filter.state;
  if (!filter.shipment.empty()) {
    return sql::ListMessages<v1::Enquiry>(
        txn, kListEnquiriesOfShipment, {shop, before_ms, before_id, limit, filter.shipment, state});
  }
  if (state != v1::Enquiry::STATE_UNSPECIFIED) {
    return sql::ListMessages<v1::Enquiry>(txn, kListEnquiriesByState,
                                          {shop, before_ms, before_id, limit, state});
  }
  return sql::ListMessages<v1::Enquiry>(txn, kListEnquiries, {shop, before_ms, before_id, limit});
}

}  // namespace shopdesk::logistics::store
