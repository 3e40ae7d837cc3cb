#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/logistics/store/shop/list_key.h"
#include "shopdesk/logistics/v1/freight_bill.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/logistics/v1/shipping_terms.pb.h"

// What carriers bill for shipments. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kFreightBillSnapshot;

// NOT_FOUND naming it.
absl::StatusOr<v1::FreightBill> LoadFreightBill(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::FreightBill>> FindFreightBillForUpdate(sql::Transaction& txn,
                                                                         absl::string_view name);
absl::StatusOr<v1::FreightBill> LoadFreightBillForUpdate(sql::Transaction& txn,
                                                         absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertFreightBill(sql::Transaction& txn, v1::FreightBill& freight_bill);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveFreightBill(sql::Transaction& txn, v1::FreightBill& freight_bill);
// Newest first, those before a key; unspecified: in any state.
absl::StatusOr<std::vector<v1::FreightBill>> ListFreightBills(sql::Transaction& txn,
                                                              absl::string_view shop,
                                                              v1::FreightBill::State state,
                                                              const CreationKey& before, int limit);

struct BilledShipment {
  v1::Shipment shipment;
  // Nothing in them if nobody set any.
  v1::ShippingTerms terms;
  // There is a bill for it.
  bool billed = false;
};
// Shipments of a carrier, or of all (empty), newest first, those before a key.
absl::StatusOr<std::vector<BilledShipment>> ListBilledShipments(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                absl::string_view carrier,
                                                                const CreationKey& before,
                                                                int limit);

}  // namespace shopdesk::logistics::store
